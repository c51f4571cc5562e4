import { aws_stepfunctions as sfn, aws_stepfunctions_tasks as tasks, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { assertValid, type Check, matches, type StringRule } from '../../private/checks';
import { sameEnvironment } from '../../private/environment';
import { grantableArns } from '../access/endpoint-grants';
import type { EndpointContext } from '../endpoint-context';

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

const DEFAULT_CONTENT_TYPE = 'application/json';

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpoint.html */
const CUSTOM_ATTRIBUTES: StringRule = { pattern: /^[ -~]*$/, minLength: 0, maxLength: 1024, allowed: 'visible US-ASCII characters' };

/**
 * Creates the task. The classes of Step Functions are loaded when they are needed: few apps do.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
 */
export function invokeTask(endpoint: EndpointContext, scope: Construct, id: string, props: InvokeEndpointTaskProps): sfn.TaskStateBase {
  const {
    body, contentType, accept, targetVariant, targetModel, targetContainerHostname, inferenceComponentName, customAttributes, ...state
  } = props;
  assertValid(scope, matches('customAttributes', customAttributes, CUSTOM_ATTRIBUTES), ...environmentChecks(endpoint, scope, props));
  return new tasks.CallAwsService(scope, id, {
    ...state,
    service: 'sagemakerruntime',
    action: 'invokeEndpoint',
    // The name of the service in IAM is another one than in the SDK.
    iamAction: 'sagemaker:InvokeEndpoint',
    iamResources: [...endpoint.grantableArns, ...componentArns(endpoint, inferenceComponentName)],
    parameters: withoutMissing({
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

/** Refuses an endpoint elsewhere. With credentials, the state machine acts in their account. */
function environmentChecks({ scope: { env } }: EndpointContext, scope: Construct, { credentials }: InvokeEndpointTaskProps): Check[] {
  const { account, region } = Stack.of(scope);
  return sameEnvironment('endpoint', { account: credentials ? account : env.account, region: env.region }, { account, region });
}

/** Returns the input of the state as JSON, as an expression in the language of the state. */
function wholeInput(language: sfn.QueryLanguage | undefined): string {
  return language === sfn.QueryLanguage.JSONATA
    ? '{% $string($states.input) %}'
    : sfn.JsonPath.jsonToString(sfn.JsonPath.objectAt('$'));
}

function withoutMissing(parameters: { [name: string]: string | undefined }): { [name: string]: string } {
  return Object.fromEntries(Object.entries(parameters).filter((entry): entry is [string, string] => !isMissing(entry[1])));
}

/** Returns the inference components to allow: each, if only the state knows the name, since the endpoint limits them. */
function componentArns({ scope }: EndpointContext, name: string | undefined): string[] {
  const { account, region } = scope.env;
  const component = (resourceName: string) => Stack.of(scope).formatArn({
    service: 'sagemaker', resource: 'inference-component', resourceName, account, region,
  });
  const isExpression = !isMissing(name) && (sfn.JsonPath.isEncodedJsonPath(name!) || name!.trim().startsWith('{%'));
  return isMissing(name) ? [] : isExpression ? [component('*')] : grantableArns(component(name!), name!);
}

/** Tells whether there is no value: languages other than TypeScript may give null. */
function isMissing(value: unknown): boolean {
  return value === undefined || value === null;
}
