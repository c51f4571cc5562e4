import { aws_cloudwatch as cloudwatch, Token, type Duration } from 'aws-cdk-lib';
import type { InvocationHttpResponseCode } from '../metrics/invocation-http-response-code';
import { MICROSECONDS_PER_MILLISECOND } from '../metrics/metric-definitions';

/** The width of a dashboard, in grid units. */
export const FULL_WIDTH = 24;
const GRAPH_HEIGHT = 6;

/**
 * The maximum number of alarms in a widget.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
const MAX_ALARMS = 100;

const MILLISECONDS_PER_SECOND = 1000;

/** The definition of a graph, whose width is set when its row is complete. */
export interface Graph {
  readonly title: string;
  /** The label of the axis. */
  readonly unit: string;
  readonly lines: readonly Line[];
  readonly stacked?: boolean;
  readonly annotations?: readonly cloudwatch.HorizontalAnnotation[];
}

/** A line of a graph. */
export interface Line {
  readonly label: string;
  readonly metric: cloudwatch.IMetric;
  /** The expression to show, in which `m` is the metric, and `others` have their own names. */
  readonly expression?: string;
  readonly others?: { readonly [name: string]: cloudwatch.IMetric };
  readonly color?: string;
}

/** Returns a row in which graphs share the width equally; empty if there are no graphs. */
export function row(period: Duration, ...graphs: readonly (Graph | undefined)[]): cloudwatch.IWidget[][] {
  const there = graphs.filter((graph) => graph !== undefined && graph.lines.length > 0) as Graph[];
  return there.length === 0 ? [] : [there.map((graph) => widgetOf(graph, FULL_WIDTH / there.length, period))];
}

export function text(markdown: string, height: number): cloudwatch.IWidget[] {
  return [new cloudwatch.TextWidget({ markdown, height, width: FULL_WIDTH, background: cloudwatch.TextWidgetBackground.TRANSPARENT })];
}

export function alarmStates(alarms: readonly cloudwatch.IAlarm[]): cloudwatch.IWidget[][] {
  const perLine = 6;
  const count = Math.ceil(alarms.length / MAX_ALARMS);
  const chunks = Array.from({ length: count }, (_, index) => alarms.slice(index * MAX_ALARMS, (index + 1) * MAX_ALARMS));
  return chunks.map((chunk) => [
    new cloudwatch.AlarmStatusWidget({ title: 'Alarms', alarms: chunk, width: FULL_WIDTH, height: 1 + Math.ceil(chunk.length / perLine) }),
  ]);
}

/** Converts a metric from microseconds to milliseconds. */
export function inMilliseconds(label: string, metric: cloudwatch.IMetric): Line {
  return { label, metric, expression: `m / ${MICROSECONDS_PER_MILLISECOND}` };
}

/** Converts a metric from milliseconds to seconds. */
export function inSeconds(label: string, metric: cloudwatch.IMetric): Line {
  return { label, metric, expression: `m / ${MILLISECONDS_PER_SECOND}` };
}

/** Converts a metric from a value between 0 and 1 to percent. */
export function inPercent(label: string, metric: cloudwatch.IMetric): Line {
  return { label, metric, expression: 'm * 100' };
}

/** Converts a metric that reports 100 percent for each of several processors to percent of all of them. */
export function shareOf(count: number, label: string, metric: cloudwatch.IMetric): Line {
  return count === 1 ? { label, metric } : { label, metric, expression: `m / ${count}` };
}

/** Returns a horizontal annotation. */
export function mark(value: number, label: string): cloudwatch.HorizontalAnnotation {
  return { value, label, color: cloudwatch.Color.GREY };
}

function widgetOf({ title, unit, lines, stacked, annotations }: Graph, width: number, period: Duration): cloudwatch.IWidget {
  return new cloudwatch.GraphWidget({
    title,
    stacked,
    period,
    width,
    height: GRAPH_HEIGHT,
    left: lines.map(metricOf),
    leftYAxis: { min: 0, label: unit, showUnits: false },
    leftAnnotations: annotations && [...annotations],
    legendPosition: cloudwatch.LegendPosition.BOTTOM,
  });
}

/** Returns the metric of a line. Metric IDs must be unique within a graph, so each line adds its index to them. */
function metricOf({ label, metric, expression, others = {}, color }: Line, index: number): cloudwatch.IMetric {
  if (expression === undefined) {
    return (metric as cloudwatch.Metric).with({ label, color });
  }
  const named = Object.entries({ m: metric, ...others });
  const name = (short: string) => `${short}_${index}`;
  return new cloudwatch.MathExpression({
    label,
    color,
    expression: named.reduce((written, [short]) => written.replace(new RegExp(`\\b${short}\\b`, 'g'), name(short)), expression),
    usingMetrics: Object.fromEntries(named.map(([short, each]) => [name(short), each])),
    period: (metric as cloudwatch.Metric).period,
  });
}

/** What has error rates and latencies: a variant or an inference component. */
interface Invoked {
  metricInvocationResponseCode(responseCode: InvocationHttpResponseCode, props?: cloudwatch.MetricOptions): cloudwatch.Metric;
  metricModelLatency(props?: cloudwatch.MetricOptions): cloudwatch.Metric;
}

/** Returns the share of requests that fail. SageMaker publishes 0 or 1 for each request. */
export function errorRate(label: string, source: Invoked, code: InvocationHttpResponseCode, period: Duration): Line {
  return inPercent(label, source.metricInvocationResponseCode(code, { period, statistic: 'Average' }));
}

export function latency(label: string, source: Invoked, statistic: string, period: Duration): Line {
  return inMilliseconds(label, source.metricModelLatency({ period, statistic }));
}

/** Returns the lines of the limits between which a capacity is scaled, as far as they are known. */
export function limitsOf(limits: { readonly minCapacity?: number; readonly maxCapacity?: number } | undefined): cloudwatch.HorizontalAnnotation[] {
  const line = (value: number | undefined, label: string) => value === undefined || Token.isUnresolved(value) ? [] : [mark(value, label)];
  return [...line(limits?.minCapacity, 'min'), ...line(limits?.maxCapacity, 'max')];
}

/** Returns a period as the unit of a rate: `minute`, or `5 minutes`. */
export function unitOf(period: Duration): string {
  return period.toHumanString().replace(/^1 /, '');
}
