import { CfnCondition, CfnParameter, CfnResource, Fn, aws_iam as iam, type Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { Endpoint, EndpointConfig, Model, registry, ScalableInstanceCount } from '../../src';
import { aConfig, aModel } from '../helpers/given';
import { problemsAtSynth } from '../helpers/problems';
import { testStack } from '../helpers/stack';

/** Two resources of a kind, each with the same name. */
const KINDS: [string, string, (stack: Stack, id: string, name: string) => IConstruct][] = [
  ['models', 'modelName', (stack, id, modelName) => aModel(stack, id, { modelName })],
  ['configurations', 'endpointConfigName', (stack, id, endpointConfigName) => aConfig(stack, id, { endpointConfigName })],
  ['endpoints', 'endpointName', (stack, id, endpointName) => new Endpoint(stack, id, { endpointConfig: aConfig(stack, `${id}Config`), endpointName })],
  ['groups', 'modelPackageGroupName', (stack, id, modelPackageGroupName) => new registry.ModelPackageGroup(stack, id, { modelPackageGroupName })],
  ['packages', 'modelPackageName', (stack, id, modelPackageName) => new registry.ModelPackage(stack, id, { modelPackageName })],
];

const problem = (what: string, name: string) => `${what} must be unique, got '${name}', which 'Test/One' has too; choose another name, or use one of the two`;

describe.each(KINDS)('%s', (_kind, what, make) => {
  test('of one stack cannot have the same name', () => {
    const stack = testStack();
    const [one, two] = ['One', 'Two'].map((id) => make(stack, id, 'same'));

    expect(problemsAtSynth(one)).toEqual([]);
    expect(problemsAtSynth(two)).toEqual([problem(what, 'same')]);
  });

  test('may have different names', () => {
    const stack = testStack();

    expect(['one', 'two'].flatMap((name) => problemsAtSynth(make(stack, name, name)))).toEqual([]);
  });
});

test('a parameter that is the name of two resources is one name', () => {
  const stack = testStack();
  const name = new CfnParameter(stack, 'Name').valueAsString;
  aModel(stack, 'One', { modelName: name });

  expect(problemsAtSynth(aModel(stack, 'Two', { modelName: name }))).toEqual([problem('modelName', '<token>')]);
  expect(problemsAtSynth(aModel(stack, 'Three', { modelName: new CfnParameter(stack, 'Other').valueAsString }))).toEqual([]);
});

test('names of endpoints differ only in more than their letter case, names of models in any way', () => {
  const stack = testStack();
  const endpoint = (id: string, endpointName: string) => new Endpoint(stack, id, { endpointConfig: aConfig(stack, `${id}Config`), endpointName });
  endpoint('One', 'Same');
  aModel(stack, 'OneModel', { modelName: 'Same' });

  expect(problemsAtSynth(endpoint('Two', 'same'))).toEqual([problem('endpointName', 'same')]);
  expect(problemsAtSynth(aModel(stack, 'TwoModel', { modelName: 'same' }))).toEqual([]);
});

describe('two resources may have the same name', () => {
  const pair = (stack: Stack) => [aModel(stack, 'One', { modelName: 'same' }), aModel(stack, 'Two', { modelName: 'same' })] as const;
  const resourceOf = (model: Model) => model.node.defaultChild as CfnResource;

  test.each<[string, (one: Model, two: Model, stack: Stack) => void]>([
    ['if the first one has a condition', (one, _two, stack) => { resourceOf(one).cfnOptions.condition = aCondition(stack); }],
    ['if the second one has a condition', (_one, two, stack) => { resourceOf(two).cfnOptions.condition = aCondition(stack); }],
    ['if an override changes the name', (one) => resourceOf(one).addPropertyOverride('ModelName', 'other')],
    ['if one of them is removed', (_one, _two, stack) => stack.node.tryRemoveChild('One')],
  ])('%s', (_what, change) => {
    const stack = testStack();
    const [one, two] = pair(stack);
    change(one, two, stack);

    expect(problemsAtSynth(two)).toEqual([]);
  });

  test('if they are of different kinds, or in different stacks', () => {
    const stack = testStack();
    aModel(stack, 'Model', { modelName: 'same' });
    const config = new EndpointConfig(stack, 'Config', { endpointConfigName: 'same', instanceProductionVariants: [{ variantName: 'main' }] });

    expect(problemsAtSynth(config)).toEqual([]);
    expect(problemsAtSynth(aModel(testStack({ id: 'Other' }), 'Model', { modelName: 'same' }))).toEqual([]);
  });

  test('if CloudFormation generates their names', () => {
    const stack = testStack();

    expect([aModel(stack, 'One'), aModel(stack, 'Two')].flatMap(problemsAtSynth)).toEqual([]);
  });

  function aCondition(stack: Stack): CfnCondition {
    return new CfnCondition(stack, 'Condition', { expression: Fn.conditionEquals(new CfnParameter(stack, 'Blue').valueAsString, 'yes') });
  }
});

describe('a scaling target', () => {
  const endpointOf = (stack: Stack, id: string) => new Endpoint(stack, id, { endpointConfig: aConfig(stack, `${id}Config`) });

  test('of an inference component that two endpoints scale is refused, because it runs on one of them', () => {
    const stack = testStack();
    const [one, two] = ['One', 'Two'].map((id) => endpointOf(stack, id).inferenceComponent('llama').autoScaleCopyCount({ maxCapacity: 2 }));

    expect(problemsAtSynth(one)).toEqual([]);
    expect(problemsAtSynth(two)).toEqual([
      "the scaling target must be unique, got 'inference-component/llama sagemaker:inference-component:DesiredCopyCount', "
        + "which 'Test/One/CopyCount/Target' has too; choose another name, or use one of the two",
    ]);
  });

  test('of each of two components, and of two dimensions, is allowed', () => {
    const stack = testStack();
    const endpoint = endpointOf(stack, 'One');
    const components = ['a', 'b'].map((name) => endpoint.inferenceComponent(name).autoScaleCopyCount({ maxCapacity: 2 }));
    const counts = ['sagemaker:variant:DesiredInstanceCount', 'sagemaker:variant:DesiredProvisionedConcurrency'].map((dimension) =>
      new ScalableInstanceCount(stack, dimension.split(':')[2], {
        resourceId: 'endpoint/theirs/variant/main',
        dimension,
        maxCapacity: 2,
        role: iam.Role.fromRoleName(stack, `Role-${dimension.split(':')[2]}`, 'role'),
        serviceNamespace: 'sagemaker' as any,
      }));

    expect([...components, ...counts].flatMap(problemsAtSynth)).toEqual([]);
  });
});
