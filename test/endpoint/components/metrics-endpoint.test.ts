import { Duration } from 'aws-cdk-lib';
import { refusedFor, specified } from './given';
import { must } from '../../helpers/must';
import { aNumber } from '../deployment/given';

const WHERE = 'Test/Endpoint/Llama: specification.metricsEndpoint';
const FREQUENCIES = [10, 30, 60, 120, 180, 240, 300];
const endpoints = (metricsEndpoint: {}) => specified(() => ({ metricsEndpoint })).Container.ContainerMetricsConfig.MetricsEndpoints;

test('is /metrics by default, and never several', () => {
  expect(endpoints({})).toEqual([{ MetricsEndpointPath: '/metrics' }]);
  expect(endpoints({ path: null, publishFrequency: null })).toEqual([{ MetricsEndpointPath: '/metrics' }]);
});

test.each(FREQUENCIES)('may be read each %d seconds', (seconds) => {
  expect(endpoints({ publishFrequency: Duration.seconds(seconds) })).toEqual([{ MetricsEndpointPath: '/metrics', MetricPublishFrequencyInSeconds: seconds }]);
});

test.each([0, 9, 20, 301])('must not be read each %d seconds', (seconds) => {
  expect(refusedFor(() => ({ metricsEndpoint: { publishFrequency: Duration.seconds(seconds) } }))).toBe(`${WHERE}.publishFrequency ${must.beSecondsOf(FREQUENCIES, seconds)}`);
});

test('may be read as often as a token says', () => {
  expect(specified((stack) => ({
    metricsEndpoint: { publishFrequency: Duration.seconds(aNumber(stack)) },
  })).Container.ContainerMetricsConfig.MetricsEndpoints[0])
    .toMatchObject({ MetricPublishFrequencyInSeconds: { Ref: 'Number' } });
});

test.each(['/m', '/server/metrics', '/a_b-c.d', `/${'m'.repeat(255)}`])('may be at %s', (path) => {
  expect(endpoints({ path })).toEqual([{ MetricsEndpointPath: path }]);
});

test.each(['metrics', '/', '', '/a/../b', '/a?b', `/${'m'.repeat(256)}`])('must not be at %p', (path) => {
  expect(refusedFor(() => ({ metricsEndpoint: { path } }))).toBe(`${WHERE}.path must be a path such as '/metrics', of letters, digits, '/', '.', '-' and '_', without '..' `
    + `(1 to 256 characters), got '${path}'`);
});
