import { Lazy } from 'aws-cdk-lib';
import { hosting, rendered, warned, warning } from './variants/given';
import { Endpoint, InstanceType, Processor } from '../../src';
import { aModel } from '../helpers/given';
import { messageOf } from '../helpers/problems';
import { testStack, warningsOf } from '../helpers/stack';
import { UserImage } from '../model/given';
import { aKey } from '../registry/given';

describe('a key of volumes', () => {
  const localDisk = (type: string) => [warning('encryptionKeyOfLocalDisk', `encryptionKey does not encrypt the local disk of ${type}, which its hardware `
    + 'encrypts anyway')];
  const warnedOn = (instanceType: InstanceType | undefined, stack = testStack()) => warned({ instanceType }, stack, { encryptionKey: aKey(stack, 'volumes') });

  test.each([InstanceType.G5_XLARGE, InstanceType.M5D_LARGE])('is warned of on %s, which has a local disk', (instanceType) => {
    expect(warnedOn(instanceType)).toEqual(localDisk(instanceType.toString()));
  });

  test.each([InstanceType.M5_LARGE, undefined, InstanceType.of(Lazy.string({ produce: () => 'ml.g5.xlarge' }))])('is not warned of on %s', (instanceType) => {
    expect(warnedOn(instanceType)).toEqual([]);
  });

  test('is warned of for a shadow variant', () => {
    const stack = testStack();
    const shadow = { model: aModel(stack, 'Shadow'), variantName: 'shadow', instanceType: InstanceType.G5_XLARGE };
    expect(warned({}, stack, { encryptionKey: aKey(stack, 'volumes'), shadowProductionVariants: [shadow] })).toEqual(localDisk('ml.g5.xlarge'));
  });

  test('is needed for the warning', () => {
    expect(warned({ instanceType: InstanceType.G5_XLARGE })).toEqual([]);
  });
});

describe('an image for another processor', () => {
  const image = new UserImage({ imageName: 'image:1', processor: Processor.GPU });
  const mismatch = (variant: string) => [warning('imageProcessor',
    `variant '${variant}': an image of its model is made for gpu, but instanceType ml.m5.large has cpu; choose an image and instances that fit`)];

  test('is warned of', () => {
    const stack = testStack();
    expect(warned({ model: aModel(stack, 'Model', { containers: [{ image }] }), instanceType: InstanceType.M5_LARGE }, stack)).toEqual(mismatch('main'));
  });

  test('is warned of for a shadow variant', () => {
    const stack = testStack();
    const shadow = { model: aModel(stack, 'Shadow', { containers: [{ image }] }), variantName: 'shadow', instanceType: InstanceType.M5_LARGE };
    expect(warned({}, stack, { shadowProductionVariants: [shadow] })).toEqual(mismatch('shadow'));
  });

  test.each([InstanceType.G5_XLARGE, InstanceType.of(Lazy.string({ produce: () => 'ml.m5.large' }))])('is not one on %s', (instanceType) => {
    const stack = testStack();
    expect(warned({ model: aModel(stack, 'Model', { containers: [{ image }] }), instanceType }, stack)).toEqual([]);
  });
});

describe('an instance type that is not known', () => {
  test('is warned of for a shadow variant too', () => {
    const stack = testStack();
    const shadow = { model: aModel(stack, 'Shadow'), variantName: 'shadow', instanceType: InstanceType.of('ml.m55.large') };
    expect(warned({}, stack, { shadowProductionVariants: [shadow] })).toEqual([warning('unknownInstanceType',
      "instanceType ml.m55.large of variant 'shadow' is not one that this version of cdk-sagemaker-hosting knows; check its spelling")]);
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

test('a warning is there once, however often the app is validated', () => {
  const stack = testStack();
  const config = hosting({ initialVariantWeight: 0 }, stack);
  [1, 2].forEach(() => config.node.validate());
  expect(warningsOf(stack)).toEqual([warning('allWeightsZero',
    'each variant has initialVariantWeight 0, so only requests that name a variant are served; give one a weight above 0')]);
});

describe('burstable instances', () => {
  const scale = (instanceType: InstanceType) => {
    const stack = testStack();
    const endpoint = new Endpoint(stack, 'Endpoint', { endpointConfig: hosting({ instanceType }, stack) });
    return endpoint.findInstanceProductionVariant('main').autoScaleInstanceCount({ maxCapacity: 2 });
  };

  test.each([InstanceType.T2_MEDIUM, InstanceType.T2_2XLARGE])('fail to be autoscaled: %s', (instanceType) => {
    expect(messageOf(() => scale(instanceType))).toBe(`Test/Endpoint: variant 'main' can't be autoscaled on burstable instances, got ${instanceType}; choose another `
      + 'instanceType, such as ml.m5.large');
  });

  test.each([InstanceType.M5_LARGE, InstanceType.of(Lazy.string({ produce: () => 'ml.t2.medium' }))])('are not %s', (instanceType) => {
    expect(scale(instanceType).node.path).toBe('Test/Endpoint/InstanceCount');
  });

  test('may be hosted on as long as their number is fixed', () => {
    expect(rendered({ instanceType: InstanceType.T2_MEDIUM, initialInstanceCount: 2 }).InstanceType).toBe('ml.t2.medium');
  });
});
