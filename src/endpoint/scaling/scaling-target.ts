import { Stack, Token, aws_iam as iam, type aws_applicationautoscaling as appscaling } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { above, assertValid, atMost, type Check, isUnknown, required, integerAtLeast } from '../../private/checks';
import { sameEnvironment } from '../../private/environment';
import type { EndpointContext } from '../endpoint-context';

/** Throws where a target can't be added to the endpoint, for the given reasons too. */
export function assertScalable({ scope }: EndpointContext, limits: appscaling.EnableScalingProps, ...reasons: Check[]): void {
  const { account, region } = Stack.of(scope);
  // A scaling target is where the stack is, and has to be where the endpoint is.
  assertValid(scope, ...reasons, ...sameEnvironment('endpoint', scope.env, { account, region }), ...capacityChecks(limits));
}

/** Checks limits as Application Auto Scaling takes them: whole numbers, in order. */
function capacityChecks({ minCapacity, maxCapacity }: appscaling.EnableScalingProps): Check[] {
  return [
    integerAtLeast('minCapacity', minCapacity, 0),
    required('maxCapacity', maxCapacity, 'a whole number, at least 1'),
    integerAtLeast('maxCapacity', maxCapacity, 1),
    inOrder(minCapacity, maxCapacity),
  ];
}

/** Checks limits for a certain time, which may be one alone, and may turn everything off. */
export function scheduleChecks({ minCapacity, maxCapacity }: appscaling.ScalingSchedule): Check[] {
  // Languages other than TypeScript may give nothing as null.
  const hasNone = (minCapacity ?? maxCapacity ?? undefined) === undefined;
  return [
    hasNone ? 'minCapacity or maxCapacity is required; set at least one of them' : undefined,
    integerAtLeast('minCapacity', minCapacity, 0),
    integerAtLeast('maxCapacity', maxCapacity, 0),
    inOrder(minCapacity, maxCapacity),
  ];
}

function inOrder(minCapacity: number | undefined, maxCapacity: number | undefined): Check {
  return !isUnknown(minCapacity) && !isUnknown(maxCapacity) && minCapacity! > maxCapacity!
    ? `minCapacity must be at most maxCapacity (${maxCapacity}), got ${minCapacity}`
    : undefined;
}

/** Checks a number to aim at. */
export function positiveChecks(name: string, value: number): Check[] {
  return [required(name, value, 'a number above 0'), above(name, value, 0)];
}

/** Checks a share to aim at. */
export function percentChecks(name: string, value: number): Check[] {
  return [required(name, value, 'such as 70'), above(name, value, 0) ?? atMost(name, value, 100)];
}

export function scalingResourceId(endpointName: string, variantName: string): string {
  return `endpoint/${endpointName}/variant/${variantName}`;
}

/**
 * Returns the construct id of a scaling target. The first of an endpoint is called as in `@aws-cdk/aws-sagemaker-alpha`, which knows only
 * one, so that nothing is replaced when an app moves over.
 */
export function scalingTargetId(scope: Construct, id: string, variantName: string): string {
  if (!scope.node.tryFindChild(id)) {
    return id;
  }
  if (!Token.isUnresolved(variantName)) {
    return `${id}${variantName}`;
  }
  // No variant's name holds a dot, so this id is none of theirs.
  return `${id}.${scope.node.children.filter((child) => child.node.id.startsWith(id)).length}`;
}

/**
 * Returns the service-linked role of Application Auto Scaling, which AWS makes when it is first used.
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
