import { Duration, Size, aws_s3 as s3, type CfnResource } from 'aws-cdk-lib';
import type { Given } from '../given';
import { IMAGE, ROLE, type L1 } from '../l1';
import { AWS, call, handled, synth, types, warned, type Mistake } from '../mistake';

const { REFUSES, FAILS, REQUESTS_FAIL, IGNORES, LATER, UNDOCUMENTED, HARMS } = AWS;
const GPU_IMAGE = '763104351884.dkr.ecr.us-east-1.amazonaws.com/vllm:0.30.0-gpu-py312-cu130-ubuntu24.04-sagemaker';
const compute = (minMemory: number, more = {}) => ({ minMemory: Size.mebibytes(minMemory), accelerators: 1, ...more });
const required = (minMemoryRequiredInMb: number, more = {}) =>
  ({ computeResourceRequirements: { minMemoryRequiredInMb, numberOfAcceleratorDevicesRequired: 1, ...more } });
const ofModel = (g: Given, model = g.model()) =>
  g.component({ specification: g.sm.InferenceComponentSpecification.fromModel(model, { compute: g.compute }) });
const of = (g: Given, image: string, options = {}) => g.component({ specification: g.specification(options, g.sm.ContainerImage.fromUri(image)) });
const theirs = (g: Given) => g.sm.EndpointConfig.fromEndpointConfigAttributes(g.stack, 'Theirs', {
  endpointConfigArn: 'arn:aws:sagemaker:us-east-1:123456789012:endpoint-config/theirs', serverlessProductionVariant: { variantName: 'less', maxConcurrency: 20 },
});
const imported = (g: Given, endpointConfig?: ReturnType<typeof theirs>) => g.sm.Endpoint.fromEndpointAttributes(g.stack, 'Their', {
  endpointArn: 'arn:aws:sagemaker:us-east-1:123456789012:endpoint/theirs', endpointConfig,
});
const variables = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`VARIABLE_${index}`, 'x']));
const MEMORY = Size.gibibytes(4);

export const components: readonly Mistake[] = [
  {
    title: 'a component in another account than its endpoint',
    rules: ['a component is in the account and region of its endpoint'],
    aws: REFUSES,
    ours: call('Far/C: the endpoint must be in the same account (222222222222), got', (g) => { const endpoint = imported(g); const far = g.beside('Far', { account: '222222222222' }); return new g.sm.InferenceComponent(far.stack, 'C', { endpoint, variantName: 'main', specification: far.specification({ modelData: undefined }) }); }),
    l1: (g) => g.component(),
  },
  {
    title: 'a component on a variant that has a model',
    rules: ['a component is on a variant that has no model'],
    aws: 'refuses: "Inference Components are not supported in this Endpoint"',
    ours: call('the endpoint has no variant for inference components; omit the model of', (g) => g.component({}, {}, g.endpoint({ instanceType: g.sm.InstanceType.G5_12XLARGE }))),
    l1: (g) => g.component({}, {}, { modelName: 'churn', initialVariantWeight: 1 }),
    right: (g) => g.component(),
  },
  {
    title: 'a component without a variant, on an endpoint with two',
    rules: ['a component has a variant, although'],
    aws: REFUSES,
    ours: call("variantName is required; specify one of 'a', 'b'", (g) => g.component({}, {}, g.endpoint({}, { instanceProductionVariants: ['a', 'b'].map((variantName) => g.variant({ variantName, model: undefined, instanceType: g.sm.InstanceType.G5_12XLARGE })) }))),
    l1: (g) => g.component({}, { variantName: undefined }),
  },
  {
    title: 'a component on a serverless variant',
    rules: ['AWS does not document components on serverless variants'],
    aws: UNDOCUMENTED,
    ours: warned('serverlessComponents', (g) => new g.sm.InferenceComponent(g.stack, 'C', { endpoint: imported(g, theirs(g)), variantName: 'less', specification: g.specification() })),
    l1: (g) => g.component({}, {}, { ...g.less(), instanceType: undefined }),
  },
  {
    title: 'a component on a serverless variant of the app',
    rules: ['AWS does not document components on serverless variants'],
    aws: REFUSES,
    ours: call('the endpoint has no variant for inference components; add an instance', (g) => g.component({}, {}, g.serverlessEndpoint())),
    l1: (g) => g.component({}, {}, { ...g.less(), instanceType: undefined }),
  },
  {
    title: 'a component of an asynchronous endpoint',
    rules: ['Endpoint, variant and name > an asynchronous request cannot name'],
    aws: REQUESTS_FAIL,
    ours: warned('asyncComponents', (g) => g.component({}, {}, g.components({}, { asyncInference: g.queue }))),
    l1: (g) => g.component(),
  },
  {
    title: 'an endpoint of the same stack by its name',
    rules: ['what is imported by its name is not defined in the same stack'],
    aws: 'fails: "Could not find endpoint"',
    ours: warned('definedInSameStack', (g) => {
      new g.sm.Endpoint(g.stack, 'E', { endpointName: 'llama', endpointConfig: g.config({ model: undefined, instanceType: g.sm.InstanceType.G5_12XLARGE }) });
      g.component({ variantName: 'main' }, {}, g.sm.Endpoint.fromEndpointName(g.stack, 'ByName', 'llama') as any);
    }),
    l1: (g) => g.component({}, { endpointName: 'llama' }),
  },
  {
    title: 'two components with one name',
    rules: ['names of inference components are unique'],
    aws: REFUSES,
    ours: synth("inferenceComponentName must be unique, got 'llama', which", (g) => { const endpoint = g.components(); ['A', 'B'].forEach((id) => endpoint.addInferenceComponent(id, { inferenceComponentName: 'llama', specification: g.specification() })); }),
    l1: (g) => g.component({}, { inferenceComponentName: 'llama' }),
    right: (g) => { const endpoint = g.components(); ['A', 'B'].forEach((id) => endpoint.addInferenceComponent(id, { specification: g.specification() })); },
  },
  {
    title: 'a component with a fixed name',
    rules: ['SageMaker can change neither name, endpoint'],
    aws: LATER,
    ours: warned('fixedInferenceComponentName', (g) => g.component({ inferenceComponentName: 'llama' })),
    l1: (g) => g.component({}, { inferenceComponentName: 'llama' }),
  },
  {
    title: 'a component whose name an override changes',
    rules: ['adapters, metrics, permissions and scaling use the name'],
    aws: FAILS,
    ours: warned('overriddenComponentName', (g) => (g.component({ inferenceComponentName: 'given' }).node.defaultChild as CfnResource).addPropertyOverride('InferenceComponentName', 'overridden')),
    l1: (g) => g.component(),
  },
  {
    title: 'an endpoint that is deleted before its components',
    rules: ['components are deleted before their endpoint'],
    aws: FAILS,
    ours: handled('"DependsOn"', (g) => g.component()),
    l1: (g) => g.component({}, { endpointName: 'llama' }),
  },
  {
    title: 'a component with a specification and several',
    rules: ['a component has either a specification or 2 to 5'],
    aws: REFUSES,
    ours: call('specification and specifications cannot be combined; use specifications', (g) => g.component({ specification: g.specification(), specifications: [] })),
    l1: (g) => g.component({}, { specifications: [{ instanceType: 'ml.g5.12xlarge' }, { instanceType: 'ml.g6.12xlarge' }] }),
  },
  {
    title: 'a component with one specification in the list',
    rules: ['a component has either a specification or 2 to 5'],
    aws: REFUSES,
    ours: call('specifications must have 2 to 5 entries, got 1', (g) => g.component({ specifications: [{ instanceType: g.sm.InstanceType.G5_12XLARGE, specification: g.specification() }] })),
    l1: (g) => g.several('ml.g5.12xlarge'),
  },
  {
    title: 'a specification for an instance type that the variant does not have',
    rules: ['the specifications are for instance types of the variant'],
    aws: REFUSES,
    ours: warned('specificationOfOtherInstances', (g) => g.component({ specifications: [g.sm.InstanceType.G5_12XLARGE, g.sm.InstanceType.G6_12XLARGE].map((instanceType) => ({ instanceType, specification: g.specification() })) })),
    l1: (g) => g.several('ml.g5.12xlarge', 'ml.g6.12xlarge'),
  },
  {
    title: 'an instance pool without a specification',
    rules: ['there is a specification for each instance pool'],
    aws: REFUSES,
    ours: warned('poolWithoutSpecification', (g) => pooled(g, 3, 2)),
    l1: (g) => g.several('ml.g5.12xlarge', 'ml.g6.12xlarge'),
    right: (g) => pooled(g, 3, 3),
  },
  {
    title: 'a specification for an instance type that SageMaker does not know',
    rules: ['Specification > the SageMaker API of this version lists the instance types'],
    aws: REFUSES,
    ours: warned('unknownInstanceType', (g) => g.component({ specifications: [g.sm.InstanceType.G5_12XLARGE, g.sm.InstanceType.of('ml.g99.xlarge')].map((instanceType) => ({ instanceType, specification: g.specification() })) })),
    l1: (g) => g.several('ml.g5.12xlarge', 'ml.g99.xlarge'),
  },
  {
    title: 'a component with a model and an image', rules: ['a component has a model or an image'], aws: REFUSES, ours: types, l1: (g) => g.component({ modelName: 'churn' }),
  },
  {
    title: 'an image of a private registry in a component',
    rules: ['an image of a private registry has a model'],
    aws: REFUSES,
    ours: call('the image of specification is in a private registry, which inference', (g) => g.component({ specification: g.specification({}, g.sm.ContainerImage.fromRegistry('registry.example.com/serving:1.0')) })),
    l1: (g) => g.component({ container: { image: 'registry.example.com/serving:1.0' } }),
  },
  {
    title: 'uncompressed artifacts in a component',
    rules: ['the artifacts are a single archive'],
    aws: REFUSES,
    ours: call('specification.modelData must be a gzip-compressed tar archive without', (g) => g.component({}, { modelData: g.models })),
    l1: (g) => g.component({ container: { image: IMAGE, artifactUrl: 's3://models/' } }),
    right: (g) => ofModel(g, g.sm.Model.fromModelName(g.stack, 'Theirs', 'theirs') as any),
  },
  {
    title: 'an archive of a component in another format than `.tar.gz`',
    rules: ['the name of an archive ends with `.tar.gz`'],
    aws: FAILS,
    ours: warned('modelDataNotArchive', (g) => g.component({}, { modelData: g.sm.ModelData.fromBucket(g.bucket, 'model.zip') })),
    l1: (g) => g.component({ container: { image: IMAGE, artifactUrl: 's3://models/model.zip' } }),
  },
  {
    title: 'artifacts with a license agreement in a component',
    rules: ['artifacts of a bucket of models with a license agreement have a model'],
    aws: FAILS,
    ours: warned('eulaNotAccepted', (g) => g.component({}, { modelData: g.sm.ModelData.fromS3Uri('s3://jumpstart-private-cache-prod-us-east-1/llama/model.tar.gz') })),
    l1: (g) => g.component({ container: { image: IMAGE, artifactUrl: 's3://jumpstart-private-cache-prod-us-east-1/llama/model.tar.gz' } }),
  },
  {
    title: 'a component with 64 MiB of memory',
    rules: ['memory is at least 128 MiB'],
    aws: REFUSES,
    ours: call('specification.compute.minMemory must be an integer number of mebibytes', (g) => g.component({}, { compute: compute(64) })),
    l1: (g) => g.component(required(64)),
    right: (g) => g.component({}, { compute: compute(128) }),
  },
  {
    title: 'a maximum of memory below the minimum',
    rules: ['memory is at least 128 MiB'],
    aws: REFUSES,
    ours: call('specification.compute.maxMemory must be at least minMemory (4096', (g) => g.component({}, { compute: compute(4096, { maxMemory: Size.gibibytes(2) }) })),
    l1: (g) => g.component(required(4096, { maxMemoryRequiredInMb: 2048 })),
    right: (g) => g.component({}, { compute: compute(4096, { maxMemory: Size.gibibytes(8) }) }),
  },
  {
    title: 'more GPUs for a copy than an instance has',
    rules: ['a copy has at most the vCPUs and GPUs'],
    aws: REFUSES,
    ours: call('specification.compute.accelerators must be at most the number of GPUs', (g) => g.component({}, { compute: compute(4096, { accelerators: 5 }) })),
    l1: (g) => g.component(required(4096, { numberOfAcceleratorDevicesRequired: 5 })),
    right: (g) => g.component({}, { compute: compute(4096, { accelerators: 4 }) }),
  },
  {
    title: 'more memory for a copy than an instance has',
    rules: ['a copy has at most the memory that the type'],
    aws: REFUSES,
    ours: call('specification.compute.minMemory must be less than the memory of', (g) => g.component({}, { compute: compute(1024 * 1024) })),
    l1: (g) => g.component(required(1024 * 1024)),
  },
  {
    title: 'an environment that asks for more GPUs than a copy reserves',
    rules: ['a copy uses at most the accelerators that are reserved'],
    aws: FAILS,
    ours: warned('moreGpusThanReserved', (g) => g.component({}, { environment: { SM_NUM_GPUS: '4' } })),
    l1: (g) => g.component({ container: { image: IMAGE, environment: { SM_NUM_GPUS: '4' } } }),
    right: (g) => g.component({}, { environment: { SM_NUM_GPUS: '4' }, compute: compute(4096, { accelerators: 4 }) }),
  },
  {
    title: 'more copies than the GPUs of all instances take',
    rules: ['the instances of a variant have the accelerators'],
    aws: FAILS,
    ours: warned('moreGpusThanVariant', (g) => g.component({ copyCount: 17 })),
    l1: (g) => g.component({}, { runtimeConfig: { copyCount: 17 } }),
    right: (g) => g.component({ copyCount: 16 }),
  },
  {
    title: 'an image for GPUs without an accelerator',
    rules: ['an image for GPUs has accelerators'],
    aws: FAILS,
    ours: warned('noGpuReserved', (g) => of(g, GPU_IMAGE, { compute: { minMemory: MEMORY } })),
    l1: (g) => g.component({ container: { image: GPU_IMAGE }, ...required(4096, { numberOfAcceleratorDevicesRequired: undefined }) }),
  },
  {
    title: 'all cores of an instance for a copy',
    rules: ['SageMaker uses some of the cores'],
    aws: FAILS,
    ours: warned('allCoresReserved', (g) => g.component({}, { compute: compute(4096, { cpuCores: 48 }) })),
    l1: (g) => g.component(required(4096, { numberOfCpuCoresRequired: 48 })),
    right: (g) => g.component({}, { compute: compute(4096, { cpuCores: 40 }) }),
  },
  {
    title: 'a component with 101 variables',
    rules: ['a container has at most 100 variables of at most 1024 characters'],
    aws: REFUSES,
    ours: call('specification.environment must have at most 100 entries, got 101', (g) => g.component({}, { environment: variables(101) })),
    l1: (g) => g.component({ container: { image: IMAGE, environment: variables(101) } }),
  },
  {
    title: 'a component with 17 variables',
    rules: ['a container has at most 100 variables of at most 1024 characters'],
    aws: UNDOCUMENTED,
    ours: warned('manyComponentVariables', (g) => g.component({}, { environment: variables(17) })),
    l1: (g) => g.component({ container: { image: IMAGE, environment: variables(17) } }),
    right: (g) => g.component({}, { environment: variables(16) }),
  },
  {
    title: 'a secret in the environment of a component',
    rules: ['secrets, URIs and models of the hub, as in a model'],
    aws: HARMS,
    ours: warned('secretInEnvironment', (g) => g.component({}, { environment: { HF_TOKEN: 'hf_abcdefghijklmnop' } })),
    l1: (g) => g.component({ container: { image: IMAGE, environment: { HF_TOKEN: 'hf_abcdefghijklmnop' } } }),
  },
  {
    title: 'weights of a component at an S3 URI that the role may not read',
    rules: ['secrets, URIs and models of the hub, as in a model'],
    aws: FAILS,
    ours: warned('s3UriInEnvironment', (g) => g.component({}, { environment: { HF_MODEL_ID: 's3://weights/model/' } })),
    l1: (g) => g.component({ container: { image: IMAGE, environment: { HF_MODEL_ID: 's3://weights/model/' } } }),
  },
  {
    title: 'a model of the hub in a component with network isolation',
    rules: ['secrets, URIs and models of the hub, as in a model'],
    aws: FAILS,
    ours: warned('hubModelWithoutNetwork', (g) => g.component({}, { environment: { HF_MODEL_ID: 'org/name' } }, g.components({}, { networkIsolation: true }))),
    l1: (g) => g.component({ container: { image: IMAGE, environment: { HF_MODEL_ID: 'org/name' } } }),
  },
  {
    title: 'a placement without the balance of Availability Zones',
    rules: ['CloudFormation requires both parts of the scheduling configuration'],
    aws: REFUSES,
    ours: handled('"AvailabilityZoneBalance"', (g) => g.component({}, { placementStrategy: g.sm.PlacementStrategy.SPREAD })),
    l1: synth('availabilityZoneBalance: required but missing', (g: L1) => g.component({ schedulingConfig: { placementStrategy: 'SPREAD' } as any })),
  },
  {
    title: 'an imbalance of 101',
    rules: ['the imbalance is 0 to 100'],
    aws: REFUSES,
    ours: call('specification.availabilityZoneMaxImbalance must be between 0 and 100,', (g) => g.component({}, { availabilityZoneMaxImbalance: 101 })),
    l1: (g) => g.component({ schedulingConfig: { placementStrategy: 'SPREAD', availabilityZoneBalance: { enforcementMode: 'PERMISSIVE', maxImbalance: 101 } } } as any),
    right: (g) => g.component({}, { availabilityZoneMaxImbalance: 100 }),
  },
  {
    title: 'metrics of a container every 20 seconds',
    rules: ['a container has one path, and a frequency'],
    aws: REFUSES,
    ours: call('specification.metricsEndpoint.publishFrequency must be one of 10, 30,', (g) => g.component({}, { metricsEndpoint: { publishFrequency: Duration.seconds(20) } })),
    right: (g) => g.component({}, { metricsEndpoint: { publishFrequency: Duration.seconds(30) } }),
  },
  {
    title: 'metrics of a container without detailed observability',
    rules: ['metrics of containers require detailed observability'],
    aws: IGNORES,
    ours: warned('metricsWithoutObservability', (g) => g.component({}, { metricsEndpoint: {} }, g.components({}, { metrics: { detailedObservability: false } }))),
  },
  {
    title: 'a model with another network isolation than the configuration',
    rules: ['a model and the configuration have the same network isolation'],
    aws: REFUSES,
    ours: call('the model of specification must have the same networkIsolation as the', (g) => ofModel(g, g.model({ networkIsolation: true }))),
    l1: (g) => g.component({ modelName: g.model({ enableNetworkIsolation: true }).attrModelName, container: undefined }),
  },
  {
    title: 'a model with another role than the configuration',
    rules: ['a model has the role and the network of the configuration'],
    aws: UNDOCUMENTED,
    ours: warned('modelDiffersFromConfig', (g) => ofModel(g)),
    l1: (g) => g.component({ modelName: g.model({ executionRoleArn: `${ROLE}-2` }).attrModelName, container: undefined }),
    right: (g) => { const role = g.role('Role'); const model = g.model({ role }); g.component({ specification: g.sm.InferenceComponentSpecification.fromModel(model, { compute: g.compute }) }, {}, g.components({}, { role })); },
  },
  {
    title: 'a component of a pipeline',
    rules: ['AWS does not document models with several containers or a multi-model'],
    aws: UNDOCUMENTED,
    ours: warned('componentContainers', (g) => ofModel(g, g.pipeline())),
    l1: (g) => g.component({ modelName: g.pipeline().attrModelName, container: undefined }),
  },
  {
    title: 'a model of another stack in a component',
    rules: ['a model is in the stack that uses its name'],
    aws: LATER,
    ours: warned('replacedInOtherStack', (g) => ofModel(g, g.beside().model())),
    l1: (g) => g.component({ modelName: 'churn', container: undefined }),
  },
  {
    title: 'a component of an imported configuration, whose role may not pull the image',
    rules: ['the role of the configuration can pull the image'],
    aws: FAILS,
    ours: warned('componentOfUnknownRole', (g) => new g.sm.InferenceComponent(g.stack, 'C', { endpoint: imported(g), variantName: 'main', specification: g.specification() })),
    l1: (g) => g.component({}, { endpointName: 'theirs' }),
  },
  {
    title: 'artifacts of another account for a component whose role is unknown',
    rules: ['the role of the configuration can pull the image'],
    aws: FAILS,
    ours: call('a resource of another account cannot allow it in its policy', (g) => {
      const bucket = s3.Bucket.fromBucketAttributes(g.stack, 'Foreign', { bucketName: 'foreign', account: '222222222222' });
      const specification = g.specification({ modelData: g.sm.ModelData.fromBucket(bucket, 'model.tar.gz') });
      return new g.sm.InferenceComponent(g.stack, 'C', { endpoint: imported(g), variantName: 'main', specification });
    }),
    l1: (g) => g.component({}, { endpointName: 'theirs' }),
  },
];

function pooled(g: Given, pools: number, specifications: number): unknown {
  const types_ = [g.sm.InstanceType.G5_12XLARGE, g.sm.InstanceType.G6_12XLARGE, g.sm.InstanceType.G6E_12XLARGE];
  const endpoint = g.components({ instancePools: types_.slice(0, pools).map((instanceType, index) => ({ instanceType, priority: index + 1 })) });
  return g.component({
    specifications: types_.slice(0, specifications).map((instanceType) =>
      ({ instanceType, specification: g.specification() })),
  }, {}, endpoint);
}

