import { Stack, Token, aws_iam as iam, type aws_applicationautoscaling as appscaling } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { above, assertValid, atMost, type Check, isUnknown, required, integerAtLeast } from '../../private/checks';
import { sameEnvironment } from '../../private/environment';
import type { EndpointContext } from '../endpoint-context';

/**
 * Throws if the limits or the environment prevent a scaling target, or if one of the additional checks fails.
 *
 * `what` is the noun for the scope: the endpoint, or its component if that is a construct.
 */
export function assertScalable({ scope, what = 'endpoint' }: Pick<EndpointContext, 'scope'> & { readonly what?: string }, limits: appscaling.EnableScalingProps, ...checks: Check[]): void {
  const { account, region } = Stack.of(scope);
  // Compares environments, because a scaling target is created in that of the stack and must be in that of the endpoint.
  assertValid(scope, ...checks, ...sameEnvironment(what, scope.env, { account, region }), ...limitsChecks(limits));
}

/** Checks that limits are integers in order, as Application Auto Scaling requires. */
export function limitsChecks({ minCapacity, maxCapacity }: appscaling.EnableScalingProps): Check[] {
  return [
    integerAtLeast('minCapacity', minCapacity, 0),
    required('maxCapacity', maxCapacity, 'specify an integer, at least 1'),
    integerAtLeast('maxCapacity', maxCapacity, 1),
    inOrder(minCapacity, maxCapacity),
  ];
}

/** Checks the limits of a schedule, which can set just one limit, and can set capacity to 0. */
export function scheduleChecks({ minCapacity, maxCapacity, startTime, endTime }: appscaling.ScalingSchedule): Check[] {
  // Treats null as undefined, because languages other than TypeScript may pass null.
  const hasNone = (minCapacity ?? maxCapacity) === undefined;
  return [
    hasNone ? 'minCapacity or maxCapacity is required; specify at least one of them' : undefined,
    integerAtLeast('minCapacity', minCapacity, 0),
    integerAtLeast('maxCapacity', maxCapacity, 0),
    inOrder(minCapacity, maxCapacity),
    startTime && endTime && endTime <= startTime
      ? `endTime must be after startTime (${startTime.toISOString()}), got ${endTime.toISOString()}`
      : undefined,
  ];
}

function inOrder(minCapacity: number | undefined, maxCapacity: number | undefined): Check {
  return !isUnknown(minCapacity) && !isUnknown(maxCapacity) && minCapacity! > maxCapacity!
    ? `minCapacity must be at most maxCapacity (${maxCapacity}), got ${minCapacity}`
    : undefined;
}

/** Checks a target value. */
export function positiveChecks(name: string, value: number): Check[] {
  return [required(name, value, 'specify a number above 0'), above(name, value, 0)];
}

/** Checks a target value in percent. */
export function percentChecks(name: string, value: number): Check[] {
  return [required(name, value, 'specify a percentage, such as 70'), above(name, value, 0) ?? atMost(name, value, 100)];
}

export function scalingResourceId(endpointName: string, variantName: string): string {
  return `endpoint/${endpointName}/variant/${variantName}`;
}

/**
 * Returns the construct ID of a scaling target. The first target of an endpoint has the ID that `@aws-cdk/aws-sagemaker-alpha` uses, which
 * supports only one target. Hence nothing is replaced when an app migrates.
 */
export function scalingTargetId(scope: Construct, id: string, variantName: string): string {
  if (!scope.node.tryFindChild(id)) {
    return id;
  }
  if (!Token.isUnresolved(variantName)) {
    return `${id}${variantName}`;
  }
  // Adds a dot, which variant names cannot contain, so that the ID is unique.
  return `${id}.${scope.node.children.filter((child) => child.node.id.startsWith(id)).length}`;
}

/**
 * Returns the service-linked role of Application Auto Scaling, which AWS creates on first use.
 *
 * @see https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-service-linked-roles.html
 */
export function scalingRole(scope: Construct): iam.IRole {
  const id = 'ScalingRole';
  return (scope.node.tryFindChild(id) as iam.IRole | undefined) ?? iam.Role.fromRoleArn(scope, id, Stack.of(scope).formatArn({
    service: 'iam',
    region: '',
    resource: 'role/aws-service-role/sagemaker.application-autoscaling.amazonaws.com',
    resourceName: 'AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint',
  }));
}
