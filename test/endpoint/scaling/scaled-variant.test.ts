import { CfnParameter, Lazy, type Stack, type aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import { instanceNeededCheck, scalingMetrics, variantOfResourceId, type ScalingMetrics } from '../../../src/endpoint/scaling/scaled-variant';
import { testStack } from '../../helpers/stack';

function statOf(metric: cloudwatch.IMetric): { name: string; namespace: string; statistic: string; dimensions: unknown } {
  const { metricName: name, namespace, statistic, dimensions } = metric.toMetricConfig().metricStat!;
  return { name, namespace, statistic, dimensions };
}

const OF_ENDPOINT = [{ name: 'EndpointName', value: 'theirs' }];
const OF_VARIANT = [...OF_ENDPOINT, { name: 'VariantName', value: 'main' }];

test.each<[keyof ScalingMetrics, string, string, unknown]>([
  ['cpu', '/aws/sagemaker/Endpoints', 'CPUUtilization', OF_VARIANT],
  ['gpu', '/aws/sagemaker/Endpoints', 'GPUUtilization', OF_VARIANT],
  ['memory', '/aws/sagemaker/Endpoints', 'MemoryUtilization', OF_VARIANT],
  ['gpuMemory', '/aws/sagemaker/Endpoints', 'GPUMemoryUtilization', OF_VARIANT],
  ['backlogPerInstance', 'AWS/SageMaker', 'ApproximateBacklogSizePerInstance', OF_ENDPOINT],
  ['backlogWithoutCapacity', 'AWS/SageMaker', 'HasBacklogWithoutCapacity', OF_ENDPOINT],
])('%s is an average of %s %s', (key, namespace, name, dimensions) => {
  expect(statOf(scalingMetrics({ endpoint: { scope: testStack(), metricsName: 'theirs' }, variantName: 'main' })[key])).toEqual({ namespace, name, dimensions, statistic: 'Average' });
});

test('the names of a literal id are literals', () => {
  const scope = testStack();
  expect(variantOfResourceId(scope, 'endpoint/theirs/variant/main')).toEqual({ endpoint: { scope, metricsName: 'theirs' }, variantName: 'main' });
});

test.each([
  ['a token', (_: Stack, token: string) => token, { Ref: 'Id' }],
  ['partly a token', (_: Stack, token: string) => `endpoint/${token}/variant/main`, { 'Fn::Join': ['', ['endpoint/', { Ref: 'Id' }, '/variant/main']] }],
])('the names of an id that is %s are taken out of it by CloudFormation', (_, idOf, id) => {
  const stack = testStack();
  const { endpoint: { metricsName }, variantName } = variantOfResourceId(stack, idOf(stack, new CfnParameter(stack, 'Id').valueAsString));
  const part = (index: number) => ({ 'Fn::Select': [index, { 'Fn::Split': ['/', id] }] });
  expect(stack.resolve({ metricsName, variantName })).toEqual({ metricsName: part(1), variantName: part(3) });
});

test('no instance is refused where one is needed', () => {
  expect(instanceNeededCheck('minCapacity', 'main', 0)).toBe("minCapacity of variant 'main' must be at least 1, got 0; only asynchronous endpoints queue requests "
    + 'while there is no instance');
});

test.each([1, undefined, Lazy.number({ produce: () => 0 })])('%p is not no instance', (capacity) => {
  expect(instanceNeededCheck('minCapacity', 'main', capacity)).toBeUndefined();
});
