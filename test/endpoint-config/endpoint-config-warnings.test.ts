import { Lazy, aws_ec2 as ec2, aws_kms as kms, aws_s3 as s3, type Stack } from 'aws-cdk-lib';
import { hosting, rendered, warned, warning } from './variants/given';
import { Endpoint, EndpointConfig, InstanceType, Processor } from '../../src';
import { aConfig, aModel } from '../helpers/given';
import { like, messageOf } from '../helpers/problems';
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
  const mismatch = (variant: string) => [like(warning('imageProcessor', `variant '${variant}': ... gpu, ... instanceType ml.m5.large ... cpu; ...`))];

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
    expect(messageOf(() => scale(instanceType))).toEqual(like(`Test/Endpoint: ... 'main' ... autoscaled ... burstable ... got ${instanceType}; ... instanceType, ... ml.m5.large`));
  });

  test.each([InstanceType.M5_LARGE, InstanceType.of(Lazy.string({ produce: () => 'ml.t2.medium' }))])('are not %s', (instanceType) => {
    expect(scale(instanceType).node.path).toBe('Test/Endpoint/InstanceCount');
  });

  test('may be hosted on as long as their number is fixed', () => {
    expect(rendered({ instanceType: InstanceType.T2_MEDIUM, initialInstanceCount: 2 }).InstanceType).toBe('ml.t2.medium');
  });
});

describe('a key behind an imported alias', () => {
  const alias = (stack: Stack) => kms.Alias.fromAliasName(stack, 'Alias', 'alias/theirs');
  const warningOf = (name: string) => [`Test/Config: ${name} is an imported alias, whose key is not known, so the roles of the models can't be granted the use of `
    + 'it; import the key by its ARN [ack: cdk-sagemaker-hosting:encryptionKeyBehindAlias]'];
  const bucketOf = (stack: Stack) => s3.Bucket.fromBucketName(stack, 'KeyBucket', 'bucket');

  test('warns as that of data capture', () => {
    const stack = testStack();
    aConfig(stack, 'Config', { dataCapture: { destination: { bucket: bucketOf(stack) }, encryptionKey: alias(stack) } });
    expect(warningsOf(stack)).toEqual(warningOf('dataCapture.encryptionKey'));
  });

  test('warns as that of responses', () => {
    const stack = testStack();
    aConfig(stack, 'Config', { asyncInference: { output: { bucket: bucketOf(stack) }, encryptionKey: alias(stack) } });
    expect(warningsOf(stack)).toEqual(warningOf('asyncInference.encryptionKey'));
  });

  test('warns as that of core dumps, with the variant', () => {
    const stack = testStack();
    const coreDump = { destination: { bucket: bucketOf(stack) }, encryptionKey: alias(stack) };
    aConfig(stack, 'Config', {
      instanceProductionVariants: [{ model: aModel(stack), variantName: 'main', instanceType: InstanceType.M5_LARGE, coreDump }],
    });
    expect(warningsOf(stack)).toEqual(warningOf("coreDump.encryptionKey of variant 'main'"));
  });

  test('does not warn where the key is known', () => {
    const stack = testStack();
    const encryptionKey = new kms.Key(stack, 'Key').addAlias('ours');
    aConfig(stack, 'Config', { dataCapture: { destination: { bucket: bucketOf(stack) }, encryptionKey } });
    expect(warningsOf(stack)).toEqual([]);
  });
});

test('data capture of a variant without a model warns', () => {
  const stack = testStack();
  new EndpointConfig(stack, 'Config', {
    instanceProductionVariants: [{ variantName: 'gpu', instanceType: InstanceType.M5_LARGE }],
    dataCapture: { destination: { bucket: s3.Bucket.fromBucketName(stack, 'B', 'bucket') } },
  });
  expect(warningsOf(stack)).toEqual(["Test/Config: dataCapture can't be said to work with inference components; give each variant a model "
    + '[ack: cdk-sagemaker-hosting:observedComponents]']);
});

test('inference components in subnets without a way out warn of what the VPC lacks', () => {
  const stack = testStack();
  const vpc = new ec2.Vpc(stack, 'Isolated', {
    maxAzs: 2, natGateways: 0, subnetConfiguration: [{ name: 'isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
  });
  new EndpointConfig(stack, 'Config', { vpc, instanceProductionVariants: [{ variantName: 'gpu', instanceType: InstanceType.M5_LARGE }] });
  expect(warningsOf(stack)).toEqual([expect.stringMatching(/^Test\/Config: the selected subnets have no way .*missingVpcEndpoints\]$/)]);
});

test('a location without a bucket fails', () => {
  const stack = testStack();
  const bucket: any = s3.Bucket.fromBucketName(stack, 'B', 'bucket');
  expect(messageOf(() => aConfig(stack, 'Config', { dataCapture: { destination: bucket } })))
    .toBe('Test/Config: dataCapture.destination.bucket is required; give the bucket, and a prefix if you like');
});
