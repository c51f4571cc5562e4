import { Duration, Size, Token, aws_kms as kms, aws_s3 as s3, aws_sns as sns, type Stack } from 'aws-cdk-lib';
import {
  AsyncNotificationTopic, Capacity, InferenceAmiVersion, InstanceType, ModelEndpoint, RoutingStrategy, ScaleInPolicy,
  type AsynchronousCapacityOptions, type ComponentCapacityOptions, type InstanceCapacityOptions, type ServerlessCapacityOptions,
} from '../../../src';
import { STRUCTS } from '../../../src/private/structs.generated';
import { anImage } from '../../helpers/given';
import { propertiesOf, resourcesOf, testStack } from '../../helpers/stack';

const PLAN = 'arn:aws:sagemaker:us-east-1:123456789012:training-plan/plan';
const COMPUTE = { minMemory: Size.gibibytes(8), accelerators: 1 };

const bucketOf = (stack: Stack) => stack.node.tryFindChild('Bucket') as s3.IBucket | undefined ?? s3.Bucket.fromBucketName(stack, 'Bucket', 'bucket');
const topicOf = (stack: Stack, id: string) => sns.Topic.fromTopicArn(stack, id, `arn:aws:sns:us-east-1:123456789012:${id}`);

/** What the options of a capacity become: the properties of each kind of resource. */
function definedBy(capacity: (stack: Stack) => Capacity): { [part: string]: any } {
  const stack = testStack();
  new ModelEndpoint(stack, 'Churn', { container: { image: anImage(stack) }, capacity: capacity(stack) });
  const config = propertiesOf(stack, 'AWS::SageMaker::EndpointConfig');
  const properties = (type: string) => Object.values(resourcesOf(stack, type)).map((resource) => resource.Properties);
  return {
    variant: config.ProductionVariants[0],
    asynchronous: config.AsyncInferenceConfig,
    component: properties('AWS::SageMaker::InferenceComponent')[0],
    target: properties('AWS::ApplicationAutoScaling::ScalableTarget')[0],
    policies: properties('AWS::ApplicationAutoScaling::ScalingPolicy').map(({ TargetTrackingScalingPolicyConfiguration: tracking }) => tracking?.TargetValue),
    alarms: properties('AWS::CloudWatch::Alarm').length,
  };
}

type Case<T> = { readonly [option in keyof Required<T>]: readonly [(stack: Stack) => Partial<T>, { readonly [part: string]: any }] };

/** The options of instances, which all kinds of capacity except the serverless one have. */
const OF_VARIANT = {
  capacityReservation: [() => ({ capacityReservation: { mlReservationArn: PLAN } }), {
    variant: { CapacityReservationConfig: { MlReservationArn: PLAN, CapacityReservationPreference: 'capacity-reservations-only' } },
  }],
  coreDump: [(stack: Stack) => ({ coreDump: { destination: { bucket: bucketOf(stack), prefix: 'dumps/' } } }), {
    variant: { CoreDumpConfig: { DestinationS3Uri: 's3://bucket/dumps' } },
  }],
  inferenceAmiVersion: [() => ({ inferenceAmiVersion: InferenceAmiVersion.AL2_GPU_3_1 }),
    { variant: { InferenceAmiVersion: 'al2-ami-sagemaker-inference-gpu-3-1' } }],
  routingStrategy: [() => ({ routingStrategy: RoutingStrategy.RANDOM }), { variant: { RoutingConfig: { RoutingStrategy: 'RANDOM' } } }],
  variantInstanceProvisionTimeout: [() => ({ variantInstanceProvisionTimeout: Duration.minutes(10) }),
    { variant: { VariantInstanceProvisionTimeoutInSeconds: 600 } }],
  volumeSize: [() => ({ volumeSize: Size.gibibytes(100) }), { variant: { VolumeSizeInGB: 100 } }],
} as const;

/** The options of instances that host a model themselves. */
const OF_HOSTING_VARIANT = {
  ...OF_VARIANT,
  ssmAccess: [() => ({ ssmAccess: true }), { variant: { EnableSSMAccess: true } }],
  containerStartupHealthCheckTimeout: [() => ({ containerStartupHealthCheckTimeout: Duration.minutes(20) }), {
    variant: { ContainerStartupHealthCheckTimeoutInSeconds: 1200 },
  }],
  modelDataDownloadTimeout: [() => ({ modelDataDownloadTimeout: Duration.minutes(15) }), { variant: { ModelDataDownloadTimeoutInSeconds: 900 } }],
  initialInstanceCount: [() => ({ initialInstanceCount: 3 }), { variant: { InitialInstanceCount: 3 } }],
} as const;

const INSTANCES: Case<InstanceCapacityOptions> = {
  ...OF_HOSTING_VARIANT,
  minCapacity: [() => ({ minCapacity: 2, maxCapacity: 4 }),
    { variant: { InitialInstanceCount: 2 }, target: { MinCapacity: 2, MaxCapacity: 4 }, policies: [] }],
  maxCapacity: [() => ({ maxCapacity: 4 }), { variant: { InitialInstanceCount: 1 }, target: { MinCapacity: 1, MaxCapacity: 4 }, policies: [] }],
  maxRequestsPerSecond: [() => ({ maxCapacity: 4, maxRequestsPerSecond: 30 }), { policies: [900] }],
  targetConcurrentRequests: [() => ({ maxCapacity: 4, targetConcurrentRequests: 8 }), { policies: [8] }],
};

const ASYNCHRONOUS: Case<AsynchronousCapacityOptions> = {
  ...OF_HOSTING_VARIANT,
  initialInstanceCount: [() => ({ initialInstanceCount: 3 }), { variant: { InitialInstanceCount: 3 }, target: { MinCapacity: 0, MaxCapacity: 3 } }],
  minCapacity: [() => ({ minCapacity: 2 }), { variant: { InitialInstanceCount: 2 }, target: { MinCapacity: 2, MaxCapacity: 2 } }],
  maxCapacity: [() => ({ maxCapacity: 5 }), { variant: { InitialInstanceCount: 1 }, target: { MinCapacity: 0, MaxCapacity: 5 } }],
  targetBacklogPerInstance: [() => ({ targetBacklogPerInstance: 9 }), { policies: [9, undefined] }],
  output: [() => ({}), { asynchronous: { OutputConfig: { S3OutputPath: 's3://bucket/out' } } }],
  failure: [(stack) => ({ failure: { bucket: bucketOf(stack), prefix: 'failed/' } }),
    { asynchronous: { OutputConfig: { S3FailurePath: 's3://bucket/failed' } } }],
  input: [(stack) => ({ input: { bucket: bucketOf(stack), prefix: 'in/' } }), {}],
  encryptionKey: [(stack) => ({ encryptionKey: kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:us-east-1:123456789012:key/1') }), {
    asynchronous: { OutputConfig: { KmsKeyId: 'arn:aws:kms:us-east-1:123456789012:key/1' } },
  }],
  successTopic: [(stack) => ({ successTopic: topicOf(stack, 'done') }), {
    asynchronous: { OutputConfig: { NotificationConfig: { SuccessTopic: 'arn:aws:sns:us-east-1:123456789012:done' } } },
  }],
  errorTopic: [(stack) => ({ errorTopic: topicOf(stack, 'failed') }), {
    asynchronous: { OutputConfig: { NotificationConfig: { ErrorTopic: 'arn:aws:sns:us-east-1:123456789012:failed' } } },
  }],
  includeInferenceResponseIn: [(stack) => ({ successTopic: topicOf(stack, 'done'), includeInferenceResponseIn: [AsyncNotificationTopic.SUCCESS] }), {
    asynchronous: { OutputConfig: { NotificationConfig: { IncludeInferenceResponseIn: ['SUCCESS_NOTIFICATION_TOPIC'] } } },
  }],
  maxConcurrentInvocationsPerInstance: [() => ({ maxConcurrentInvocationsPerInstance: 4 }), {
    asynchronous: { ClientConfig: { MaxConcurrentInvocationsPerInstance: 4 } },
  }],
};

const COMPONENTS: Case<ComponentCapacityOptions> = {
  ...OF_VARIANT,
  // SageMaker does not accept it on a variant with components, of which a warning tells.
  ssmAccess: [() => ({ ssmAccess: true }), {}],
  compute: [() => ({ compute: { ...COMPUTE, maxMemory: Size.gibibytes(16), cpuCores: 2 } }), {
    component: {
      Specification: {
        ComputeResourceRequirements: {
          MinMemoryRequiredInMb: 8192, MaxMemoryRequiredInMb: 16384, NumberOfCpuCoresRequired: 2, NumberOfAcceleratorDevicesRequired: 1,
        },
      },
    },
  }],
  containerStartupHealthCheckTimeout: [() => ({ containerStartupHealthCheckTimeout: Duration.minutes(20) }), {
    component: { Specification: { StartupParameters: { ContainerStartupHealthCheckTimeoutInSeconds: 1200 } } },
  }],
  modelDataDownloadTimeout: [() => ({ modelDataDownloadTimeout: Duration.minutes(15) }), {
    component: { Specification: { StartupParameters: { ModelDataDownloadTimeoutInSeconds: 900 } } },
  }],
  copyCount: [() => ({ copyCount: 3 }), {
    component: { RuntimeConfig: { CopyCount: 3 } }, variant: { ManagedInstanceScaling: { MinInstanceCount: 1, MaxInstanceCount: 3 } },
  }],
  minCapacity: [() => ({ minCapacity: 2, maxCapacity: 4 }), {
    component: { RuntimeConfig: { CopyCount: 2 } },
    target: { MinCapacity: 2, MaxCapacity: 4 },
    variant: { ManagedInstanceScaling: { MinInstanceCount: 1, MaxInstanceCount: 4 } },
  }],
  maxCapacity: [() => ({ maxCapacity: 4 }),
    { component: { RuntimeConfig: { CopyCount: 1 } }, target: { MinCapacity: 1, MaxCapacity: 4 }, policies: [] }],
  maxRequestsPerSecond: [() => ({ maxCapacity: 4, maxRequestsPerSecond: 30 }), { policies: [900] }],
  targetConcurrentRequests: [() => ({ maxCapacity: 4, targetConcurrentRequests: 8 }), { policies: [8] }],
  minInstanceCount: [() => ({ minInstanceCount: 2, maxInstanceCount: 4 }),
    { variant: { ManagedInstanceScaling: { MinInstanceCount: 2, MaxInstanceCount: 4 } } }],
  maxInstanceCount: [() => ({ maxInstanceCount: 4 }), { variant: { ManagedInstanceScaling: { MinInstanceCount: 1, MaxInstanceCount: 4 } } }],
  scaleInPolicy: [() => ({ scaleInPolicy: ScaleInPolicy.idleRelease() }), {
    variant: { ManagedInstanceScaling: { ScaleInPolicy: { Strategy: 'IDLE_RELEASE' } } },
  }],
  idleTime: [() => ({ minCapacity: 0, maxCapacity: 2, targetConcurrentRequests: 8, idleTime: Duration.minutes(30) }), {
    target: { MinCapacity: 0, MaxCapacity: 2 },
    variant: { ManagedInstanceScaling: { MinInstanceCount: 0, MaxInstanceCount: 2 } },
    policies: [8, undefined, undefined],
    alarms: 2,
  }],
};

const SERVERLESS: Case<ServerlessCapacityOptions> = {
  memorySize: [() => ({ memorySize: Size.gibibytes(6) }), { variant: { ServerlessConfig: { MemorySizeInMB: 6144, MaxConcurrency: 20 } } }],
  maxConcurrency: [() => ({ maxConcurrency: 200 }), { variant: { ServerlessConfig: { MaxConcurrency: 200 } } }],
  provisionedConcurrency: [() => ({ provisionedConcurrency: 20 }), { variant: { ServerlessConfig: { ProvisionedConcurrency: 20 } } }],
  minCapacity: [() => ({ minCapacity: 2, maxCapacity: 5 }),
    { variant: { ServerlessConfig: { ProvisionedConcurrency: 2 } }, target: { MinCapacity: 2, MaxCapacity: 5 } }],
  maxCapacity: [() => ({ maxCapacity: 5 }),
    { variant: { ServerlessConfig: { ProvisionedConcurrency: 1 } }, target: { MinCapacity: 1, MaxCapacity: 5 }, policies: [0.7] }],
  targetUtilizationPercent: [() => ({ maxCapacity: 5, targetUtilizationPercent: 50 }), { policies: [0.5] }],
};

const KINDS = {
  InstanceCapacityOptions: [INSTANCES, (options: any) => Capacity.instances(InstanceType.P3_8XLARGE, options)],
  AsynchronousCapacityOptions: [ASYNCHRONOUS, (options: any, stack: Stack) => (
    Capacity.asynchronous(InstanceType.P3_8XLARGE, { output: { bucket: bucketOf(stack), prefix: 'out/' }, ...options }))],
  ComponentCapacityOptions: [COMPONENTS, (options: any) => Capacity.components(InstanceType.P3_8XLARGE, { compute: COMPUTE, ...options })],
  ServerlessCapacityOptions: [SERVERLESS, (options: any) => Capacity.serverless({ memorySize: Size.gibibytes(4), maxConcurrency: 20, ...options })],
} as const;

describe.each(Object.entries(KINDS))('%s', (struct, [cases, create]: any) => {
  test('has a case for each option', () => {
    expect(Object.keys(cases).sort()).toEqual(Object.keys(STRUCTS[struct as keyof typeof STRUCTS]).sort());
  });

  test.each(Object.entries<any>(cases))('%s reaches the template', (_option, [options, expected]) => {
    expect(definedBy((stack) => create(options(stack), stack))).toMatchObject(expected);
  });
});

describe('tokens are rendered', () => {
  const number = (name: string) => Token.asNumber({ Ref: name });

  test('on instances', () => {
    const capacity = Capacity.instances(InstanceType.M7I_LARGE, {
      minCapacity: number('Min'),
      maxCapacity: number('Max'),
      initialInstanceCount: number('Initial'),
      targetConcurrentRequests: number('Target'),
      volumeSize: Size.gibibytes(number('Volume')),
      modelDataDownloadTimeout: Duration.seconds(number('Timeout')),
    });

    expect(definedBy(() => capacity)).toMatchObject({
      variant: { InitialInstanceCount: { Ref: 'Initial' }, VolumeSizeInGB: { Ref: 'Volume' }, ModelDataDownloadTimeoutInSeconds: { Ref: 'Timeout' } },
      target: { MinCapacity: { Ref: 'Min' }, MaxCapacity: { Ref: 'Max' } },
      policies: [{ Ref: 'Target' }],
    });
  });

  test('on asynchronous instances', () => {
    expect(definedBy((stack) => Capacity.asynchronous(InstanceType.M7I_LARGE, {
      output: { bucket: bucketOf(stack) },
      minCapacity: number('Min'),
      maxCapacity: number('Max'),
      targetBacklogPerInstance: number('Target'),
      maxConcurrentInvocationsPerInstance: number('Concurrent'),
    }))).toMatchObject({
      variant: { InitialInstanceCount: 1 },
      asynchronous: { ClientConfig: { MaxConcurrentInvocationsPerInstance: { Ref: 'Concurrent' } } },
      target: { MinCapacity: { Ref: 'Min' }, MaxCapacity: { Ref: 'Max' } },
      policies: [{ Ref: 'Target' }, undefined],
    });
  });

  test('on components, whose minimum may be 0', () => {
    const capacity = Capacity.components(InstanceType.G6E_12XLARGE, {
      compute: { minMemory: Size.mebibytes(number('Memory')), accelerators: number('Accelerators') },
      copyCount: number('Copies'),
      minCapacity: number('Min'),
      maxCapacity: number('Max'),
      minInstanceCount: number('MinInstances'),
      maxInstanceCount: number('MaxInstances'),
      targetConcurrentRequests: number('Target'),
      idleTime: Duration.minutes(30),
    });

    expect(definedBy(() => capacity)).toMatchObject({
      component: {
        RuntimeConfig: { CopyCount: { Ref: 'Copies' } },
        Specification: { ComputeResourceRequirements: { MinMemoryRequiredInMb: { Ref: 'Memory' }, NumberOfAcceleratorDevicesRequired: { Ref: 'Accelerators' } } },
      },
      variant: { ManagedInstanceScaling: { MinInstanceCount: { Ref: 'MinInstances' }, MaxInstanceCount: { Ref: 'MaxInstances' } } },
      target: { MinCapacity: { Ref: 'Min' }, MaxCapacity: { Ref: 'Max' } },
    });
  });

  test('on a serverless capacity', () => {
    const capacity = Capacity.serverless({
      memorySize: Size.mebibytes(number('Memory')), maxConcurrency: number('Concurrency'), minCapacity: number('Min'), maxCapacity: number('Max'),
    });

    expect(definedBy(() => capacity)).toMatchObject({
      variant: { ServerlessConfig: { MemorySizeInMB: { Ref: 'Memory' }, MaxConcurrency: { Ref: 'Concurrency' }, ProvisionedConcurrency: { Ref: 'Min' } } },
      target: { MinCapacity: { Ref: 'Min' }, MaxCapacity: { Ref: 'Max' } },
    });
  });
});
