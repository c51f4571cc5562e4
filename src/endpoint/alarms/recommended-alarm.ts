/**
 * The alarms that are recommended for endpoints.
 */
export enum RecommendedAlarm {
  /** Too many requests fail because of an error of the model or of SageMaker (5XX). Critical. */
  SERVER_ERROR_RATE = 'ServerErrorRate',

  /** Too many requests are rejected as invalid (4XX). */
  CLIENT_ERROR_RATE = 'ClientErrorRate',

  /** The latency of the slowest requests is too high. Critical. */
  MODEL_LATENCY = 'ModelLatency',

  /** CPU utilization is too high. */
  CPU_UTILIZATION = 'CpuUtilization',

  /** Memory utilization is too high. */
  MEMORY_UTILIZATION = 'MemoryUtilization',

  /** Disk utilization is too high. */
  DISK_UTILIZATION = 'DiskUtilization',

  /** GPU utilization is too high. Asynchronous endpoints do not have this alarm, because they are meant to use their GPUs fully. */
  GPU_UTILIZATION = 'GpuUtilization',

  /** A serverless variant is close to its maximum concurrency. Requests that exceed it are rejected. */
  CONCURRENCY_UTILIZATION = 'ConcurrencyUtilization',

  /** A serverless variant uses nearly all of its provisioned concurrency. Requests that exceed it may wait for a container. */
  PROVISIONED_CONCURRENCY_UTILIZATION = 'ProvisionedConcurrencyUtilization',

  /** Requests to an asynchronous endpoint fail. Critical. */
  INVOCATION_FAILURES = 'InvocationFailures',

  /** Requests to an asynchronous endpoint wait too long. Critical. */
  BACKLOG_AGE = 'BacklogAge',

  /** Requests to an asynchronous endpoint wait while it has no instances to process them. Critical. */
  NO_CAPACITY = 'NoCapacity',

  /** An endpoint costs money and receives no requests. Added only with `idleDuration`. */
  IDLE = 'Idle',
}
