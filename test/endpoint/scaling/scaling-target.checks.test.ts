import { Lazy } from 'aws-cdk-lib';
import { percentChecks, positiveChecks } from '../../../src/endpoint/scaling/scaling-target';
import { problemsOf } from '../../../src/private/checks';
import { must } from '../../helpers/must';

const token = Lazy.number({ produce: () => 0 });

test.each([0.001, 1, 1e9, token])('%p is a number to aim at', (value) => {
  expect(problemsOf(...positiveChecks('target', value))).toEqual([]);
});

test.each([
  [undefined, 'target is required; specify a number above 0'],
  [null, 'target is required; specify a number above 0'],
  [0, `target ${must.beAbove(0, 0)}`],
  [-0.1, `target ${must.beAbove(0, -0.1)}`],
  [NaN, `target ${must.beNumber(NaN)}`],
  [Infinity, `target ${must.beNumber(Infinity)}`],
])('%p is no number to aim at', (value, problem) => {
  expect(problemsOf(...positiveChecks('target', value as number))).toEqual([problem]);
});

test.each([0.001, 1, 100, token])('%p is a share to aim at', (value) => {
  expect(problemsOf(...percentChecks('percent', value))).toEqual([]);
});

test.each([
  [undefined, 'percent is required; specify a percentage, such as 70'],
  [null, 'percent is required; specify a percentage, such as 70'],
  [0, `percent ${must.beAbove(0, 0)}`],
  [-1, `percent ${must.beAbove(0, -1)}`],
  [100.001, `percent ${must.beAtMost(100, 100.001)}`],
  [NaN, `percent ${must.beNumber(NaN)}`],
  [-Infinity, `percent ${must.beNumber(-Infinity)}`],
])('%p is no share to aim at', (value, problem) => {
  expect(problemsOf(...percentChecks('percent', value as number))).toEqual([problem]);
});
