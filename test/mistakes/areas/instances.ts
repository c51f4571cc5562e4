import { Duration, Size, aws_kms as kms, aws_s3 as s3 } from 'aws-cdk-lib';
import { IMAGE, ROLE, type L1 } from '../l1';
import { AWS, call, handled, silent, types, warned, type Mistake } from '../mistake';

const { REFUSES, FAILS, REQUESTS_FAIL, IGNORES, UNDOCUMENTED } = AWS;
const captured = (g: L1, options: object, modelName?: string) => g.config(modelName ? { modelName } : {}, {
  dataCaptureConfig: { initialSamplingPercentage: 100, destinationS3Uri: 's3://captured', captureOptions: [{ captureMode: 'Input' }], ...options },
});
const explained = (g: L1, shapBaseline: string, more = {}, inferenceConfig?: object) => g.config({}, {
  explainerConfig: { clarifyExplainerConfig: { shapConfig: { shapBaselineConfig: { shapBaseline }, ...more }, inferenceConfig } },
});
const vllm = (tag: string) => `763104351884.dkr.ecr.us-east-1.amazonaws.com/vllm:${tag}`;
const [CUDA_12, CUDA_13] = ['0.19.1-gpu-py312-cu129-ubuntu22.04-sagemaker', '0.30.0-gpu-py312-cu130-ubuntu24.04-sagemaker'];
const BARE = { modelName: undefined as any, initialVariantWeight: undefined as any, instanceType: 'ml.g5.12xlarge' };
const managed = (g: L1, managedInstanceScaling: object, variant = {}) =>
  g.config({ ...BARE, managedInstanceScaling, ...variant }, { executionRoleArn: ROLE });
const G5 = [{ instanceType: 'ml.g5.xlarge', priority: 1 }, { instanceType: 'ml.g6.xlarge', priority: 1 }];
const RESERVATION = 'arn:aws:sagemaker:us-east-1:123456789012:training-plan/plan';

export const instances: readonly Mistake[] = [
  {
    title: 'a sampling percentage of 101',
    rules: ['the sampling percentage is 0 to 100'],
    aws: REFUSES,
    ours: call('dataCapture.samplingPercentage must be between 0 and 100, got 101', (g) => g.config({}, { dataCapture: { destination: { bucket: g.bucket }, samplingPercentage: 101 } })),
    l1: (g) => captured(g, { initialSamplingPercentage: 101 }),
    right: (g) => g.config({}, { dataCapture: { destination: { bucket: g.bucket }, samplingPercentage: 100 } }),
  },
  {
    title: 'a prefix with a line break for captured data',
    rules: ['the prefix has no line breaks'],
    aws: REFUSES,
    ours: call("dataCapture.destination.prefix must be a key prefix such as 'models/', without line breaks (0 to 1024 characters), got 'a\nb'",
      (g) => g.config({}, { dataCapture: { destination: { bucket: g.bucket, prefix: 'a\nb' } } })),
    l1: (g) => captured(g, { destinationS3Uri: 's3://captured/a\nb' }),
    right: (g) => g.config({}, { dataCapture: { destination: { bucket: g.bucket, prefix: 'a b' } } }),
  },
  {
    title: 'data capture without a mode',
    rules: ['there is at least 1 mode'],
    aws: REFUSES,
    ours: call('dataCapture.captureModes must not be empty; omit it to capture requests', (g) => g.config({}, { dataCapture: { destination: { bucket: g.bucket }, captureModes: [] } })),
    l1: (g) => captured(g, { captureOptions: [] }),
  },
  {
    title: 'a capture mode twice',
    rules: ['modes are unique'],
    aws: UNDOCUMENTED,
    ours: warned('captureModeTwice', (g) => g.config({}, { dataCapture: { destination: { bucket: g.bucket }, captureModes: [g.sm.CaptureMode.INPUT, g.sm.CaptureMode.INPUT] } })),
    l1: (g) => captured(g, { captureOptions: [{ captureMode: 'Input' }, { captureMode: 'Input' }] }),
    right: (g) => g.config({}, {
      dataCapture: {
        destination: { bucket: g.bucket },
        captureModes: [g.sm.CaptureMode.INPUT,
          g.sm.CaptureMode.OUTPUT],
      },
    }),
  },
  {
    title: 'request and response captured with the mode `InputAndOutput`',
    rules: ['request and response are captured with two modes'],
    aws: REFUSES,
    ours: warned('captureInputAndOutput', (g) => g.config({}, { dataCapture: { destination: { bucket: g.bucket }, captureModes: [g.sm.CaptureMode.INPUT_AND_OUTPUT] } })),
    l1: (g) => captured(g, { captureOptions: [{ captureMode: 'InputAndOutput' }] }),
  },
  {
    title: 'data capture of a multi-model container',
    rules: ['AWS does not document data capture of multi-model containers'],
    aws: UNDOCUMENTED,
    ours: warned('captureOfManyModels', (g) => g.config({ model: g.multiModel() }, { dataCapture: { destination: { bucket: g.bucket } } })),
    l1: (g) => captured(g, {}, g.container({ image: IMAGE, mode: 'MultiModel', modelDataUrl: 's3://models/' }).attrModelName),
  },
  {
    title: 'data capture by an override',
    rules: ['data capture is set by the property'],
    aws: REQUESTS_FAIL,
    ours: warned('overriddenDestination', (g) => (g.config().node.findChild('EndpointConfig') as any).addPropertyOverride('DataCaptureConfig', {
      InitialSamplingPercentage: 100, DestinationS3Uri: 's3://captured', CaptureOptions: [{ CaptureMode: 'Input' }],
    })),
    l1: (g) => captured(g, {}),
    alpha: silent,
  },
  {
    title: 'an inline baseline of 4,097 characters',
    rules: ['an inline baseline has at most 4096 characters'],
    aws: REFUSES,
    ours: call('explainer.baseline must be records (1 to 4096 characters), got', (g) => g.config({}, { explainer: g.sm.Explainer.clarify({ baseline: g.sm.ShapBaseline.inline('1'.repeat(4097)) }) })),
    l1: (g) => explained(g, '1'.repeat(4097)),
    right: (g) => g.config({}, { explainer: g.sm.Explainer.clarify({ baseline: g.sm.ShapBaseline.inline('1'.repeat(4096)) }) }),
  },
  {
    title: 'a baseline both inline and in a bucket',
    rules: ['a baseline is either inline or an object'],
    aws: REFUSES,
    ours: types,
    l1: (g) => g.config({}, { explainerConfig: { clarifyExplainerConfig: { shapConfig: { shapBaselineConfig: { shapBaseline: '1', shapBaselineUri: 's3://baseline' } } } } }),
  },
  {
    title: 'an explanation of text without a feature of text',
    rules: ['if text is explained, at least one feature has the type text'],
    aws: REQUESTS_FAIL,
    ours: warned('explainerTextFeature', (g) => g.config({}, {
      explainer: g.sm.Explainer.clarify({
        baseline: g.sm.ShapBaseline.inline('1,a'), text: { granularity: g.sm.ClarifyTextGranularity.TOKEN, language: 'en' }, inference: { featureTypes: [g.sm.ClarifyFeatureType.NUMERICAL] },
      }),
    })),
    l1: (g) => explained(g, '1,a', { textConfig: { granularity: 'token', language: 'en' } }, { featureTypes: ['numerical'] }),
  },
  {
    title: 'a volume for instances with a local disk',
    rules: ['instances with a local disk have no storage volume'],
    aws: 'refuses: "VolumeSize parameter is not allowed for the selected Instance type ml.g5.xlarge"',
    ours: warned('volumeSizeOfLocalDisk', (g) => g.config({ instanceType: g.sm.InstanceType.G5_XLARGE, volumeSize: Size.gibibytes(64) })),
    l1: (g) => g.config({ instanceType: 'ml.g5.xlarge', volumeSizeInGb: 64 }),
    right: (g) => g.config({ volumeSize: Size.gibibytes(64) }),
  },
  {
    title: 'a volume of 513 GB',
    aws: REFUSES,
    source: 'https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariant.html',
    ours: call("variant 'main': volumeSize must be an integer number of gibibytes", (g) => g.config({ volumeSize: Size.gibibytes(513) })),
    l1: (g) => g.config({ volumeSizeInGb: 513 }),
    right: (g) => g.config({ volumeSize: Size.gibibytes(512) }),
  },
  {
    title: 'a health check of 3,601 seconds',
    aws: REFUSES,
    source: 'https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariant.html',
    ours: call("variant 'main': containerStartupHealthCheckTimeout must be an integer", (g) => g.config({ containerStartupHealthCheckTimeout: Duration.seconds(3601) })),
    l1: (g) => g.config({ containerStartupHealthCheckTimeoutInSeconds: 3601 }),
    alpha: call('Invalid Production Variant Props: containerStartupHealthCheckTimeout'),
    right: (g) => g.config({ containerStartupHealthCheckTimeout: Duration.seconds(3600) }),
  },
  {
    title: 'a key for instances whose local disk it does not encrypt',
    rules: ['the key does not encrypt local disks'],
    aws: IGNORES,
    ours: warned('encryptionKeyOfLocalDisk', (g) => g.config({ instanceType: g.sm.InstanceType.G5_XLARGE }, { encryptionKey: g.key() })),
    l1: (g) => g.config({ instanceType: 'ml.g5.xlarge' }, { kmsKeyId: 'arn:aws:kms:us-east-1:123456789012:key/12345678-1234-1234-1234-123456789012' }),
    alpha: silent,
    right: (g) => g.config({}, { encryptionKey: g.key() }),
  },
  {
    title: 'the machine image for AWS Neuron on instances with GPUs',
    rules: ['the drivers are made for the processor of the instances'],
    aws: REFUSES,
    ours: warned('inferenceAmiOfOtherProcessor', (g) => g.config({ instanceType: g.sm.InstanceType.G5_XLARGE, inferenceAmiVersion: g.sm.InferenceAmiVersion.AL2_NEURON_2 })),
    l1: (g) => g.config({ instanceType: 'ml.g5.xlarge', inferenceAmiVersion: 'al2-ami-sagemaker-inference-neuron-2' }),
  },
  {
    title: 'an image with CUDA 13 on the default machine image',
    rules: ['an image with CUDA 13 runs on the machine image for CUDA 13'],
    aws: FAILS,
    ours: warned('inferenceAmiTooOld', (g) => g.config({ model: g.container({ image: g.sm.ContainerImage.fromDlc('vllm', CUDA_13) }), instanceType: g.sm.InstanceType.G5_XLARGE })),
    l1: (g) => g.config({ modelName: g.container({ image: vllm(CUDA_13) }).attrModelName, instanceType: 'ml.g5.xlarge' }),
    alpha: silent,
    right: (g) => g.config({ model: g.container({ image: g.sm.ContainerImage.fromUri(vllm(CUDA_13)) }), instanceType: g.sm.InstanceType.G5_XLARGE }),
  },
  {
    title: 'an image with CUDA 12 on the machine image for CUDA 13',
    rules: ['an image with CUDA 12 does not run on the machine image'],
    aws: FAILS,
    ours: warned('inferenceAmiTooNew', (g) => g.config({
      model: g.container({ image: g.sm.ContainerImage.fromDlc('vllm', CUDA_12) }), instanceType: g.sm.InstanceType.G5_XLARGE, inferenceAmiVersion: g.sm.InferenceAmiVersion.AL2023_GPU_4_1,
    })),
    l1: (g) => g.config({ modelName: g.container({ image: vllm(CUDA_12) }).attrModelName, instanceType: 'ml.g5.xlarge', inferenceAmiVersion: 'al2023-ami-sagemaker-inference-gpu-4-1' }),
    right: (g) => g.config({ model: g.container({ image: g.sm.ContainerImage.fromUri(vllm(CUDA_12)) }), instanceType: g.sm.InstanceType.G5_XLARGE }),
  },
  {
    title: 'a timeout of 200 seconds for instances',
    rules: ['the timeout is 300 to 3600 seconds'],
    aws: REFUSES,
    ours: call("variant 'main': variantInstanceProvisionTimeout must be an integer", (g) => g.config({ variantInstanceProvisionTimeout: Duration.seconds(200) })),
    l1: (g) => g.config({ variantInstanceProvisionTimeoutInSeconds: 200 } as any),
    right: (g) => g.config({ variantInstanceProvisionTimeout: Duration.seconds(300) }),
  },
  {
    title: 'Elastic Inference, which AWS has ended',
    rules: ['Elastic Inference no longer exists'],
    aws: REFUSES,
    ours: warned('elasticInference', (g) => g.config({ acceleratorType: g.sm.AcceleratorType.EIA2_LARGE })),
    l1: (g) => g.config({ acceleratorType: 'ml.eia2.large' }),
    alpha: silent,
  },
  {
    title: 'prefix-aware routing without a length of the prefix',
    rules: ['prefix-aware routing has a prefix length'],
    aws: REFUSES,
    ours: call('RoutingStrategy.prefixAware: prefixLength is required; specify an', (g) => g.sm.RoutingStrategy.prefixAware({ concurrencyThreshold: 5 } as any)),
    l1: (g) => g.config({ routingConfig: { routingStrategy: 'PREFIX_AWARE' } as any }),
    right: (g) => g.config({
      initialInstanceCount: 2,
      routingStrategy: g.sm.RoutingStrategy.prefixAware({
        concurrencyThreshold: 5,
        prefixLength: 1024,
      }),
    }),
  },
  {
    title: 'a prefix length with random routing', rules: ['other routing strategies have neither'], aws: REFUSES, ours: types, l1: (g) => g.config({ routingConfig: { routingStrategy: 'RANDOM', prefixLength: 5 } as any }),
  },
  {
    title: 'prefix-aware routing to one instance',
    rules: ['prefix-aware routing requires at least 2 instances'],
    aws: IGNORES,
    ours: warned('prefixAwareSingleInstance', (g) => g.config({ routingStrategy: g.sm.RoutingStrategy.prefixAware({ concurrencyThreshold: 5, prefixLength: 1024 }) })),
    l1: (g) => g.config({ routingConfig: { routingStrategy: 'PREFIX_AWARE' } as any }),
  },
  {
    title: 'metrics every 20 seconds',
    rules: ['the frequency is 10, 30, 60'],
    aws: REFUSES,
    ours: call('metrics.publishFrequency must be one of 10, 30, 60, 120, 180, 240, 300', (g) => g.config({}, { metrics: { publishFrequency: Duration.seconds(20) } })),
    l1: (g) => g.config({}, { metricsConfig: { metricPublishFrequencyInSeconds: 20 } } as any),
    right: (g) => g.config({}, { metrics: { publishFrequency: Duration.seconds(10) } }),
  },
  {
    title: '6 instance pools',
    rules: ['a variant has 1 to 5 pools'],
    aws: REFUSES,
    ours: call("variant 'main': instancePools must have at most 5 entries, got 6", (g) => g.config({ instancePools: [1, 2, 3, 4, 5, 6].map((priority) => ({ priority, instanceType: g.sm.InstanceType.of(`ml.g${priority}.xlarge`) })) })),
    l1: (g) => g.config({ instancePools: ['ml.g4dn', 'ml.g5', 'ml.g6', 'ml.g6e', 'ml.m5', 'ml.c5'].map((family, index) => ({ priority: index + 1, instanceType: `${family}.xlarge` })) }),
    right: (g) => g.config({ instancePools: ['ml.g4dn', 'ml.g5', 'ml.g6', 'ml.g6e', 'ml.p5'].map((family, index) => ({ priority: index + 1, instanceType: g.sm.InstanceType.of(`${family}.${family === 'ml.p5' ? '4' : ''}xlarge`) })) }),
  },
  {
    title: 'two instance pools with one priority',
    rules: ['priorities and instance types are unique'],
    aws: UNDOCUMENTED,
    ours: warned('instancePoolTwice', (g) => g.config({ instancePools: G5.map(({ instanceType }) => ({ priority: 1, instanceType: g.sm.InstanceType.of(instanceType) })) })),
    l1: (g) => g.config({ instancePools: G5 }),
    right: (g) => g.config({
      instancePools: G5.map(({ instanceType }, index) =>
        ({ priority: index + 1, instanceType: g.sm.InstanceType.of(instanceType) })),
    }),
  },
  {
    title: 'a model of a pool whose variant has none',
    rules: ['a pool has a model only if its variant has one'],
    aws: UNDOCUMENTED,
    ours: warned('poolModelOfComponents', (g) => g.components({ instancePools: [{ priority: 1, instanceType: g.sm.InstanceType.G5_XLARGE, model: g.model() }] })),
    l1: (g) => g.config({ ...BARE, instanceType: undefined, instancePools: [{ priority: 1, instanceType: 'ml.g5.xlarge', modelNameOverride: 'churn' }] }),
  },
  {
    title: 'two capacity reservations',
    rules: ['an endpoint uses 1 capacity reservation'],
    aws: REFUSES,
    ours: call('the variants of an endpoint must use the same capacity reservation, got', (g) => g.variants(...['a', 'b'].map((variantName) => ({ variantName, capacityReservation: { mlReservationArn: `${RESERVATION}-${variantName}` } })))),
    l1: (g) => g.variants(...['a', 'b'].map((name) => ({ variantName: name, capacityReservationConfig: { capacityReservationPreference: 'capacity-reservations-only', mlReservationArn: `${RESERVATION}-${name}` } }))),
    right: (g) => g.config({ capacityReservation: { mlReservationArn: RESERVATION } }),
  },
  {
    title: 'a capacity reservation for several instance types',
    rules: ['a capacity reservation is for one instance type'],
    aws: UNDOCUMENTED,
    ours: warned('reservationOfPools', (g) => g.config({
      instancePools: G5.map(({ instanceType }, index) =>
        ({ priority: index + 1, instanceType: g.sm.InstanceType.of(instanceType) })),
      capacityReservation: { mlReservationArn: RESERVATION },
    })),
    l1: (g) => g.config({ instancePools: G5, capacityReservationConfig: { capacityReservationPreference: 'capacity-reservations-only', mlReservationArn: RESERVATION } }),
  },
  {
    title: 'managed instance scaling of a variant with a model',
    rules: ['only variants without a model have managed instance scaling'],
    aws: 'refuses: "ManagedInstanceScaling is only supported for inference component endpoints"',
    ours: call("variant 'main': managedInstanceScaling cannot be combined with a model;", (g) => g.config({ managedInstanceScaling: { maxInstanceCount: 4 } })),
    l1: (g) => g.config({ managedInstanceScaling: { status: 'ENABLED', maxInstanceCount: 4 } }),
    right: (g) => g.components(),
  },
  {
    title: 'a minimum above the maximum of instances',
    rules: ['Pools, reservations and managed scaling > the minimum is at most the maximum'],
    aws: REFUSES,
    ours: call("variant 'main': managedInstanceScaling.minInstanceCount must be at most", (g) => g.components({ managedInstanceScaling: { minInstanceCount: 5, maxInstanceCount: 4 } })),
    l1: (g) => managed(g, { status: 'ENABLED', minInstanceCount: 5, maxInstanceCount: 4 }),
  },
  {
    title: 'an initial count beyond managed instance scaling',
    rules: ['the initial count is between minimum and maximum'],
    aws: UNDOCUMENTED,
    ours: warned('initialCountOutsideOfScaling', (g) => g.components({ initialInstanceCount: 9 })),
    l1: (g) => managed(g, { status: 'ENABLED', minInstanceCount: 1, maxInstanceCount: 4 }, { initialInstanceCount: 9 }),
  },
  {
    title: 'a consolidation with a cooldown of 1 minute',
    rules: ['consolidation has a cooldown of 5 to 1440 minutes'],
    aws: REFUSES,
    ours: call("variant 'main': managedInstanceScaling.scaleInPolicy.cooldown must be", (g) => g.components({ managedInstanceScaling: { maxInstanceCount: 4, scaleInPolicy: g.sm.ScaleInPolicy.consolidation({ cooldown: Duration.minutes(1) }) } })),
    l1: (g) => managed(g, { status: 'ENABLED', scaleInPolicy: { strategy: 'CONSOLIDATION', cooldownInMinutes: 1 } }),
    right: (g) => g.components({
      managedInstanceScaling: {
        maxInstanceCount: 4,
        scaleInPolicy: g.sm.ScaleInPolicy.consolidation({ cooldown: Duration.minutes(5) }),
      },
    }),
  },
  {
    title: 'SSM access without the permissions of a session',
    rules: ['the role is allowed to open the channels of a session'],
    aws: REQUESTS_FAIL,
    ours: handled('"ssmmessages:', (g) => g.config({ ssmAccess: true })),
    l1: (g) => g.config({ enableSsmAccess: true }),
  },
  {
    title: 'SSM access in subnets without a route to it',
    rules: ['subnets of the model without a route to the internet have a VPC endpoint for `ssmmessages`'],
    aws: REQUESTS_FAIL,
    ours: warned('missingVpcEndpoints', (g) => {
      const [vpc, vpcSubnets] = [g.vpc, { subnets: g.vpc.isolatedSubnets }];
      new g.sm.HostingVpcEndpoints(g.stack, 'Endpoints', { vpc });
      g.config({ ssmAccess: true, model: g.model({ vpc, vpcSubnets }) });
    }),
    l1: (g) => g.config({ enableSsmAccess: true, modelName: g.model({ vpcConfig: { subnets: ['subnet-0123456789abcdef1', 'subnet-0123456789abcdef2'], securityGroupIds: ['sg-0123456789abcdef1'] } }).attrModelName }),
  },
  {
    title: 'SSM access with network isolation',
    rules: ['network isolation blocks the channels of a session'],
    aws: REQUESTS_FAIL,
    ours: warned('ssmAccessIsolated', (g) => g.config({ ssmAccess: true, model: g.model({ networkIsolation: true }) })),
    l1: (g) => g.config({ enableSsmAccess: true, modelName: g.model({ enableNetworkIsolation: true }).attrModelName }),
    right: (g) => g.config({ ssmAccess: true }),
  },
  {
    title: 'a key of another region for the volumes',
    rules: ['the key is in the region of the endpoint'],
    aws: REFUSES,
    ours: call('the encryptionKey must be in the same region (us-east-1), got eu-west-1', (g) => g.config({}, { encryptionKey: g.key('eu-west-1') })),
    l1: (g) => g.config({}, { kmsKeyId: 'arn:aws:kms:eu-west-1:123456789012:key/12345678-1234-1234-1234-123456789012' }),
    alpha: silent,
    right: (g) => g.config({}, { encryptionKey: g.key('us-east-1') }),
  },
  {
    title: 'a key of another region than that of an imported bucket',
    rules: ['the key is in the region of the endpoint'],
    aws: REQUESTS_FAIL,
    ours: warned('keyOfOtherRegion', (g) => g.config({}, { dataCapture: { destination: { bucket: s3.Bucket.fromBucketName(g.stack, 'Captured', 'captured') }, encryptionKey: g.key('ap-south-1') } })),
    l1: (g) => captured(g, { kmsKeyId: 'arn:aws:kms:ap-south-1:123456789012:key/12345678-1234-1234-1234-123456789012' }),
  },
  {
    title: 'a topic of another region',
    rules: ['the resource is in the region of the endpoint'],
    aws: UNDOCUMENTED,
    ours: warned('resourceOfOtherRegion', (g) => g.asynchronous({}, { errorTopic: g.topic('eu-west-1') })),
    l1: (g) => g.config({}, { asyncInferenceConfig: { outputConfig: { s3OutputPath: 's3://r/', notificationConfig: { errorTopic: 'arn:aws:sns:eu-west-1:123456789012:topic' } } } }),
    right: (g) => g.asynchronous({}, { errorTopic: g.topic('us-east-1') }),
  },
  {
    title: 'a key behind an alias, which no role may use',
    rules: ['the roles of the models are allowed to use the key behind an alias'],
    aws: FAILS,
    ours: warned('encryptionKeyBehindAlias', (g) => g.config({}, { encryptionKey: kms.Alias.fromAliasName(g.stack, 'Alias', 'alias/volumes') })),
    l1: (g) => g.config({}, { kmsKeyId: 'alias/volumes' }),
    alpha: silent,
  },
  {
    title: 'an imported model whose role lacks the permissions of data capture',
    rules: ['the role of an imported model has the permissions'],
    aws: REQUESTS_FAIL,
    ours: warned('unknownModelRole', (g) => g.config({ model: g.sm.Model.fromModelName(g.stack, 'Theirs', 'theirs') }, { dataCapture: { destination: { bucket: g.bucket } } })),
    l1: (g) => captured(g, {}, 'theirs'),
    right: (g) => g.config({ model: g.sm.Model.fromModelAttributes(g.stack, 'Theirs', { modelArn: 'arn:aws:sagemaker:us-east-1:123456789012:model/theirs', role: g.role('Role') }) }, { dataCapture: { destination: { bucket: g.bucket } } }),
  },
];

