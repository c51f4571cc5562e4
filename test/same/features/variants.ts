import { CfnOutput, Duration, Size, type Stack } from 'aws-cdk-lib';
import { aBucket, aConfig, aKey, aLiteralArn, aModel } from './given';
import {
  AcceleratorType, InferenceAmiVersion, InstanceType, RoutingStrategy, ScaleInPolicy,
  type InstanceProductionVariantProps, type ServerlessProductionVariantProps,
} from '../../../src';

export function variants(stack: Stack): void {
  for (const [id, props] of Object.entries({ ...hosting(stack), ...hostingComponents() })) {
    aConfig(stack, id, { instanceProductionVariants: [{ variantName: 'main', ...props }] });
  }
  for (const [id, props] of Object.entries(serverless())) {
    const serverlessProductionVariant = { variantName: 'less', model: aModel(stack, `${id}Model`), ...props };
    aConfig(stack, id, { instanceProductionVariants: [], serverlessProductionVariant });
  }
  namedThings(stack);
}

function hosting(stack: Stack): { [id: string]: Partial<InstanceProductionVariantProps> } {
  const model = aModel(stack, 'Model');
  const instanceType = InstanceType.of('ml.p5.48xlarge');
  return {
    Plain: { model },
    Whole: {
      model,
      instanceType: InstanceType.of('ml.c6i.4xlarge'),
      initialInstanceCount: 2,
      initialVariantWeight: 0.5,
      containerStartupHealthCheckTimeout: Duration.minutes(10),
      modelDataDownloadTimeout: Duration.minutes(30),
      variantInstanceProvisionTimeout: Duration.minutes(20),
      volumeSize: Size.gibibytes(64),
      ssmAccess: true,
      coreDump: { destination: { bucket: aBucket(stack), prefix: 'dumps' }, encryptionKey: aKey(stack, 'DumpKey') },
    },
    Pooled: {
      model,
      instancePools: [
        { instanceType: InstanceType.G5_XLARGE, priority: 1 },
        { instanceType: InstanceType.INF2_XLARGE, priority: 2, model: aModel(stack, 'NeuronModel') },
      ],
    },
    Reserved: { model, instanceType, capacityReservation: { mlReservationArn: aLiteralArn('training-plan', 'plan') } },
    Machine: { model, instanceType, inferenceAmiVersion: InferenceAmiVersion.AL2_GPU_3_1 },
    Accelerated: { model, acceleratorType: AcceleratorType.EIA2_MEDIUM },
    LeastOutstanding: { model, initialInstanceCount: 2, routingStrategy: RoutingStrategy.LEAST_OUTSTANDING_REQUESTS },
    AtRandom: { model, initialInstanceCount: 2, routingStrategy: RoutingStrategy.RANDOM },
    ByPrefix: { model, routingStrategy: RoutingStrategy.prefixAware({ prefixLength: 1024, concurrencyThreshold: 4 }) },
  };
}

function hostingComponents(): { [id: string]: Partial<InstanceProductionVariantProps> } {
  return {
    Consolidated: {
      managedInstanceScaling: {
        minInstanceCount: 1,
        maxInstanceCount: 4,
        scaleInPolicy: ScaleInPolicy.consolidation({ cooldown: Duration.minutes(30), maximumStepSize: 2 }),
      },
    },
    Idle: { managedInstanceScaling: { minInstanceCount: 0, maxInstanceCount: 4, scaleInPolicy: ScaleInPolicy.idleRelease() } },
  };
}

function serverless(): { [id: string]: Omit<ServerlessProductionVariantProps, 'variantName'> } {
  return {
    ServerlessOfSize: { maxConcurrency: 20, memorySize: Size.gibibytes(4), provisionedConcurrency: 2 },
    ServerlessOfMegabytes: { maxConcurrency: 20, memorySizeInMB: 1024, initialVariantWeight: 2 },
  };
}

const isInstanceType = (value: unknown): value is InstanceType => value instanceof InstanceType;
const isMachine = (value: unknown): value is InferenceAmiVersion => value instanceof InferenceAmiVersion;

/** What has a name that AWS knows, each by that name. */
function namedThings(stack: Stack): void {
  const types = [...Object.values(InstanceType), new InstanceType('ml.m9.large'), InstanceType.of('ml.m9.xlarge')];
  const accelerators = [...Object.values(AcceleratorType), new AcceleratorType('ml.eia3.large'), AcceleratorType.of('ml.eia3.xlarge')];
  const machines = [...Object.values(InferenceAmiVersion), InferenceAmiVersion.of('al2023-ami-sagemaker-inference-gpu-9-1')];
  new CfnOutput(stack, 'InstanceTypes', { value: types.filter(isInstanceType).map((type) => type.toString()).join() });
  new CfnOutput(stack, 'AcceleratorTypes', { value: accelerators.map((accelerator) => accelerator.toString()).join() });
  new CfnOutput(stack, 'InferenceAmiVersions', { value: machines.filter(isMachine).map((machine) => machine.toString()).join() });
}
