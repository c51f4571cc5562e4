import { CfnOutput, Duration, type Stack, aws_applicationautoscaling as appscaling, aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import { aRole, beside } from './given';
import { asynchronous, imported, inPools, ofComponents, onGpus, onInstances, serverless } from './kinds';
import {
  InstanceType, ScalableCopyCount, ScalableInstanceCount, ScalableProvisionedConcurrency,
  type ConcurrentRequestsScalingProps, type CustomMetricScalingProps, type IdleScalingProps, type InvocationsScalingProps, type StepScalingProps,
} from '../../../src';

const limits: appscaling.EnableScalingProps = { minCapacity: 1, maxCapacity: 10 };
const tracking: appscaling.BaseTargetTrackingProps = {
  disableScaleIn: false, scaleInCooldown: Duration.minutes(5), scaleOutCooldown: Duration.minutes(1),
};
const metric = new cloudwatch.Metric({ namespace: 'Shop', metricName: 'Waiting' });
const custom: CustomMetricScalingProps = { metric, targetValue: 100, ...tracking };
const concurrent: ConcurrentRequestsScalingProps = { targetConcurrentRequests: 4, ...tracking };
const invocations: InvocationsScalingProps = { maxRequestsPerSecond: 30, safetyFactor: 0.7, policyName: 'policy', ...tracking };
const steps: StepScalingProps = {
  metric, scalingSteps: [{ upper: 10, change: -1 }, { lower: 500, change: +2 }, { lower: 1000, change: +5 }], cooldown: Duration.minutes(2),
};
const step: StepScalingProps = { metric, scalingSteps: [{ lower: 500, change: +2 }], treatMissingData: cloudwatch.TreatMissingData.BREACHING };
const idle: IdleScalingProps = { idleTime: Duration.minutes(30) };
const schedule: appscaling.ScalingSchedule = { schedule: appscaling.Schedule.cron({ hour: '7', minute: '0' }), minCapacity: 8 };

export function scaling(stack: Stack): void {
  instances(stack);
  copies(stack);
  concurrency(stack);
  targetsOfTheirOwn(stack);
}

function instances(stack: Stack): void {
  const gpus = onGpus(stack);
  const main = gpus.findInstanceProductionVariant('main').autoScaleInstanceCount(limits);
  main.scaleOnInvocations('Invocations', invocations);
  main.scaleOnConcurrentRequests('Concurrent', concurrent);
  main.scaleOnCpuUtilization('Cpu', { targetUtilizationPercent: 60, ...tracking });
  main.scaleOnMemoryUtilization('Memory', { targetUtilizationPercent: 80, ...tracking });
  main.scaleToTrackCustomMetric('Custom', custom);
  main.scaleOnMetric('Steps', steps);
  main.scaleOnMetric('Step', step);
  main.scaleOnSchedule('Morning', schedule);
  onInstances(stack, 'PerMinute').autoScaleInstanceCount(limits).scaleOnInvocations('Invocations', { targetInvocationsPerMinute: 900 });
  const gpu = gpus.findInstanceProductionVariant('gpu').autoScaleInstanceCount({ maxCapacity: 4 });
  gpu.scaleOnGpuUtilization('Gpu', { targetUtilizationPercent: 70 });
  gpu.scaleOnGpuMemoryUtilization('GpuMemory', { targetUtilizationPercent: 70 });

  const queued = asynchronous(stack).findInstanceProductionVariant('main').autoScaleInstanceCount({ minCapacity: 0, maxCapacity: 5 });
  queued.scaleOnBacklog('Backlog', { targetBacklogPerInstance: 5, ...tracking });
  queued.scaleInWhenIdle('Idle', idle);

  const pooled = inPools(stack).findInstanceProductionVariant('main').autoScaleInstanceCount(limits);
  pooled.scaleOnCpuUtilization('PooledCpu', { targetUtilizationPercent: 60, vcpus: InstanceType.M5_XLARGE.vcpus });
  pooled.scaleOnGpuUtilization('PooledGpu', { targetUtilizationPercent: 60, gpus: InstanceType.G5_XLARGE.gpus });
  new CfnOutput(stack, 'MemoryOfInstance', { value: String(InstanceType.G5_XLARGE.memory?.toGibibytes()) });

  imported(stack).instances.findInstanceProductionVariant('main').autoScaleInstanceCount(limits)
    .scaleOnInvocations('TheirInvocations', { maxRequestsPerSecond: 10 });

  // Keeps the count by default, and is warned of its target.
  onInstances(stack, 'Forgetful', {}, { variantPropertyRetention: undefined }).autoScaleInstanceCount(limits).scaleOnCpuUtilization('Cpu', { targetUtilizationPercent: 0.5 });
}

function copies(stack: Stack): void {
  const endpoint = ofComponents(stack);
  const count = endpoint.inferenceComponent('llama').autoScaleCopyCount(limits);
  count.scaleOnConcurrentRequests('Concurrent', concurrent);
  count.scaleOnInvocations('Invocations', invocations);
  count.scaleToTrackCustomMetric('Custom', custom);
  count.scaleOnMetric('Steps', steps);
  count.scaleOnSchedule('Morning', schedule);
  const fromZero = endpoint.inferenceComponent('mistral').autoScaleCopyCount({ minCapacity: 0, maxCapacity: 2 });
  fromZero.scaleOnConcurrentRequests('FromZero', { targetConcurrentRequests: 5 });
  fromZero.scaleInWhenIdle('Idle', idle);
}

function concurrency(stack: Stack): void {
  const provisioned = serverless(stack).autoScaleProvisionedConcurrency(limits);
  provisioned.scaleOnUtilization('Utilization', { targetUtilizationPercent: 70, ...tracking });
  provisioned.scaleToTrackCustomMetric('Custom', custom);
  provisioned.scaleOnMetric('Steps', { ...steps, treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING });
  provisioned.scaleOnSchedule('Morning', schedule);
}

/** What the endpoints make, made without them. */
function targetsOfTheirOwn(stack: Stack): void {
  const role = aRole(stack, 'Scaling', 'application-autoscaling.amazonaws.com');
  const target = { ...limits, role, resourceId: 'endpoint/elsewhere/variant/main', serviceNamespace: appscaling.ServiceNamespace.SAGEMAKER };
  new ScalableInstanceCount(stack, 'OwnInstances', { ...target, dimension: 'sagemaker:variant:DesiredInstanceCount' })
    .scaleOnSchedule('Morning', schedule);
  new ScalableProvisionedConcurrency(stack, 'OwnConcurrency', { ...target, dimension: 'sagemaker:variant:DesiredProvisionedConcurrency' })
    .scaleOnUtilization('Utilization', { targetUtilizationPercent: 70 });
  const inferenceComponent = imported(beside(stack, 'Beside')).instances.inferenceComponent('phi');
  new ScalableCopyCount(stack, 'OwnCopies', { ...limits, role, inferenceComponent }).scaleOnInvocations('Invocations', { maxRequestsPerSecond: 10 });
}
