import { aws_s3 as s3, type Stack, type aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import { DeploymentStrategy, Endpoint, EndpointConfig, InstanceType, RecommendedAlarm, type EndpointAlarms } from '../../../src';
import { aModel } from '../../helpers/given';
import { resourcesOf, testStack, warningsOf } from '../../helpers/stack';

const ALARM = 'AWS::CloudWatch::Alarm';

describe('variants that are added after the alarms', () => {
  const variant = (stack: Stack, variantName: string) => ({ variantName, model: aModel(stack, `ModelOf${variantName}`), instanceType: InstanceType.M5_LARGE });
  const critical = (...names: string[]) => names.flatMap((name) => [`${name}ServerErrorRate`, `${name}ModelLatency`]);
  const idsOf = (alarms: EndpointAlarms) => alarms.critical.map(({ node }) => node.id);

  test('have the same alarms, with the same IDs, as those before', () => {
    const before = testStack();
    const config = new EndpointConfig(before, 'Config');
    const alarms = new Endpoint(before, 'Endpoint', { endpointConfig: config }).addRecommendedAlarms();
    expect(alarms.all).toEqual([]);
    config.addInstanceProductionVariant(variant(before, 'one'));
    config.addInstanceProductionVariant(variant(before, 'two'));

    const after = testStack();
    const complete = new EndpointConfig(after, 'Config', { instanceProductionVariants: [variant(after, 'one'), variant(after, 'two')] });
    new Endpoint(after, 'Endpoint', { endpointConfig: complete }).addRecommendedAlarms();

    expect(idsOf(alarms)).toEqual(critical('one', 'two'));
    expect(resourcesOf(before, ALARM)).toEqual(resourcesOf(after, ALARM));
  });

  test('have the alarms of their kind', () => {
    const stack = testStack();
    const bucket = s3.Bucket.fromBucketName(stack, 'Bucket', 'bucket');
    const queuedConfig = new EndpointConfig(stack, 'Queued', { asyncInference: { output: { bucket } } });
    const queuedAlarms = new Endpoint(stack, 'QueuedEndpoint', { endpointConfig: queuedConfig }).addRecommendedAlarms();
    queuedConfig.addInstanceProductionVariant(variant(stack, 'main'));
    const serverlessConfig = new EndpointConfig(stack, 'Serverless');
    const serverlessAlarms = new Endpoint(stack, 'ServerlessEndpoint', { endpointConfig: serverlessConfig }).addRecommendedAlarms({ exclude: [RecommendedAlarm.MODEL_LATENCY] });
    serverlessConfig.addServerlessProductionVariant({ variantName: 'less', model: aModel(stack), maxConcurrency: 5, memorySizeInMB: 1024 });

    expect(idsOf(queuedAlarms)).toEqual(['mainInvocationFailures', 'BacklogAge', 'NoCapacity']);
    expect(idsOf(serverlessAlarms)).toEqual(['lessServerErrorRate']);
  });

  test('are shown by the dashboard', () => {
    const stack = testStack();
    const config = new EndpointConfig(stack, 'Config', { instanceProductionVariants: [variant(stack, 'one')] });
    const endpoint = new Endpoint(stack, 'Endpoint', { endpointConfig: config });
    const alarms = endpoint.addRecommendedAlarms();
    config.addInstanceProductionVariant(variant(stack, 'two'));

    expect(endpoint._parts().alarms).toEqual(alarms.all);
  });

  test('do not roll the endpoint back, if the alarms before them do, with a warning', () => {
    const stack = testStack();
    const config = new EndpointConfig(stack, 'Config', { instanceProductionVariants: [variant(stack, 'one')] });
    const endpoint = new Endpoint(stack, 'Endpoint', { endpointConfig: config, deploymentStrategy: DeploymentStrategy.blueGreen() });
    const alarms = endpoint.addRecommendedAlarms({ evaluationPeriods: 1, datapointsToAlarm: 1 });
    endpoint.addAutoRollbackAlarms(...alarms.critical);
    config.addInstanceProductionVariant(variant(stack, 'two'));

    expect(warningsOf(stack).filter((warning) => warning.includes('lateVariant'))).toEqual([
      "Test/Endpoint: 'Test/Endpoint/RecommendedAlarms/twoServerErrorRate', 'Test/Endpoint/RecommendedAlarms/twoModelLatency' cannot roll the endpoint back, because the variant was "
      + 'added after the call of addAutoRollbackAlarms; call it after all variants are added [ack: cdk-sagemaker-hosting:lateVariantWithoutRollback]',
    ]);
  });

  test.each<[string, (alarms: EndpointAlarms) => cloudwatch.Alarm[]]>([
    ['some of the alarms roll back', (alarms) => alarms.critical.slice(0, 1)],
    ['all alarms roll back', (alarms) => alarms.critical],
  ])('give no warning if %s, chosen when all variants are there', (_what, choose) => {
    const stack = testStack();
    const config = new EndpointConfig(stack, 'Config', { instanceProductionVariants: [variant(stack, 'one')] });
    const endpoint = new Endpoint(stack, 'Endpoint', { endpointConfig: config });
    const alarms = endpoint.addRecommendedAlarms();
    config.addInstanceProductionVariant(variant(stack, 'two'));
    endpoint.addAutoRollbackAlarms(...choose(alarms));

    expect(warningsOf(stack).filter((warning) => warning.includes('lateVariant'))).toEqual([]);
  });
});
