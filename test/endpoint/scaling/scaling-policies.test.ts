import {
  App, CfnResource, Duration, NestedStack, Token, aws_applicationautoscaling as appscaling, aws_cloudwatch as cloudwatch, type CfnElement, type Stack,
} from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Capacity, Endpoint, InstanceType, ModelEndpoint, VariantPropertyRetention, type ScalableInstanceCount } from '../../../src';
import { anImage } from '../../helpers/given';
import { testStack, warningsOf } from '../../helpers/stack';
import { onInstances, queued, serverless } from '../kinds';

const WARNING = (path: string, what: string, methods: string) => `Test/${path}: the ${what} has limits, but neither a scaling policy nor a scheduled action, so nothing scales it `
  + `between them; call ${methods} or scaleOnSchedule, or acknowledge the warning if something outside of this app scales it [ack: cdk-sagemaker-hosting:scalingWithoutPolicy]`;
const OF_INSTANCES = WARNING('Endpoint/InstanceCount', 'instance count', 'scaleOnInvocations, scaleOnConcurrentRequests');

const limits = { minCapacity: 1, maxCapacity: 5 };
const cfn = ({ node }: Construct) => node.defaultChild as appscaling.CfnScalableTarget;
const tracking = { policyName: 'mine', policyType: 'TargetTrackingScaling' };
const VARIANT = { serviceNamespace: 'sagemaker', scalableDimension: 'sagemaker:variant:DesiredInstanceCount' };

function warned(
  use: (count: ScalableInstanceCount, stack: Stack, endpoint: Endpoint) => unknown, scaling: appscaling.EnableScalingProps = limits,
): string[] {
  const stack = testStack();
  const endpoint = onInstances(stack);
  use(endpoint.autoScaleInstanceCount(scaling), stack, endpoint);
  return warningsOf(stack);
}

describe('limits without a scaling policy', () => {
  test('of an instance count are warned of', () => {
    expect(warned(() => undefined)).toEqual([OF_INSTANCES]);
    expect(warned(() => undefined, { maxCapacity: Token.asNumber({ Ref: 'Max' }) })).toEqual([OF_INSTANCES]);
  });

  test('of the instances of an asynchronous endpoint are warned of', () => {
    const stack = testStack();
    queued(stack).autoScaleInstanceCount(limits);
    expect(warningsOf(stack)).toEqual([WARNING('Endpoint/InstanceCount', 'instance count', 'scaleOnBacklog')]);
  });

  test('of a capacity are warned of', () => {
    const stack = testStack();
    const capacity = (more = {}) => Capacity.instances(InstanceType.M5_LARGE, { maxCapacity: 5, ...more });
    const retained = { variantPropertyRetention: VariantPropertyRetention.all() };
    new ModelEndpoint(stack, 'Bare', { container: { image: anImage(stack) }, capacity: capacity(), ...retained });
    new ModelEndpoint(stack, 'Scaled', { container: { image: anImage(stack) }, capacity: capacity({ maxRequestsPerSecond: 5 }), ...retained });
    expect(warningsOf(stack)).toEqual([WARNING('Bare/InstanceCount', 'instance count', 'scaleOnInvocations, scaleOnConcurrentRequests')]);
  });

  test('of a provisioned concurrency are warned of', () => {
    const stack = testStack();
    serverless(stack, 1).autoScaleProvisionedConcurrency(limits);
    expect(warningsOf(stack)).toEqual([WARNING('Endpoint/ProvisionedConcurrency', 'provisioned concurrency', 'scaleOnUtilization')]);
  });

  test('of a copy count are warned of, but from zero only by the other warning', () => {
    const copies = (minCapacity: number) => {
      const stack = testStack();
      Endpoint.fromEndpointName(stack, 'Theirs', 'theirs').inferenceComponent('llama').autoScaleCopyCount({ minCapacity, maxCapacity: 5 });
      return warningsOf(stack);
    };
    expect(copies(1)).toEqual([WARNING('Theirs/CopyCount', 'copy count', 'scaleOnConcurrentRequests, scaleOnInvocations')]);
    expect(copies(0)).toEqual([expect.stringContaining('noCopyFromZero')]);
  });

  test('of instances from zero are warned of only by the other warning', () => {
    const stack = testStack();
    queued(stack).autoScaleInstanceCount({ minCapacity: 0, maxCapacity: 5 });
    expect(warningsOf(stack)).toEqual([expect.stringContaining('noWayFromZero')]);
  });

  test('that are equal are not warned of', () => {
    expect(warned(() => undefined, { minCapacity: 5, maxCapacity: 5 })).toEqual([]);
    const count = Token.asNumber({ Ref: 'Count' });
    expect(warned(() => undefined, { minCapacity: count, maxCapacity: count })).toEqual([]);
    expect(warned((each) => cfn(each).addPropertyOverride('MaxCapacity', 1))).toEqual([]);
  });

  test('are warned of if the policy has been removed, but not if the target has', () => {
    expect(warned((count) => {
      count.scaleOnInvocations('Load', { maxRequestsPerSecond: 5 });
      count.node.findChild('Target').node.tryRemoveChild('Load');
    })).toEqual([OF_INSTANCES]);
    expect(warned((count) => count.node.tryRemoveChild('Target'))).toEqual([]);
  });
});

describe('limits are not warned of with', () => {
  const metric = new cloudwatch.Metric({ namespace: 'Shop', metricName: 'Refunds' });
  const schedule = appscaling.Schedule.rate(Duration.days(1));

  test.each<[string, (count: ScalableInstanceCount, stack: Stack, endpoint: Endpoint) => unknown]>([
    ['a target', (count) => count.scaleOnInvocations('Load', { maxRequestsPerSecond: 5 })],
    ['steps', (count) => count.scaleOnMetric('Steps', { metric, scalingSteps: [{ upper: 1, change: -1 }, { lower: 5, change: +1 }] })],
    ['a single step', (count) => count.scaleOnMetric('Step', { metric, scalingSteps: [{ lower: 5, change: +1 }] })],
    ['a schedule', (count) => count.scaleOnSchedule('Day', { schedule, minCapacity: 2 })],
    ['a scheduled action of the L1 construct', (count) => { cfn(count).scheduledActions = [{ schedule: 'rate(1 day)', scheduledActionName: 'Day' }]; }],
    ['a scheduled action of an override', (count) => cfn(count).addPropertyOverride('ScheduledActions', [{ Schedule: 'rate(1 day)' }])],
    ['a policy on the target', (count, stack) => new appscaling.CfnScalingPolicy(stack, 'Mine', { ...tracking, scalingTargetId: cfn(count).ref })],
    ['a policy on the attribute of the target', (count, stack) => new appscaling.CfnScalingPolicy(stack, 'Mine', { ...tracking, scalingTargetId: cfn(count).attrId })],
    ['a policy on its logical ID', (count, stack) => new CfnResource(stack, 'Mine', {
      type: 'AWS::ApplicationAutoScaling::ScalingPolicy', properties: { ...tracking, ScalingTargetId: { Ref: stack.getLogicalId(cfn(count) as CfnElement) } },
    })],
    ['a policy on the resource', (_count, stack, endpoint) => new appscaling.CfnScalingPolicy(stack, 'Mine', {
      ...tracking, ...VARIANT, resourceId: `endpoint/${endpoint.endpointName}/variant/main`,
    })],
    ['a policy on the name of the resource', (_count, stack) => new appscaling.CfnScalingPolicy(stack, 'Mine', {
      ...tracking, ...VARIANT, resourceId: 'endpoint/churn/variant/main',
    })],
    ['a policy in another stack', (count, stack) => new appscaling.CfnScalingPolicy(testStack({ app: stack.node.root as App, id: 'Far' }), 'Mine', {
      ...tracking, scalingTargetId: cfn(count).ref,
    })],
  ])('%s', (_what, use) => {
    expect(warned(use)).toEqual([]);
  });

  test.each<[string, object]>([
    ['of another variant', { ...VARIANT, resourceId: 'endpoint/churn/variant/other' }],
    ['of another dimension', { ...VARIANT, scalableDimension: 'sagemaker:variant:DesiredProvisionedConcurrency', resourceId: 'endpoint/churn/variant/main' }],
    ['of a component', { ...VARIANT, resourceId: 'inference-component/main' }],
    ['of another target', { scalingTargetId: 'theirs' }],
  ])('but they are with a policy %s', (_what, props) => {
    expect(warned((_count, stack) => new appscaling.CfnScalingPolicy(stack, 'Mine', { ...tracking, ...props }))).toEqual([OF_INSTANCES]);
  });

  test('a policy of another endpoint, whose name is an attribute, they are too', () => {
    const stack = testStack();
    const [one, two] = ['One', 'Two'].map((id) => onInstances(new NestedStack(stack, id) as Stack));
    one.autoScaleInstanceCount(limits);
    new appscaling.CfnScalingPolicy(stack, 'Mine', { ...tracking, ...VARIANT, resourceId: `endpoint/${two.endpointName}/variant/main` });
    expect(warningsOf(one)).toEqual([expect.stringContaining('scalingWithoutPolicy')]);
  });
});
