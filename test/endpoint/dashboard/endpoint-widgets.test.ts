import type { Stack } from 'aws-cdk-lib';
import { graphOf, linesOf, titlesOf, widgetsIn } from './given';
import { InstanceType, type IEndpoint } from '../../../src';
import { testStack } from '../../helpers/stack';
import { LIKE_POOLS, UNLIKE_POOLS, imported, multiModel, onInstances, queued, serverless, withShadow } from '../kinds';

const NAME = '${Endpoint8024A810.EndpointName}';

function shown(endpoint: (stack: Stack) => IEndpoint): any[] {
  const stack = testStack();
  endpoint(stack).addDashboard();
  return widgetsIn(stack);
}

const scaled = (stack: Stack) => {
  const endpoint = onInstances(stack, [{}, {}]);
  endpoint.findInstanceProductionVariant('main').autoScaleInstanceCount({ minCapacity: 2, maxCapacity: 8 }).scaleOnInvocations('Load', { maxRequestsPerSecond: 10 });
  return endpoint;
};
const toZero = (stack: Stack) => {
  const endpoint = queued(stack);
  endpoint.findInstanceProductionVariant('main').autoScaleInstanceCount({ minCapacity: 0, maxCapacity: 5 }).scaleOnBacklog('Load', { targetBacklogPerInstance: 3 });
  return endpoint;
};
const onUtilization = (stack: Stack) => {
  const endpoint = queued(stack);
  endpoint.findInstanceProductionVariant('main').autoScaleInstanceCount({ minCapacity: 1, maxCapacity: 5 });
  return endpoint;
};
const components = (stack: Stack) => {
  const endpoint = onInstances(stack, [{ model: undefined, instanceType: InstanceType.G5_12XLARGE }]);
  endpoint.inferenceComponent('llama').autoScaleCopyCount({ minCapacity: 0, maxCapacity: 5 }).scaleOnConcurrentRequests('Load', { targetConcurrentRequests: 3 });
  return endpoint;
};
const someUncounted = (stack: Stack) => onInstances(stack, [{ instancePools: UNLIKE_POOLS }, {}]);
const componentsOnPools = (stack: Stack) => onInstances(stack, [{ model: undefined, instancePools: UNLIKE_POOLS }]);
const gpus = (stack: Stack) => onInstances(stack, [{ instancePools: LIKE_POOLS }]);

const KINDS: [string, (stack: Stack) => IEndpoint, string[]][] = [
  ['one variant', (stack) => onInstances(stack), [
    `# ${NAME}`, '## Traffic and errors', 'Invocations per minute', 'Error rate', '## Latency', 'Model latency', 'Overhead latency (average)',
    '## Scaling', 'Invocations per instance of main (per minute)', 'Instances of main (estimated from invocations)',
    '## Utilization', 'CPU utilization', 'Memory utilization', 'Disk utilization',
  ]],
  ['two variants, of which one scales', scaled, [
    `# ${NAME}`, '## Traffic and errors', 'Invocations per minute', 'Error rate', '## Latency', 'Model latency', 'Overhead latency (average)',
    '## Comparison of variants', 'Share of invocations', 'Model latency (p99)', 'Error rate (5XX)',
    '## Scaling', 'Invocations per instance of main (per minute)', 'Instances of main (estimated from invocations)',
    'Invocations per instance of v1 (per minute)', 'Instances of v1 (estimated from invocations)',
    '## Utilization', 'CPU utilization', 'Memory utilization', 'Disk utilization',
  ]],
  ['GPUs', gpus, [
    `# ${NAME}`, '## Traffic and errors', 'Invocations per minute', 'Error rate', '## Latency', 'Model latency', 'Overhead latency (average)',
    '## Scaling', 'Invocations per instance of main (per minute)', 'Instances of main (estimated from invocations)',
    '## Utilization', 'CPU utilization', 'Memory utilization', 'Disk utilization', 'GPU utilization', 'GPU memory utilization',
  ]],
  ['a shadow', withShadow, [
    `# ${NAME}`, '## Traffic and errors', 'Invocations per minute', 'Error rate', '## Latency', 'Model latency', 'Overhead latency (average)',
    '## Comparison of variants', 'Model latency (p99)', 'Error rate (5XX)',
    '## Scaling', 'Invocations per instance of main (per minute)', 'Instances of main (estimated from invocations)',
    '## Utilization', 'CPU utilization', 'Memory utilization', 'Disk utilization',
  ]],
  ['a queue', toZero, [
    `# ${NAME}`, '## Queue', 'Approximate backlog size', 'Approximate age of oldest request', 'Has backlog without capacity', 'Processing time (average)', 'Failures',
    '## Latency', 'Model latency', '## Scaling', 'Approximate backlog size per instance', 'Instances of main (estimated from the backlog)',
    '## Utilization', 'CPU utilization', 'Memory utilization', 'Disk utilization',
  ]],
  ['no instances to see', (stack) => serverless(stack, 2), [
    `# ${NAME}`, '## Traffic and errors', 'Invocations per minute', 'Error rate', '## Latency', 'Model latency', 'Overhead latency (average)',
    '## Serverless', 'Concurrency utilization', 'Provisioned concurrency invocations', 'Model setup time', '## Utilization', 'Memory utilization',
  ]],
  ['containers that start when they are needed', (stack) => serverless(stack), [
    `# ${NAME}`, '## Traffic and errors', 'Invocations per minute', 'Error rate', '## Latency', 'Model latency', 'Overhead latency (average)',
    '## Serverless', 'Concurrency utilization', 'Model setup time', '## Utilization', 'Memory utilization',
  ]],
  ['many models', multiModel, [
    `# ${NAME}`, '## Traffic and errors', 'Invocations per minute', 'Error rate', '## Latency', 'Model latency', 'Overhead latency (average)',
    '## Scaling', 'Invocations per instance of main (per minute)', 'Instances of main (estimated from invocations)',
    '## Utilization', 'CPU utilization', 'Memory utilization', 'Disk utilization',
    '## Multi-model', 'Loaded models of main', 'Model cache hits', 'Model loading time (average)',
  ]],
  ['inference components', components, [
    `# ${NAME}`, '## Traffic and errors', 'Invocations per minute', 'Error rate', '## Latency', 'Model latency', 'Overhead latency (average)',
    '## Inference components', 'Component invocations per minute', 'Component error rate', 'Component model latency (p99)',
    'Concurrent requests per copy', 'No-capacity invocation failures', 'Copies of llama (estimated from invocations)',
    'CPU utilization of components', 'Memory utilization of components', 'GPU utilization of components', 'GPU memory utilization of components',
    '## Utilization', 'CPU utilization', 'Memory utilization', 'Disk utilization', 'GPU utilization', 'GPU memory utilization',
    'CPU reservation', 'Memory reservation', 'GPU reservation',
  ]],
  ['variants of an imported endpoint', (stack) => imported(stack, [{ variantName: 'theirs', instanceType: InstanceType.M5_LARGE }]), [
    '# theirs', '## Traffic and errors', 'Invocations per minute', 'Error rate', '## Latency', 'Model latency', 'Overhead latency (average)',
    '## Scaling', 'Invocations per instance of theirs (per minute)', 'Instances of theirs (estimated from invocations)',
    '## Utilization', 'CPU utilization', 'Memory utilization', 'Disk utilization',
  ]],
];

/** The unit of each graph, without the name of its variant. */
const UNITS: { readonly [title: string]: string } = {
  'Approximate age of oldest request': 'seconds',
  'Approximate backlog size': 'requests',
  'Approximate backlog size per instance': 'requests',
  'CPU reservation': 'percent',
  'CPU utilization': '% of all cores',
  'CPU utilization of components': '% of the reservation',
  'Component error rate': '% of invocations',
  'Component invocations per minute': 'invocations',
  'Component model latency (p99)': 'milliseconds',
  'Concurrency utilization': 'percent',
  'Concurrent requests per copy': 'requests',
  'Copies of llama (estimated from invocations)': 'copies',
  'Disk utilization': 'percent',
  'Error rate': '% of invocations',
  'Error rate (5XX)': '% of invocations',
  'Failures': 'requests',
  'GPU memory utilization': '% of all GPUs',
  'GPU memory utilization of components': '% of the reservation',
  'GPU reservation': 'percent',
  'GPU utilization': '% of all GPUs',
  'GPU utilization of components': '% of the reservation',
  'Has backlog without capacity': '0 or 1',
  'Instances (estimated from invocations)': 'instances',
  'Instances (estimated from the backlog)': 'instances',
  'Invocations per instance (per minute)': 'invocations',
  'Invocations per minute': 'invocations',
  'Loaded models': 'models',
  'Memory reservation': 'percent',
  'Memory utilization': 'percent',
  'Memory utilization of components': '% of the reservation',
  'Model cache hits': '% of invocations',
  'Model latency': 'milliseconds',
  'Model latency (p99)': 'milliseconds',
  'Model loading time (average)': 'milliseconds',
  'Model setup time': 'milliseconds',
  'No-capacity invocation failures': 'invocations',
  'Overhead latency (average)': 'milliseconds',
  'Processing time (average)': 'seconds',
  'Provisioned concurrency invocations': 'invocations',
  'Share of invocations': '% of invocations',
};

describe.each(KINDS)('an endpoint with %s', (_kind, endpoint, titles) => {
  const widgets = () => shown(endpoint);

  test('is shown from what all want to know to what few do', () => {
    expect(titlesOf(widgets())).toEqual(titles);
  });

  test('fills rows of 24 columns, without gap or overlap', () => {
    const rows = new Map<number, any[]>();
    widgets().forEach((widget) => rows.set(widget.y, [...rows.get(widget.y) ?? [], widget]));
    let y = 0;
    for (const [top, row] of [...rows].sort(([one], [other]) => one - other)) {
      expect(top).toBe(y);
      expect(row.reduce((x, widget) => {
        expect(widget.x).toBe(x);
        return x + widget.width;
      }, 0)).toBe(24);
      y += row[0].height;
    }
  });

  test('has lines with labels, and names within a graph once', () => {
    for (const { properties } of widgets().filter(({ type }) => type === 'metric')) {
      const options = properties.metrics.map((metric: any[]) => metric[metric.length - 1]);
      const ids = options.flatMap(({ id }: any) => id === undefined ? [] : [id]);
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids.every((id: string) => /^[a-z]\w*$/.test(id))).toBe(true);
      expect(options.filter(({ visible, label }: any) => visible !== false && !label)).toEqual([]);
    }
  });
});

describe('the lines of', () => {
  const of = (variant: string, name = NAME) => `${name} ${variant}`;

  test.each<[string, (stack: Stack) => IEndpoint, string, string[]]>([
    ['traffic', scaled, 'Invocations per minute', [
      `main: AWS/SageMaker Invocations of ${of('main')} (Sum)`, `v1: AWS/SageMaker Invocations of ${of('v1')} (Sum)`,
    ]],
    ['errors', (stack) => onInstances(stack), 'Error rate', [
      `main 5XX: [AWS/SageMaker Invocation5XXErrors of ${of('main')} (Average)] * 100`,
      `main 4XX: [AWS/SageMaker Invocation4XXErrors of ${of('main')} (Average)] * 100`,
    ]],
    ['latency', (stack) => onInstances(stack), 'Model latency', ['p50', 'p90', 'p99'].map((statistic) =>
      `main ${statistic}: [AWS/SageMaker ModelLatency of ${of('main')} (${statistic})] / 1000`)],
    ['latency of many variants', (stack) => onInstances(stack, [{}, {}, {}]), 'Model latency', ['main', 'v1', 'v2'].map((variant) =>
      `${variant} p99: [AWS/SageMaker ModelLatency of ${of(variant)} (p99)] / 1000`)],
    ['shares', scaled, 'Share of invocations', ['main', 'v1'].map((variant) => `${variant}: 100 * FILL([AWS/SageMaker Invocations of ${of(variant)} (Sum)], 0) / `
      + `(FILL([AWS/SageMaker Invocations of ${of('main')} (Sum)], 0) + FILL([AWS/SageMaker Invocations of ${of('v1')} (Sum)], 0))`)],
    ['a shadow', withShadow, 'Model latency (p99)', ['main', 'shadow'].map((variant) =>
      `${variant}: [AWS/SageMaker ModelLatency of ${of(variant)} (p99)] / 1000`)],
    ['processors', (stack) => onInstances(stack), 'CPU utilization', [`main: [/aws/sagemaker/Endpoints CPUUtilization of ${of('main')} (Average)] / 2`]],
    ['processors that nobody can count', (stack) => imported(stack), 'CPU utilization', [
      `main: /aws/sagemaker/Endpoints CPUUtilization of ${of('main', 'theirs')} (Average)`,
    ]],
    ['processors of which not all can be counted', someUncounted, 'CPU utilization', ['main', 'v1'].map((variant) =>
      `${variant}: /aws/sagemaker/Endpoints CPUUtilization of ${of(variant)} (Average)`)],
    ['processors of components, which need not be counted', componentsOnPools, 'CPU utilization', [
      `main: /aws/sagemaker/Endpoints CPUUtilizationNormalized of ${of('main')} (Average)`,
    ]],
    ['one GPU', gpus, 'GPU utilization', [`main: /aws/sagemaker/Endpoints GPUUtilization of ${of('main')} (Average)`]],
    ['GPUs of components', components, 'GPU utilization', [`main: /aws/sagemaker/Endpoints GPUUtilizationNormalized of ${of('main')} (Average)`]],
    ['components', components, 'No-capacity invocation failures', ['llama: AWS/SageMaker NoCapacityInvocationFailures of llama (Sum)']],
    ['instances', scaled, 'Instances of main (estimated from invocations)', [
      `instances: [AWS/SageMaker Invocations of ${of('main')} (Sum)] / [AWS/SageMaker InvocationsPerInstance of ${of('main')} (Sum)]`,
    ]],
    ['instances of a queue', toZero, 'Instances of main (estimated from the backlog)', [
      `instances: [AWS/SageMaker ApproximateBacklogSize of ${NAME} (Average)] / [AWS/SageMaker ApproximateBacklogSizePerInstance of ${NAME} (Average)]`,
    ]],
    ['time in the queue', toZero, 'Processing time (average)', [
      `time in backlog: [AWS/SageMaker TimeInBacklog of ${of('main')} (Average)] / 1000`,
      `total processing time: [AWS/SageMaker TotalProcessingTime of ${of('main')} (Average)] / 1000`,
    ]],
    ['concurrency', (stack) => serverless(stack), 'Concurrency utilization', [
      `maximum concurrency: [AWS/SageMaker ServerlessConcurrentExecutionsUtilization of ${of('less')} (Maximum)] * 100`,
    ]],
    ['cache hits', multiModel, 'Model cache hits', [`cache hits: [AWS/SageMaker ModelCacheHit of ${of('main')} (Average)] * 100`]],
  ])('%s', (_what, endpoint, title, lines) => {
    expect(linesOf(graphOf(shown(endpoint), title))).toEqual(lines);
  });
});

test('copies of components that scale have rows of three graphs', () => {
  const widgets = shown((stack) => {
    const endpoint = components(stack);
    ['a', 'b', 'c'].forEach((name) => endpoint.inferenceComponent(name).autoScaleCopyCount({ minCapacity: 1, maxCapacity: 2 }));
    return endpoint;
  }).filter(({ properties }) => /^Copies of/.test(properties.title ?? ''));
  expect(widgets.map(({ width, properties }) => [properties.title.split(' ')[2], width])).toEqual([['llama', 8], ['a', 8], ['b', 8], ['c', 24]]);
});

test('components on instances without GPUs have no graphs of GPUs', () => {
  const titles = titlesOf(shown((stack) => {
    const endpoint = onInstances(stack, [{ model: undefined, instanceType: InstanceType.M5_LARGE }]);
    endpoint.inferenceComponent('llama').autoScaleCopyCount({ minCapacity: 0, maxCapacity: 5 });
    return endpoint;
  }));
  expect(titles.filter((title) => /component|reservation/.test(title)).slice(1)).toEqual(expect.arrayContaining(['CPU utilization of components', 'CPU reservation']));
  expect(titles.filter((title) => title.includes('GPU'))).toEqual([]);
});

test.each([[1, 'ml.m5.large, 1 to 4 instances'], [undefined, 'ml.m5.large, 1 to 4 instances'], [0, 'ml.m5.large, 0 to 4 instances']])('the heading has the minimum %p', (minCapacity, text) => {
  const [heading] = shown((stack) => {
    const endpoint = minCapacity === 0 ? queued(stack) : onInstances(stack);
    endpoint.findInstanceProductionVariant('main').autoScaleInstanceCount({ minCapacity, maxCapacity: 4 });
    return endpoint;
  });
  expect(heading.properties.markdown).toContain(`**main**, ${text}`);
});

describe('marks', () => {
  const marksOf = (endpoint: (stack: Stack) => IEndpoint, title: string) =>
    (graphOf(shown(endpoint), title).annotations?.horizontal ?? []).map(({ label, value }: any) => [label, value]);

  test.each<[string, (stack: Stack) => IEndpoint, string, [string, number][]]>([
    ['the limits of scaling', scaled, 'Instances of main (estimated from invocations)', [['min', 2], ['max', 8]]],
    ['the target of scaling', scaled, 'Invocations per instance of main (per minute)', [['target', 300]]],
    ['nothing where nothing scales', scaled, 'Instances of v1 (estimated from invocations)', []],
    ['the limits from zero', toZero, 'Instances of main (estimated from the backlog)', [['min', 0], ['max', 5]]],
    ['no target where nothing scales', scaled, 'Invocations per instance of v1 (per minute)', []],
    ['no backlog where something else scales', onUtilization, 'Approximate backlog size per instance', []],
    ['the backlog to aim at', toZero, 'Approximate backlog size per instance', [['target', 3]]],
    ['what is reserved in total', components, 'CPU reservation', [['100 %', 100]]],
    ['what is full', (stack) => onInstances(stack), 'Memory utilization', [['100 %', 100]]],
    ['what all processors are', (stack) => onInstances(stack), 'CPU utilization', [['100 %', 100]]],
    ['what all processors of components are', componentsOnPools, 'CPU utilization', [['100 %', 100]]],
    ['nothing where not all processors can be counted', someUncounted, 'CPU utilization', []],
  ])('%s', (_what, endpoint, title, marks) => {
    expect(marksOf(endpoint, title)).toEqual(marks);
  });

  test('axes have units and begin at 0', () => {
    expect(graphOf(shown(scaled), 'Model latency').yAxis).toEqual({ left: { label: 'milliseconds', min: 0, showUnits: false } });
    expect(graphOf(shown((stack) => onInstances(stack)), 'CPU utilization').yAxis.left.label).toBe('% of all cores');
    expect(graphOf(shown((stack) => imported(stack)), 'CPU utilization').yAxis.left.label).toBe('% of one core');
    expect(graphOf(shown(someUncounted), 'CPU utilization').yAxis.left.label).toBe('% of one core');
    const onGpus = shown((stack) => onInstances(stack, [{ instanceType: InstanceType.G5_XLARGE }]));
    expect(['GPU utilization', 'GPU memory utilization'].map((title) => graphOf(onGpus, title).yAxis.left.label)).toEqual(['% of all GPUs', '% of all GPUs']);
  });

  test('each graph has the unit of its lines', () => {
    const graphs = KINDS.flatMap(([, endpoint]) => shown(endpoint)).filter(({ properties }) => properties.title);
    const units = Object.fromEntries(graphs.map(({ properties: { title, yAxis } }) => [title.replace(/ of (main|v1|theirs)\b/, ''), yAxis?.left?.label]));
    expect(units).toEqual(UNITS);
  });

  test('the heading says what is hosted on what', () => {
    expect(shown(scaled)[0].properties.markdown).toBe(`# ${NAME}\n**main**, ml.m5.large, 2 to 8 instances | **v1**, ml.m5.large`);
    expect(shown(toZero)[0].properties.markdown).toBe(`# ${NAME}\nAsynchronous. **main**, ml.m5.large, 0 to 5 instances`);
    expect(shown((stack) => serverless(stack))[0].properties.markdown).toBe(`# ${NAME}\n**less**, serverless`);
  });
});
