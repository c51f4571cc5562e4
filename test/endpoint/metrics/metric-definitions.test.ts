import { Duration, type Stack, type aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import * as recorded from './data/metrics.json';
import { Endpoint, EndpointConfig, InferenceExecutionMode, type IEndpoint } from '../../../src';
import * as definitions from '../../../src/endpoint/metrics/metric-definitions';
import { PACKAGE, typeOf, withAncestors, type Docs } from '../../compatibility/assembly';
import { aConfig, aModel, anImage } from '../../helpers/given';
import { testStack } from '../../helpers/stack';

interface Row {
  readonly facade: string;
  readonly method: string;
  readonly args?: string[];
  readonly metricName: string;
  readonly namespace: string;
  readonly dimensions: string[];
  readonly statistic: string;
  readonly unit: string;
}

/** Something that has metrics: which rows are of it, and how to get at it. */
interface Facade {
  readonly of: readonly string[];
  readonly type: string;
  readonly config: (stack: Stack) => EndpointConfig;
  readonly find: (endpoint: IEndpoint) => object;
  readonly dimensions?: { readonly [name: string]: string };
}

const ROWS: readonly Row[] = recorded.metrics;
const OWN_NAME = { 'Fn::GetAtt': ['Endpoint8024A810', 'EndpointName'] };

function withShadow(stack: Stack): EndpointConfig {
  return aConfig(stack, 'Config', { shadowProductionVariants: [{ model: aModel(stack, 'ShadowModel'), variantName: 'shadow' }] });
}

function serverless(stack: Stack): EndpointConfig {
  const serverlessProductionVariant = { model: aModel(stack), variantName: 'less', maxConcurrency: 5, memorySizeInMB: 1024 };
  return new EndpointConfig(stack, 'Config', { serverlessProductionVariant });
}

function ofContainers(stack: Stack): EndpointConfig {
  const model = aModel(stack, 'Model', {
    inferenceExecutionMode: InferenceExecutionMode.DIRECT,
    containers: ['first', 'second'].map((containerHostname) => ({ image: anImage(stack), containerHostname })),
  });
  return new EndpointConfig(stack, 'Config', { instanceProductionVariants: [{ model, variantName: 'main' }] });
}

function ofComponents(stack: Stack): EndpointConfig {
  return new EndpointConfig(stack, 'Config', { instanceProductionVariants: [{ variantName: 'main' }] });
}

const FACADES: { readonly [name: string]: Facade } = {
  'an endpoint': { of: ['endpoint'], type: 'IEndpoint', config: aConfig, find: (endpoint) => endpoint },
  'an instance variant': {
    of: ['variant', 'instance'],
    type: 'IEndpointInstanceProductionVariant',
    config: aConfig,
    find: (endpoint) => endpoint.findInstanceProductionVariant('main'),
    dimensions: { VariantName: 'main' },
  },
  'a shadow variant': {
    of: ['variant', 'instance', 'shadow'],
    type: 'IEndpointShadowProductionVariant',
    config: withShadow,
    find: (endpoint) => endpoint.findShadowProductionVariant('shadow'),
    dimensions: { VariantName: 'shadow' },
  },
  'a serverless variant': {
    of: ['variant', 'serverless'],
    type: 'IEndpointServerlessProductionVariant',
    config: serverless,
    find: (endpoint) => endpoint.findServerlessProductionVariant('less'),
    dimensions: { VariantName: 'less' },
  },
  'a container': {
    of: ['container'],
    type: 'IEndpointContainer',
    config: ofContainers,
    find: (endpoint) => endpoint.findInstanceProductionVariant('main').findContainer('second'),
    dimensions: { VariantName: 'main', ContainerName: 'second' },
  },
  'an inference component': {
    of: ['inferenceComponent'],
    type: 'IEndpointInferenceComponent',
    config: ofComponents,
    find: (endpoint) => endpoint.inferenceComponent('llm'),
    dimensions: { InferenceComponentName: 'llm' },
  },
};

/** The same of an endpoint of the stack, and of one that is imported. */
const PLACES: { readonly [name: string]: (stack: Stack, facade: Facade) => { readonly endpoint: IEndpoint; readonly name: unknown } } = {
  defined: (stack, { config }) => ({ endpoint: new Endpoint(stack, 'Endpoint', { endpointConfig: config(stack) }), name: OWN_NAME }),
  imported: (stack) => ({ endpoint: Endpoint.fromEndpointName(stack, 'Theirs', 'theirs'), name: 'theirs' }),
};

function rowsOf({ of }: Facade): Row[] {
  return ROWS.filter((row) => of.includes(row.facade));
}

function metricOf(found: object, { method, args = [] }: Pick<Row, 'method' | 'args'>, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
  return (found as any)[method](...args, ...options ? [options] : []);
}

function docsOf(typeName: string, method: string): Docs {
  const methods = withAncestors(typeOf(`${PACKAGE}.${typeName}`)!).flatMap((type) => type.methods ?? []);
  return methods.find((candidate) => candidate.name === method && candidate.docs?.summary)!.docs!;
}

/** Those of the types themselves, and of what they extend. */
function metricMethodsOf(typeName: string): string[] {
  const methods = withAncestors(typeOf(`${PACKAGE}.${typeName}`)!).flatMap((type) => type.methods ?? []);
  return [...new Set(methods.map(({ name }) => name).filter((name) => /^metric[A-Z]/.test(name)))].sort();
}

const everywhere = Object.entries(FACADES).flatMap(([facadeName, facade]) => Object.keys(PLACES).map((place) => ({ place, facadeName, facade })));

describe.each(everywhere)('of $facadeName, where the endpoint is $place', ({ place, facade }) => {
  const rows = rowsOf(facade).map((row) => ({ ...row, title: [row.method, ...row.args ?? []].join(' ') }));

  function given(): { readonly stack: Stack; readonly found: object; readonly dimensions: { [name: string]: unknown } } {
    const stack = testStack();
    const { endpoint, name } = PLACES[place](stack, facade);
    const ofEndpoint: { [dimension: string]: unknown } = facade.of.includes('inferenceComponent') ? {} : { EndpointName: name };
    return { stack, found: facade.find(endpoint), dimensions: { ...ofEndpoint, ...facade.dimensions } };
  }

  test.each(rows)('$title is what the guide says', (row) => {
    const { stack, found, dimensions } = given();
    const metric = metricOf(found, row);
    expect(metric).toMatchObject({ namespace: row.namespace, metricName: row.metricName, statistic: row.statistic, period: Duration.minutes(5) });
    expect(stack.resolve(metric.dimensions)).toEqual(dimensions);
    expect(Object.keys(metric.dimensions!)).toEqual(row.dimensions);
    // CloudWatch would look for data of just that unit, and a label would hide the name.
    expect([metric.unit, metric.label]).toEqual([undefined, undefined]);
  });

  test.each(rows)('$title can be read otherwise', (row) => {
    const { stack, found, dimensions } = given();
    const options = {
      statistic: 'p99', period: Duration.minutes(1), label: 'mine', color: '#123456', region: 'eu-west-1', account: '210987654321',
    };
    const metric = metricOf(found, row, { ...options, dimensionsMap: { InstanceType: 'ml.m5.large' } });
    expect(metric).toMatchObject({ ...options, namespace: row.namespace, metricName: row.metricName });
    expect(stack.resolve(metric.dimensions)).toEqual({ ...dimensions, InstanceType: 'ml.m5.large' });
  });

  test.each(rows)('$title keeps its defaults when options are undefined, as other languages give them', (row) => {
    const { stack, found, dimensions } = given();
    const options = { statistic: undefined, period: undefined, label: undefined, dimensionsMap: undefined, region: undefined, account: undefined };
    const metric = metricOf(found, row, options);
    expect(metric).toMatchObject({ statistic: row.statistic, period: Duration.minutes(5) });
    expect(stack.resolve(metric.dimensions)).toEqual(dimensions);
  });

  test('any other metric is a sum', () => {
    const { stack, found, dimensions } = given();
    const metric = metricOf(found, { method: 'metric', args: ['Their/Namespace', 'Anything'] });
    expect(metric).toMatchObject({ namespace: 'Their/Namespace', metricName: 'Anything', statistic: 'Sum', period: Duration.minutes(5) });
    expect(metric.unit).toBeUndefined();
    expect(stack.resolve(metric.dimensions)).toEqual(dimensions);
  });

  test('any other metric can be read otherwise', () => {
    const { stack, found, dimensions } = given();
    const options = { statistic: 'Maximum', period: Duration.minutes(1), label: 'mine', region: 'eu-west-1', account: '210987654321' };
    const metric = metricOf(found, { method: 'metric', args: ['Their/Namespace', 'Anything'] }, { ...options, dimensionsMap: { Feature: 'age' } });
    expect(metric).toMatchObject(options);
    expect(stack.resolve(metric.dimensions)).toEqual({ ...dimensions, Feature: 'age' });
  });
});

describe('the table of metrics', () => {
  const { INVOCATION, INSTANCE, MULTI_MODEL, QUEUE, SERVERLESS, COMPONENT } = definitions;
  const all = [INVOCATION, INSTANCE, MULTI_MODEL, QUEUE, SERVERLESS, COMPONENT]
    .flatMap((group): definitions.MetricDefinition[] => Object.values(group));
  const keyOf = ({ namespace, metricName }: Pick<Row, 'namespace' | 'metricName'>) => `${namespace} ${metricName}`;

  test('says where it is from, and has each metric of a facade once', () => {
    expect(recorded.source).toContain('developer guide');
    const keys = ROWS.map((row) => `${row.facade} ${keyOf(row)}`);
    expect(new Set(keys).size).toBe(keys.length);
    expect([...new Set(ROWS.map(({ facade }) => facade))].sort())
      .toEqual(['container', 'endpoint', 'inferenceComponent', 'instance', 'serverless', 'variant']);
  });

  test.each(ROWS)('$facade $metricName is defined in the sources with this unit and statistic', (row) => {
    const { namespace, metricName, statistic, unit } = row;
    expect(all.filter((definition) => keyOf(definition) === keyOf(row))).toEqual([{ namespace, metricName, statistic, unit }]);
  });

  test('has all that is defined in the sources', () => {
    const keys = new Set(ROWS.map(keyOf));
    expect(all.map(keyOf).filter((key) => !keys.has(key))).toEqual([]);
  });

  test('has none of what is left out on purpose, nor do the sources', () => {
    const names = recorded.leftOut.map(({ metricName }) => metricName);
    expect([...ROWS, ...all].filter(({ metricName }) => names.includes(metricName))).toEqual([]);
    expect(recorded.leftOut.filter(({ reason }) => !reason)).toEqual([]);
  });

  test.each(Object.entries(FACADES))('has all methods of %s', (_name, facade) => {
    expect([...new Set(rowsOf(facade).map(({ method }) => method))].sort()).toEqual(metricMethodsOf(facade.type));
  });
});

describe('the documentation', () => {
  const rows = Object.values(FACADES).flatMap((facade) => rowsOf(facade).map((row) => ({ ...row, type: facade.type })));
  const spelled = (unit: string) => ['microseconds', 'milliseconds', 'seconds', 'percent'].filter((word) => word === unit.toLowerCase());

  test.each(rows)('of $method of $type names the unit $unit', ({ type, method, unit }) => {
    const { summary } = docsOf(type, method);
    expect(summary!.match(/\b(microseconds|milliseconds|seconds|percent)\b/g) ?? []).toEqual(spelled(unit));
  });

  test.each(rows)('of $method of $type names the statistic $statistic', ({ type, method, statistic }) => {
    expect(docsOf(type, method).default).toBe(`- ${statistic.toLowerCase()} over 5 minutes`);
  });

  test.each(Object.entries(FACADES))('of any other metric of %s names the statistic', (_name, { type }) => {
    expect(docsOf(type, 'metric').default).toBe('- sum over 5 minutes');
  });
});
