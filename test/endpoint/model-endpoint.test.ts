import { Duration, Size, aws_kms as kms, aws_s3 as s3, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Capacity, Endpoint, EndpointConfig, Explainer, InstanceType, Model, ModelEndpoint, ShapBaseline, type ModelEndpointProps } from '../../src';
import { anImage } from '../helpers/given';
import { messageOf } from '../helpers/problems';
import { propertiesOf, resourcesOf, testStack, warningsOf } from '../helpers/stack';

const COMPUTE = { minMemory: Size.gibibytes(8), accelerators: 1 };

function churn(stack: Stack, capacity: Capacity, props: Partial<ModelEndpointProps> = {}): ModelEndpoint {
  return new ModelEndpoint(stack, 'Churn', { container: { image: anImage(stack) }, capacity, ...props });
}

const typesOf = (stack: Stack) => Object.entries(Template.fromStack(stack).toJSON().Resources)
  .map(([id, { Type }]: [string, any]) => `${id}: ${Type.replace('AWS::', '')}`).filter((line) => !/IAM/.test(line));

describe('the resources of', () => {
  test('instances are the model, its configuration and its endpoint', () => {
    const stack = testStack();
    churn(stack, Capacity.instances(InstanceType.M7I_LARGE));

    expect(typesOf(stack)).toEqual([
      'ChurnModelC0290E92: SageMaker::Model', 'ChurnEndpointConfig11DD74EE: SageMaker::EndpointConfig', 'ChurnEndpoint57AD3240: SageMaker::Endpoint',
    ]);
    expect(propertiesOf(stack, 'AWS::SageMaker::EndpointConfig').ProductionVariants).toEqual([{
      VariantName: 'AllTraffic',
      InstanceType: 'ml.m7i.large',
      InitialInstanceCount: 1,
      InitialVariantWeight: 1,
      ModelName: { 'Fn::GetAtt': ['ChurnModelC0290E92', 'ModelName'] },
    }]);
  });

  test('an endpoint of three constructs have the same logical ID for the endpoint', () => {
    const one = testStack();
    churn(one, Capacity.instances(InstanceType.M7I_LARGE));
    const three = testStack();
    const model = new Model(three, 'Model', { containers: [{ image: anImage(three) }] });
    const endpointConfig = new EndpointConfig(three, 'Config', { instanceProductionVariants: [{ variantName: 'AllTraffic', model }] });
    new Endpoint(three, 'Churn', { endpointConfig });

    expect(Object.keys(resourcesOf(one, 'AWS::SageMaker::Endpoint'))).toEqual(Object.keys(resourcesOf(three, 'AWS::SageMaker::Endpoint')));
  });

  test('scaled instances include a target with the policies of its options', () => {
    const stack = testStack();
    const capacity = Capacity.instances(InstanceType.M7I_LARGE, { minCapacity: 2, maxCapacity: 10, maxRequestsPerSecond: 30 });
    const { scalableInstanceCount } = churn(stack, capacity);

    expect(scalableInstanceCount!.node.path).toBe('Test/Churn/InstanceCount');
    expect(propertiesOf(stack, 'AWS::ApplicationAutoScaling::ScalableTarget')).toMatchObject({ MinCapacity: 2, MaxCapacity: 10 });
    expect(propertiesOf(stack, 'AWS::ApplicationAutoScaling::ScalingPolicy').TargetTrackingScalingPolicyConfiguration).toMatchObject({
      TargetValue: 900, PredefinedMetricSpecification: { PredefinedMetricType: 'SageMakerVariantInvocationsPerInstance' },
    });
    expect(propertiesOf(stack, 'AWS::SageMaker::EndpointConfig').ProductionVariants[0].InitialInstanceCount).toBe(2);
  });

  test('a serverless capacity include its variant and the scaling of its provisioned concurrency', () => {
    const stack = testStack();
    churn(stack, Capacity.serverless({ memorySize: Size.gibibytes(4), maxConcurrency: 20, minCapacity: 2, maxCapacity: 10 }));

    expect(propertiesOf(stack, 'AWS::SageMaker::EndpointConfig').ProductionVariants[0].ServerlessConfig).toEqual({
      MemorySizeInMB: 4096, MaxConcurrency: 20, ProvisionedConcurrency: 2,
    });
    expect(propertiesOf(stack, 'AWS::ApplicationAutoScaling::ScalableTarget')).toMatchObject({ MinCapacity: 2, MaxCapacity: 10 });
    expect(propertiesOf(stack, 'AWS::ApplicationAutoScaling::ScalingPolicy').TargetTrackingScalingPolicyConfiguration.TargetValue).toBe(0.7);
  });

  test('an asynchronous capacity include scaling to and from zero by the backlog', () => {
    const stack = testStack();
    const bucket = s3.Bucket.fromBucketName(stack, 'Bucket', 'bucket');
    churn(stack, Capacity.asynchronous(InstanceType.G5_XLARGE, { output: { bucket, prefix: 'out/' }, input: { bucket, prefix: 'in/' } }));

    expect(propertiesOf(stack, 'AWS::SageMaker::EndpointConfig').AsyncInferenceConfig.OutputConfig).toEqual({ S3OutputPath: 's3://bucket/out' });
    expect(propertiesOf(stack, 'AWS::ApplicationAutoScaling::ScalableTarget')).toMatchObject({ MinCapacity: 0, MaxCapacity: 1 });
    expect(Object.keys(resourcesOf(stack, 'AWS::ApplicationAutoScaling::ScalingPolicy'))).toHaveLength(2);
  });

  test('components include an inference component with the role of the configuration, and another logical ID of the endpoint', () => {
    const stack = testStack();
    const { component } = churn(stack, Capacity.components(InstanceType.G6E_12XLARGE, {
      compute: COMPUTE,
      minCapacity: 0,
      maxCapacity: 4,
      targetConcurrentRequests: 8,
      idleTime: Duration.minutes(60),
      containerStartupHealthCheckTimeout: Duration.minutes(30),
    }));

    expect(component!.node.path).toBe('Test/Churn/Component');
    expect(Object.keys(resourcesOf(stack, 'AWS::SageMaker::Endpoint'))).toEqual(['ChurnEndpoint57AD3240Components']);
    expect(propertiesOf(stack, 'AWS::SageMaker::EndpointConfig').ProductionVariants).toEqual([{
      VariantName: 'AllTraffic',
      InstanceType: 'ml.g6e.12xlarge',
      InitialInstanceCount: 1,
      ManagedInstanceScaling: { Status: 'ENABLED', MinInstanceCount: 0, MaxInstanceCount: 4 },
    }]);
    expect(propertiesOf(stack, 'AWS::SageMaker::InferenceComponent').Specification).toMatchObject({
      ModelName: { 'Fn::GetAtt': ['ChurnModelC0290E92', 'ModelName'] },
      ComputeResourceRequirements: { MinMemoryRequiredInMb: 8192, NumberOfAcceleratorDevicesRequired: 1 },
      StartupParameters: { ContainerStartupHealthCheckTimeoutInSeconds: 1800 },
    });
    expect(propertiesOf(stack, 'AWS::SageMaker::Model').ExecutionRoleArn)
      .toEqual(propertiesOf(stack, 'AWS::SageMaker::EndpointConfig').ExecutionRoleArn);
    expect(Object.keys(resourcesOf(stack, 'AWS::IAM::Role'))).toHaveLength(1);
  });
});

test.each([
  ['a model', Capacity.instances(InstanceType.M7I_LARGE)],
  ['components', Capacity.components(InstanceType.G6E_12XLARGE, { compute: COMPUTE })],
])('the options of the configuration are those of an endpoint with %s', (_kind, capacity) => {
  const stack = testStack();
  const bucket = s3.Bucket.fromBucketName(stack, 'Bucket', 'captured');
  churn(stack, capacity, {
    encryptionKey: kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:us-east-1:123456789012:key/12345678-1234-1234-1234-123456789012'),
    dataCapture: { samplingPercentage: 5, destination: { bucket } },
    explainer: Explainer.clarify({ baseline: ShapBaseline.inline('1,2') }),
    metrics: { enhancedMetrics: true },
  });

  expect(propertiesOf(stack, 'AWS::SageMaker::EndpointConfig')).toMatchObject({
    KmsKeyId: expect.anything(),
    DataCaptureConfig: { InitialSamplingPercentage: 5 },
    ExplainerConfig: { ClarifyExplainerConfig: { ShapConfig: { ShapBaselineConfig: { ShapBaseline: '1,2' } } } },
    MetricsConfig: { EnableEnhancedMetrics: true },
  });
});

describe('the derived name of an endpoint with rollback alarms', () => {
  const nameOf = (capacity: Capacity) => {
    const stack = testStack();
    const endpoint = churn(stack, capacity);
    endpoint.addAutoRollbackAlarms(...endpoint.addRecommendedAlarms().critical);
    const alarms = Object.values(resourcesOf(stack, 'AWS::CloudWatch::Alarm')).flatMap(({ Properties }) => Properties.Dimensions ?? []);
    const name = propertiesOf(stack, 'AWS::SageMaker::Endpoint').EndpointName;
    expect(new Set(alarms.filter(({ Name }) => Name === 'EndpointName').map(({ Value }) => Value))).toEqual(new Set([name]));
    return name;
  };

  // CloudFormation creates the endpoint of the other kind before it deletes this one.
  test('is another one for components, which no endpoint with models can become', () => {
    expect(nameOf(Capacity.components(InstanceType.G6E_12XLARGE, { compute: COMPUTE }))).toBe('Test-Churn-0D9EF71E-Components');
  });

  test('is that of the three constructs for a model on instances', () => {
    const three = testStack();
    const model = new Model(three, 'Model', { containers: [{ image: anImage(three) }] });
    const endpointConfig = new EndpointConfig(three, 'Config', { instanceProductionVariants: [{ variantName: 'AllTraffic', model }] });
    const endpoint = new Endpoint(three, 'Churn', { endpointConfig });
    endpoint.addAutoRollbackAlarms(...endpoint.addRecommendedAlarms().critical);

    expect(nameOf(Capacity.instances(InstanceType.M7I_LARGE))).toBe(propertiesOf(three, 'AWS::SageMaker::Endpoint').EndpointName);
  });
});

describe('an endpoint with one model is refused', () => {
  test.each<[string, Partial<ModelEndpointProps>, (stack: Stack) => Capacity, string]>([
    ['without a container and a model', { container: undefined }, () => Capacity.instances(InstanceType.M7I_LARGE),
      'container is required; specify a ContainerDefinition, or set model'],
    ['without a capacity', {}, () => undefined as any, 'capacity is required; use a method of Capacity, such as Capacity.instances'],
    ['with a target but no maximum', {}, () => Capacity.instances(InstanceType.M7I_LARGE, { minCapacity: 1, maxRequestsPerSecond: 5 }),
      'minCapacity and maxRequestsPerSecond of the capacity require maxCapacity; set it'],
    ['with components but no compute resources', {}, () => Capacity.components(InstanceType.G5_XLARGE),
      'compute of the capacity is required; specify at least minMemory, such as { minMemory: Size.gibibytes(8) }'],
    ['with an idle time but copies that do not go to zero', {}, () => Capacity.components(InstanceType.G5_XLARGE, { compute: COMPUTE, idleTime: Duration.hours(1) }),
      'idleTime of the capacity requires a minCapacity of 0; set minCapacity to 0, or omit idleTime'],
    ['without an instance type', {}, () => Capacity.instances(undefined as any),
      'instanceType of the capacity is required; use a member of InstanceType'],
    ['without the size of serverless containers', {}, () => Capacity.serverless({ maxConcurrency: 5 } as any),
      'memorySize of the capacity is required; specify a size, such as Size.gibibytes(4)'],
    ['without the place of asynchronous responses', {}, () => Capacity.asynchronous(InstanceType.G5_XLARGE, {} as any),
      'output of the capacity is required; specify the location of the responses, such as { bucket }'],
  ])('%s', (_case, props, capacity, message) => {
    const stack = testStack();

    expect(messageOf(() => churn(stack, capacity(stack), props))).toBe(`Test/Churn: ${message}`);
  });

  test('with a model and the options of another one', () => {
    const stack = testStack();
    const model = new Model(stack, 'Model', { containers: [{ image: anImage(stack) }] });
    const capacity = Capacity.instances(InstanceType.M7I_LARGE);

    expect(messageOf(() => churn(stack, capacity, { model, container: undefined, networkIsolation: true })))
      .toBe('Test/Churn: networkIsolation cannot be combined with model, which has its own; set it on the model');
  });
});

test('an endpoint with one model has no warnings by default', () => {
  const stack = testStack();
  churn(stack, Capacity.instances(InstanceType.M7I_LARGE));

  expect(warningsOf(stack)).toEqual([]);
});
