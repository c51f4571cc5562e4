import type { Duration, aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import { errorRate, latency, limitsOf, mark, row, unitOf, type Graph, type Line } from './graphs';
import type { EndpointParts } from '../endpoint-parts';
import { InvocationHttpResponseCode } from '../metrics/invocation-http-response-code';
import type { InferenceComponentHandle } from '../variants/inference-component-handle';

const { INVOCATION_4XX_ERRORS, INVOCATION_5XX_ERRORS } = InvocationHttpResponseCode;

/** The number of graphs in a row of graphs of single components. */
const PER_ROW = 3;

/** Returns the rows on the inference components of an endpoint: requests, copies, and the resources that are reserved for them. */
export function componentRows(parts: EndpointParts, period: Duration): cloudwatch.IWidget[][] {
  const { components } = parts;
  const bases = components.filter(({ isAdapter }) => !isAdapter);
  return [
    ...requests(components, period),
    ...copies(components, bases, period),
    ...reservedResources(parts, bases, period),
  ];
}

function requests(components: readonly InferenceComponentHandle[], period: Duration): cloudwatch.IWidget[][] {
  return row(period, {
    title: `Component invocations per ${unitOf(period)}`,
    unit: 'invocations',
    stacked: true,
    lines: components.map((each) => ({ label: each.label, metric: each.metricInvocations({ period }) })),
  }, {
    title: 'Component error rate',
    unit: '% of invocations',
    lines: components.flatMap((each) => [
      errorRate(`${each.label} 5XX`, each, INVOCATION_5XX_ERRORS, period),
      errorRate(`${each.label} 4XX`, each, INVOCATION_4XX_ERRORS, period),
    ]),
  }, {
    title: 'Component model latency (p99)',
    unit: 'milliseconds',
    lines: components.map((each) => latency(each.label, each, 'p99', period)),
  });
}

/** An adapter has no copies of its own, but requests to it fail too if its base component has none. */
function copies(
  components: readonly InferenceComponentHandle[], bases: readonly InferenceComponentHandle[], period: Duration,
): cloudwatch.IWidget[][] {
  const scaled = bases.filter(({ limits }) => limits).map((each) => copiesOf(each, period));
  const rows = Array.from({ length: Math.ceil(scaled.length / PER_ROW) }, (_, index) => scaled.slice(index * PER_ROW, (index + 1) * PER_ROW));
  return [
    ...row(period, {
      title: 'Concurrent requests per copy',
      unit: 'requests',
      lines: bases.map((each) => ({ label: each.label, metric: each.metricConcurrentRequestsPerCopy({ period }) })),
    }, {
      title: 'No-capacity invocation failures',
      unit: 'invocations',
      lines: components.map((each) => ({ label: each.label, metric: each.metricNoCapacityInvocationFailures({ period }) })),
    }),
    ...rows.flatMap((graphs) => row(period, ...graphs)),
  ];
}

/** Shows the number of copies as estimated from invocations, because CloudWatch has no metric for it. */
function copiesOf(component: InferenceComponentHandle, period: Duration): Graph {
  return {
    title: `Copies of ${component.label} (estimated from invocations)`,
    unit: 'copies',
    lines: [{
      label: 'copies',
      metric: component.metricInvocations({ period }),
      others: { each: component.metricInvocationsPerCopy({ period }) },
      expression: 'm / each',
    }],
    annotations: limitsOf(component.limits),
  };
}

/** Shows the utilization of the resources that are reserved for the copies. */
function reservedResources(
  { instance }: EndpointParts, components: readonly InferenceComponentHandle[], period: Duration,
): cloudwatch.IWidget[][] {
  const graph = (what: string, metric: (component: InferenceComponentHandle) => cloudwatch.IMetric): Graph => ({
    title: `${what} utilization of components`,
    unit: '% of the reservation',
    annotations: [mark(100, '100 %')],
    lines: components.map((each) => ({ label: each.label, metric: metric(each) })),
  });
  const mayHaveGpus = instance.some(({ hostsComponents, gpus }) => hostsComponents && gpus !== 0);
  return row(
    period,
    graph('CPU', (each) => each.metricCpuUtilizationNormalized({ period })),
    graph('Memory', (each) => each.metricMemoryUtilizationNormalized({ period })),
    mayHaveGpus ? graph('GPU', (each) => each.metricGpuUtilizationNormalized({ period })) : undefined,
    mayHaveGpus ? graph('GPU memory', (each) => each.metricGpuMemoryUtilizationNormalized({ period })) : undefined,
  );
}

/** Returns the row on how much of the instances is reserved for inference components. */
export function reservationRows({ instance }: EndpointParts, period: Duration): cloudwatch.IWidget[][] {
  const hosts = instance.filter(({ hostsComponents }) => hostsComponents);
  const graph = (what: string, lines: readonly Line[]): Graph => ({
    title: `${what} reservation`, unit: 'percent', annotations: [mark(100, '100 %')], lines,
  });
  return row(
    period,
    graph('CPU', hosts.map((host) => ({ label: host.variantName, metric: host.metricCpuReservation({ period }) }))),
    graph('Memory', hosts.map((host) => ({ label: host.variantName, metric: host.metricMemoryReservation({ period }) }))),
    graph('GPU', hosts.filter(({ gpus }) => gpus).map((host) => ({ label: host.variantName, metric: host.metricGpuReservation({ period }) }))),
  );
}
