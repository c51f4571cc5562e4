import { Lazy } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { invocationsTarget } from '../../../src/endpoint/scaling/invocations-scaling';
import { must } from '../../helpers/must';
import { messageOf } from '../../helpers/problems';
import { testStack } from '../../helpers/stack';

const scope = new Construct(testStack(), 'Count');
const token = Lazy.number({ produce: () => 0.5 });

test.each([
  [30, undefined, 900],
  [30, 0.5, 900],
  [30, 1, 1800],
  [10, 0.25, 150],
  [0.5, 0.5, 15],
  [1, 0.01, 0.6],
  [0.001, 1, 0.06],
])('%p requests a second at a factor of %p are %p a minute', (maxRequestsPerSecond, safetyFactor, target) => {
  expect(invocationsTarget(scope, { maxRequestsPerSecond, safetyFactor })).toBeCloseTo(target, 10);
});

test.each([
  [0, 0.5, `maxRequestsPerSecond ${must.beAbove(0, 0)}`],
  [-1, 0.5, `maxRequestsPerSecond ${must.beAbove(0, -1)}`],
  [NaN, 0.5, `maxRequestsPerSecond ${must.beNumber(NaN)}`],
  [Infinity, 0.5, `maxRequestsPerSecond ${must.beNumber(Infinity)}`],
  [30, -Infinity, `safetyFactor ${must.beNumber(-Infinity)}`],
  [30, 0, `safetyFactor ${must.beAbove(0, 0)}`],
  [30, -0.5, `safetyFactor ${must.beAbove(0, -0.5)}`],
  [30, 1.01, `safetyFactor ${must.beAtMost(1, 1.01)}`],
  [30, 50, `safetyFactor ${must.beAtMost(1, 50)}`],
  [token, 0.5, `maxRequestsPerSecond ${must.beKnown()}`],
  [30, token, `safetyFactor ${must.beKnown()}`],
  [undefined, 0.5, 'maxRequestsPerSecond is required; determine it with a load test of one instance, or specify targetInvocationsPerMinute'],
])('fails with %p requests a second at a factor of %p', (maxRequestsPerSecond, safetyFactor, problem) => {
  expect(messageOf(() => invocationsTarget(scope, { maxRequestsPerSecond, safetyFactor }))).toBe(`Test/Count: ${problem}`);
});

test('fails with all problems in one message', () => {
  expect(messageOf(() => invocationsTarget(scope, { maxRequestsPerSecond: 0, safetyFactor: 2 }))).toBe('Test/Count: 2 problems:\n'
    + `  - maxRequestsPerSecond ${must.beAbove(0, 0)}\n`
    + `  - safetyFactor ${must.beAtMost(1, 2)}`);
});

test.each([NaN, Infinity])('fails with a factor of %p, which is no number', (safetyFactor) => {
  expect(messageOf(() => invocationsTarget(scope, { maxRequestsPerSecond: 30, safetyFactor }))).toBe(`Test/Count: safetyFactor ${must.beNumber(safetyFactor)}`);
});

describe('the target in the unit of the metric', () => {
  test.each([1, 0.5, 900])('%p a minute', (targetInvocationsPerMinute) => {
    expect(invocationsTarget(scope, { targetInvocationsPerMinute })).toBe(targetInvocationsPerMinute);
  });

  test('can be a token', () => {
    expect(invocationsTarget(scope, { targetInvocationsPerMinute: token })).toBe(token);
  });

  test.each([
    [0, `targetInvocationsPerMinute ${must.beAbove(0, 0)}`],
    [NaN, `targetInvocationsPerMinute ${must.beNumber(NaN)}`],
  ])('fails with %p', (targetInvocationsPerMinute, problem) => {
    expect(messageOf(() => invocationsTarget(scope, { targetInvocationsPerMinute }))).toBe(`Test/Count: ${problem}`);
  });

  test('replaces the requests per second and their factor', () => {
    expect(messageOf(() => invocationsTarget(scope, { targetInvocationsPerMinute: 1, maxRequestsPerSecond: 1, safetyFactor: 1 }))).toBe('Test/Count: 2 problems:\n'
      + '  - targetInvocationsPerMinute and maxRequestsPerSecond cannot be combined; omit maxRequestsPerSecond\n'
      + '  - targetInvocationsPerMinute and safetyFactor cannot be combined; omit safetyFactor');
    expect(invocationsTarget(scope, { targetInvocationsPerMinute: 1, maxRequestsPerSecond: undefined, safetyFactor: undefined })).toBe(1);
  });
});
