import { Size, aws_ecr as ecr } from 'aws-cdk-lib';
import { IMAGE, type L1 } from '../l1';
import { AWS, call, handled, silent, synth, warned, type Mistake } from '../mistake';

const { REFUSES, REQUESTS_FAIL, IGNORES, UNDOCUMENTED } = AWS;
const NETWORK = { subnets: ['subnet-0123456789abcdef1', 'subnet-0123456789abcdef2'], securityGroupIds: ['sg-0123456789abcdef1'] };
const QUEUE = { outputConfig: { s3OutputPath: 's3://responses/' } };
const CAPTURE = { initialSamplingPercentage: 100, destinationS3Uri: 's3://captured', captureOptions: [{ captureMode: 'Input' }] };
const queued = (g: L1, modelName?: string, variant = {}) => g.config({ ...(modelName ? { modelName } : {}), ...variant }, { asyncInferenceConfig: QUEUE });
const shadowed = (g: L1, live = {}, next = {}, props = {}) => g.config(live, { shadowProductionVariants: [g.variant({ variantName: 'next', ...next })], ...props });
const many = { mode: 'MultiModel', modelDataUrl: 's3://models/' };

export const serverless: readonly Mistake[] = [
  {
    title: 'a second serverless variant', rules: ['a serverless endpoint has exactly 1 variant'], aws: REFUSES,
    ours: call('an endpoint configuration must have at most 1 serverless variant, got', (g) => g.serverless().addServerlessProductionVariant(g.less({ variantName: 'b' }))), l1: (g) => g.variants({ ...g.less(), variantName: 'a' }, { ...g.less(), variantName: 'b' }),
    alpha: call('Cannot add more than one serverless production variant per endpoint'), right: (g) => g.serverless(),
  },
  {
    title: 'a serverless variant beside one on instances', rules: ['a serverless endpoint has exactly 1 variant'], aws: REFUSES,
    ours: call('instanceProductionVariants and serverlessProductionVariant cannot be', (g) => g.serverless({}, { instanceProductionVariants: [g.variant()] })), l1: (g) => g.variants({ ...g.less(), variantName: 'a' }, { variantName: 'b' }), alpha: call('Cannot specify both instanceProductionVariants and'),
  },
  {
    title: 'a serverless model in a VPC', rules: ['serverless inference excludes a VPC'], aws: REFUSES,
    ours: synth('which has a VPC; remove vpc of the model', (g) => g.serverless({ model: g.model({ vpc: g.vpc }) })), l1: (g) => g.config({ ...g.less(), modelName: g.model({ vpcConfig: NETWORK }).attrModelName }), alpha: silent,
  },
  {
    title: 'a serverless model with network isolation', rules: ['serverless inference excludes a VPC'], aws: REFUSES,
    ours: synth('which has network isolation; remove networkIsolation', (g) => g.serverless({ model: g.model({ networkIsolation: true }) })), l1: (g) => g.config({ ...g.less(), modelName: g.model({ enableNetworkIsolation: true }).attrModelName }), alpha: silent,
  },
  {
    title: 'a serverless model with two containers', rules: ['serverless inference excludes a VPC'], aws: REFUSES,
    ours: synth('which has 2 containers; use 1 container', (g) => g.serverless({ model: g.pipeline() })), l1: (g) => g.config({ ...g.less(), modelName: g.pipeline().attrModelName }), alpha: silent,
  },
  {
    title: 'a serverless multi-model container', rules: ['serverless inference excludes a VPC'], aws: REFUSES,
    ours: synth('which has a multi-model container; use a single-model container', (g) => g.serverless({ model: g.multiModel() })), l1: (g) => g.config({ ...g.less(), modelName: g.container({ image: IMAGE, ...many }).attrModelName }),
  },
  {
    title: 'data capture of a serverless endpoint', rules: ['serverless inference excludes a VPC'], aws: REFUSES,
    ours: synth("serverless variant 'less' cannot be combined with dataCapture; remove", (g) => g.serverless({}, { dataCapture: { destination: { bucket: g.bucket } } })), l1: (g) => g.config(g.less(), { dataCaptureConfig: CAPTURE }),
  },
  {
    title: 'a serverless variant with a shadow variant', rules: ['serverless inference excludes a VPC', 'a shadow variant excludes serverless inference'], aws: REFUSES,
    ours: synth('a shadow variant cannot be combined with a serverless variant; use an', (g) => g.serverless({}, { shadowProductionVariants: [g.variant({ variantName: 'next' })] })), l1: (g) => shadowed(g, g.less()),
  },
  {
    title: 'a serverless model with uncompressed artifacts', rules: ['serverless inference excludes `ModelDataSource`'], aws: REFUSES,
    ours: synth('which has model data that is uncompressed', (g) => g.serverless({ model: g.container({ modelData: g.models }) })),
    l1: (g) => g.config({ ...g.less(), modelName: g.container({ image: IMAGE, modelDataSource: { s3DataSource: { s3Uri: 's3://models/', s3DataType: 'S3Prefix', compressionType: 'None' } } }).attrModelName }),
  },
  {
    title: 'asynchronous inference of a serverless variant', rules: ['serverless inference excludes asynchronous inference'], aws: REFUSES,
    ours: synth("serverless variant 'less' cannot be combined with asyncInference;", (g) => g.serverless({}, { asyncInference: g.queue })), l1: (g) => g.config(g.less(), { asyncInferenceConfig: QUEUE }),
  },
  {
    title: 'an explainer of a serverless endpoint', rules: ['AWS documents explainers for instances only'], aws: UNDOCUMENTED,
    ours: warned('serverlessExplainer', (g) => g.serverless({}, { explainer: g.sm.Explainer.clarify({ baseline: g.sm.ShapBaseline.inline('1,2') }) })),
    l1: (g) => g.config(g.less(), { explainerConfig: { clarifyExplainerConfig: { shapConfig: { shapBaselineConfig: { shapBaseline: '1,2' } } } } }),
  },
  {
    title: 'a serverless variant with 7 GB of memory', rules: ['the memory is 1 to 6 GB'], aws: REFUSES,
    ours: call("variant 'less': memorySize must be one of 1024, 2048, 3072, 4096, 5120,", (g) => g.serverless({ memorySize: Size.gibibytes(7) })), l1: (g) => g.config(g.less({ memorySizeInMb: 7168 })), right: (g) => g.serverless({ memorySize: Size.gibibytes(6) }),
  },
  {
    title: 'a serverless variant with 2,000 MB of memory', rules: ['the memory is 1 to 6 GB'], aws: REFUSES,
    ours: call("variant 'less': memorySizeInMB must be one of 1024, 2048, 3072, 4096,", (g) => g.serverless({ memorySizeInMB: 2000 })), l1: (g) => g.config(g.less({ memorySizeInMb: 2000 })), alpha: call('Invalid Serverless Production Variant Props: memorySizeInMB must be one'), right: (g) => g.serverless({ memorySizeInMB: 2048 }),
  },
  {
    title: 'a maximum concurrency of 201', rules: ['the memory is 1 to 6 GB'], aws: REFUSES,
    ours: call("variant 'less': maxConcurrency must be between 1 and 200, got 201", (g) => g.serverless({ maxConcurrency: 201 })), l1: (g) => g.config(g.less({ maxConcurrency: 201 })), alpha: call('Invalid Serverless Production Variant Props: maxConcurrency must be'), right: (g) => g.serverless({ maxConcurrency: 200 }),
  },
  {
    title: 'a provisioned concurrency above the maximum concurrency', rules: ['the provisioned concurrency is at most `maxConcurrency`'], aws: REFUSES,
    ours: call("variant 'less': provisionedConcurrency must be at most maxConcurrency", (g) => g.serverless({ provisionedConcurrency: 6 })), l1: (g) => g.config(g.less({ provisionedConcurrency: 6 })), alpha: call('Invalid Serverless Production Variant Props: provisionedConcurrency'), right: (g) => g.serverless({ provisionedConcurrency: 5 }),
  },
  {
    title: 'a serverless model with an image of another account', rules: ['the image is in the account of the endpoint'], aws: REFUSES,
    ours: synth('which has an image in a repository of account 222222222222', (g) => g.serverless({
      model: g.container({ image: g.sm.ContainerImage.fromEcrRepository(ecr.Repository.fromRepositoryArn(g.stack, 'Theirs', 'arn:aws:ecr:us-east-1:222222222222:repository/serving'), '1.0') }),
    })),
    l1: (g) => g.config({ ...g.less(), modelName: g.container({ image: IMAGE.replace('123456789012', '222222222222') }).attrModelName }), alpha: silent,
    right: (g) => g.serverless({ model: g.container({ image: g.sm.ContainerImage.fromDlc('pytorch-inference', '2.6.0-cpu-py312-ubuntu22.04-sagemaker') }) }),
  },
  {
    title: 'asynchronous inference with two variants', rules: ['an asynchronous endpoint has exactly 1 variant'], aws: REFUSES,
    ours: synth('asyncInference requires exactly 1 instance variant, got 2; remove the', (g) => g.config({}, { asyncInference: g.queue, instanceProductionVariants: [g.variant(), g.variant({ variantName: 'b' })] })),
    l1: (g) => g.config({}, { asyncInferenceConfig: QUEUE, productionVariants: [g.variant(), g.variant({ variantName: 'b' })] }), right: (g) => g.asynchronous(),
  },
  {
    title: 'asynchronous inference of a multi-model container', rules: ['asynchronous inference excludes multi-model containers'], aws: REFUSES,
    ours: synth('has a multi-model container; use another model', (g) => g.asynchronous({ model: g.multiModel() })), l1: (g) => queued(g, g.container({ image: IMAGE, ...many }).attrModelName),
  },
  {
    title: 'asynchronous inference of containers with direct invocation', rules: ['asynchronous inference excludes multi-model containers'], aws: REFUSES,
    ours: synth('has containers that are invoked directly; use another model', (g) => g.asynchronous({ model: g.direct() })),
    l1: (g) => queued(g, g.pipeline({ containerHostname: 'a' }, { containerHostname: 'b' }, { inferenceExecutionConfig: { mode: 'Direct' } }).attrModelName),
  },
  {
    title: 'asynchronous inference with a shadow variant', rules: ['asynchronous inference excludes a shadow variant'], aws: REFUSES,
    ours: synth('a shadow variant cannot be combined with asyncInference; remove one of', (g) => g.endpoint({}, { asyncInference: g.queue, shadowProductionVariants: [g.variant({ variantName: 'next' })] })),
    l1: (g) => shadowed(g, {}, {}, { asyncInferenceConfig: QUEUE }),
  },
  {
    title: 'asynchronous inference of a pipeline', rules: ['AWS does not document asynchronous inference with an inference pipeline'], aws: UNDOCUMENTED,
    ours: warned('asyncPipeline', (g) => g.asynchronous({ model: g.pipeline() })), l1: (g) => queued(g, g.pipeline().attrModelName),
  },
  {
    title: 'asynchronous inference on `ml.inf1` instances', rules: ['one page of the AWS documentation excludes Inf1 instances'], aws: UNDOCUMENTED,
    ours: warned('asyncInferentia1', (g) => g.asynchronous({ instanceType: g.sm.InstanceType.of('ml.inf1.xlarge') })), l1: (g) => queued(g, undefined, { instanceType: 'ml.inf1.xlarge' }),
  },
  {
    title: 'asynchronous inference with inference components', rules: ['asyncInference` > an asynchronous request cannot name an inference component'], aws: REQUESTS_FAIL,
    ours: warned('asyncComponents', (g) => g.asynchronous({ model: undefined })), l1: (g) => queued(g, undefined, { modelName: undefined }),
  },
  {
    title: 'asynchronous inference with data capture', rules: ['AWS does not document both together'], aws: UNDOCUMENTED,
    ours: warned('asyncDataCapture', (g) => g.config({}, { asyncInference: g.queue, dataCapture: { destination: { bucket: g.bucket } } })), l1: (g) => g.config({}, { asyncInferenceConfig: QUEUE, dataCaptureConfig: CAPTURE }),
  },
  {
    title: 'notifications with the response, without a topic', rules: ['notifications that include the response have a topic'], aws: IGNORES,
    ours: warned('responseWithoutTopic', (g) => g.asynchronous({}, { includeInferenceResponseIn: [g.sm.AsyncNotificationTopic.ERROR] })),
    l1: (g) => g.config({}, { asyncInferenceConfig: { outputConfig: { s3OutputPath: 's3://responses/', notificationConfig: { includeInferenceResponseIn: ['ERROR_NOTIFICATION_TOPIC'] } } } }),
  },
  {
    title: 'an asynchronous endpoint whose role may not read the requests', rules: ['the role is allowed to read request payloads'], aws: REQUESTS_FAIL,
    ours: warned('asyncInputUnknown', (g) => g.asynchronous({}, { input: undefined })), l1: (g) => queued(g),
  },
  {
    title: 'asynchronous inference by an override', rules: ['asynchronous inference is set by the property'], aws: REQUESTS_FAIL,
    ours: warned('overriddenDestination', (g) => (g.config().node.findChild('EndpointConfig') as any).addPropertyOverride('AsyncInferenceConfig', { OutputConfig: { S3OutputPath: 's3://responses/' } })),
    l1: (g) => g.config().addPropertyOverride('AsyncInferenceConfig', { OutputConfig: { S3OutputPath: 's3://responses/' } }), alpha: silent,
  },
  {
    title: 'an asynchronous endpoint whose role may not write the responses', aws: REQUESTS_FAIL, source: 'https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference.html',
    ours: handled('"s3:PutObject', (g) => g.asynchronous()), l1: (g) => queued(g),
  },
  {
    title: 'two shadow variants', rules: ['a configuration has at most 1 shadow variant'], aws: REFUSES,
    ours: call('an endpoint configuration must have at most 1 shadow variant, got 2', (g) => g.config({}, { shadowProductionVariants: [g.variant({ variantName: 'a' }), g.variant({ variantName: 'b' })] })),
    l1: (g) => g.config({}, { shadowProductionVariants: [g.variant({ variantName: 'a' }), g.variant({ variantName: 'b' })] }), right: (g) => g.config({}, { shadowProductionVariants: [g.variant({ variantName: 'a' })] }),
  },
  {
    title: 'a shadow variant beside two production variants', rules: ['a configuration with a shadow variant has exactly 1 production variant'], aws: REFUSES,
    ours: synth('a shadow variant requires exactly 1 production variant, got 2; remove', (g) => g.config({}, { instanceProductionVariants: [g.variant(), g.variant({ variantName: 'b' })], shadowProductionVariants: [g.variant({ variantName: 'next' })] })),
    l1: (g) => shadowed(g, {}, {}, { productionVariants: [g.variant(), g.variant({ variantName: 'b' })] }),
  },
  {
    title: 'a shadow variant with the name of the production variant', rules: ['the name of a shadow variant differs'], aws: UNDOCUMENTED,
    ours: warned('shadowOfSameName', (g) => g.config({}, { shadowProductionVariants: [g.variant()] })), l1: (g) => shadowed(g, {}, { variantName: 'main' }),
  },
  {
    title: 'a shadow variant of a pipeline', rules: ['a shadow variant excludes serverless inference'], aws: REFUSES,
    ours: synth('has 2 containers; use another model', (g) => g.config({}, { shadowProductionVariants: [g.variant({ variantName: 'next', model: g.pipeline() })] })), l1: (g) => shadowed(g, {}, { modelName: g.pipeline().attrModelName }),
  },
  {
    title: 'a shadow test on `ml.inf1` instances', rules: ['a shadow test excludes Inf1 instances'], aws: REFUSES,
    ours: synth("variant 'next' cannot be part of a shadow test, because SageMaker does", (g) => g.config({}, { shadowProductionVariants: [g.variant({ variantName: 'next', instanceType: g.sm.InstanceType.of('ml.inf1.xlarge') })] })), l1: (g) => shadowed(g, {}, { instanceType: 'ml.inf1.xlarge' }),
  },
  {
    title: 'a shadow variant without a model', rules: ['the variants of a shadow test have a model'], aws: UNDOCUMENTED,
    ours: warned('shadowWithoutModel', (g) => g.config({}, { shadowProductionVariants: [g.variant({ variantName: 'next', model: undefined })] })), l1: (g) => shadowed(g, {}, { modelName: undefined }),
  },
];

