import { Duration, aws_applicationautoscaling as appscaling, aws_iam as iam } from 'aws-cdk-lib';
import { Endpoint, ScalableInstanceCount } from '../../../src';
import { aConfig } from '../../helpers/given';
import { messageOf } from '../../helpers/problems';
import { propertiesOf, resourcesOf, testStack } from '../../helpers/stack';

const TARGET = 'AWS::ApplicationAutoScaling::ScalableTarget';
const POLICY = 'AWS::ApplicationAutoScaling::ScalingPolicy';

function instanceCount(stack = testStack()): ScalableInstanceCount {
  return new Endpoint(stack, 'Endpoint', { endpointConfig: aConfig(stack) }).findInstanceProductionVariant('main').autoScaleInstanceCount({ maxCapacity: 3 });
}

describe('scaleOnInvocations', () => {
  test('aims at half of what one instance can take', () => {
    const stack = testStack();
    instanceCount(stack).scaleOnInvocations('LimitRPS', { maxRequestsPerSecond: 30 });
    const policy = propertiesOf(stack, POLICY);
    expect(policy.PolicyType).toBe('TargetTrackingScaling');
    expect(policy.ScalingTargetId).toEqual({ Ref: Object.keys(resourcesOf(stack, TARGET))[0] });
    expect(policy.TargetTrackingScalingPolicyConfiguration).toEqual({
      PredefinedMetricSpecification: { PredefinedMetricType: 'SageMakerVariantInvocationsPerInstance' },
      TargetValue: 900,
    });
  });

  test('passes on the factor, the cooldowns and the name', () => {
    const stack = testStack();
    instanceCount(stack).scaleOnInvocations('LimitRPS', {
      maxRequestsPerSecond: 20,
      safetyFactor: 0.8,
      policyName: 'mine',
      disableScaleIn: true,
      scaleInCooldown: Duration.minutes(10),
      scaleOutCooldown: Duration.seconds(30),
    });
    expect(propertiesOf(stack, POLICY)).toMatchObject({
      PolicyName: 'mine',
      TargetTrackingScalingPolicyConfiguration: { DisableScaleIn: true, ScaleInCooldown: 600, ScaleOutCooldown: 30, TargetValue: 960 },
    });
  });

  test('fails with a value out of range, at the scaled count', () => {
    expect(messageOf(() => instanceCount().scaleOnInvocations('LimitRPS', { maxRequestsPerSecond: 30, safetyFactor: 1.5 })))
      .toBe('Test/Endpoint/InstanceCount: safetyFactor must be at most 1, got 1.5');
  });

  test('fails when it is called again: there can be one target only', () => {
    const count = instanceCount(testStack());
    count.scaleOnInvocations('One', { maxRequestsPerSecond: 30 });
    expect(messageOf(() => count.scaleOnInvocations('Two', { maxRequestsPerSecond: 40 })))
      .toBe(`${count.node.path}: scaleOnInvocations was called before, and there can be one target only; call it once`);
  });

  test('may be called again when the first call was refused', () => {
    const stack = testStack();
    const count = instanceCount(stack);
    messageOf(() => count.scaleOnInvocations('Load', { maxRequestsPerSecond: 0 }));
    count.scaleOnInvocations('Load', { maxRequestsPerSecond: 30 });
    expect(Object.keys(resourcesOf(stack, POLICY))).toHaveLength(1);
  });
});

test('made directly, for an endpoint this library knows nothing of', () => {
  const stack = testStack();
  const count = new ScalableInstanceCount(stack, 'Count', {
    serviceNamespace: appscaling.ServiceNamespace.SAGEMAKER,
    dimension: 'sagemaker:variant:DesiredInstanceCount',
    resourceId: 'endpoint/theirs/variant/main',
    role: iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::123456789012:role/scaling'),
    minCapacity: 2,
    maxCapacity: 5,
  });
  count.scaleOnInvocations('Requests', { maxRequestsPerSecond: 1 });
  expect(propertiesOf(stack, TARGET)).toEqual({
    MaxCapacity: 5,
    MinCapacity: 2,
    ResourceId: 'endpoint/theirs/variant/main',
    RoleARN: 'arn:aws:iam::123456789012:role/scaling',
    ScalableDimension: 'sagemaker:variant:DesiredInstanceCount',
    ServiceNamespace: 'sagemaker',
  });
  expect(propertiesOf(stack, POLICY).TargetTrackingScalingPolicyConfiguration.TargetValue).toBe(30);
});
