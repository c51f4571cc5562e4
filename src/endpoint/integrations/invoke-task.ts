import { aws_stepfunctions as sfn, aws_stepfunctions_tasks as tasks } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { grantableArns } from '../access/endpoint-grants';
import type { IEndpoint } from '../endpoint-interface';

const DEFAULT_CONTENT_TYPE = 'application/json';

/**
 * How a state machine invokes an endpoint. Each text may be an expression on the state, such as `sfn.JsonPath.stringAt('$.model')`.
 */
export interface InvokeEndpointTaskProps extends sfn.TaskStateBaseProps {
  /**
   * The request: a text. At most 256 KiB, as Step Functions passes no more from state to state.
   *
   * @default - the input of the state, as JSON
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
   * What the model gets beside the request: at most 1024 characters.
   *
   * @default - nothing
   */
  readonly customAttributes?: string;
}

/**
 * The classes of Step Functions are loaded when they are needed: few apps do.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
 */
export function invokeTask(endpoint: IEndpoint, scope: Construct, id: string, props: InvokeEndpointTaskProps): sfn.TaskStateBase {
  const {
    body, contentType, accept, targetVariant, targetModel, targetContainerHostname, inferenceComponentName, customAttributes, ...state
  } = props;
  return new tasks.CallAwsService(scope, id, {
    ...state,
    service: 'sagemakerruntime',
    action: 'invokeEndpoint',
    // The name of the service in IAM is another one than in the SDK.
    iamAction: 'sagemaker:InvokeEndpoint',
    iamResources: [...grantableArns(endpoint.endpointArn, endpoint.endpointName), ...componentArns(endpoint, inferenceComponentName)],
    parameters: withoutUndefined({
      EndpointName: endpoint.endpointName,
      Body: body ?? wholeInput(state.queryLanguage),
      ContentType: contentType ?? DEFAULT_CONTENT_TYPE,
      Accept: accept,
      TargetVariant: targetVariant,
      TargetModel: targetModel,
      TargetContainerHostname: targetContainerHostname,
      InferenceComponentName: inferenceComponentName,
      CustomAttributes: customAttributes,
    }),
  });
}

/** Of a name that only the state knows, each is allowed: the endpoint limits it. */
function componentArns(endpoint: IEndpoint, name: string | undefined): string[] {
  const isExpression = name !== undefined && (sfn.JsonPath.isEncodedJsonPath(name) || name.startsWith('{%'));
  return name === undefined ? [] : [endpoint.findInferenceComponent(isExpression ? '*' : name).inferenceComponentArn];
}

function wholeInput(language: sfn.QueryLanguage | undefined): string {
  return language === sfn.QueryLanguage.JSONATA
    ? '{% $string($states.input) %}'
    : sfn.JsonPath.jsonToString(sfn.JsonPath.objectAt('$'));
}

function withoutUndefined(parameters: { [name: string]: string | undefined }): { [name: string]: string } {
  return Object.fromEntries(Object.entries(parameters).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
