/**
 * The HTTP error responses for which SageMaker publishes metrics.
 *
 * @stable
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html
 *
 * @example
 * declare const endpoint: sm.Endpoint;
 *
 * endpoint.findInstanceProductionVariant('A').metricInvocationResponseCode(sm.InvocationHttpResponseCode.INVOCATION_5XX_ERRORS);
 */
export enum InvocationHttpResponseCode {
  /** Responses with an HTTP status from 400 to 499: the request was rejected. */
  INVOCATION_4XX_ERRORS = 'Invocation4XXErrors',

  /** Responses with an HTTP status from 500 to 599: the model or SageMaker failed. */
  INVOCATION_5XX_ERRORS = 'Invocation5XXErrors',
}
