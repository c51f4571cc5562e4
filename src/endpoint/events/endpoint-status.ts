/**
 * The states of an endpoint, as they appear in events.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeEndpoint.html#sagemaker-DescribeEndpoint-response-EndpointStatus
 *
 * @example
 * declare const endpoint: sm.Endpoint;
 * declare const team: sns.ITopic;
 *
 * endpoint.onStateChange('Broken', {
 *   target: new targets.SnsTopic(team),
 *   statuses: [sm.EndpointStatus.FAILED, sm.EndpointStatus.ROLLING_BACK],
 * });
 */
export enum EndpointStatus {
  /** The endpoint is not available for requests. */
  OUT_OF_SERVICE = 'OUT_OF_SERVICE',

  /** The endpoint is being created. */
  CREATING = 'CREATING',

  /** The endpoint is being updated. */
  UPDATING = 'UPDATING',

  /** The endpoint is undergoing maintenance. */
  SYSTEM_UPDATING = 'SYSTEM_UPDATING',

  /** The endpoint is being rolled back after an update or a capacity change. */
  ROLLING_BACK = 'ROLLING_BACK',

  /** The endpoint is available for requests. */
  IN_SERVICE = 'IN_SERVICE',

  /** The endpoint is being deleted. */
  DELETING = 'DELETING',

  /** The endpoint could not be created, updated or scaled. */
  FAILED = 'FAILED',

  /** The endpoint could not be rolled back after an update. */
  UPDATE_ROLLBACK_FAILED = 'UPDATE_ROLLBACK_FAILED',
}
