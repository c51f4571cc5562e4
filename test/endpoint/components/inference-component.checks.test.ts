import { App, CfnParameter, Duration, Stack, aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import { COMPONENT, aComponent, hosting, refused, rendered, running } from './given';
import {
  CapacitySize, DeploymentStrategy, Endpoint, EndpointConfig, InferenceComponent, InstanceType, TrafficRouting,
  type IEndpoint, type InferenceComponentProps, type InstanceSpecification,
} from '../../../src';
import { aModel } from '../../helpers/given';
import { must } from '../../helpers/must';
import { like, messageOf } from '../../helpers/problems';
import { propertiesOf, testStack } from '../../helpers/stack';
import { aNumber, theirAlarm } from '../deployment/given';

const WHERE = 'Test/Endpoint/Llama:';
const NEITHER = 'specification is required; use a method of InferenceComponentSpecification, or set specifications for a variant with instance pools';

describe('the endpoint', () => {
  const create = (props: unknown) => messageOf(() => new InferenceComponent(testStack(), 'Llama', props as InferenceComponentProps));
  const REQUIRED = 'Test/Llama: endpoint is required; use Endpoint, or Endpoint.fromEndpointName';

  test.each<[string, unknown, string]>([
    ['no properties', undefined, REQUIRED],
    ['null', null, REQUIRED],
    ['no endpoint', {}, REQUIRED],
    ['a name', { endpoint: 'churn' }, "Test/Llama: endpoint must be an endpoint, got 'churn'; use Endpoint, or Endpoint.fromEndpointName"],
    ['one that is in no environment', { endpoint: { endpointName: 'churn', endpointArn: 'arn' } }, 'Test/Llama: endpoint must be an endpoint, got an object; use Endpoint, or Endpoint.fromEndpointName'],
    ['another construct', { endpoint: new Stack() }, "Test/Llama: endpoint must be an endpoint, got Stack 'Default'; use Endpoint, or Endpoint.fromEndpointName"],
  ])('is required: %s', (_what, props, message) => {
    expect(create(props)).toBe(message);
  });

  test('is in the same account and region', () => {
    const endpoint = Endpoint.fromEndpointArn(testStack(), 'Theirs', 'arn:aws:sagemaker:eu-west-1:999999999999:endpoint/theirs');
    expect(create({ endpoint, variantName: 'main', specification: running(testStack()) })).toBe('Test/Llama: 2 problems:\n'
      + `  - the endpoint ${must.beInSame('account', '123456789012', '999999999999')}\n  - the endpoint ${must.beInSame('region', 'us-east-1', 'eu-west-1')}`);
  });

  test('may be another implementation of its interface', () => {
    const stack = testStack();
    const endpoint = { endpointName: 'own', endpointArn: 'arn:aws:sagemaker:us-east-1:123456789012:endpoint/own', node: stack.node, env: stack.env, stack } as unknown as IEndpoint;
    new InferenceComponent(stack, 'Llama', { endpoint, variantName: 'main', specification: running(stack) });
    expect(propertiesOf(stack, COMPONENT).EndpointName).toBe('own');
  });
});

describe('the variant', () => {
  type Variants = { [name: string]: boolean };
  /** An endpoint with variants that host a model or not. */
  const withVariants = (stack: Stack, variants: Variants) => new Endpoint(stack, 'Endpoint', {
    endpointConfig: new EndpointConfig(stack, 'Config', {
      instanceProductionVariants: Object.entries(variants).map(([variantName, hostsModel]) => (
        { variantName, instanceType: InstanceType.G5_XLARGE, model: hostsModel ? aModel(stack, variantName) : undefined })),
    }),
  });
  const chosen = (variants: Variants, variantName?: string) => {
    const stack = testStack();
    withVariants(stack, variants);
    aComponent(stack, { variantName });
    return propertiesOf(stack, COMPONENT).VariantName;
  };
  const refusal = (variants: Variants, variantName?: string) => messageOf(() => chosen(variants, variantName));

  test('is the only one that hosts components', () => {
    expect(chosen({ main: false })).toBe('main');
    expect(chosen({ model: true, components: false })).toBe('components');
    expect(chosen({ main: false }, null as any)).toBe('main');
  });

  test('is the given one of several', () => {
    expect(chosen({ a: false, b: false }, 'b')).toBe('b');
  });

  test.each<[string, Variants, string | undefined, string]>([
    ['not given of several', { a: false, b: false }, undefined, "variantName is required; specify one of 'a', 'b'"],
    ['not there', { a: false, b: true }, 'c', "variantName must be a variant of the endpoint, got 'c'; the variants are 'a', 'b'"],
    ['one with a model', { a: false, b: true }, 'b',
      "variantName must be a variant without a model, got 'b', which hosts a model; SageMaker supports either a model or inference components on a variant"],
    ['not there, because each has a model', { a: true, b: true }, undefined,
      "the endpoint has no variant for inference components; omit the model of variant 'a', 'b', or add an instance variant without a model to its configuration"],
  ])('is refused: %s', (_what, variants, variantName, message) => {
    expect(refusal(variants, variantName)).toBe(`${WHERE} ${message}`);
  });

  test('is refused as a name that is none', () => {
    expect(refusal({ a: false }, 'a_b')).toBe(`${WHERE} 2 problems:\n  - variantName ${must.beName('a_b')}\n  - variantName must be a variant of the endpoint, got 'a_b'; the variants are 'a'`);
  });

  test('is refused where it is serverless, because it hosts a model', () => {
    const stack = testStack();
    const serverlessProductionVariant = { variantName: 'less', model: aModel(stack), maxConcurrency: 1, memorySizeInMB: 1024 };
    const endpoint = new Endpoint(stack, 'Endpoint', { endpointConfig: new EndpointConfig(stack, 'Config', { serverlessProductionVariant }) });
    expect(messageOf(() => aComponent(stack, { variantName: 'less' }, endpoint))).toEqual(like(`${WHERE} variantName must be a variant without a model, got 'less'...`));
    expect(messageOf(() => endpoint.addInferenceComponent('Other', { specification: running(stack) })))
      .toBe('Test/Endpoint/Other: the endpoint has no variant for inference components; add an instance variant without a model to its configuration');
  });

  test('is refused before it is in the configuration, and accepted afterwards', () => {
    const stack = testStack();
    const endpointConfig = new EndpointConfig(stack, 'Config', {});
    const endpoint = new Endpoint(stack, 'Endpoint', { endpointConfig });
    expect(messageOf(() => aComponent(stack, { variantName: 'main' }, endpoint)))
      .toBe(`${WHERE} the endpoint has no variant for inference components; add an instance variant without a model to its configuration`);
    endpointConfig.addInstanceProductionVariant({ variantName: 'main', instanceType: InstanceType.G5_XLARGE });
    endpoint.addInferenceComponent('Other', { variantName: 'main', specification: running(stack) });
    expect(propertiesOf(stack, COMPONENT).VariantName).toBe('main');
  });

  test('is required where the variants are not known', () => {
    const stack = testStack();
    const endpoint = Endpoint.fromEndpointName(stack, 'Theirs', 'theirs');
    expect(messageOf(() => aComponent(stack, {}, endpoint))).toBe('Test/Theirs/Llama: variantName is required; specify the variant of the endpoint that hosts the component, because the '
      + 'variants of the endpoint are not known');
    expect(() => aComponent(stack, { variantName: 'any' }, Endpoint.fromEndpointName(stack, 'Others', 'others'))).not.toThrow();
  });
});

describe('what it runs', () => {
  const specification = (stack: Stack) => running(stack);
  const types = (stack: Stack, count: number): InstanceSpecification[] => [
    InstanceType.G5_XLARGE, InstanceType.G5_2XLARGE, InstanceType.G5_4XLARGE, InstanceType.G5_8XLARGE,
    InstanceType.G6_XLARGE, InstanceType.G6_2XLARGE,
  ].slice(0, count).map((instanceType) => ({ instanceType, specification: specification(stack) }));

  test.each([2, 5])('may be specified for %d types', (count) => {
    expect(rendered((stack) => ({ specifications: types(stack, count) })).Specifications).toHaveLength(count);
  });

  test.each([0, 1, 6])('must not be specified for %d types', (count) => {
    expect(refused((stack) => ({ specifications: types(stack, count) }))).toBe(`${WHERE} specifications ${must.haveEntries(2, 5, count)}`);
  });

  test('may be specified for a type by its name, for one of another package, and for a token', () => {
    const all = rendered((stack) => ({
      specifications: ['ml.g5.xlarge', { toString: () => 'ml.g6.xlarge' }].map((instanceType) => ({ instanceType: instanceType as any, specification: running(stack) })),
    })).Specifications;
    expect(all.map((each: any) => each.InstanceType)).toEqual(['ml.g5.xlarge', 'ml.g6.xlarge']);
    expect(rendered((stack) => ({
      specifications: ['First', 'Second'].map((id) => (
        { instanceType: InstanceType.of(new CfnParameter(stack, id).valueAsString), specification: running(stack) })),
    })).Specifications).toHaveLength(2);
  });

  test.each<[string, (stack: Stack) => any, string]>([
    ['neither', () => ({ specification: undefined }), NEITHER],
    ['null', () => ({ specification: null, specifications: null }), NEITHER],
    ['both', (stack) => ({ specification: specification(stack), specifications: types(stack, 2) }),
      'specification and specifications cannot be combined; use specifications for a variant with instance pools, and specification otherwise'],
    ['the options instead of a specification', () => ({ specification: { compute: {} } }), 'specification must be a specification, got an object; use a method of InferenceComponentSpecification'],
    ['no list', (stack) => ({ specifications: types(stack, 1)[0] }), 'specifications must be a list, got an object; enclose it in brackets'],
    ['a list with nothing in it', (stack) => ({ specifications: [null, types(stack, 1)[0]] }), 'specifications[0] is required; specify an InstanceSpecification'],
    ['no type', (stack) => ({ specifications: [{ specification: specification(stack) }, types(stack, 1)[0]] }), 'specifications[0].instanceType is required; use a member of InstanceType'],
    ['a type that is none', (stack) => ({ specifications: [{ instanceType: 5, specification: specification(stack) }, types(stack, 1)[0]] }),
      'specifications[0].instanceType must be an instance type, got number 5; use InstanceType'],
    ['a type of EC2', (stack) => ({ specifications: [{ instanceType: 'g5.xlarge', specification: specification(stack) }, types(stack, 1)[0]] }),
      "specifications[0].instanceType must start with 'ml.', got 'g5.xlarge'; use for example 'ml.m5.large'"],
    ['a type twice', (stack) => ({ specifications: [...types(stack, 1), ...types(stack, 1)] }),
      "specifications[1].instanceType must be unique, got 'ml.g5.xlarge' again; specify each instance type once"],
    ['no specification', (stack) => ({ specifications: [{ instanceType: InstanceType.G6_XLARGE }, types(stack, 1)[0]] }),
      'specifications[0].specification is required; use a method of InferenceComponentSpecification'],
    ['another object', (stack) => ({ specifications: [{ instanceType: InstanceType.G6_XLARGE, specification: 'x' }, types(stack, 1)[0]] }),
      'specifications[0].specification must be a specification, got \'x\'; use a method of InferenceComponentSpecification'],
  ])('is refused as %s', (_what, options, message) => {
    expect(refused(options)).toBe(`${WHERE} ${message}`);
  });
});

describe('the number of copies', () => {
  test.each([0, 1, 2 ** 31 - 1])('may be %d', (copyCount) => {
    expect(rendered(() => ({ copyCount })).RuntimeConfig).toEqual({ CopyCount: copyCount });
  });

  test('may be a token', () => {
    expect(rendered((stack) => ({ copyCount: aNumber(stack) })).RuntimeConfig).toEqual({ CopyCount: { Ref: 'Number' } });
  });

  test.each<[unknown, string]>([[-1, must.beAtLeast(0, -1)], [1.5, must.beWhole(1.5)], [2 ** 31, must.beAtMost(2 ** 31 - 1, 2 ** 31)], ['2', "must be a number, got '2'"]])('must not be %p', (copyCount, message) => {
    expect(refused(() => ({ copyCount: copyCount as number }))).toBe(`${WHERE} copyCount ${message}`);
  });
});

describe('the strategy', () => {
  const rolling = (maximumBatchSize: CapacitySize, rollbackMaximumBatchSize?: CapacitySize) => (
    DeploymentStrategy.rolling({ maximumBatchSize, bakeTime: Duration.minutes(1), rollbackMaximumBatchSize }));
  const batch = (size: CapacitySize) => rendered(() => ({ deploymentStrategy: rolling(size) })).DeploymentConfig.RollingUpdatePolicy.MaximumBatchSize;

  test.each([5, 50])('may be batches of %d percent', (percent) => {
    expect(batch(CapacitySize.percent(percent))).toEqual({ Type: 'CAPACITY_PERCENT', Value: percent });
  });

  test('may be batches of copies, or of a token', () => {
    expect(batch(CapacitySize.copies(1))).toEqual({ Type: 'COPY_COUNT', Value: 1 });
    expect(rendered((stack) => ({
      deploymentStrategy: rolling(CapacitySize.copies(aNumber(stack))),
    })).DeploymentConfig.RollingUpdatePolicy.MaximumBatchSize)
      .toEqual({ Type: 'COPY_COUNT', Value: { Ref: 'Number' } });
  });

  test.each([4, 51])('must not be batches of %d percent', (percent) => {
    expect(refused(() => ({ deploymentStrategy: rolling(CapacitySize.percent(percent)) })))
      .toBe(`${WHERE} deploymentStrategy: maximumBatchSize must be between 5 and 50 percent, got ${percent} percent`);
  });

  const IN_COPIES = 'of an inference component must be in copies; use CapacitySize.copies or CapacitySize.percent';

  test.each<[string, any, string]>([
    ['blue/green', DeploymentStrategy.blueGreen({ trafficRouting: TrafficRouting.allAtOnce() }),
      'deploymentStrategy of an inference component must be a rolling one; use DeploymentStrategy.rolling'],
    ['another object', { rolling: true }, 'deploymentStrategy must be a deployment strategy, got an object; use DeploymentStrategy.blueGreen or DeploymentStrategy.rolling'],
    ['a string', 'rolling', "deploymentStrategy must be a deployment strategy, got 'rolling'; use DeploymentStrategy.blueGreen or DeploymentStrategy.rolling"],
    ['batches of instances', rolling(CapacitySize.instances(1), CapacitySize.instances(2)),
      `2 problems:\n  - deploymentStrategy: maximumBatchSize ${IN_COPIES}\n  - deploymentStrategy: rollbackMaximumBatchSize ${IN_COPIES}`],
  ])('is refused as %s', (_what, deploymentStrategy, message) => {
    expect(refused(() => ({ deploymentStrategy }))).toBe(`${WHERE} ${message}`);
  });

  test('of an endpoint has no copies', () => {
    const stack = testStack();
    const endpointConfig = EndpointConfig.fromEndpointConfigName(stack, 'Theirs', 'theirs');
    expect(messageOf(() => new Endpoint(stack, 'Endpoint', { endpointConfig, deploymentStrategy: rolling(CapacitySize.copies(1)) })))
      .toBe('Test/Endpoint: deploymentStrategy: maximumBatchSize of an endpoint must be in instances; use CapacitySize.instances or CapacitySize.percent');
  });

  const ALARMS = 'rollback alarms require deploymentStrategy; set it, such as DeploymentStrategy.rolling({ maximumBatchSize: CapacitySize.percent(20), bakeTime: Duration.minutes(5) })';
  const strategy = rolling(CapacitySize.percent(50));
  const alarms = (stack: Stack, count: number): cloudwatch.IAlarm[] => Array.from({ length: count }, (_, index) => theirAlarm(stack, `a${index}`));

  test.each([1, 10])('has %d alarms', (count) => {
    expect(rendered((stack) => ({
      deploymentStrategy: strategy, autoRollbackAlarms: alarms(stack, count),
    })).DeploymentConfig.AutoRollbackConfiguration.Alarms)
      .toHaveLength(count);
  });

  test.each<[string, (stack: Stack) => any, string]>([
    ['without a strategy', (stack) => ({ autoRollbackAlarms: alarms(stack, 1) }), ALARMS],
    ['none', () => ({ deploymentStrategy: strategy, autoRollbackAlarms: [] }), `autoRollbackAlarms ${must.haveOne()}`],
    ['11', (stack) => ({ deploymentStrategy: strategy, autoRollbackAlarms: alarms(stack, 11) }),
      'an inference component can have at most 10 rollback alarms, got 11; combine some of them in a CompositeAlarm'],
    ['no list', (stack) => ({ deploymentStrategy: strategy, autoRollbackAlarms: alarms(stack, 1)[0] }), "autoRollbackAlarms must be a list, got AlarmBase 'Test/Alarm-a0'; enclose it in brackets"],
    ['another object', () => ({ deploymentStrategy: strategy, autoRollbackAlarms: ['errors'] }),
      'autoRollbackAlarms[0] must be an alarm; pass alarms as separate arguments, such as the critical alarms of addRecommendedAlarms'],
    ['of another region', (stack) => ({ deploymentStrategy: strategy, autoRollbackAlarms: [theirAlarm(stack, 'theirs', 'eu-west-1:123456789012')] }),
      `the alarm 'Test/Alarm-theirs' ${must.beInSame('region', 'us-east-1', 'eu-west-1')}`],
  ])('has alarms that are refused: %s', (_what, options, message) => {
    expect(refused(options)).toBe(`${WHERE} ${message}`);
  });

  test('has alarms that come later, which are refused likewise', () => {
    const stack = testStack();
    const component = aComponent(stack, { deploymentStrategy: strategy });
    component.addAutoRollbackAlarms(...alarms(stack, 10));
    expect(messageOf(() => component.addAutoRollbackAlarms(theirAlarm(stack)))).toEqual(like(`${WHERE} an inference component can have at most 10 rollback alarms, got 11; ...`));
    expect(messageOf(() => component.addAutoRollbackAlarms())).toBe(`${WHERE} alarms ${must.haveOne()}`);
    const other = testStack();
    expect(messageOf(() => aComponent(other).addAutoRollbackAlarms(theirAlarm(other)))).toBe(`${WHERE} ${ALARMS}`);
  });
});

describe('an imported component', () => {
  const imported = (attrs: any) => messageOf(() => InferenceComponent.fromInferenceComponentAttributes(testStack(), 'Theirs', attrs));
  const NAME = 'Test: inferenceComponentName is required; specify the name or the ARN of the inference component';

  test.each<[unknown, string]>([
    [undefined, NAME], [null, NAME], [{}, NAME],
    [{ inferenceComponentName: 'a_b' }, `Test: inferenceComponentName ${must.beName('a_b')}`],
    [{ inferenceComponentArn: 'arn:aws:sagemaker:us-east-1:123456789012:endpoint/x' },
      `Test: inferenceComponentArn ${must.beArnOf('inference-component', 'arn:aws:sagemaker:us-east-1:123456789012:endpoint/x')}`],
    [{ inferenceComponentName: 'llama', endpoint: 'churn' }, "Test: endpoint must be an endpoint, got 'churn'; use Endpoint, or Endpoint.fromEndpointName"],
  ])('has a name: %p', (attrs, message) => {
    expect(imported(attrs)).toBe(message);
  });

  test('has a name that is given', () => {
    expect(messageOf(() => InferenceComponent.fromInferenceComponentName(testStack(), 'Theirs', undefined as any)))
      .toBe('Test: inferenceComponentName is required; specify the name of the inference component');
    expect(messageOf(() => InferenceComponent.fromInferenceComponentArn(testStack(), 'Theirs', undefined as any))).toBe('Test: inferenceComponentArn is required; '
      + 'specify an ARN such as arn:aws:sagemaker:us-east-1:123456789012:inference-component/my-inference-component');
  });
});

test('all problems are in one message', () => {
  expect(refused(() => ({ specification: undefined, copyCount: -1 }))).toBe(`${WHERE} 2 problems:\n  - ${NEITHER}\n  - copyCount ${must.beAtLeast(0, -1)}`);
});

test('an app without an account and a region is not compared', () => {
  const stack = new Stack(new App(), 'Test');
  hosting(stack);
  expect(() => aComponent(stack)).not.toThrow();
});
