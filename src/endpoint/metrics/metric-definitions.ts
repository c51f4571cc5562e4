/** @see https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html */
export const INVOCATION_NAMESPACE = 'AWS/SageMaker';
export const INSTANCE_NAMESPACE = '/aws/sagemaker/Endpoints';
export const COMPONENT_NAMESPACE = '/aws/sagemaker/InferenceComponents';

/** The name of a unit in CloudWatch. It is not passed to CloudWatch, which would then return only data points of that unit. */
export type MetricUnit = 'None' | 'Count' | 'Percent' | 'Microseconds' | 'Milliseconds' | 'Seconds';

export const MICROSECONDS_PER_MILLISECOND = 1000;

/** The definition of a metric. */
export interface MetricDefinition {
  readonly namespace: string;
  readonly metricName: string;
  /** The default statistic. */
  readonly statistic: string;
  readonly unit: MetricUnit;
}

function define(namespace: string, metricName: string, statistic: string, unit: MetricUnit): MetricDefinition {
  return { namespace, metricName, statistic, unit };
}

const invocation = (name: string, statistic: string, unit: MetricUnit) => define(INVOCATION_NAMESPACE, name, statistic, unit);
const utilization = (namespace: string, name: string) => define(namespace, name, 'Average', 'Percent');

/**
 * The metrics of requests.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html#cloudwatch-metrics-endpoint-invocation
 */
export const INVOCATION = {
  invocations: invocation('Invocations', 'Sum', 'None'),
  invocationsPerInstance: invocation('InvocationsPerInstance', 'Sum', 'None'),
  invocationsPerCopy: invocation('InvocationsPerCopy', 'Sum', 'None'),
  clientErrors: invocation('Invocation4XXErrors', 'Sum', 'None'),
  serverErrors: invocation('Invocation5XXErrors', 'Sum', 'None'),
  modelErrors: invocation('InvocationModelErrors', 'Sum', 'None'),
  modelLatency: invocation('ModelLatency', 'Average', 'Microseconds'),
  overheadLatency: invocation('OverheadLatency', 'Average', 'Microseconds'),
  containerLatency: invocation('ContainerLatency', 'Average', 'Microseconds'),
  modelSetupTime: invocation('ModelSetupTime', 'Average', 'Microseconds'),
  concurrentRequestsPerModel: invocation('ConcurrentRequestsPerModel', 'Maximum', 'None'),
  concurrentRequestsPerCopy: invocation('ConcurrentRequestsPerCopy', 'Maximum', 'None'),
  noCapacityInvocationFailures: invocation('NoCapacityInvocationFailures', 'Sum', 'None'),
  explanationsPerInstance: invocation('ExplanationsPerInstance', 'Sum', 'None'),
  firstChunkLatency: invocation('FirstChunkLatency', 'Average', 'Microseconds'),
  firstChunkModelLatency: invocation('FirstChunkModelLatency', 'Average', 'Microseconds'),
  firstChunkOverheadLatency: invocation('FirstChunkOverheadLatency', 'Average', 'Microseconds'),
  midStreamErrors: invocation('MidStreamErrors', 'Sum', 'None'),
} as const;

/** The metrics of instances. @see https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html#cloudwatch-metrics-jobs */
export const INSTANCE = {
  cpuUtilization: utilization(INSTANCE_NAMESPACE, 'CPUUtilization'),
  cpuUtilizationNormalized: utilization(INSTANCE_NAMESPACE, 'CPUUtilizationNormalized'),
  cpuReservation: utilization(INSTANCE_NAMESPACE, 'CPUReservation'),
  memoryUtilization: utilization(INSTANCE_NAMESPACE, 'MemoryUtilization'),
  memoryReservation: utilization(INSTANCE_NAMESPACE, 'MemoryReservation'),
  diskUtilization: utilization(INSTANCE_NAMESPACE, 'DiskUtilization'),
  gpuUtilization: utilization(INSTANCE_NAMESPACE, 'GPUUtilization'),
  gpuUtilizationNormalized: utilization(INSTANCE_NAMESPACE, 'GPUUtilizationNormalized'),
  gpuReservation: utilization(INSTANCE_NAMESPACE, 'GPUReservation'),
  gpuMemoryUtilization: utilization(INSTANCE_NAMESPACE, 'GPUMemoryUtilization'),
  gpuMemoryUtilizationNormalized: utilization(INSTANCE_NAMESPACE, 'GPUMemoryUtilizationNormalized'),
  loadedModelCount: define(INSTANCE_NAMESPACE, 'LoadedModelCount', 'Average', 'None'),
} as const;

/** The metrics of multi-model containers. @see https://docs.aws.amazon.com/sagemaker/latest/dg/multi-model-endpoint-cloudwatch-metrics.html */
export const MULTI_MODEL = {
  modelLoadingWaitTime: invocation('ModelLoadingWaitTime', 'Average', 'Microseconds'),
  modelUnloadingTime: invocation('ModelUnloadingTime', 'Average', 'Microseconds'),
  modelDownloadingTime: invocation('ModelDownloadingTime', 'Average', 'Microseconds'),
  modelLoadingTime: invocation('ModelLoadingTime', 'Average', 'Microseconds'),
  modelCacheHit: invocation('ModelCacheHit', 'Average', 'None'),
} as const;

/** The metrics of asynchronous endpoints. @see https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-monitor.html */
export const QUEUE = {
  approximateBacklogSize: invocation('ApproximateBacklogSize', 'Average', 'Count'),
  approximateBacklogSizePerInstance: invocation('ApproximateBacklogSizePerInstance', 'Average', 'Count'),
  approximateAgeOfOldestRequest: invocation('ApproximateAgeOfOldestRequest', 'Maximum', 'Seconds'),
  hasBacklogWithoutCapacity: invocation('HasBacklogWithoutCapacity', 'Average', 'Count'),
  requestDownloadFailures: invocation('RequestDownloadFailures', 'Sum', 'Count'),
  responseUploadFailures: invocation('ResponseUploadFailures', 'Sum', 'Count'),
  notificationFailures: invocation('NotificationFailures', 'Sum', 'Count'),
  expiredRequests: invocation('ExpiredRequests', 'Sum', 'Count'),
  invocationFailures: invocation('InvocationFailures', 'Sum', 'Count'),
  requestDownloadLatency: invocation('RequestDownloadLatency', 'Average', 'Microseconds'),
  responseUploadLatency: invocation('ResponseUploadLatency', 'Average', 'Microseconds'),
  timeInBacklog: invocation('TimeInBacklog', 'Average', 'Milliseconds'),
  totalProcessingTime: invocation('TotalProcessingTime', 'Average', 'Milliseconds'),
} as const;

/** The metrics of serverless endpoints. @see https://docs.aws.amazon.com/sagemaker/latest/dg/serverless-endpoints-monitoring.html */
export const SERVERLESS = {
  concurrentExecutionsUtilization: invocation('ServerlessConcurrentExecutionsUtilization', 'Maximum', 'None'),
  provisionedConcurrencyExecutions: invocation('ServerlessProvisionedConcurrencyExecutions', 'Maximum', 'Count'),
  provisionedConcurrencyUtilization: invocation('ServerlessProvisionedConcurrencyUtilization', 'Maximum', 'None'),
  provisionedConcurrencyInvocations: invocation('ServerlessProvisionedConcurrencyInvocations', 'Average', 'Count'),
  provisionedConcurrencySpilloverInvocations: invocation('ServerlessProvisionedConcurrencySpilloverInvocations', 'Average', 'Count'),
} as const;

/** The metrics of inference components. @see https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html */
export const COMPONENT = {
  cpuUtilizationNormalized: utilization(COMPONENT_NAMESPACE, 'CPUUtilizationNormalized'),
  memoryUtilizationNormalized: utilization(COMPONENT_NAMESPACE, 'MemoryUtilizationNormalized'),
  gpuUtilizationNormalized: utilization(COMPONENT_NAMESPACE, 'GPUUtilizationNormalized'),
  gpuMemoryUtilizationNormalized: utilization(COMPONENT_NAMESPACE, 'GPUMemoryUtilizationNormalized'),
} as const;
