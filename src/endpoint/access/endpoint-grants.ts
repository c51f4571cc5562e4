import { Token, aws_iam as iam } from 'aws-cdk-lib';
import type { Check } from '../../private/checks';

/**
 * The models and containers of an endpoint that a principal can invoke. If both are set, a request must match both.
 *
 * @example
 * declare const endpoint: sm.Endpoint;
 * declare const client: iam.IRole;
 *
 * endpoint.grantInvokeTargets(client, { targetModels: ['team-a/*'] });
 */
export interface InvocationTargets {
  /**
   * The target models of multi-model containers, as requests specify them: `churn.tar.gz`, or `team-a/*` for all models with this prefix.
   *
   * @default - any model
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/multi-model-endpoint-security.html
   */
  readonly targetModels?: string[];

  /**
   * The host names of the containers that are invoked directly; `*` matches any characters.
   *
   * @default - any container
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/multi-container-security.html
   */
  readonly targetContainers?: string[];
}

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpoint.html */
const INVOKE_ACTIONS = ['sagemaker:InvokeEndpoint'];

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpointAsync.html */
const INVOKE_ASYNC_ACTIONS = ['sagemaker:InvokeEndpointAsync'];

/**
 * The actions of response streaming, which requires both.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpointWithResponseStream.html
 */
const INVOKE_WITH_RESPONSE_STREAM_ACTIONS = ['sagemaker:InvokeEndpoint', 'sagemaker:InvokeEndpointWithResponseStream'];

/**
 * The action of bidirectional streams. The lists of IAM actions do not contain it.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/realtime-endpoints-test-endpoints.html
 */
const INVOKE_WITH_BIDIRECTIONAL_STREAM_ACTIONS = ['sagemaker:InvokeEndpointWithBidirectionalStream'];

/**
 * The permission to authenticate with a bearer token, as requests to the OpenAI API do. The action has no resource types, and it gives no access to
 * an endpoint by itself.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/realtime-endpoints-openai-compatible.html
 */
export const CALL_WITH_BEARER_TOKEN = { actions: ['sagemaker:CallWithBearerToken'], resourceArns: ['*'] };

/** All actions on an endpoint that its clients can require. */
export const INVOCATION_ACTIONS = [...new Set([
  ...INVOKE_ACTIONS, ...INVOKE_ASYNC_ACTIONS, ...INVOKE_WITH_BIDIRECTIONAL_STREAM_ACTIONS, ...INVOKE_WITH_RESPONSE_STREAM_ACTIONS,
])];

export function invocationTargetsChecks({ targetModels, targetContainers }: InvocationTargets): Check[] {
  return [
    !targetModels && !targetContainers
      ? 'targetModels or targetContainers is required; use grantInvoke to allow all models and containers'
      : undefined,
    targetModels?.length === 0 ? 'targetModels must not be empty; omit it to allow all models' : undefined,
    targetContainers?.length === 0 ? 'targetContainers must not be empty; omit it to allow all containers' : undefined,
  ];
}

export function grantInvoke(resourceArns: string[], grantee: iam.IGrantable): iam.Grant {
  return iam.Grant.addToPrincipal({ grantee, actions: INVOKE_ACTIONS, resourceArns });
}

export function grantInvokeAsync(resourceArns: string[], grantee: iam.IGrantable): iam.Grant {
  return iam.Grant.addToPrincipal({ grantee, actions: INVOKE_ASYNC_ACTIONS, resourceArns });
}

export function grantInvokeWithResponseStream(resourceArns: string[], grantee: iam.IGrantable): iam.Grant {
  return iam.Grant.addToPrincipal({ grantee, actions: INVOKE_WITH_RESPONSE_STREAM_ACTIONS, resourceArns });
}

export function grantInvokeWithBidirectionalStream(resourceArns: string[], grantee: iam.IGrantable): iam.Grant {
  return iam.Grant.addToPrincipal({ grantee, actions: INVOKE_WITH_BIDIRECTIONAL_STREAM_ACTIONS, resourceArns });
}

/** Grants permission to authenticate with a bearer token. */
export function grantCallWithBearerToken(grantee: iam.IGrantable): iam.Grant {
  return iam.Grant.addToPrincipal({ grantee, ...CALL_WITH_BEARER_TOKEN });
}

/**
 * Grants permission to send requests to specific targets only.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsagemaker.html#amazonsagemaker-policy-keys
 */
export function grantInvokeTargets(resourceArns: string[], grantee: iam.IGrantable, targets: InvocationTargets): iam.Grant {
  const { targetModels, targetContainers } = targets;
  return iam.Grant.addToPrincipal({
    grantee,
    actions: INVOKE_ACTIONS,
    resourceArns,
    conditions: {
      StringLike: {
        ...targetModels ? { 'sagemaker:TargetModel': targetModels } : {},
        ...targetContainers ? { 'sagemaker:TargetContainerHostname': targetContainers } : {},
      },
    },
  });
}

/**
 * Returns the ARN of an endpoint or inference component as given, and also in lower case if its name contains capital letters. IAM compares ARNs
 * case-sensitively, and SageMaker returns them in lower case.
 */
export function grantableArns(endpointArn: string, endpointName: string): string[] {
  const suffix = `/${endpointName}`;
  const hasCapitals = !Token.isUnresolved(endpointName) && endpointName !== endpointName.toLowerCase();
  return hasCapitals && endpointArn.endsWith(suffix)
    ? [endpointArn, endpointArn.slice(0, -suffix.length) + suffix.toLowerCase()]
    : [endpointArn];
}
