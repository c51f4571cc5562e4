/**
 * The states of an endpoint, as events name them.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeEndpoint.html#sagemaker-DescribeEndpoint-response-EndpointStatus
 */
export enum EndpointStatus {
  /** It can't take requests. */
  OUT_OF_SERVICE = 'OUT_OF_SERVICE',

  /** It is being created. */
  CREATING = 'CREATING',

  /** It is being updated. */
  UPDATING = 'UPDATING',

  /** SageMaker does maintenance. */
  SYSTEM_UPDATING = 'SYSTEM_UPDATING',

  /** It goes back to what it was before an update or a change of its capacity. */
  ROLLING_BACK = 'ROLLING_BACK',

  /** It takes requests. */
  IN_SERVICE = 'IN_SERVICE',

  /** It is being deleted. */
  DELETING = 'DELETING',

  /** It could not be created, updated or scaled. */
  FAILED = 'FAILED',

  /** It could not go back after an update. */
  UPDATE_ROLLBACK_FAILED = 'UPDATE_ROLLBACK_FAILED',
}
