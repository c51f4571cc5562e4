import { Duration, Token, aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import { alarmStates, inMilliseconds, inPercent, inSeconds, limitsOf, mark, row, shareOf, unitOf, type Line } from '../../../src/endpoint/dashboard/graphs';
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

test.each([[1, 2], [6, 2], [7, 3], [100, 18]])('%p alarms have %p units of height, for lines of 6', (count, height) => {
  const stack = testStack();
  const alarms = Array.from({ length: count }, (_, index) => cloudwatch.Alarm.fromAlarmArn(stack, `Alarm${index}`, `arn:aws:cloudwatch:us-east-1:123456789012:alarm:a${index}`));
  const [[widget], ...others] = alarmStates(alarms);
  expect([widget.width, widget.height, others]).toEqual([24, height, []]);
});

test('there is no widget without alarms', () => {
  expect(alarmStates([])).toEqual([]);
});

test('the limits of a capacity are lines, as far as they are known', () => {
  const token = Token.asNumber({ Ref: 'Max' });
  expect(limitsOf({ minCapacity: 0, maxCapacity: 3 })).toEqual([mark(0, 'min'), mark(3, 'max')]);
  expect(limitsOf({ maxCapacity: 3 })).toEqual([mark(3, 'max')]);
  expect(limitsOf({ minCapacity: 1, maxCapacity: token })).toEqual([mark(1, 'min')]);
  expect([limitsOf({}), limitsOf(undefined)]).toEqual([[], []]);
});

test.each([[Duration.minutes(1), 'minute'], [Duration.minutes(11), '11 minutes'], [Duration.seconds(1), 'second'], [Duration.seconds(30), '30 seconds'], [Duration.hours(1), 'hour']])(
  'the unit of a rate, from %s', (period, unit) => {
    expect(unitOf(period)).toBe(unit);
  });
