import {
  Duration, Size, SymlinkFollowMode, IgnoreMode, aws_applicationautoscaling as appscaling, aws_cloudwatch as cloudwatch, aws_iam as iam, aws_s3 as s3,
  type Stack,
} from 'aws-cdk-lib';
import * as api from '../src';
import { typeOf, PACKAGE, type Parameter } from './compatibility/assembly';
import { aConfig, aModel, anImage, aVpc } from './helpers/given';
import { ARCHIVE, IMAGE_DIRECTORY } from './model/given';

/** A value that a caller without types may pass. */
export type Any = any;

type Call = (stack: Stack, value: Any) => unknown;

/** A struct: an example with which calls succeed, and a call that takes it. */
export interface StructUse {
  readonly valid: (stack: Stack) => Any;
  readonly use: Call;
}

const { registry } = api;

const aBucket = (stack: Stack): s3.IBucket => (stack.node.tryFindChild('Bucket') as s3.IBucket | undefined) ?? s3.Bucket.fromBucketName(stack, 'Bucket', 'bucket');
const aRole = (stack: Stack): iam.IRole => (stack.node.tryFindChild('Role') as iam.IRole | undefined) ?? iam.Role.fromRoleName(stack, 'Role', 'role');
const theModel = (stack: Stack): api.Model => (stack.node.tryFindChild('Model') as api.Model | undefined) ?? aModel(stack);
const anEndpoint = (stack: Stack) => new api.Endpoint(stack, 'Endpoint', { endpointConfig: aConfig(stack) });
const aVariant = (stack: Stack) => anEndpoint(stack).findInstanceProductionVariant('main');
const aServerlessVariant = (stack: Stack) => new api.Endpoint(stack, 'Endpoint', {
  endpointConfig: new api.EndpointConfig(stack, 'Config', { serverlessProductionVariant: { variantName: 'main', model: aModel(stack), memorySizeInMB: 2048, maxConcurrency: 4, provisionedConcurrency: 1 } }),
}).findServerlessProductionVariant('main');
const aComponent = (stack: Stack) => new api.Endpoint(stack, 'Endpoint', {
  endpointConfig: new api.EndpointConfig(stack, 'Config', { instanceProductionVariants: [{ variantName: 'main', instanceType: api.InstanceType.G5_XLARGE }] }),
}).inferenceComponent('component');
const aHost = (stack: Stack) => new api.Endpoint(stack, 'Host', {
  endpointConfig: new api.EndpointConfig(stack, 'HostConfig', { instanceProductionVariants: [{ variantName: 'main', instanceType: api.InstanceType.G5_XLARGE }] }),
});
const compute = { minMemory: Size.gibibytes(1) };
const aSpecification = (stack: Stack) => api.InferenceComponentSpecification.fromImage(anImage(stack), { compute });
const ownComponent = (stack: Stack) => aHost(stack).addInferenceComponent('Llama', { specification: aSpecification(stack) });
const anArtifact = (stack: Stack) => api.ModelData.fromBucket(aBucket(stack), 'adapter.tar.gz');
const ofSpecification = (property: string): Call => (stack, value) => aHost(stack).addInferenceComponent('Llama', {
  specification: api.InferenceComponentSpecification.fromImage(anImage(stack), { compute, [property]: value }),
});
const aModelEndpoint = (stack: Stack, capacity: Any = api.Capacity.instances(api.InstanceType.M5_LARGE)) =>
  new api.ModelEndpoint(stack, 'ModelEndpoint', { container: { image: anImage(stack) }, capacity });
const hubWeights = () => ({ weights: api.ModelWeights.huggingFace('org/name') });
const aServer = () => api.ModelServer.vllm(hubWeights());
const aLanguageModel = (stack: Stack, server: Any = aServer()) =>
  new api.LanguageModelEndpoint(stack, 'LanguageModel', { server, capacity: api.Capacity.instances(api.InstanceType.G6E_XLARGE) });
const limits = { minCapacity: 1, maxCapacity: 3 };
const scalableTarget = (stack: Stack) => ({
  ...limits,
  dimension: 'sagemaker:variant:DesiredInstanceCount',
  resourceId: 'endpoint/theirs/variant/main',
  role: aRole(stack),
  serviceNamespace: appscaling.ServiceNamespace.SAGEMAKER,
});
const aMetric = () => new cloudwatch.Metric({ namespace: 'Mine', metricName: 'Load' });

/** An object of each type with methods that take a struct. */
const OBJECTS: { [type: string]: (stack: Stack) => Any } = {
  'Endpoint': anEndpoint,
  'EndpointConfig': (stack) => new api.EndpointConfig(stack, 'Config'),
  'Framework': () => api.Framework.XGBOOST,
  'IEndpoint': (stack) => api.Endpoint.fromEndpointName(stack, 'Theirs', 'theirs'),
  'IEndpointContainer': (stack) => aVariant(stack).findContainer('main'),
  'IEndpointInferenceComponent': aComponent,
  'IInferenceComponent': ownComponent,
  'InferenceComponent': ownComponent,
  'InferenceComponentAdapter': (stack) => ownComponent(stack).addAdapter('Legal', { artifact: anArtifact(stack) }),
  'IEndpointInstanceProductionVariant': aVariant,
  'IEndpointInstanceVariant': aVariant,
  'IEndpointProductionVariant': aVariant,
  'IEndpointServerlessProductionVariant': aServerlessVariant,
  'JumpStartModel': () => api.JumpStartModel.of('huggingface-llm-mistral-7b-instruct'),
  'LanguageModelEndpoint': (stack) => aLanguageModel(stack),
  'Model': (stack) => aModel(stack),
  'ModelEndpoint': (stack) => aModelEndpoint(stack),
  'ScalableCopyCount': (stack) => aComponent(stack).autoScaleCopyCount(limits),
  'ScalableInstanceCount': (stack) => aVariant(stack).autoScaleInstanceCount(limits),
  'ScalableProvisionedConcurrency': (stack) => aServerlessVariant(stack).autoScaleProvisionedConcurrency(limits),
  'registry.IModelPackageGroup': (stack) => registry.ModelPackageGroup.fromModelPackageGroupName(stack, 'Theirs', 'theirs'),
  'registry.ModelPackage': (stack) => new registry.ModelPackage(stack, 'Package', aPackage(stack)),
  'registry.ModelPackageGroup': (stack) => new registry.ModelPackageGroup(stack, 'Group'),
};

/** The arguments before the struct, by the name of the parameter. */
const ARGUMENTS: { [parameter: string]: (stack: Stack) => Any } = {
  bucket: aBucket,
  content: () => '1,2,3',
  directory: () => IMAGE_DIRECTORY,
  framework: () => api.Framework.XGBOOST,
  modelId: () => 'huggingface-llm-mistral-7b-instruct',
  uri: () => 's3://artifacts/model.tar.gz',
  image: anImage,
  model: theModel,
  grantee: aRole,
  id: () => 'New',
  instanceType: () => api.InstanceType.M5_LARGE,
  imageName: () => 'image',
  metricName: () => 'Metric',
  namespace: () => 'Namespace',
  objectKey: () => 'model.tar.gz',
  path: () => IMAGE_DIRECTORY,
  prefix: () => 'models/',
  responseCode: () => api.InvocationHttpResponseCode.INVOCATION_4XX_ERRORS,
  scope: (stack) => stack,
  version: () => undefined,
};

/** Calls a method or a constructor (`new`) with a value for its struct. What a static method returns is used, because some problems are found then. */
export function call(member: string, parameters: readonly Parameter[]): Call {
  const at = member.lastIndexOf('.');
  const [type, method] = [member.slice(0, at), member.slice(at + 1)];
  return (stack, value) => {
    const args = parameters.map(({ name }, index) => index === parameters.length - 1 ? value : argumentOf(name, stack, member));
    const declared = typeOf(`${PACKAGE}.${type}`)!;
    const ownClass = type.split('.').reduce((from, name) => from[name], api as Any);
    if (method === 'new') {
      return new ownClass(...args);
    }
    if (declared.methods!.find(({ name }) => name === method)!.static) {
      return (USERS[type] ?? (() => undefined))(stack, ownClass[method](...args));
    }
    const object = OBJECTS[type](stack);
    return object[method](...args);
  };
}

/** The arguments of members that expect others than those of their names. */
const OF_MEMBER: { [argument: string]: () => Any } = {
  'ModelData.fromAsset.path': () => ARCHIVE,
  'ModelServer.jumpStart.model': () => api.JumpStartModel.of('huggingface-llm-amazon-falconlite'),
};

function argumentOf(name: string, stack: Stack, member: string): Any {
  const special = OF_MEMBER[`${member}.${name}`];
  return special ? special() : ARGUMENTS[name](stack);
}

/** Uses an object that a static method has returned. */
const USERS: { [type: string]: Call } = {
  'Capacity': aModelEndpoint,
  'ModelServer': aLanguageModel,
  'ModelWeights': (stack, weights) => aLanguageModel(stack, api.ModelServer.vllm({ weights })),
  'InferenceComponentSpecification': (stack, specification) => aHost(stack).addInferenceComponent('Llama', { specification }),
  'ContainerImage': (stack, image) => new api.Model(stack, 'Bound', { vpc: aVpc(stack), containers: [{ image }] }),
  'ContainerMode': (stack, mode) => new api.Model(stack, 'Bound', { containers: [{ image: anImage(stack), mode, modelData: api.ModelData.fromBucketPrefix(aBucket(stack), 'models/') }] }),
  'DeploymentStrategy': (stack, deploymentStrategy) => new api.Endpoint(stack, 'Bound', { endpointConfig: aConfig(stack), deploymentStrategy }),
  'Explainer': (stack, explainer) => aConfig(stack, 'Bound', { explainer }),
  'ModelData': (stack, modelData) => new api.Model(stack, 'Bound', { containers: [{ image: anImage(stack), modelData }] }),
  'RoutingStrategy': (stack, routingStrategy) => variantOf(stack, { routingStrategy }),
  'ScaleInPolicy': (stack, scaleInPolicy) => variantOf(stack, { model: undefined, managedInstanceScaling: { minInstanceCount: 1, maxInstanceCount: 2, scaleInPolicy } }),
  'ShapBaseline': (stack, baseline) => aConfig(stack, 'Bound', { explainer: api.Explainer.clarify({ baseline }) }),
  'TrafficRouting': (stack, trafficRouting) =>
    new api.Endpoint(stack, 'Bound', { endpointConfig: aConfig(stack), deploymentStrategy: api.DeploymentStrategy.blueGreen({ trafficRouting }) }),
  'registry.TransformData': (stack, data) => STRUCTS['registry.TransformInput'].use(stack, { data }),
};

function variantOf(stack: Stack, variant: Any): api.EndpointConfig {
  return new api.EndpointConfig(stack, 'Config', { instanceProductionVariants: [{ ...STRUCTS.InstanceProductionVariantProps.valid(stack), ...variant }] });
}

function aPackage(stack: Stack): Any {
  return { modelPackageGroup: registry.ModelPackageGroup.fromModelPackageGroupName(stack, 'Group', 'group') };
}

/** A struct that is a property of another one. */
function within(parent: string, member: string, valid: StructUse['valid'], inList = false): StructUse {
  return { valid, use: (stack, value) => STRUCTS[parent].use(stack, { ...STRUCTS[parent].valid(stack), [member]: inList ? [value] : value }) };
}

/** A struct of a method. */
function of(member: string, valid: StructUse['valid'] = () => ({})): StructUse {
  const at = member.lastIndexOf('.');
  return {
    valid,
    use: (stack, value) => {
      const { initializer, methods = [] } = typeOf(`${PACKAGE}.${member.slice(0, at)}`)!;
      const { parameters = [] } = member.endsWith('.new') ? initializer! : methods.find(({ name }) => name === member.slice(at + 1))!;
      return call(member, parameters)(stack, value);
    },
  };
}

const cooldowns = { policyName: 'policy', scaleInCooldown: Duration.minutes(1), scaleOutCooldown: Duration.minutes(1) };
const aFile = (stack: Stack) => ({ bucket: aBucket(stack), objectKey: 'file.tar.gz' });
const aContainer = (stack: Stack) => ({ image: anImage(stack) });
const location = (stack: Stack) => ({ bucket: aBucket(stack), prefix: 'prefix' });
const inference = (stack: Stack) => ({ containers: [aContainer(stack)], supportedContentTypes: ['text/csv'], supportedResponseMimeTypes: ['text/csv'] });
const job = (stack: Stack) => ({
  input: { data: registry.TransformData.fromPrefix(location(stack)) },
  output: { location: location(stack) },
  resources: { instanceType: api.InstanceType.M5_LARGE },
});

/** Each struct that callers can pass. */
export const STRUCTS: { [struct: string]: StructUse } = {
  'AllAtOnceTrafficRoutingOptions': of('TrafficRouting.allAtOnce'),
  'AsyncInferenceOptions': within('EndpointConfigProps', 'asyncInference', (stack) => ({ output: location(stack) })),
  'AsynchronousCapacityOptions': of('Capacity.asynchronous', (stack) => ({ output: location(stack) })),
  'BacklogScalingProps': {
    valid: () => ({ targetBacklogPerInstance: 5, ...cooldowns }),
    use: (stack, value) => new api.Endpoint(stack, 'Endpoint', { endpointConfig: aConfig(stack, 'Config', { asyncInference: { output: location(stack) } }) })
      .findInstanceProductionVariant('main').autoScaleInstanceCount(limits).scaleOnBacklog('New', value),
  },
  'BlueGreenDeploymentOptions': of('DeploymentStrategy.blueGreen'),
  'BucketLocation': of('registry.TransformData.fromPrefix', location),
  'BucketModelDataOptions': of('ModelData.fromBucket'),
  'CanaryTrafficRoutingOptions': of('TrafficRouting.canary', () => ({ size: api.CapacitySize.percent(10), bakeTime: Duration.minutes(5) })),
  'CapacityReservation': within('InstanceProductionVariantProps', 'capacityReservation', () => ({ mlReservationArn: 'arn:aws:sagemaker:us-east-1:123456789012:training-plan/plan' })),
  'ClarifyExplainerOptions': of('Explainer.clarify', () => ({ baseline: api.ShapBaseline.inline('1,2,3') })),
  'ClarifyInferenceOptions': within('ClarifyExplainerOptions', 'inference', () => ({})),
  'ClarifyTextOptions': within('ClarifyExplainerOptions', 'text', () => ({ granularity: api.ClarifyTextGranularity.TOKEN, language: 'en' })),
  'ComponentCapacityOptions': of('Capacity.components', () => ({ compute })),
  'ConcurrentRequestsScalingProps': of('ScalableInstanceCount.scaleOnConcurrentRequests', () => ({ targetConcurrentRequests: 5, ...cooldowns })),
  'ConsolidationOptions': of('ScaleInPolicy.consolidation'),
  'ContainerDefinition': within('ModelProps', 'containers', aContainer, true),
  'CoreDumpOptions': within('InstanceProductionVariantProps', 'coreDump', (stack) => ({ destination: location(stack) })),
  'CpuUtilizationScalingProps': of('ScalableInstanceCount.scaleOnCpuUtilization', () => ({ targetUtilizationPercent: 50, ...cooldowns })),
  'CustomMetricScalingProps': of('ScalableInstanceCount.scaleToTrackCustomMetric', () => ({ metric: aMetric(), targetValue: 5, ...cooldowns })),
  'DataCaptureOptions': within('EndpointConfigProps', 'dataCapture', (stack) => ({ destination: location(stack), samplingPercentage: 50 })),
  'DirectoryOptions': of('ModelData.fromDirectory', () => ({ ignoreMode: IgnoreMode.GLOB, followSymlinks: SymlinkFollowMode.NEVER })),
  'EndpointAlarmsOptions': of('Endpoint.addRecommendedAlarms'),
  'EndpointAlarmsProps': of('EndpointAlarms.new', (stack) => ({ endpoint: anEndpoint(stack) })),
  'EndpointAttributes': of('Endpoint.fromEndpointAttributes', () => ({ endpointArn: 'arn:aws:sagemaker:us-east-1:123456789012:endpoint/theirs' })),
  'EndpointConfigAttributes': of('EndpointConfig.fromEndpointConfigAttributes', () => ({ endpointConfigArn: 'arn:aws:sagemaker:us-east-1:123456789012:endpoint-config/theirs' })),
  'EndpointConfigProps': of('EndpointConfig.new', (stack) => ({ instanceProductionVariants: [{ model: theModel(stack), variantName: 'main', instanceType: api.InstanceType.M5_LARGE }] })),
  'EndpointDashboardOptions': of('Endpoint.addDashboard'),
  'EndpointDashboardProps': of('EndpointDashboard.new', (stack) => ({ endpoint: anEndpoint(stack) })),
  'EndpointLogGroupOptions': of('Endpoint.addLogGroup'),
  'EndpointProps': of('Endpoint.new', (stack) => ({ endpointConfig: aConfig(stack) })),
  'EndpointWidgetsOptions': of('Endpoint.dashboardWidgets'),
  'ExecutionRoleRestrictions': within('ModelProps', 'roleRestrictions', () => ({ metricNamespaces: ['Mine'] })),
  'FrameworkImageOptions': of('ContainerImage.fromFramework'),
  'GpuUtilizationScalingProps': of('ScalableInstanceCount.scaleOnGpuUtilization', () => ({ targetUtilizationPercent: 50, gpus: 1, ...cooldowns })),
  'HostingVpcEndpointsProps': of('HostingVpcEndpoints.new', (stack) => ({ vpc: aVpc(stack) })),
  'HuggingFaceWeightsOptions': of('ModelWeights.huggingFace', () => ({ revision: '0e9e39f' })),
  'IdleScalingProps': of('ScalableCopyCount.scaleInWhenIdle', () => ({ idleTime: Duration.minutes(10) })),
  'InstanceCapacityOptions': of('Capacity.instances', () => ({ minCapacity: 1, maxCapacity: 2, maxRequestsPerSecond: 30 })),
  'InstancePool': within('InstanceProductionVariantProps', 'instancePools', () => ({ instanceType: api.InstanceType.M5_LARGE, priority: 1 }), true),
  'InstanceProductionVariantAttributes': within('EndpointConfigAttributes', 'instanceProductionVariants', () => ({ variantName: 'main' }), true),
  'InstanceProductionVariantProps': within('EndpointConfigProps', 'instanceProductionVariants', (stack) => ({ model: theModel(stack), variantName: 'main' }), true),
  'InvocationTargets': of('Endpoint.grantInvokeTargets', () => ({ targetModels: ['*'] })),
  'InvocationsScalingProps': of('ScalableInstanceCount.scaleOnInvocations', () => ({ maxRequestsPerSecond: 5, ...cooldowns })),
  'InvokeEndpointTaskProps': of('Endpoint.createInvokeTask'),
  'JumpStartContainerOptions': {
    valid: () => ({ instanceType: api.InstanceType.G5_12XLARGE }),
    use: (_stack, options) => api.JumpStartModel.of('huggingface-llm-mistral-7b-instruct').container(options),
  },
  'JumpStartModelOptions': {
    valid: () => ({ version: '3.5.0', acceptEula: true }),
    use: (_stack, options) => api.JumpStartModel.of('huggingface-llm-mistral-7b-instruct', options),
  },
  'ComputeRequirements': { valid: () => compute, use: ofSpecification('compute') },
  'InferenceComponentAdapterOptions': of('InferenceComponent.addAdapter', (stack) => ({ artifact: anArtifact(stack) })),
  'InferenceComponentAdapterProps': of('InferenceComponentAdapter.new', (stack) => ({ baseInferenceComponent: ownComponent(stack), artifact: anArtifact(stack) })),
  'InferenceComponentAttributes': of('InferenceComponent.fromInferenceComponentAttributes', () => ({ inferenceComponentName: 'theirs' })),
  'InferenceComponentOptions': {
    valid: (stack) => ({ specification: aSpecification(stack) }),
    use: (stack, options) => aHost(stack).addInferenceComponent('Llama', options),
  },
  'InferenceComponentProps': of('InferenceComponent.new', (stack) => ({ endpoint: aHost(stack), specification: aSpecification(stack) })),
  'InferenceComponentSpecificationOptions': of('InferenceComponentSpecification.fromImage', () => ({ compute })),
  'InstanceSpecification': {
    valid: (stack) => ({ instanceType: api.InstanceType.G5_XLARGE, specification: aSpecification(stack) }),
    use: (stack, value) => aHost(stack).addInferenceComponent('Llama', {
      specifications: [value, { instanceType: api.InstanceType.G6_XLARGE, specification: aSpecification(stack) }],
    }),
  },
  'InvokeInferenceComponentTaskProps': of('InferenceComponent.createInvokeTask'),
  'MetricsEndpointOptions': { valid: () => ({}), use: ofSpecification('metricsEndpoint') },
  'ModelSpecificationOptions': of('InferenceComponentSpecification.fromModel', () => ({ compute })),
  'JumpStartServerOptions': of('ModelServer.jumpStart', () => ({ weightsSize: Size.gibibytes(14), environment: { MAX_CONCURRENT_REQUESTS: '64' } })),
  'LanguageModelEndpointProps': of('LanguageModelEndpoint.new', () => ({ server: aServer(), capacity: api.Capacity.instances(api.InstanceType.G6E_XLARGE) })),
  'LinearTrafficRoutingOptions': of('TrafficRouting.linear', () => ({ stepSize: api.CapacitySize.percent(10), bakeTime: Duration.minutes(5) })),
  'LmiServerOptions': of('ModelServer.lmi', hubWeights),
  'LoraOptions': within('VllmServerOptions', 'lora', () => ({ maxLoras: 2 })),
  'ManagedInstanceScaling': {
    valid: () => ({ minInstanceCount: 1, maxInstanceCount: 2 }),
    use: (stack, managedInstanceScaling) => variantOf(stack, { model: undefined, managedInstanceScaling }),
  },
  'MetricsConfigOptions': within('EndpointConfigProps', 'metrics', () => ({})),
  'ModelAccessOptions': of('ModelData.fromBucketPrefix'),
  'ModelAttributes': of('Model.fromModelAttributes', () => ({ modelArn: 'arn:aws:sagemaker:us-east-1:123456789012:model/theirs' })),
  'ModelEndpointProps': of('ModelEndpoint.new', (stack) => ({ container: aContainer(stack), capacity: api.Capacity.instances(api.InstanceType.M5_LARGE) })),
  'ModelProps': of('Model.new', (stack) => ({ containers: [aContainer(stack)] })),
  'MultiModelOptions': of('ContainerMode.multiModel'),
  'OnEndpointStateChangeOptions': of('Endpoint.onStateChange'),
  'PipelineAttributes': of('Pipeline.fromPipelineAttributes', () => ({ pipelineName: 'theirs' })),
  'PipelineProps': of('Pipeline.new'),
  'PrefixAwareRoutingOptions': of('RoutingStrategy.prefixAware', () => ({ prefixLength: 1024, concurrencyThreshold: 5 })),
  'ProvisionedConcurrencyUtilizationScalingProps': of('ScalableProvisionedConcurrency.scaleOnUtilization', () => ({ targetUtilizationPercent: 50, ...cooldowns })),
  'RegistryImageOptions': of('ContainerImage.fromRegistry'),
  'RollingDeploymentOptions': of('DeploymentStrategy.rolling', () => ({ maximumBatchSize: api.CapacitySize.percent(10), bakeTime: Duration.minutes(5) })),
  'RuntimeVpcEndpointProps': of('RuntimeVpcEndpoint.new', (stack) => ({ vpc: aVpc(stack) })),
  'ScalableCopyCountProps': of('ScalableCopyCount.new', (stack) => ({ ...limits, inferenceComponent: aComponent(stack), role: aRole(stack) })),
  'ScalableInstanceCountProps': of('ScalableInstanceCount.new', scalableTarget),
  'ServerlessCapacityOptions': of('Capacity.serverless', () => ({ memorySize: Size.gibibytes(2), maxConcurrency: 5 })),
  'ServerlessProductionVariantAttributes': within('EndpointConfigAttributes', 'serverlessProductionVariant', () => ({ variantName: 'main', maxConcurrency: 5 })),
  'ServerlessProductionVariantProps': of('EndpointConfig.addServerlessProductionVariant', (stack) => ({ variantName: 'main', model: theModel(stack), memorySizeInMB: 2048, maxConcurrency: 5 })),
  'SglangLoraOptions': within('SglangServerOptions', 'lora', () => ({ maxLoraRank: 16, targetModules: 'all' })),
  'SglangServerOptions': of('ModelServer.sglang', hubWeights),
  'SglangSpeculativeOptions': within('SglangServerOptions', 'speculative', () => ({ algorithm: 'EAGLE', draftModelPath: 'org/draft' })),
  'ShapBaselineOptions': of('ShapBaseline.inline'),
  'StepScalingProps': of('ScalableInstanceCount.scaleOnMetric', () => ({ metric: aMetric(), scalingSteps: [{ upper: 1, change: -1 }, { lower: 5, change: 1 }] })),
  'TeiServerOptions': of('ModelServer.tei', hubWeights),
  'UncompressedDirectoryOptions': of('ModelData.fromUncompressedDirectory', (stack) => ({ destination: location(stack) })),
  'UtilizationScalingProps': of('ScalableInstanceCount.scaleOnMemoryUtilization', () => ({ targetUtilizationPercent: 50, ...cooldowns })),
  'VllmServerOptions': of('ModelServer.vllm', hubWeights),
  'aws_applicationautoscaling.ScalingSchedule': of('ScalableInstanceCount.scaleOnSchedule', () => ({ schedule: appscaling.Schedule.cron({ hour: '8' }), minCapacity: 2 })),
  'registry.AdditionalInferenceSpecification': within('registry.ModelPackageOptions', 'additionalInferenceSpecifications', (stack) => ({ name: 'more', containers: [aContainer(stack)] }), true),
  'registry.BiasBaselines': within('registry.DriftCheckBaselines', 'bias', () => ({})),
  'registry.BiasMetrics': within('registry.ModelMetrics', 'bias', () => ({})),
  'registry.DriftCheckBaselines': within('registry.ModelPackageOptions', 'driftCheckBaselines', () => ({})),
  'registry.ExplainabilityBaselines': within('registry.DriftCheckBaselines', 'explainability', () => ({})),
  'registry.ExplainabilityMetrics': within('registry.ModelMetrics', 'explainability', () => ({})),
  'registry.InferenceSpecification': within('registry.ModelPackageOptions', 'inferenceSpecification', inference),
  'registry.MetadataProperties': within('registry.ModelPackageOptions', 'metadataProperties', () => ({})),
  'registry.ModelMetrics': within('registry.ModelPackageOptions', 'modelMetrics', () => ({})),
  'registry.ModelPackageAttributes': of('registry.ModelPackage.fromModelPackageAttributes', () => ({ modelPackageArn: 'arn:aws:sagemaker:us-east-1:123456789012:model-package/theirs/1' })),
  'registry.ModelPackageCard': within('registry.ModelPackageOptions', 'modelCard', () => ({ content: '{}', status: registry.ModelCardStatus.DRAFT })),
  'registry.ModelPackageContainer': within('registry.InferenceSpecification', 'containers', aContainer, true),
  'registry.ModelPackageContainerAttributes': within('registry.ModelPackageAttributes', 'containers', aContainer, true),
  'registry.ModelPackageGroupProps': of('registry.ModelPackageGroup.new'),
  'registry.ModelPackageOptions': of('registry.ModelPackageGroup.addModelPackage', (stack) => ({ inferenceSpecification: inference(stack) })),
  'registry.ModelPackageProps': of('registry.ModelPackage.new', aPackage),
  'registry.OnModelPackageStateChangeOptions': of('registry.ModelPackageGroup.onModelPackageStateChange'),
  'registry.QualityMetrics': within('registry.ModelMetrics', 'modelQuality', () => ({})),
  'registry.S3File': within('registry.ModelPackageOptions', 'samplePayload', aFile),
  'registry.SourceAlgorithm': within('registry.ModelPackageOptions', 'sourceAlgorithm', () => ({ algorithmName: 'arn:aws:sagemaker:us-east-1:123456789012:algorithm/theirs' })),
  'registry.TransformInput': within('registry.TransformJobDefinition', 'input', (stack) => ({ data: registry.TransformData.fromPrefix(location(stack)) })),
  'registry.TransformJobDefinition': within('registry.ValidationProfile', 'transformJobDefinition', job),
  'registry.TransformOutput': within('registry.TransformJobDefinition', 'output', (stack) => ({ location: location(stack) })),
  'registry.TransformResources': within('registry.TransformJobDefinition', 'resources', () => ({ instanceType: api.InstanceType.M5_LARGE })),
  'registry.ValidationProfile': within('registry.ValidationSpecification', 'profile', (stack) => ({ profileName: 'profile', transformJobDefinition: job(stack) })),
  'registry.ValidationSpecification': within('registry.ModelPackageOptions', 'validationSpecification', (stack) => ({ profile: { profileName: 'profile', transformJobDefinition: job(stack) } })),
};
