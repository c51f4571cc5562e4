import { App } from 'aws-cdk-lib';
import { aGroup, aVersion } from './given';
import * as registry from '../../src/registry';
import { resourcesOf, testStack } from '../helpers/stack';

const VERSION = 'AWS::SageMaker::ModelPackage';

/** What each version depends on among the versions, by its description. */
function order(stack: ReturnType<typeof testStack>): { [description: string]: string[] } {
  const versions = resourcesOf(stack, VERSION);
  const nameOf = (id: string) => versions[id]?.Properties.ModelPackageDescription;
  return Object.fromEntries(Object.entries(versions).map(([id, { DependsOn = [] }]) => [nameOf(id), DependsOn.map(nameOf).filter(Boolean)]));
}

test('each version waits for the one that was added before it', () => {
  const stack = testStack();
  const group = aGroup({}, stack);
  ['C', 'A', 'B'].forEach((id) => group.addModelPackage(id, { description: id }));
  expect(order(stack)).toEqual({ C: [], A: ['C'], B: ['A'] });
});

test('however a version is added, and the group imported', () => {
  const stack = testStack();
  const group = (id: string, name: string) => registry.ModelPackageGroup.fromModelPackageGroupName(stack, id, name);
  aVersion(stack, { modelPackageGroup: group('Theirs', 'Churn'), description: 'A' }, 'A');
  aVersion(stack, { modelPackageGroup: group('TheirsAgain', 'churn'), description: 'B' }, 'B');
  expect(order(stack)).toEqual({ A: [], B: ['A'] });
});

test('versions of different groups do not wait for each other', () => {
  const stack = testStack();
  ['First', 'Second'].forEach((id) => new registry.ModelPackageGroup(stack, id).addModelPackage('Version', { description: id }));
  expect(order(stack)).toEqual({ First: [], Second: [] });
});

test('versions of one name in groups of other places do not wait for each other', () => {
  const stack = testStack();
  const places = ['us-east-1:111111111111', 'us-east-1:222222222222'];
  places.forEach((place) => aVersion(stack, {
    modelPackageGroup: registry.ModelPackageGroup.fromModelPackageGroupArn(stack, `G${place}`, `arn:aws:sagemaker:${place}:model-package-group/churn`),
    description: place,
  }, `V${place}`));
  expect(order(stack)).toEqual(Object.fromEntries(places.map((place) => [place, []])));
});

test('versions of other stacks do not wait for each other, so that no circle of stacks is possible', () => {
  const app = new App();
  const stacks = ['One', 'Two'].map((id) => testStack({ app, id }));
  const group = new registry.ModelPackageGroup(testStack({ app }), 'Group');
  [0, 1, 0].forEach((index, step) => new registry.ModelPackage(stacks[index], `V${step}`, { modelPackageGroup: group, description: `V${step}` }));
  expect(stacks.map(order)).toEqual([{ V0: [], V2: ['V0'] }, { V1: [] }]);
});
