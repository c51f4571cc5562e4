import { Duration, Size, Tags, aws_sns as sns, type Stack } from 'aws-cdk-lib';
import {
  AsyncNotificationTopic, CaptureMode, ClarifyFeatureType, ClarifyTextGranularity, EndpointConfig, Explainer, InferenceAmiVersion, InstanceType,
  RoutingStrategy, ScaleInPolicy, ShapBaseline, type EndpointConfigProps, type InstanceProductionVariantProps,
} from '../../src';
import { aModel, aVpc } from '../helpers/given';
import { pathsIn, propertyPathsOf } from '../helpers/property-paths';
import { propertiesOf, testStack } from '../helpers/stack';
import { aRole } from '../model/given';
import { aBucket, aKey } from '../registry/given';

const SERVERLESS_SHADOW = 'a shadow test takes instances: https://docs.aws.amazon.com/sagemaker/latest/dg/shadow-tests.html';

/** What our construct doesn't set, each with the reason. */
const NOT_SET: { [path: string]: string } = {
  'productionVariants[].acceleratorType': 'Amazon Elastic Inference no longer exists, and CloudFormation does not take the property',
  'shadowProductionVariants[].acceleratorType': 'as for production variants',
  'shadowProductionVariants[].serverlessConfig': SERVERLESS_SHADOW,
  'shadowProductionVariants[].serverlessConfig.maxConcurrency': SERVERLESS_SHADOW,
  'shadowProductionVariants[].serverlessConfig.memorySizeInMb': SERVERLESS_SHADOW,
  'shadowProductionVariants[].serverlessConfig.provisionedConcurrency': SERVERLESS_SHADOW,
};

const RESERVATION = 'arn:aws:sagemaker:us-east-1:123456789012:training-plan/my-plan';

/** Instance variants that have each property, as far as properties don't exclude each other. */
const VARIANTS = {
  hosting: (stack: Stack): InstanceProductionVariantProps => ({
    variantName: 'hosting',
    model: aModel(stack, 'Hosted'),
    initialInstanceCount: 2,
    initialVariantWeight: 0.5,
    instanceType: InstanceType.G5_XLARGE,
    containerStartupHealthCheckTimeout: Duration.minutes(5),
    modelDataDownloadTimeout: Duration.minutes(5),
    variantInstanceProvisionTimeout: Duration.minutes(5),
    volumeSize: Size.gibibytes(64),
    routingStrategy: RoutingStrategy.prefixAware({ prefixLength: 1024, concurrencyThreshold: 4 }),
    capacityReservation: { mlReservationArn: RESERVATION },
    inferenceAmiVersion: InferenceAmiVersion.AL2_GPU_2,
    ssmAccess: true,
    coreDump: { destination: { bucket: aBucket(stack) }, encryptionKey: aKey(stack, 'dumps') },
  }),
  pooled: (stack: Stack): InstanceProductionVariantProps => ({
    variantName: 'pooled',
    model: aModel(stack, 'Pooled'),
    instancePools: [{ instanceType: InstanceType.G5_XLARGE, priority: 1, model: aModel(stack, 'Other') }],
  }),
  components: (): InstanceProductionVariantProps => ({
    variantName: 'components',
    managedInstanceScaling: {
      minInstanceCount: 0,
      maxInstanceCount: 4,
      scaleInPolicy: ScaleInPolicy.consolidation({ cooldown: Duration.minutes(5), maximumStepSize: 2 }),
    },
  }),
};

type Build = (stack: Stack) => EndpointConfigProps;

const EVERYTHING: readonly Build[] = [
  (stack) => ({
    endpointConfigName: 'churn',
    encryptionKey: aKey(stack, 'volumes'),
    instanceProductionVariants: [VARIANTS.hosting(stack), VARIANTS.pooled(stack)],
    dataCapture: {
      destination: { bucket: aBucket(stack) },
      encryptionKey: aKey(stack, 'captured'),
      captureModes: [CaptureMode.OUTPUT],
      samplingPercentage: 10,
      csvContentTypes: ['text/csv'],
      jsonContentTypes: ['application/json'],
    },
    metrics: { enhancedMetrics: true, detailedObservability: false, publishFrequency: Duration.seconds(10) },
    explainer: Explainer.clarify({
      baseline: ShapBaseline.inline('1,2', { mimeType: 'text/csv' }),
      enableExplanations: '`true`',
      numberOfSamples: 100,
      seed: 7,
      useLogit: true,
      text: { granularity: ClarifyTextGranularity.TOKEN, language: 'en' },
      inference: {
        featuresAttribute: 'features',
        contentTemplate: '{"features":$features}',
        featureHeaders: ['note'],
        featureTypes: [ClarifyFeatureType.TEXT],
        maxRecordCount: 10,
        maxPayload: Size.mebibytes(6),
        probabilityIndex: 1,
        labelIndex: 0,
        probabilityAttribute: 'p',
        labelAttribute: 'l',
        labelHeaders: ['stays', 'leaves'],
      },
    }),
  }),
  (stack) => ({
    instanceProductionVariants: [{ variantName: 'main', model: aModel(stack) }],
    asyncInference: {
      output: { bucket: aBucket(stack) },
      failure: { bucket: aBucket(stack) },
      encryptionKey: aKey(stack, 'responses'),
      successTopic: sns.Topic.fromTopicArn(stack, 'Answered', 'arn:aws:sns:us-east-1:123456789012:answered'),
      errorTopic: sns.Topic.fromTopicArn(stack, 'Failed', 'arn:aws:sns:us-east-1:123456789012:failed'),
      includeInferenceResponseIn: [AsyncNotificationTopic.SUCCESS],
      maxConcurrentInvocationsPerInstance: 4,
    },
    explainer: Explainer.clarify({ baseline: ShapBaseline.fromBucket(aBucket(stack), 'baseline.csv') }),
  }),
  (stack) => ({
    serverlessProductionVariant: { variantName: 'less', model: aModel(stack), maxConcurrency: 2, memorySizeInMB: 1024, provisionedConcurrency: 1 },
  }),
  (stack) => ({
    role: aRole(stack),
    vpc: aVpc(stack),
    networkIsolation: true,
    instanceProductionVariants: [VARIANTS.components()],
  }),
  ...Object.values(VARIANTS).map((variant): Build => (stack) => ({
    instanceProductionVariants: [{ variantName: 'main', model: aModel(stack) }],
    shadowProductionVariants: [variant(stack)],
  })),
];

function synthesized(build: Build): any {
  const stack = testStack();
  const config = new EndpointConfig(stack, 'Config', build(stack));
  Tags.of(config).add('team', 'retention');
  return propertiesOf(stack, 'AWS::SageMaker::EndpointConfig');
}

test('each property of an endpoint configuration that CloudFormation has can be set, or there is a reason', () => {
  const declared = propertyPathsOf('CfnEndpointConfigProps');
  const set = new Set(EVERYTHING.map(synthesized).flatMap((properties) => pathsIn(properties, declared)));
  expect(declared.filter((path) => !set.has(path)).sort()).toEqual(Object.keys(NOT_SET).sort());
  expect(declared.length).toBeGreaterThanOrEqual(139);
});
