import type { aws_stepfunctions as sfn } from 'aws-cdk-lib';

/**
 * How a state machine invokes an endpoint. Each text may be an expression on the state, such as `sfn.JsonPath.stringAt('$.model')`.
 */
export interface InvokeEndpointTaskProps extends sfn.TaskStateBaseProps {
  /**
   * The request: a text. At most 256 KiB, as Step Functions passes no more from state to state.
   *
   * @default - the input of the state, as JSON. Where the state machine is in JSONata, the task has to be told by its own `queryLanguage`
   */
  readonly body?: string;

  /**
   * The MIME type of the request.
   *
   * @default 'application/json'
   */
  readonly contentType?: string;

  /**
   * The MIME type that the response should have.
   *
   * @default - decided by the model
   */
  readonly accept?: string;

  /**
   * The variant that is to answer.
   *
   * @default - chosen by the weights of the variants
   */
  readonly targetVariant?: string;

  /**
   * The model of a multi-model container, such as `churn.tar.gz`.
   *
   * @default - none is named, which a multi-model container does not take
   */
  readonly targetModel?: string;

  /**
   * The host name of the container, of those that are invoked directly.
   *
   * @default - none is named, which containers that are invoked directly do not take
   */
  readonly targetContainerHostname?: string;

  /**
   * The inference component that is to answer.
   *
   * @default - none is named, which an endpoint of inference components does not take
   */
  readonly inferenceComponentName?: string;

  /**
   * What the model gets beside the request: at most 1024 visible US-ASCII characters.
   *
   * @default - nothing
   */
  readonly customAttributes?: string;
}
