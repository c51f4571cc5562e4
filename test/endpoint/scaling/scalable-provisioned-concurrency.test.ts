import { Duration, Lazy } from 'aws-cdk-lib';
import { theirVariant } from './given';
import { Endpoint, ScalableProvisionedConcurrency, type ProvisionedConcurrencyUtilizationScalingProps } from '../../../src';
import { must } from '../../helpers/must';
import { like, messageOf } from '../../helpers/problems';
import { propertiesOf, testStack, warningsOf } from '../../helpers/stack';
import { serverless } from '../kinds';

const POLICY = 'AWS::ApplicationAutoScaling::ScalingPolicy';

function scaledOn(props: ProvisionedConcurrencyUtilizationScalingProps): any {
  const stack = testStack();
  Endpoint.fromEndpointName(stack, 'Endpoint', 'theirs').findServerlessProductionVariant('less')
    .autoScaleProvisionedConcurrency({ maxCapacity: 3 }).scaleOnUtilization('Use', props);
  return propertiesOf(stack, POLICY);
}

test('the target is a share, as the metric is', () => {
  expect(scaledOn({ targetUtilizationPercent: 70 })).toMatchObject({
    PolicyType: 'TargetTrackingScaling',
    TargetTrackingScalingPolicyConfiguration: {
      PredefinedMetricSpecification: { PredefinedMetricType: 'SageMakerVariantProvisionedConcurrencyUtilization' },
      TargetValue: 0.7,
    },
  });
});

test.each([[0.1, 0.001], [1, 0.01], [100, 1]])('%p percent are a target of %p', (targetUtilizationPercent, target) => {
  expect(scaledOn({ targetUtilizationPercent }).TargetTrackingScalingPolicyConfiguration.TargetValue).toBe(target);
});

test('the cooldowns and the name are passed on', () => {
  expect(scaledOn({
    targetUtilizationPercent: 50,
    policyName: 'mine',
    disableScaleIn: true,
    scaleInCooldown: Duration.minutes(10),
    scaleOutCooldown: Duration.seconds(30),
  })).toMatchObject({
    PolicyName: 'mine',
    TargetTrackingScalingPolicyConfiguration: { DisableScaleIn: true, ScaleInCooldown: 600, ScaleOutCooldown: 30, TargetValue: 0.5 },
  });
});

test.each([
  [0, `targetUtilizationPercent ${must.beAbove(0, 0)}`],
  [-1, `targetUtilizationPercent ${must.beAbove(0, -1)}`],
  [-Infinity, `targetUtilizationPercent ${must.beNumber(-Infinity)}`],
  [100.1, `targetUtilizationPercent ${must.beAtMost(100, 100.1)}`],
  [undefined, 'targetUtilizationPercent is required; specify a percentage, such as 70'],
  [
    Lazy.number({ produce: () => 70 }),
    `targetUtilizationPercent ${must.beKnown()}`,
  ],
])('fails with %p percent', (targetUtilizationPercent, problem) => {
  expect(messageOf(() => scaledOn({ targetUtilizationPercent: targetUtilizationPercent! }))).toBe(`Test/Endpoint/ProvisionedConcurrency: ${problem}`);
});

test.each([NaN, Infinity])('fails with %p percent, which is no number', (targetUtilizationPercent) => {
  expect(messageOf(() => scaledOn({ targetUtilizationPercent }))).toBe(`Test/Endpoint/ProvisionedConcurrency: targetUtilizationPercent ${must.beNumber(targetUtilizationPercent)}`);
});

test('made directly, for an endpoint this library knows nothing of', () => {
  const stack = testStack();
  const concurrency = new ScalableProvisionedConcurrency(stack, 'Concurrency', theirVariant(stack, 'DesiredProvisionedConcurrency', 'less'));
  concurrency.scaleOnUtilization('Use', { targetUtilizationPercent: 80 });
  expect(propertiesOf(stack, 'AWS::ApplicationAutoScaling::ScalableTarget').ResourceId).toBe('endpoint/theirs/variant/less');
  expect(propertiesOf(stack, POLICY).TargetTrackingScalingPolicyConfiguration.TargetValue).toBe(0.8);
});

describe('a target below 1 percent', () => {
  function warned(targetUtilizationPercent: number): string[] {
    const stack = testStack();
    Endpoint.fromEndpointName(stack, 'Endpoint', 'theirs').findServerlessProductionVariant('less')
      .autoScaleProvisionedConcurrency({ maxCapacity: 3 }).scaleOnUtilization('Use', { targetUtilizationPercent });
    return warningsOf(stack);
  }

  test('is taken, with a warning: it may be meant as a share', () => {
    expect(warned(0.5)).toEqual([like('Test/Endpoint/ProvisionedConcurrency: targetUtilizationPercent ... 0.5 percent; ... 50 ... [ack: cdk-sagemaker-hosting:utilizationBelow1Percent]')]);
  });

  test('begins below 1', () => {
    expect(warned(1)).toEqual([]);
  });
});

test('fails when it is called again: there can be one target only', () => {
  const concurrency = Endpoint.fromEndpointName(testStack(), 'Endpoint', 'theirs').findServerlessProductionVariant('less')
    .autoScaleProvisionedConcurrency({ maxCapacity: 3 });
  concurrency.scaleOnUtilization('One', { targetUtilizationPercent: 70 });
  expect(messageOf(() => concurrency.scaleOnUtilization('Two', { targetUtilizationPercent: 80 })))
    .toBe('Test/Endpoint/ProvisionedConcurrency: scaleOnUtilization was called before, and only one target is allowed; call it once');
});

test('properties of another kind are refused with a message', () => {
  const ENCLOSE = "props must be an object, got 'fast'; enclose its properties in braces";
  expect(messageOf(() => new ScalableProvisionedConcurrency(testStack(), 'Count', 'fast' as any))).toBe(`Test/Count: ${ENCLOSE}`);
  const count = serverless(testStack(), 2).findServerlessProductionVariant('less').autoScaleProvisionedConcurrency({ maxCapacity: 5 });
  expect(messageOf(() => count.scaleOnUtilization('P', 'fast' as any))).toBe(`Test/Endpoint/ProvisionedConcurrency: ${ENCLOSE}`);
});
