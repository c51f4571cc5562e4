import { Duration } from 'aws-cdk-lib';
import type { IEndpointConfig } from '../../../src';
import type { Given } from '../given';
import type { L1 } from '../l1';
import { AWS, call, types, warned, type Mistake } from '../mistake';

const { REFUSES, FAILS, REQUESTS_FAIL, IGNORES, HARMS } = AWS;
const GPU_IMAGE = '763104351884.dkr.ecr.us-east-1.amazonaws.com/vllm:0.30.0-gpu-py312-cu130-ubuntu24.04-sagemaker';
const rolling = (g: Given, size: number | undefined, options = {}) => ({
  deploymentStrategy: g.sm.DeploymentStrategy.rolling({
    maximumBatchSize: size === undefined ? g.sm.CapacitySize.instances(1) : g.sm.CapacitySize.percent(size),
    bakeTime: Duration.minutes(10),
    ...options,
  }),
  autoRollbackAlarms: [g.alarm()],
});
const update = (g: L1, value: number, more = {}) => g.component({}, {
  deploymentConfig: { rollingUpdatePolicy: { maximumBatchSize: { type: 'CAPACITY_PERCENT', value }, waitIntervalInSeconds: 600, ...more } },
});
const of = (g: Given, image: string, options = {}) => g.component({ specification: g.specification(options, g.sm.ContainerImage.fromUri(image)) });
const imported = (g: Given, endpointConfig?: IEndpointConfig) => g.sm.Endpoint.fromEndpointAttributes(g.stack, 'Their', {
  endpointArn: 'arn:aws:sagemaker:us-east-1:123456789012:endpoint/theirs', endpointConfig,
});
const VLLM_LORA = { VLLM_ALLOW_RUNTIME_LORA_UPDATING: 'true', SM_VLLM_ENABLE_LORA: 'true' };

export const copies: readonly Mistake[] = [
  {
    title: 'a component without a copy',
    rules: ['SageMaker does not create a component without copies'],
    aws: 'refuses: "Inference components copy count an integer larger than 0"',
    ours: warned('noCopies', (g) => g.component({ copyCount: 0 })),
    l1: (g) => g.component({}, { runtimeConfig: { copyCount: 0 } }),
  },
  {
    title: 'a number of copies beyond the limits of its scaling',
    rules: ['the number of copies is within the limits of its scaling'],
    aws: HARMS,
    ours: warned('copyCountOutsideOfScaling', (g) => g.component({ copyCount: 3 }).autoScaleCopyCount({ maxCapacity: 2 }).scaleOnConcurrentRequests('Load', { targetConcurrentRequests: 5 })),
    l1: (g) => [g.component({}, { runtimeConfig: { copyCount: 3 } }), g.scaled({ maxCapacity: 2, resourceId: 'inference-component/llama', scalableDimension: 'sagemaker:inference-component:DesiredCopyCount' })],
    right: (g) => g.component().autoScaleCopyCount({ maxCapacity: 2 }).scaleOnConcurrentRequests('Load', { targetConcurrentRequests: 5 }),
  },
  {
    title: 'an update of a component by 60 percent',
    rules: ['an update is a rolling one, in copies or 5 to 50 percent'],
    aws: REFUSES,
    ours: call('deploymentStrategy: maximumBatchSize must be between 5 and 50 percent,', (g) => g.component(rolling(g, 60))),
    l1: (g) => update(g, 60),
    right: (g) => g.component(rolling(g, 50)),
  },
  {
    title: 'an update of a component in instances',
    rules: ['an update is a rolling one, in copies or 5 to 50 percent'],
    aws: REFUSES,
    ours: call('deploymentStrategy: maximumBatchSize of an inference component must be', (g) => g.component(rolling(g, undefined))),
    l1: (g) => g.component({}, { deploymentConfig: { rollingUpdatePolicy: { maximumBatchSize: { type: 'INSTANCE_COUNT', value: 1 }, waitIntervalInSeconds: 60 } } }),
  },
  {
    title: 'an update of a component by more than half of its copies',
    rules: ['a batch in copies is at most half of them'],
    aws: REFUSES,
    ours: warned('deploymentSize', (g) => g.component({ copyCount: 4, ...rolling(g, 50, { maximumBatchSize: g.sm.CapacitySize.copies(3) }) })),
    l1: (g) => g.component({}, { runtimeConfig: { copyCount: 4 }, deploymentConfig: { rollingUpdatePolicy: { maximumBatchSize: { type: 'COPY_COUNT', value: 3 }, waitIntervalInSeconds: 60 } } }),
    right: (g) => g.component({ copyCount: 4, ...rolling(g, 50, { maximumBatchSize: g.sm.CapacitySize.copies(2) }) }),
  },
  {
    title: 'a timeout of an update that ends before its last step',
    rules: ['the timeout exceeds the waits of all steps'],
    aws: FAILS,
    ours: warned('deploymentTimeout', (g) => g.component(rolling(g, 5, { maximumExecutionTimeout: Duration.minutes(30) }))),
    l1: (g) => update(g, 5, { maximumExecutionTimeoutInSeconds: 1800 }),
  },
  {
    title: 'an alarm that needs longer than the bake time of an update',
    rules: ['the timeout exceeds the waits of all steps'],
    aws: IGNORES,
    ours: warned('bakeTimeTooShort', (g) => g.component({ ...rolling(g, 50), autoRollbackAlarms: [g.alarm('Slow', 15)] })),
    l1: (g) => [g.alarm({ evaluationPeriods: 15 }), update(g, 50)],
  },
  {
    title: 'rollback alarms of a component without a strategy',
    rules: ['1 to 10 alarms, in the account and region of the component'],
    aws: REFUSES,
    ours: call('rollback alarms require deploymentStrategy; set it, such as', (g) => g.component({ autoRollbackAlarms: [g.alarm()] })),
    l1: (g) => g.component({}, { deploymentConfig: { autoRollbackConfiguration: { alarms: [{ alarmName: 'a' }] } } }),
  },
  {
    title: 'rollback alarms of a component whose role is unknown',
    rules: ['the role can describe the alarms'],
    aws: FAILS,
    ours: warned('rollbackOfUnknownRole', (g) => new g.sm.InferenceComponent(g.stack, 'C', { endpoint: imported(g), variantName: 'main', specification: g.specification(), ...rolling(g, 50) })),
    l1: (g) => update(g, 50),
  },
  {
    title: 'an adapter with compute requirements',
    rules: ['an adapter has a base component and an artifact'],
    aws: REFUSES,
    ours: types,
    l1: (g) => g.component({ baseInferenceComponentName: 'llama' }),
    right: (g) => of(g, GPU_IMAGE, { environment: VLLM_LORA }).addAdapter('Legal', { artifact: g.data }),
  },
  {
    title: 'an adapter of an adapter',
    rules: ['a base component is no adapter'],
    aws: REFUSES,
    ours: call('an adapter cannot have adapters; use addAdapter of its base component', (g) => g.component().addAdapter('Legal', { artifact: g.data }).addAdapter('Deeper', { artifact: g.data })),
    l1: (g) => g.component({ baseInferenceComponentName: 'adapter', computeResourceRequirements: undefined }),
  },
  {
    title: 'an adapter of a server that loads none',
    rules: ['the container of the base component loads adapters'],
    aws: REQUESTS_FAIL,
    ours: warned('adaptersNotEnabled', (g) => of(g, GPU_IMAGE).addAdapter('Legal', { artifact: g.data })),
    l1: (g) => g.component({ baseInferenceComponentName: 'llama', computeResourceRequirements: undefined }),
  },
  {
    title: 'an adapter whose files are in a folder',
    rules: ['the files of an adapter are at the root of its archive'],
    aws: REQUESTS_FAIL,
    ours: warned('adapterInFolder', (g) => g.component().addAdapter('Legal', { artifact: g.sm.ModelData.fromDirectory(g.directories.adapter) })),
    right: (g) => g.component().addAdapter('Legal', { artifact: g.sm.ModelData.fromDirectory(`${g.directories.adapter}/legal`) }),
  },
  {
    title: 'an adapter of a language model without inference components',
    rules: ['an adapter of a `LanguageModelEndpoint` is on its inference component'],
    aws: REFUSES,
    ours: call('an adapter requires an inference component, which other capacities do', (g) => g.vllm().addAdapter('Legal', { artifact: g.data })),
    right: (g) => g.vllm({ lora: {} }, g.sm.Capacity.components(g.sm.InstanceType.G5_12XLARGE)).addAdapter('Legal', { artifact: g.data }),
  },
  {
    title: 'the scaling of an adapter',
    rules: ['an adapter has neither copies nor adapters'],
    aws: REFUSES,
    ours: call('an adapter has no copies of its own; use autoScaleCopyCount of its base', (g) => g.component().addAdapter('Legal', { artifact: g.data }).autoScaleCopyCount({ maxCapacity: 2 })),
    l1: (g) => g.scaled({ resourceId: 'inference-component/adapter', scalableDimension: 'sagemaker:inference-component:DesiredCopyCount' }),
  },
];
