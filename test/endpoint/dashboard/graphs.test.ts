import { Duration, aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import { alarmStates, inMilliseconds, inPercent, inSeconds, mark, row, shareOf, type Line } from '../../../src/endpoint/dashboard/graphs';
import { testStack } from '../../helpers/stack';

const metric = new cloudwatch.Metric({ namespace: 'Shop', metricName: 'Refunds', period: Duration.minutes(1) });
const graph = (lines: Line[]) => ({ title: 'Graph', unit: 'things', lines });
const plain: Line = { label: 'plain', metric };

test.each<[string, Line, string | undefined]>([
  ['milliseconds of microseconds', inMilliseconds('line', metric), 'm / 1000'],
  ['seconds of milliseconds', inSeconds('line', metric), 'm / 1000'],
  ['percent of a share', inPercent('line', metric), 'm * 100'],
  ['percent of all of several', shareOf(4, 'line', metric), 'm / 4'],
  ['percent of the only one', shareOf(1, 'line', metric), undefined],
])('%s', (_what, line, expression) => {
  expect(line).toEqual({ label: 'line', metric, ...expression === undefined ? {} : { expression } });
});

describe('a row', () => {
  const widths = (...graphs: Parameters<typeof row>[1][]) => row(Duration.minutes(1), ...graphs).map((widgets) => widgets.map(({ width }) => width));

  test.each([[1, [24]], [2, [12, 12]], [3, [8, 8, 8]], [4, [6, 6, 6, 6]]])('of %p graphs is filled by them', (count, expected) => {
    expect(widths(...Array(count).fill(graph([plain])))).toEqual([expected]);
  });

  test('leaves out what is not there, and what has no lines', () => {
    expect(widths(undefined, graph([]), graph([plain]))).toEqual([[24]]);
    expect(widths(undefined, graph([]))).toEqual([]);
  });

  test('has lines whose formulas do not mix up their metrics', () => {
    const [[widget]] = row(Duration.minutes(1), graph([inPercent('one', metric), { label: 'two', metric, expression: 'm / each', others: { each: metric } }]));
    const [{ properties }] = testStack().resolve(widget.toJson());
    const options = properties.metrics.map((line: any[]) => line[line.length - 1]);
    expect(options.map(({ expression, id }: any) => expression ?? id)).toEqual(['m_0 * 100', 'm_0', 'm_1 / each_1', 'm_1', 'each_1']);
  });
});

test('a mark is a grey line', () => {
  expect(mark(5, 'max')).toEqual({ value: 5, label: 'max', color: '#7f7f7f' });
});

test('there is no widget without alarms', () => {
  expect(alarmStates([])).toEqual([]);
});
