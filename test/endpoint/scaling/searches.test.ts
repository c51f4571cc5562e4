import { Token, aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import { searchCheck } from '../../../src/endpoint/scaling/searches';

const metric = new cloudwatch.Metric({ namespace: 'Shop', metricName: 'Refunds' });
const by = (expression: string, usingMetrics?: { [id: string]: cloudwatch.IMetric }) => new cloudwatch.MathExpression({ expression, usingMetrics });

test.each([
  "SEARCH('{Shop} Refunds', 'Sum')", "SUM(SEARCH('Busy', 'Sum'))", "search('Busy', 'Sum')", "SEARCH  ('Busy', 'Sum')", "2*SEARCH('Busy', 'Sum')",
])('%s is refused', (expression) => {
  const message = 'metric must not contain SEARCH, with which CloudWatch refuses alarms; name the metrics, or use a Metrics Insights query (SELECT)';
  expect(searchCheck(by(expression))).toBe(message);
  expect(searchCheck(by('m / 2', { m: by(expression) }))).toBe(message);
  expect(searchCheck(by('m + n', { n: metric, m: by('o', { o: by(expression) }) }))).toBe(message);
});

test.each(['SUM(m)', 'SELECT SUM(Search) FROM Shop', 'SELECT SUM(Busy) FROM Research(Shop)', 'SEARCHES(m)', 'SEARCHES', Token.asString({ Ref: 'Expression' })])('%s is taken', (expression) => {
  expect(searchCheck(by(expression, { m: metric }))).toBeUndefined();
});

test('a metric contains none', () => {
  expect(searchCheck(metric)).toBeUndefined();
});
