/**
 * The kinds of HTTP response that SageMaker counts.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html
 */
export enum InvocationHttpResponseCode {
  /** Responses with a status from 400 to 499: the request was refused. */
  INVOCATION_4XX_ERRORS = 'Invocation4XXErrors',

  /** Responses with a status from 500 to 599: the model or SageMaker failed. */
  INVOCATION_5XX_ERRORS = 'Invocation5XXErrors',
}
