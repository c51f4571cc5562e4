import { aws_cloudwatch as cloudwatch, type Duration } from 'aws-cdk-lib';
import { MICROSECONDS_PER_MILLISECOND } from '../metrics/metric-definitions';

/** Of a dashboard, in cells. */
export const FULL_WIDTH = 24;
const GRAPH_HEIGHT = 6;

/** Of one widget. @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
const MAX_ALARMS = 100;

const MILLISECONDS_PER_SECOND = 1000;

/** A graph that knows its place only when its row is complete. */
export interface Graph {
  readonly title: string;
  /** The unit, as the axis names it. */
  readonly unit: string;
  readonly lines: readonly Line[];
  readonly stacked?: boolean;
  readonly annotations?: readonly cloudwatch.HorizontalAnnotation[];
}

/** One line of a graph. */
export interface Line {
  readonly label: string;
  readonly metric: cloudwatch.IMetric;
  /** What to calculate of the metric, which is called `m`; and of `others`, by their names. */
  readonly expression?: string;
  readonly others?: { readonly [name: string]: cloudwatch.IMetric };
  readonly color?: string;
}

/** Returns a row that graphs fill side by side; nothing, if there is none. */
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

/** Shows in milliseconds what is measured in microseconds. */
export function inMilliseconds(label: string, metric: cloudwatch.IMetric): Line {
  return { label, metric, expression: `m / ${MICROSECONDS_PER_MILLISECOND}` };
}

/** Shows in seconds what is measured in milliseconds. */
export function inSeconds(label: string, metric: cloudwatch.IMetric): Line {
  return { label, metric, expression: `m / ${MILLISECONDS_PER_SECOND}` };
}

/** Shows in percent what is measured from 0 to 1. */
export function inPercent(label: string, metric: cloudwatch.IMetric): Line {
  return { label, metric, expression: 'm * 100' };
}

/** Shows in percent of all what is measured with 100 percent for each of several. */
export function shareOf(count: number, label: string, metric: cloudwatch.IMetric): Line {
  return count === 1 ? { label, metric } : { label, metric, expression: `m / ${count}` };
}

/** Returns a horizontal line. */
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

/** Returns the metric of a line. In one graph, no two metrics may have the same name, so each line numbers its own. */
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
