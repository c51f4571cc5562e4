import { Aspects, Lazy, aws_s3 as s3, aws_sagemaker as sagemaker, type Stack } from 'aws-cdk-lib';
import { hosting, warned, warning } from './variants/given';
import { EndpointConfig, Explainer, InstanceType, ShapBaseline, type EndpointConfigProps } from '../../src';
import { aModel } from '../helpers/given';
import { like } from '../helpers/problems';
import { testStack, warningsOf } from '../helpers/stack';
import { aKey } from '../registry/given';

describe('a key of volumes', () => {
  const localDisk = (type: string) => [warning('encryptionKeyOfLocalDisk', `encryptionKey does not encrypt the local disk of ${type}, which is `
    + 'encrypted by hardware')];
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

test('a warning is there once, however often the app is validated', () => {
  const stack = testStack();
  const config = hosting({ initialVariantWeight: 0 }, stack);
  [1, 2].forEach(() => config.node.validate());
  expect(warningsOf(stack)).toEqual([like('Test/Config: ... [ack: cdk-sagemaker-hosting:allWeightsZero]')]);
});

describe('a variant without a model', () => {
  const dataCapture = (stack: Stack) => ({ destination: { bucket: s3.Bucket.fromBucketName(stack, 'B', 'bucket') } });
  const explainer = Explainer.clarify({ baseline: ShapBaseline.inline('1,2') });

  test.each<[string, (stack: Stack) => Partial<EndpointConfigProps>]>([
    ['dataCapture', (stack) => ({ dataCapture: dataCapture(stack) })],
    ['explainer', () => ({ explainer })],
    ['dataCapture and explainer', (stack) => ({ dataCapture: dataCapture(stack), explainer })],
  ])('is warned of with %s', (names, propsIn) => {
    const stack = testStack();
    new EndpointConfig(stack, 'Config', { instanceProductionVariants: [{ variantName: 'gpu', instanceType: InstanceType.M5_LARGE }], ...propsIn(stack) });
    expect(warningsOf(stack)).toEqual([
      warning('observedComponents', `AWS does not document ${names} with inference components; set a model for each variant`),
    ]);
  });

  test('is not warned of without both', () => {
    const stack = testStack();
    new EndpointConfig(stack, 'Config', { instanceProductionVariants: [{ variantName: 'gpu', instanceType: InstanceType.M5_LARGE }] });
    expect(warningsOf(stack)).toEqual([]);
  });
});

describe('weights', () => {
  const allZero = warning('allWeightsZero', 'each variant has initialVariantWeight 0, so only requests that specify a target variant are served; '
    + 'set the weight of at least 1 variant above 0');

  test.each([
    { weights: [0], warnings: [allZero] },
    { weights: [0, 0], warnings: [allZero] },
    { weights: [0, 1], warnings: [] },
    { weights: [0, undefined], warnings: [] },
    { weights: [0, Lazy.number({ produce: () => 0 })], warnings: [] },
  ])('$weights are warned of if all are 0', ({ weights, warnings }) => {
    const stack = testStack();
    const model = aModel(stack);
    new EndpointConfig(stack, 'Config', {
      instanceProductionVariants: weights.map((initialVariantWeight, index) => ({ model, variantName: `v${index}`, initialVariantWeight })),
    });
    expect(warningsOf(stack)).toEqual(warnings);
  });

  test('a serverless variant of weight 0 is warned of', () => {
    const stack = testStack();
    new EndpointConfig(stack, 'Config', {
      serverlessProductionVariant: { model: aModel(stack), variantName: 'less', maxConcurrency: 1, memorySizeInMB: 1024, initialVariantWeight: 0 },
    });
    expect(warningsOf(stack)).toEqual([allZero]);
  });
});

describe('a bucket on the L1 construct', () => {
  const overridden = (name: string, property: string) => warning('overriddenDestination', `${name} is set on the L1 construct, so the roles of the models are not granted `
    + `permission to write to its bucket; set ${property} instead`);
  const destination = { bucket: s3.Bucket.fromBucketName(testStack(), 'Bucket', 'bucket') };
  const capture = { InitialSamplingPercentage: 100, DestinationS3Uri: 's3://bucket/captured', CaptureOptions: [{ CaptureMode: 'Input' }] };
  const resourceOf = (config: EndpointConfig) => config.node.defaultChild as sagemaker.CfnEndpointConfig;

  test('is warned of for responses, by an override', () => {
    const config = hosting({});
    resourceOf(config).addPropertyOverride('AsyncInferenceConfig.OutputConfig.S3OutputPath', 's3://bucket/responses');
    expect(warningsOf(config)).toEqual([overridden('AsyncInferenceConfig', 'asyncInference')]);
  });

  test('is warned of for captured data, by an override of the property or of the resource', () => {
    const config = hosting({});
    resourceOf(config).addPropertyOverride('DataCaptureConfig', capture);
    expect(warningsOf(config)).toEqual([overridden('DataCaptureConfig', 'dataCapture')]);
    const other = hosting({});
    resourceOf(other).addOverride('Properties.DataCaptureConfig', capture);
    expect(warningsOf(other)).toEqual([overridden('DataCaptureConfig', 'dataCapture')]);
  });

  test('is warned of if it is assigned, also by an aspect', () => {
    const config = hosting({});
    Aspects.of(config).add({
      visit: (node) => {
        if (sagemaker.CfnEndpointConfig.isCfnEndpointConfig(node)) {
          node.asyncInferenceConfig = { outputConfig: { s3OutputPath: 's3://bucket/responses' } };
        }
      },
    });
    expect(warningsOf(config)).toEqual([overridden('AsyncInferenceConfig', 'asyncInference')]);
  });

  test('is not warned of beside the property, or if something else is overridden', () => {
    const config = hosting({}, testStack(), { asyncInference: { output: destination, input: destination } });
    resourceOf(config).addPropertyOverride('AsyncInferenceConfig.ClientConfig.MaxConcurrentInvocationsPerInstance', 4);
    expect(warningsOf(config)).toEqual([]);
    const other = hosting({}, testStack(), { dataCapture: { destination } });
    resourceOf(other).addPropertyOverride('DataCaptureConfig.EnableCapture', false);
    resourceOf(other).addPropertyOverride('Tags', [{ Key: 'team', Value: 'retention' }]);
    expect(warningsOf(other)).toEqual([]);
  });
});
