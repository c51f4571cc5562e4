import { aws_stepfunctions as sfn, aws_stepfunctions_tasks as tasks, Lazy, Stack, type aws_iam as iam } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { isExpression, isMissing, onlyComponent, queueChecks, targetProblems, warnOfTargets, type TaskTargets } from './invoke-endpoint-task-targets';
import { escapeForPolicy } from '../../permissions/s3';
import { atSynth } from '../../private/at-synth';
import { assertValid, type Check, matches, type StringRule } from '../../private/checks';
import { sameEnvironment } from '../../private/environment';
import { grantableArns } from '../access/endpoint-grants';
import type { EndpointContext } from '../endpoint-context';

/**
 * The properties of a task that invokes an inference component. Each string can be an expression on the state, such as
 * `sfn.JsonPath.stringAt('$.model')`.
 *
 * @example
 * declare const endpoint: sm.Endpoint;
 *
 * const task = endpoint.inferenceComponent('llama').createInvokeTask(this, 'Summarize', { resultPath: '$.summary' });
 */
// Does not extend sfn.TaskStateBaseProps: Python would load the module of Step Functions in each app.
export interface InvokeInferenceComponentTaskProps {
  /**
   * The body of the request, as a string of at most 256 KiB, which is the payload limit of Step Functions.
   *
   * @default - the input of the state, as JSON, in the query language of the task or else of the state machine; within a Map or Parallel state of a
   * state machine that uses JSONata, set `queryLanguage` of the task
   */
  readonly body?: string;

  /**
   * The MIME type of the request body.
   *
   * @default 'application/json'
   */
  readonly contentType?: string;

  /**
   * The desired MIME type of the response.
   *
   * @default - chosen by the model
   */
  readonly accept?: string;

  /**
   * Additional information for the model: at most 1024 visible US-ASCII characters.
   *
   * @default - the request has no custom attributes
   */
  readonly customAttributes?: string;

  /**
   * The name of the state.
   *
   * @default - the ID of the construct
   */
  readonly stateName?: string;

  /**
   * A comment that describes the state.
   *
   * @default - the state has no comment
   */
  readonly comment?: string;

  /**
   * The query language of the state.
   *
   * @default - the query language of the state machine
   */
  readonly queryLanguage?: sfn.QueryLanguage;

  /**
   * The IAM role that the state machine assumes for the invocation.
   *
   * @default - the role of the state machine
   * @see https://docs.aws.amazon.com/step-functions/latest/dg/concepts-access-cross-acct-resources.html
   */
  readonly credentials?: sfn.Credentials;

  /**
   * The integration pattern: the state machine waits for the response, or for a task token.
   *
   * @default sfn.IntegrationPattern.REQUEST_RESPONSE
   * @see https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html
   */
  readonly integrationPattern?: sfn.IntegrationPattern;

  /**
   * The time after which the state fails.
   *
   * @default - no timeout
   */
  readonly taskTimeout?: sfn.Timeout;

  /**
   * The time between two heartbeats after which the state fails.
   *
   * @default - no timeout
   */
  readonly heartbeatTimeout?: sfn.Timeout;

  /**
   * The part of the input of the state that the state uses, as a JSONPath. `JsonPath.DISCARD` for none.
   *
   * @default '$'
   */
  readonly inputPath?: string;

  /**
   * The part of the result that is the output of the state, as a JSONPath. `JsonPath.DISCARD` for none.
   *
   * @default '$'
   */
  readonly outputPath?: string;

  /**
   * The place in the input where the result is inserted, as a JSONPath. `JsonPath.DISCARD` to discard the result.
   *
   * @default '$'
   */
  readonly resultPath?: string;

  /**
   * The part of the result that is kept, with JSONPath expressions as values.
   *
   * @default - the whole result
   */
  readonly resultSelector?: { readonly [key: string]: any };

  /**
   * The output of a state that uses JSONata.
   *
   * @default - the whole result
   */
  readonly outputs?: any;

  /**
   * The variables of the state machine that the state sets.
   *
   * @default - no variables
   * @see https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html
   */
  readonly assign?: { readonly [name: string]: any };
}

/**
 * The properties of a task that invokes an endpoint. Each string can be an expression on the state, such as `sfn.JsonPath.stringAt('$.model')`.
 *
 * @example
 * declare const endpoint: sm.Endpoint;
 *
 * const predict = endpoint.createInvokeTask(this, 'Predict', { contentType: 'application/json', resultPath: '$.prediction' });
 * new sfn.StateMachine(this, 'Workflow', { definitionBody: sfn.DefinitionBody.fromChainable(predict) });
 */
export interface InvokeEndpointTaskProps extends InvokeInferenceComponentTaskProps {
  /**
   * The production variant to invoke. Synthesis fails if the endpoint is known to have no variant of this name.
   *
   * @default - chosen according to the weights of the variants
   */
  readonly targetVariant?: string;

  /**
   * The model of a multi-model container to invoke, such as `churn.tar.gz`. Required for multi-model containers, and only valid for them. Synthesis
   * fails if the models of the endpoint are known to be others.
   *
   * @default - the request does not specify a model
   */
  readonly targetModel?: string;

  /**
   * The host name of the container to invoke. Required for containers that are invoked directly, and only valid for them. Synthesis fails if the
   * models of the endpoint are known to be others, or to have no container of this name.
   *
   * @default - the request does not specify a container
   */
  readonly targetContainerHostname?: string;

  /**
   * The inference component to invoke. Required for endpoints that host several inference components, and for adapters.
   *
   * @default - the inference component of the endpoint, if the app adds or looks up only one besides adapters; otherwise, the request does not specify
   * an inference component
   */
  readonly inferenceComponentName?: string;
}

const DEFAULT_CONTENT_TYPE = 'application/json';

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpoint.html */
const CUSTOM_ATTRIBUTES: StringRule = { pattern: /^[ -~]*$/, minLength: 0, maxLength: 1024, allowed: 'visible US-ASCII characters' };

/**
 * Creates the task. Loads the Step Functions classes on demand, because few apps use them.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
 */
export function invokeTask(
  endpoint: EndpointContext, variants: TaskTargets, scope: Construct, id: string, props: InvokeEndpointTaskProps,
): sfn.TaskStateBase {
  const {
    body, contentType, accept, targetVariant, targetModel, targetContainerHostname, inferenceComponentName, customAttributes, ...state
  } = props;
  assertValid(scope,
    matches('customAttributes', customAttributes, CUSTOM_ATTRIBUTES),
    ...environmentChecks(endpoint, scope, props),
    ...queueChecks(variants),
  );
  const task = new tasks.CallAwsService(scope, id, {
    ...state,
    service: 'sagemakerruntime',
    action: 'invokeEndpoint',
    // Sets the action explicitly, because the service prefix in IAM differs from the SDK's.
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
      InferenceComponentName: inferenceComponentName ?? Lazy.uncachedString({ produce: () => onlyComponent(variants)?.inferenceComponentName }),
      CustomAttributes: customAttributes,
    }),
  });
  if (isMissing(inferenceComponentName)) {
    allowComponents(task, variants);
  }
  restrictTargets(task, { targetModel, targetContainerHostname });
  if (isMissing(body) && isMissing(state.queryLanguage)) {
    renderInLanguageOfMachine(task);
  }
  atSynth(task, () => {
    warnOfTargets(task, props, variants);
    return targetProblems(props, variants);
  });
  return task;
}

/** Allows a task that names no component to invoke those of the endpoint, because it invokes the only one. They can be added until synthesis. */
function allowComponents(task: sfn.TaskStateBase, variants: TaskTargets): void {
  const [statement] = (task as unknown as { readonly taskPolicies: readonly iam.PolicyStatement[] }).taskPolicies;
  const allow = () => {
    const arns = variants.requested()?.flatMap(({ ownArnsToGrant }) => ownArnsToGrant) ?? [];
    // A statement is frozen after the first synthesis.
    if (arns.length > 0 && !statement.frozen) {
      statement.addResources(...arns);
    }
  };
  allow();
  variants.whenComponentAdded(allow);
}

/**
 * Allows a task only the target model and container that its requests name, unless an expression decides on them. CallAwsService has no option for
 * conditions, so this adds them to its only statement.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsagemaker.html#amazonsagemaker-policy-keys
 */
function restrictTargets(task: sfn.TaskStateBase, { targetModel, targetContainerHostname }: InvokeEndpointTaskProps): void {
  const { taskPolicies = [] } = task as unknown as { readonly taskPolicies?: readonly iam.PolicyStatement[] };
  const keys = { 'sagemaker:TargetModel': targetModel, 'sagemaker:TargetContainerHostname': targetContainerHostname };
  Object.entries(keys).filter(([, target]) => !isMissing(target) && !isExpression(target)).forEach(([key, target]) =>
    taskPolicies.forEach((statement) => statement.addCondition('StringLike', { [key]: escapeForPolicy(target!) })));
}

/**
 * Makes a task that sends the input of the state follow the query language of its state machine, which the task knows only when it is rendered.
 * Not a subclass, which would load the Step Functions classes in each app.
 */
function renderInLanguageOfMachine(task: sfn.TaskStateBase): void {
  const render = task.toStateJson;
  task.toStateJson = (language?: sfn.QueryLanguage) => {
    const state = render.call(task, language) as { readonly Arguments?: object };
    return state.Arguments ? { ...state, Arguments: { ...state.Arguments, Body: wholeInput(language) } } : state;
  };
}

/** Checks that the endpoint is in the same environment. If the task has credentials, the state machine acts in their account. */
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

/**
 * Returns the ARNs of the inference components to allow: all of them if the name is an expression, because access is also limited by the
 * endpoint.
 */
function componentArns({ scope }: EndpointContext, name: string | undefined): string[] {
  const { account, region } = scope.env;
  const component = (resourceName: string) => Stack.of(scope).formatArn({
    service: 'sagemaker', resource: 'inference-component', resourceName, account, region,
  });
  return isMissing(name) ? [] : isExpression(name) ? [component('*')] : grantableArns(component(name!), name!);
}
