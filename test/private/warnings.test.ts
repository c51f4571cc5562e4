import { Annotations, Fn, Validations } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { warn } from '../../src/private/warnings';
import { testStack, warningsOf } from '../helpers/stack';

test('a warning carries the rule, so that it can be acknowledged', () => {
  const stack = testStack();
  warn(new Construct(stack, 'Thing'), 'someRule', 'this is odd');
  expect(warningsOf(stack)).toEqual(['Test/Thing: this is odd [ack: cdk-sagemaker-hosting:someRule]']);
});

test('a warning refers to the page that explains it, because the user who sees it may not know the library', () => {
  const stack = testStack();
  const thing = new Construct(stack, 'Thing');
  warn(thing, 'someRule', 'this is odd');
  expect(thing.node.metadata.map(({ data }) => data)).toEqual([
    'this is odd (see https://github.com/cdk-sagemaker-hosting/cdk-sagemaker-hosting/blob/main/docs/warnings.md) [ack: cdk-sagemaker-hosting:someRule]',
  ]);
});

test('a warning contains no tokens, whose text differs from one synthesis to the next', () => {
  const stack = testStack();
  warn(stack, 'someRule', `variant '${Fn.importValue('name')}' is odd`);
  expect(warningsOf(stack)).toEqual(["Test: variant '<token>' is odd [ack: cdk-sagemaker-hosting:someRule]"]);
});

test.each<[string, (thing: Construct) => void]>([
  ['Annotations', (thing) => Annotations.of(thing).acknowledgeWarning('cdk-sagemaker-hosting:someRule')],
  ['Validations', (thing) => Validations.of(thing).acknowledge({ id: 'cdk-sagemaker-hosting:someRule', reason: 'intended' })],
  ['Validations, by the ID that the CLI prints', (thing) => Validations.of(thing).acknowledge({ id: 'Annotation::cdk-sagemaker-hosting:someRule', reason: 'intended' })],
])('a warning can be acknowledged with %s, and another one stays', (_, acknowledge) => {
  const stack = testStack();
  const thing = new Construct(stack, 'Thing');
  warn(thing, 'someRule', 'this is odd');
  warn(thing, 'otherRule', 'this is odd too');
  acknowledge(thing);
  expect(warningsOf(stack)).toEqual(['Test/Thing: this is odd too [ack: cdk-sagemaker-hosting:otherRule]']);
});
