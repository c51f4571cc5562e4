import { App, NestedStack, Stack, Stage, aws_iam as iam, type Environment } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { modelOf } from './given-role-policies';
import { EndpointConfig } from '../../src';
import { ENV, resourcesOf, testStack, warningsOf as allWarningsOf } from '../helpers/stack';
import { aRole } from '../model/given';

const SAFE_NAMES = '@aws-cdk/aws-iam:importedRoleStackSafeDefaultPolicyName';

const warningsOf = (stack: Stack) => allWarningsOf(stack).filter((text) => text.includes('sharedPolicyName'));

interface ImportOptions extends iam.FromRoleNameOptions {
  readonly roleName?: string;
  readonly env?: Environment;
}

/** A stack with a model that has an imported role. */
function importing(scope: Construct, id: string, { roleName = 'serving', env = ENV, ...options }: ImportOptions = {}): Stack {
  const stack = new Stack(scope, id, { env });
  modelOf(stack, 'Model', iam.Role.fromRoleName(stack, 'Role', roleName, options));
  return stack;
}

const namesIn = (stack: Stack): string[] => Object.values(resourcesOf(stack, 'AWS::IAM::Policy')).map(({ Properties }) => Properties.PolicyName);

function warning(own: string, other: string, policyName: string): string {
  return `${own}/Model: the policies '${own}/Role/Policy' and '${other}/Role/Policy' of role 'serving' are in different stacks and have the same name, '${policyName}'; `
    + 'the stack that is deployed last replaces the policy of the other; import the role with another defaultPolicyName in each stack '
    + '[ack: cdk-sagemaker-hosting:sharedPolicyName]';
}

describe('two stacks that import one role under the same path', () => {
  test('are warned of, each once', () => {
    const app = new App();
    const [one, two] = ['One', 'Two'].map((id) => importing(app, id));
    modelOf(one, 'Another', one.node.findChild('Role') as iam.IRole);
    const [name] = namesIn(one);
    expect(namesIn(two)).toEqual([name]);
    expect(warningsOf(one)).toEqual([warning('One', 'Two', name)]);
    expect(warningsOf(two)).toEqual([warning('Two', 'One', name)]);
  });

  test('are warned of without environments, and in two regions, because a role belongs to none', () => {
    const app = new App();
    const stacks = [undefined, ENV, { ...ENV, region: 'eu-west-1' }].map((env, index) => new Stack(app, `S${index}`, { env }));
    stacks.forEach((stack) => modelOf(stack, 'Model', iam.Role.fromRoleName(stack, 'Role', 'serving')));
    expect(stacks.map((stack) => warningsOf(stack).length)).toEqual([1, 1, 1]);
  });

  test('are warned of in two stages, and nested in one stack', () => {
    const app = new App();
    const staged = ['Dev', 'Prod'].map((id) => importing(new Stage(app, id), 'Stack'));
    const outer = testStack({ app });
    const nested = ['One', 'Two'].map((id) => new NestedStack(outer, id));
    nested.forEach((stack) => modelOf(stack, 'Model', iam.Role.fromRoleName(stack, 'Role', 'other')));
    expect([...staged, ...nested].map((stack) => warningsOf(stack).length)).toEqual([1, 1, 1, 1]);
  });

  test('are warned of if they specify the same name', () => {
    const app = new App({ context: { [SAFE_NAMES]: true } });
    const [one] = ['One', 'Two'].map((id) => importing(app, id, { defaultPolicyName: 'Serving' }));
    expect(warningsOf(one)).toEqual([warning('One', 'Two', 'Serving').replaceAll('Role/Policy', 'Role/Serving')]);
  });

  test('are warned of if one has a policy of the user, or a configuration with the role', () => {
    const app = new App({ context: { [SAFE_NAMES]: true } });
    const one = importing(app, 'One', { defaultPolicyName: 'Serving' });
    new iam.CfnRolePolicy(testStack({ app, id: 'Other' }), 'Policy', { roleName: 'serving', policyName: 'Serving', policyDocument: {} });
    const two = testStack({ app, id: 'Two' });
    const role = iam.Role.fromRoleName(two, 'Role', 'serving', { defaultPolicyName: 'Serving' });
    new EndpointConfig(two, 'Config', { role, instanceProductionVariants: [{ variantName: 'main' }] });
    expect(warningsOf(two)).toEqual([expect.stringContaining("Two/Config: the policies 'Two/Role/Serving' and 'One/Role/Serving'")]);
    expect(warningsOf(one)).toEqual([expect.stringContaining("One/Model: the policies 'One/Role/Serving' and 'Other/Policy'")]);
  });
});

describe('is not warned of', () => {
  test.each<[string, (app: App) => Stack[]]>([
    ['one stack', (app) => [importing(app, 'One')]],
    ['another name of the policy', (app) => [importing(app, 'One'), importing(app, 'Two', { defaultPolicyName: 'OfTwo' })]],
    ['another account', (app) => [importing(app, 'One'), importing(app, 'Two', { env: { ...ENV, account: '222222222222' } })]],
    ['another role', (app) => [importing(app, 'One'), importing(app, 'Two', { roleName: 'other' })]],
    ['an import that is not changed', (app) => [importing(app, 'One'), importing(app, 'Two', { mutable: false })]],
    ['an import without permissions', (app) => {
      const two = testStack({ app, id: 'Two' });
      iam.Role.fromRoleName(two, 'Role', 'serving');
      return [importing(app, 'One'), two];
    }],
    ['a role of the app', (app) => {
      const role = aRole(testStack({ app, id: 'Home' }), 'Role');
      const stacks = ['One', 'Two'].map((id) => testStack({ app, id }));
      stacks.forEach((stack) => modelOf(stack, 'Model', role));
      return stacks;
    }],
    ['a role whose name is a parameter', (app) => ['One', 'Two'].map((id) => {
      const stack = testStack({ app, id });
      modelOf(stack, 'Model', iam.Role.fromRoleName(stack, 'Role', stack.formatArn({ service: 'iam', resource: 'x' })));
      return stack;
    })],
  ])('%s', (_what, make) => {
    expect(make(new App()).flatMap((stack) => warningsOf(stack))).toEqual([]);
  });

  test('a name that differs because of the feature flag of the CDK', () => {
    const app = new App({ context: { [SAFE_NAMES]: true } });
    expect(['One', 'Two'].map((id) => importing(app, id)).flatMap((stack) => warningsOf(stack))).toEqual([]);
  });
});
