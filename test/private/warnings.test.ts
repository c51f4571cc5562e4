import { Annotations } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { warn } from '../../src/private/warnings';
import { testStack, warningsOf } from '../helpers/stack';

test('a warning carries the rule, so that it can be acknowledged', () => {
  const stack = testStack();
  warn(new Construct(stack, 'Thing'), 'someRule', 'this is odd');
  expect(warningsOf(stack)).toEqual(['Test/Thing: this is odd [ack: cdk-sagemaker-hosting:someRule]']);
});

test('an acknowledged warning is gone', () => {
  const stack = testStack();
  const thing = new Construct(stack, 'Thing');
  warn(thing, 'someRule', 'this is odd');
  warn(thing, 'otherRule', 'this is odd too');
  Annotations.of(thing).acknowledgeWarning('cdk-sagemaker-hosting:someRule');
  expect(warningsOf(stack)).toEqual(['Test/Thing: this is odd too [ack: cdk-sagemaker-hosting:otherRule]']);
});
