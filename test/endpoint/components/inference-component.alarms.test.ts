import { Duration, type aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import { CapacitySize, DeploymentStrategy, Endpoint, InferenceComponent, RecommendedAlarm } from '../../../src';
import { messageOf } from '../../helpers/problems';
import { resourcesOf, testStack, warningsOf } from '../../helpers/stack';
import { onInstances } from '../kinds';
import { aComponent, anArchive, hosting } from './given';

const ALARM = 'AWS::CloudWatch::Alarm';
const idsOf = (alarms: readonly cloudwatch.IAlarm[]) => alarms.map(({ node }) => node.id);
const OF_COMPONENT = ['ServerErrorRate', 'ClientErrorRate', 'ModelLatency', 'NoCapacity', 'MemoryUtilization'];
const OF_VARIANT = ['ServerErrorRate', 'ClientErrorRate', 'ModelLatency', 'CpuUtilization', 'MemoryUtilization', 'DiskUtilization', 'GpuUtilization'];

describe('the recommended alarms of an endpoint', () => {
  test('include those of a component, and of an adapter only the one on server errors', () => {
    const stack = testStack();
    const endpoint = hosting(stack);
    aComponent(stack, {}, endpoint).addAdapter('Legal', { artifact: anArchive(stack) });

    expect(idsOf(endpoint.addRecommendedAlarms().all)).toEqual([
      ...OF_VARIANT.map((kind) => `main${kind}`), ...OF_COMPONENT.map((kind) => `Llama.${kind}`), 'Llama--Legal.ServerErrorRate',
    ]);
  });

  test('include those of components that are added or looked up later', () => {
    const stack = testStack();
    const endpoint = hosting(stack);
    const alarms = endpoint.addRecommendedAlarms({ exclude: [RecommendedAlarm.MODEL_LATENCY] });
    aComponent(stack, {}, endpoint);
    endpoint.inferenceComponent('other');

    expect(idsOf(alarms.all).slice(6)).toEqual([
      'Llama.ServerErrorRate', 'Llama.ClientErrorRate', 'Llama.NoCapacity', 'Llama.MemoryUtilization',
      'other.ServerErrorRate', 'other.ClientErrorRate', 'other.NoCapacity', 'other.MemoryUtilization',
    ]);
    expect(idsOf(alarms.critical).slice(1)).toEqual(['Llama.ServerErrorRate', 'Llama.NoCapacity', 'other.ServerErrorRate', 'other.NoCapacity']);
  });

  test('of components that are added later give no warning about alarms that cannot roll the endpoint back', () => {
    const stack = testStack();
    const endpoint = hosting(stack);
    endpoint.addAutoRollbackAlarms(...endpoint.addRecommendedAlarms().critical);
    aComponent(stack, {}, endpoint);

    expect(warningsOf(stack).filter((warning) => warning.includes('lateVariantWithoutRollback'))).toEqual([]);
  });

  test('of variants are found beside those of components', () => {
    const stack = testStack();
    const endpoint = hosting(stack);
    const llama = aComponent(stack, {}, endpoint);
    const alarms = endpoint.addRecommendedAlarms();

    expect(alarms.find(RecommendedAlarm.SERVER_ERROR_RATE).node.id).toBe('mainServerErrorRate');
    expect(alarms.findOfInferenceComponent(RecommendedAlarm.SERVER_ERROR_RATE, llama).node.id).toBe('Llama.ServerErrorRate');
    expect(alarms.findOfInferenceComponent(RecommendedAlarm.NO_CAPACITY, endpoint.inferenceComponent(llama.inferenceComponentName)).node.id).toBe('Llama.NoCapacity');
  });

  test('have no alarm of a component that is unknown, and say which there are', () => {
    const stack = testStack();
    const endpoint = hosting(stack);
    const adapter = aComponent(stack, {}, endpoint).addAdapter('Legal', { artifact: anArchive(stack) });
    const alarms = endpoint.addRecommendedAlarms({ exclude: [RecommendedAlarm.MODEL_LATENCY, RecommendedAlarm.CLIENT_ERROR_RATE] });

    expect(messageOf(() => alarms.findOfInferenceComponent(RecommendedAlarm.NO_CAPACITY, adapter))).toBe(
      "Test/Endpoint/RecommendedAlarms: no alarm NoCapacity of this inference component; the alarms are ServerErrorRate of inference component 'Llama', NoCapacity of inference component 'Llama', "
      + "MemoryUtilization of inference component 'Llama', ServerErrorRate of inference component 'Legal'",
    );
  });
});

describe('the recommended alarms of a component', () => {
  test('are on its own metrics, whose name is known before it exists', () => {
    const stack = testStack();
    const llama = aComponent(stack);
    llama.addRecommendedAlarms({ noCapacityDuration: Duration.minutes(20) });
    const [component] = Object.values(resourcesOf(stack, 'AWS::SageMaker::InferenceComponent'));
    const Dimensions = [{ Name: 'InferenceComponentName', Value: component.Properties.InferenceComponentName }];

    expect(Object.values(resourcesOf(stack, ALARM)).map(({ Properties }) => Properties)).toEqual([
      expect.objectContaining({
        Namespace: 'AWS/SageMaker',
        MetricName: 'Invocation5XXErrors',
        Statistic: 'Average',
        Threshold: 0.05,
        Dimensions,
        AlarmDescription: "More than 5 % of the invocations of inference component 'Llama' return 5XX errors. Check the container logs.",
      }),
      expect.objectContaining({ MetricName: 'Invocation4XXErrors', Threshold: 0.25, Dimensions }),
      expect.objectContaining({ MetricName: 'ModelLatency', ExtendedStatistic: 'p99', Threshold: 30_000_000, Dimensions }),
      expect.objectContaining({
        MetricName: 'NoCapacityInvocationFailures',
        Statistic: 'Sum',
        Period: 60,
        EvaluationPeriods: 20,
        DatapointsToAlarm: 20,
        Threshold: 1,
        Dimensions,
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        TreatMissingData: 'notBreaching',
        AlarmDescription: "Requests to inference component 'Llama' have failed for 20 minutes because it has no copies. Check the scaling policies and the "
          + 'instance quota.',
      }),
      expect.objectContaining({
        Namespace: '/aws/sagemaker/InferenceComponents',
        MetricName: 'MemoryUtilizationNormalized',
        Threshold: 90,
        Period: 300,
        Dimensions,
        AlarmDescription: "Inference component 'Llama' has used more than 90 % of its reserved memory for 15 minutes. Increase minMemory.",
      }),
    ]);
  });

  test('roll an update of the component back', () => {
    const stack = testStack();
    const deploymentStrategy = DeploymentStrategy.rolling({ maximumBatchSize: CapacitySize.copies(1), bakeTime: Duration.minutes(5) });
    const llama = aComponent(stack, { deploymentStrategy });
    const { critical } = llama.addRecommendedAlarms();
    llama.addAutoRollbackAlarms(...critical);
    const [component] = Object.values(resourcesOf(stack, 'AWS::SageMaker::InferenceComponent'));

    expect(component.Properties.DeploymentConfig.AutoRollbackConfiguration.Alarms).toEqual(
      Object.entries(resourcesOf(stack, ALARM)).filter(([id]) => /ServerErrorRate|ModelLatency|NoCapacity/.test(id)).map(([id]) => ({ AlarmName: { Ref: id } })),
    );
    expect(component.Properties.DeploymentConfig.RollingUpdatePolicy).toEqual({ MaximumBatchSize: { Type: 'COPY_COUNT', Value: 1 }, WaitIntervalInSeconds: 300 });
  });

  test('exist for a component of an endpoint whose variants are not known', () => {
    const stack = testStack();
    const endpoint = Endpoint.fromEndpointName(stack, 'Theirs', 'theirs');
    const imported = InferenceComponent.fromInferenceComponentAttributes(stack, 'Imported', { inferenceComponentName: 'llama', endpoint });

    expect(idsOf(imported.addRecommendedAlarms().all)).toEqual(OF_COMPONENT.map((kind) => `Test--Imported.${kind}`));
  });

  test('require the endpoint', () => {
    const imported = InferenceComponent.fromInferenceComponentName(testStack(), 'Imported', 'llama');

    expect(messageOf(() => imported.addRecommendedAlarms())).toBe('Test/Imported: addRecommendedAlarms requires the endpoint of the inference component; import the component with '
      + 'InferenceComponent.fromInferenceComponentAttributes and its endpoint');
  });
});

test('an endpoint without components has the alarms it had', () => {
  const stack = testStack();

  expect(idsOf(onInstances(stack).addRecommendedAlarms().all)).toEqual(
    ['ServerErrorRate', 'ClientErrorRate', 'ModelLatency', 'CpuUtilization', 'MemoryUtilization', 'DiskUtilization'].map((kind) => `main${kind}`),
  );
});
