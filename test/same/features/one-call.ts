import { CfnOutput, Duration, Size, Stack, aws_ec2 as ec2, type CfnResource } from 'aws-cdk-lib';
import { aBucket, aKey, anImage, aRole, someData } from './given';
import {
  AsyncNotificationTopic, Capacity, InferenceAmiVersion, InstanceType, Model, ModelEndpoint, RoutingStrategy, ScaleInPolicy,
  VariantPropertyRetention, type InstanceVariantOptions, type ModelEndpointProps,
} from '../../../src';

/** Endpoints with one model in one call, on each kind of capacity with each of its options. */
export function oneCall(stack: Stack): void {
  const capacity = Capacity.instances(InstanceType.M5_LARGE, { initialInstanceCount: 2, minCapacity: 2, maxCapacity: 10, maxRequestsPerSecond: 30 });
  const endpoint = (id: string, props: Partial<ModelEndpointProps> = {}) =>
    new ModelEndpoint(stack, id, { container: { image: anImage(stack), modelData: someData(stack) }, capacity, ...props });
  const ofInstances: InstanceVariantOptions = {
    containerStartupHealthCheckTimeout: Duration.minutes(10),
    coreDump: { destination: { bucket: aBucket(stack), prefix: 'dumps/' } },
    inferenceAmiVersion: InferenceAmiVersion.AL2_GPU_3_1,
    modelDataDownloadTimeout: Duration.minutes(10),
    routingStrategy: RoutingStrategy.LEAST_OUTSTANDING_REQUESTS,
    ssmAccess: true,
    variantInstanceProvisionTimeout: Duration.minutes(10),
    volumeSize: Size.gibibytes(100),
  };
  const scaled = endpoint('Scaled', {
    endpointName: 'scaled', encryptionKey: aKey(stack, 'VolumeKey'), variantPropertyRetention: VariantPropertyRetention.all(),
  });
  const busy = endpoint('Busy', {
    capacity: Capacity.instances(InstanceType.G5_XLARGE, {
      ...ofInstances, capacityReservation: { mlReservationArn: planIn(stack) }, maxCapacity: 2, targetConcurrentRequests: 4,
    }),
    networkIsolation: true,
    role: aRole(stack, 'Role', 'sagemaker.amazonaws.com'),
    variantName: 'main',
  });
  const serverless = endpoint('Serverless', {
    capacity: Capacity.serverless({
      memorySize: Size.gibibytes(4), maxConcurrency: 20, provisionedConcurrency: 2, minCapacity: 2, maxCapacity: 10, targetUtilizationPercent: 60,
    }),
  });
  const output = { bucket: aBucket(stack), prefix: 'out/' };
  const queued = endpoint('Queued', {
    capacity: Capacity.asynchronous(InstanceType.M5_LARGE, {
      output,
      failure: { bucket: aBucket(stack), prefix: 'failed/' },
      input: { bucket: aBucket(stack), prefix: 'in/' },
      encryptionKey: aKey(stack, 'ResponseKey'),
      includeInferenceResponseIn: [AsyncNotificationTopic.SUCCESS],
      initialInstanceCount: 1,
      maxConcurrentInvocationsPerInstance: 4,
      minCapacity: 0,
      maxCapacity: 5,
      targetBacklogPerInstance: 3,
    }),
    vpc: new ec2.Vpc(stack, 'Vpc', { maxAzs: 2 }),
    allowAllOutbound: false,
  });
  const copies = endpoint('Copies', {
    capacity: Capacity.components(InstanceType.M5_4XLARGE, {
      compute: { minMemory: Size.gibibytes(8), cpuCores: 2 },
      copyCount: 1,
      idleTime: Duration.hours(1),
      minCapacity: 0,
      maxCapacity: 4,
      minInstanceCount: 0,
      maxInstanceCount: 2,
      maxRequestsPerSecond: 10,
      scaleInPolicy: ScaleInPolicy.idleRelease(),
      targetConcurrentRequests: 4,
    }),
  });
  const shared = new Model(stack, 'Shared', { containers: [{ image: anImage(stack), modelData: someData(stack) }] });
  const others = [
    endpoint('OfModel', { container: undefined, model: shared, capacity: Capacity.instances(InstanceType.M5_LARGE) }),
    endpoint('OfPipeline', { container: undefined, containers: [{ image: anImage(stack) }, { image: anImage(stack) }] }),
  ];
  scaled.addAutoRollbackAlarms(...scaled.addRecommendedAlarms().critical);
  scaled.grantInvoke(aRole(stack, 'Client', 'lambda.amazonaws.com'));
  busy.addLogGroup();
  busy.addDashboard();
  new CfnOutput(stack, 'Endpoints', { value: [scaled, busy, serverless, queued, copies, ...others].map((each) => each.endpointName).join() });
  new CfnOutput(stack, 'References', { value: [scaled.endpointArn, scaled.endpointRef.endpointArn].join() });
  const parts = [
    scaled.model, scaled.endpointConfig, scaled.scalableInstanceCount, serverless.scalableProvisionedConcurrency,
    copies.component, copies.scalableCopyCount,
  ];
  new CfnOutput(stack, 'Parts', { value: parts.map((part) => (part!.node.defaultChild as CfnResource).cfnResourceType).join() });
}

function planIn(stack: Stack): string {
  return stack.formatArn({ service: 'sagemaker', resource: 'training-plan', resourceName: 'plan' });
}
