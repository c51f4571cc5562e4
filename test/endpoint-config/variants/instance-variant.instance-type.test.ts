import { Lazy } from 'aws-cdk-lib';
import { hosting, rendered, warned, warning } from './given';
import { Endpoint, InstanceType } from '../../../src';
import { aModel } from '../../helpers/given';
import { messageOf } from '../../helpers/problems';
import { testStack, warningsOf } from '../../helpers/stack';

describe('an instance type that is not known', () => {
  test('is warned of for a shadow variant too', () => {
    const stack = testStack();
    const shadow = { model: aModel(stack, 'Shadow'), variantName: 'shadow', instanceType: InstanceType.of('ml.m55.large') };
    expect(warned({}, stack, { shadowProductionVariants: [shadow] })).toEqual([warning('unknownInstanceType',
      "instanceType ml.m55.large of variant 'shadow' is not in the list of instance types of this version of cdk-sagemaker-hosting; check its spelling")]);
  });

  test('may be a token', () => {
    expect(warned({ instanceType: InstanceType.of(Lazy.string({ produce: () => 'ml.m55.large' })) })).toEqual([]);
  });
});

test('each of two variants is warned of by its name', () => {
  const stack = testStack();
  const instanceType = InstanceType.of('ml.m55.large');
  hosting({ instanceType }, stack).addInstanceProductionVariant({ model: aModel(stack, 'Second'), variantName: 'second', instanceType });
  expect(warningsOf(stack)).toEqual([expect.stringContaining("of variant 'main'"), expect.stringContaining("of variant 'second'")]);
});

describe('burstable instances', () => {
  const scale = (instanceType: InstanceType) => {
    const stack = testStack();
    const endpoint = new Endpoint(stack, 'Endpoint', { endpointConfig: hosting({ instanceType }, stack) });
    return endpoint.findInstanceProductionVariant('main').autoScaleInstanceCount({ maxCapacity: 2 });
  };

  test.each([InstanceType.T2_MEDIUM, InstanceType.T2_2XLARGE])('fail to be autoscaled: %s', (instanceType) => {
    expect(messageOf(() => scale(instanceType))).toBe(`Test/Endpoint: variant 'main' cannot be autoscaled on burstable instances, got ${instanceType}; choose another `
      + 'instanceType, such as ml.m5.large');
  });

  test.each([InstanceType.M5_LARGE, InstanceType.of(Lazy.string({ produce: () => 'ml.t2.medium' }))])('are not %s', (instanceType) => {
    expect(scale(instanceType).node.path).toBe('Test/Endpoint/InstanceCount');
  });

  test('may be hosted on as long as their number is fixed', () => {
    expect(rendered({ instanceType: InstanceType.T2_MEDIUM, initialInstanceCount: 2 }).InstanceType).toBe('ml.t2.medium');
  });
});
