/**
 * The alarms that an endpoint should have.
 */
export enum RecommendedAlarm {
  /** Too many requests fail by the fault of the model or of SageMaker (5XX). Critical. */
  SERVER_ERROR_RATE = 'ServerErrorRate',

  /** Too many requests are refused as wrong (4XX). */
  CLIENT_ERROR_RATE = 'ClientErrorRate',

  /** The slowest requests take too long. Critical. */
  MODEL_LATENCY = 'ModelLatency',

  /** The processors are too busy. */
  CPU_UTILIZATION = 'CpuUtilization',

  /** The memory gets full. */
  MEMORY_UTILIZATION = 'MemoryUtilization',

  /** The disk gets full. */
  DISK_UTILIZATION = 'DiskUtilization',

  /** The GPUs are too busy. Not of an asynchronous endpoint, where that is meant. */
  GPU_UTILIZATION = 'GpuUtilization',

  /** A serverless variant is near its maximum concurrency, beyond which requests are refused. */
  CONCURRENCY_UTILIZATION = 'ConcurrencyUtilization',

  /** The provisioned concurrency of a serverless variant is used up, so that requests wait for containers. */
  PROVISIONED_CONCURRENCY_UTILIZATION = 'ProvisionedConcurrencyUtilization',

  /** Requests to an asynchronous endpoint fail. Critical. */
  INVOCATION_FAILURES = 'InvocationFailures',

  /** Requests to an asynchronous endpoint wait too long. Critical. */
  BACKLOG_AGE = 'BacklogAge',

  /** Requests to an asynchronous endpoint wait, and there is no instance to process them. Critical. */
  NO_CAPACITY = 'NoCapacity',
}
