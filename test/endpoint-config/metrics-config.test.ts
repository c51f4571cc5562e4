import { CfnParameter, Duration } from 'aws-cdk-lib';
import { EndpointConfig, type MetricsConfigOptions } from '../../src';
import { aConfig, aModel } from '../helpers/given';
import { must } from '../helpers/must';
import { messageOf } from '../helpers/problems';
import { propertiesOf, statementsOf, testStack, warningsOf } from '../helpers/stack';

const TYPE = 'AWS::SageMaker::EndpointConfig';

const rendered = (metrics: MetricsConfigOptions | undefined, stack = testStack()) => propertiesOf(aConfig(stack, 'Config', { metrics }), TYPE).MetricsConfig;
const refused = (publishFrequency: Duration) => messageOf(() => aConfig(testStack(), 'Config', { metrics: { publishFrequency } }));

describe('rendering', () => {
  test('nothing without it, so that SageMaker decides', () => {
    const stack = testStack();
    aConfig(stack);
    expect(propertiesOf(stack, TYPE)).not.toHaveProperty('MetricsConfig');
  });

  test('nothing that is not said', () => {
    expect(rendered({ enhancedMetrics: true })).toEqual({ EnableEnhancedMetrics: true });
    expect(rendered({ publishFrequency: Duration.seconds(10) })).toEqual({ MetricPublishFrequencyInSeconds: 10 });
  });

  test('all options', () => {
    expect(rendered({ enhancedMetrics: true, detailedObservability: true, publishFrequency: Duration.minutes(5) }))
      .toEqual({ EnableEnhancedMetrics: true, EnableDetailedObservability: true, MetricPublishFrequencyInSeconds: 300 });
  });

  test('what is switched off, which is not the same as left out: new configurations have detailed observability', () => {
    expect(rendered({ enhancedMetrics: false, detailedObservability: false }))
      .toEqual({ EnableEnhancedMetrics: false, EnableDetailedObservability: false });
  });

  test('the metrics of a serverless variant', () => {
    const stack = testStack();
    new EndpointConfig(stack, 'Config', {
      serverlessProductionVariant: { model: aModel(stack), variantName: 'less', maxConcurrency: 1, memorySizeInMB: 1024 },
      metrics: { detailedObservability: false },
    });
    expect(propertiesOf(stack, TYPE).MetricsConfig).toEqual({ EnableDetailedObservability: false });
    expect(warningsOf(stack)).toEqual([]);
  });
});

describe('publishFrequency', () => {
  test.each([10, 30, 60, 120, 180, 240, 300])('may be %d seconds', (seconds) => {
    expect(rendered({ publishFrequency: Duration.seconds(seconds) })).toEqual({ MetricPublishFrequencyInSeconds: seconds });
  });

  test.each<[Duration, number]>([
    [Duration.millis(10_000), 10],
    [Duration.minutes(1), 60],
  ])('may be %s', (publishFrequency, seconds) => {
    expect(rendered({ publishFrequency })).toEqual({ MetricPublishFrequencyInSeconds: seconds });
  });

  test.each<[Duration, number]>([
    [Duration.seconds(0), 0],
    [Duration.millis(500), 0.5],
    [Duration.seconds(1), 1],
    [Duration.seconds(9), 9],
    [Duration.seconds(11), 11],
    [Duration.seconds(20), 20],
    [Duration.seconds(90), 90],
    [Duration.seconds(299), 299],
    [Duration.seconds(301), 301],
    [Duration.hours(1), 3600],
  ])('fails as %s', (publishFrequency, seconds) => {
    expect(refused(publishFrequency))
      .toBe(`Test/Config: metrics.publishFrequency ${must.beSecondsOf([10, 30, 60, 120, 180, 240, 300], seconds)}`);
  });

  test('may be a token in seconds', () => {
    const stack = testStack();
    const seconds = new CfnParameter(stack, 'Seconds', { type: 'Number' }).valueAsNumber;
    expect(rendered({ publishFrequency: Duration.seconds(seconds) }, stack)).toEqual({ MetricPublishFrequencyInSeconds: { Ref: 'Seconds' } });
  });

  test('fails as a token in minutes, which cannot be converted', () => {
    expect(refused(Duration.minutes(new CfnParameter(testStack(), 'Minutes', { type: 'Number' }).valueAsNumber)))
      .toBe(`Test/Config: metrics.publishFrequency ${must.beInUnit('seconds', 'minutes')}`);
  });
});

test('metrics take no permission beyond that of each model', () => {
  const [without, with_] = [undefined, { enhancedMetrics: true }].map((metrics) => {
    const stack = testStack();
    aConfig(stack, 'Config', { metrics });
    return statementsOf(stack);
  });
  expect(with_).toEqual(without);
});
