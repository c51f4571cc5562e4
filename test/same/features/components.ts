import { CfnOutput, Duration, Size, type Stack, aws_cloudwatch as cloudwatch, aws_iam as iam, aws_sagemaker as sagemaker, aws_stepfunctions as sfn } from 'aws-cdk-lib';
import { aBucket, aModel, anArn, anImage, aRole, beside } from './given';
import { ofComponents } from './kinds';
import {
  CapacitySize, DeploymentStrategy, Endpoint, EndpointAlarms, EndpointConfig, InferenceComponent, InferenceComponentAdapter,
  InferenceComponentSpecification,
  InstanceType, ModelData, PlacementStrategy, RecommendedAlarm, type ComputeRequirements, type IInferenceComponent,
  type InferenceComponentSpecificationOptions,
  type InstanceSpecification,
} from '../../../src';

/** Inference components of each kind, and what can be done with them. */
export function inferenceComponents(stack: Stack): void {
  const endpoint = ofComponents(stack);
  const llama = endpoint.addInferenceComponent('Llama', { specification: fromImage(stack) });
  const mistral = new InferenceComponent(stack, 'Mistral', {
    endpoint,
    variantName: 'main',
    inferenceComponentName: 'mistral',
    copyCount: 2,
    specification: InferenceComponentSpecification.fromModel(aModel(stack, 'MistralModel'), { compute, image: anImage(stack) }),
    deploymentStrategy: DeploymentStrategy.rolling({ maximumBatchSize: CapacitySize.copies(1), bakeTime: Duration.minutes(5) }),
    autoRollbackAlarms: [anAlarm(stack, 'OfMistral')],
  });
  mistral.addAutoRollbackAlarms(anAlarm(stack, 'AlsoOfMistral'));
  mistral.autoScaleCopyCount({ maxCapacity: 2 }).scaleOnConcurrentRequests('Load', { targetConcurrentRequests: 5 });
  const legal = llama.addAdapter('Legal', { artifact: anArchive(stack), inferenceComponentName: 'legal' });
  const medical = new InferenceComponentAdapter(stack, 'Medical', { baseInferenceComponent: llama, artifact: anArchive(stack) });
  [llama, mistral, legal, medical, ...imported(stack, endpoint)].forEach((component) => uses(stack, component));
  endpoint.grantInvoke(aRole(stack, 'OfAll', 'lambda.amazonaws.com'));
  watched(stack, endpoint, llama, mistral);
  inPools(stack);
  onlyOne(stack);
  ofTheirs(stack);
  ofL1(stack);
}

const compute: ComputeRequirements = { minMemory: Size.gibibytes(2), maxMemory: Size.gibibytes(4), cpuCores: 2, accelerators: 1 };

function fromImage(stack: Stack, options: Partial<InferenceComponentSpecificationOptions> = {}): InferenceComponentSpecification {
  return InferenceComponentSpecification.fromImage(anImage(stack), {
    compute,
    modelData: anArchive(stack),
    environment: { MODE: 'chat' },
    containerStartupHealthCheckTimeout: Duration.minutes(10),
    modelDataDownloadTimeout: Duration.minutes(20),
    dataCaching: true,
    placementStrategy: PlacementStrategy.SPREAD,
    availabilityZoneMaxImbalance: 1,
    metricsEndpoint: { path: '/metrics', publishFrequency: Duration.seconds(60) },
    ...options,
  });
}

function anArchive(stack: Stack): ModelData {
  return ModelData.fromBucket(aBucket(stack), 'components/model.tar.gz');
}

function anAlarm(stack: Stack, id: string): cloudwatch.Alarm {
  return new cloudwatch.Alarm(stack, id, { metric: new cloudwatch.Metric({ namespace: 'Shop', metricName: id }), threshold: 1, evaluationPeriods: 3 });
}

function imported(stack: Stack, endpoint: Endpoint): IInferenceComponent[] {
  const byName = InferenceComponent.fromInferenceComponentName(stack, 'ByName', 'theirs');
  const byArn = InferenceComponent.fromInferenceComponentArn(stack, 'ByArn', anArn(stack, 'inference-component', 'theirs'));
  [byName, byArn].forEach((component) => component.metricInvocations().createAlarm(stack, `Of${component.node.id}`, { threshold: 1, evaluationPeriods: 1 }));
  const attributes = InferenceComponent.fromInferenceComponentAttributes(stack, 'ByAttributes', {
    inferenceComponentName: 'Theirs', inferenceComponentArn: anArn(stack, 'inference-component', 'theirs'), endpoint,
  });
  attributes.addAdapter('Legal', { artifact: anArchive(stack) });
  return [attributes];
}

function uses(stack: Stack, component: IInferenceComponent): void {
  const id = component.node.path.replaceAll('/', '');
  component.grantInvoke(aRole(stack, `Invoker${id}`, 'lambda.amazonaws.com'));
  component.grantInvokeOpenAi(aRole(stack, `Chatter${id}`, 'lambda.amazonaws.com'));
  new CfnOutput(stack, `LogsOf${id}`, { value: component.logGroup.logGroupName });
  new CfnOutput(stack, `Of${id}`, { value: `${component.inferenceComponentArn},${component.inferenceComponentName},${component.openAiBaseUrl}` });
  const task = component.createInvokeTask(stack, `Invoke${id}`, {
    body: '{"x": 1}', contentType: 'application/json', accept: 'text/csv', customAttributes: 'trace=1',
  });
  const asynchronous = component.createInvokeTask(stack, `Resumed${id}`, {
    stateName: `Resumed ${id}`,
    comment: 'waits for a task token',
    integrationPattern: sfn.IntegrationPattern.WAIT_FOR_TASK_TOKEN,
    body: sfn.JsonPath.taskToken,
    taskTimeout: sfn.Timeout.duration(Duration.hours(1)),
    heartbeatTimeout: sfn.Timeout.duration(Duration.minutes(5)),
    inputPath: '$.request',
    outputPath: '$.Body',
    resultSelector: { 'Body.$': '$.Body' },
  });
  const inJsonata = component.createInvokeTask(stack, `InJsonata${id}`, {
    queryLanguage: sfn.QueryLanguage.JSONATA,
    outputs: '{% $states.result.Body %}',
    assign: { answer: '{% $states.result.Body %}' },
    credentials: { role: sfn.TaskRole.fromRole(aRole(stack, `Assumed${id}`, 'states.amazonaws.com')) },
  });
  new sfn.StateMachine(stack, `Machine${id}`, { definitionBody: sfn.DefinitionBody.fromChainable(task.next(asynchronous).next(inJsonata)) });
}

/** Alarms on a component alone, and among those of its endpoint; and log groups. */
function watched(stack: Stack, endpoint: Endpoint, llama: InferenceComponent, mistral: InferenceComponent): void {
  const alarms = endpoint.addRecommendedAlarms();
  const found = alarms.findOfInferenceComponent(RecommendedAlarm.NO_CAPACITY, llama);
  const own = [mistral, mistral as IInferenceComponent].map((component) => component.addRecommendedAlarms().critical[0]);
  const ofProps = new EndpointAlarms(stack, 'AlarmsOfMistral', { endpoint, inferenceComponent: mistral }).critical[0];
  new CfnOutput(stack, 'AlarmsOfComponents', { value: [found, ...own, ofProps].map(({ alarmName }) => alarmName).join(',') });
  llama.addLogGroup();
  const groups = [llama, mistral as IInferenceComponent].map(({ logGroup }) => logGroup.logGroupName);
  new CfnOutput(stack, 'LogGroupsOfComponents', { value: groups.join(',') });
}

/** A specification for each type of instances. */
function inPools(stack: Stack): void {
  const pools = [InstanceType.G5_XLARGE, InstanceType.G6_XLARGE];
  const endpointConfig = new EndpointConfig(stack, 'InPools', {
    instanceProductionVariants: [{ variantName: 'main', instancePools: pools.map((instanceType, index) => ({ instanceType, priority: index + 1 })) }],
  });
  const binpacked = { placementStrategy: PlacementStrategy.BINPACK };
  const specifications: InstanceSpecification[] = [
    { instanceType: pools[0], specification: fromImage(stack) },
    { instanceType: pools[1], specification: fromImage(stack, binpacked) },
  ];
  new Endpoint(stack, 'OnPools', { endpointConfig }).addInferenceComponent('Phi', { specifications });
}

/** An endpoint whose requests are for its only component. */
function onlyOne(stack: Stack): void {
  const inner = beside(stack, 'OnlyOne');
  const role = new iam.Role(inner, 'Role', { assumedBy: new iam.ServicePrincipal('sagemaker.amazonaws.com') });
  const endpointConfig = new EndpointConfig(inner, 'Config', { role, instanceProductionVariants: [{ variantName: 'main', instanceType: InstanceType.G5_XLARGE }] });
  const endpoint = new Endpoint(inner, 'Endpoint', { endpointConfig });
  const task = endpoint.createInvokeTask(inner, 'Invoke');
  new sfn.StateMachine(inner, 'Machine', { definitionBody: sfn.DefinitionBody.fromChainable(task) });
  new CfnOutput(inner, 'Url', { value: endpoint.openAiBaseUrl });
  endpoint.addInferenceComponent('Qwen', { specification: fromImage(inner) });
  endpoint.grantInvoke(role);
}

/** A component of an endpoint whose configuration is imported with its role. */
function ofTheirs(stack: Stack): void {
  const endpointConfig = EndpointConfig.fromEndpointConfigAttributes(stack, 'TheirHostingConfig', {
    endpointConfigArn: anArn(stack, 'endpoint-config', 'their-hosting'), role: iam.Role.fromRoleName(stack, 'TheirHostingRole', 'their-hosting'),
  });
  const endpoint = Endpoint.fromEndpointAttributes(stack, 'TheirHosting', { endpointArn: anArn(stack, 'endpoint', 'their-hosting'), endpointConfig });
  endpoint.addInferenceComponent('Gemma', { variantName: 'main', specification: fromImage(stack, { modelData: anArchive(stack) }) });
}

/** A component that an L1 construct defines. */
function ofL1(stack: Stack): void {
  const inner = beside(stack, 'OfL1');
  const endpoint = ofComponents(inner);
  endpoint.inferenceComponent('raw').autoScaleCopyCount({ maxCapacity: 2 }).scaleOnInvocations('Invocations', { maxRequestsPerSecond: 10 });
  new sagemaker.CfnInferenceComponent(inner, 'Raw', {
    inferenceComponentName: 'raw', endpointName: endpoint.endpointName, specification: { modelName: 'theirs' },
  });
}
