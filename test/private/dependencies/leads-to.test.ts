import { App, CfnOutput, CfnParameter, CfnResource, NestedStack, aws_iam as iam, type Stack } from 'aws-cdk-lib';
import { Construct, Dependable, type IDependable } from 'constructs';
import { LeadsTo } from '../../../src/private/dependencies/leads-to';
import { References } from '../../../src/private/dependencies/references';
import { testStack } from '../../helpers/stack';

function resource(scope: Construct, id: string, ...needed: CfnResource[]): CfnResource {
  return new CfnResource(scope, id, { type: 'Own::Type', properties: { Needed: needed.map((each) => each.ref) } });
}

/** What leads to the resource that is sought. */
function leadsTo(sought: CfnResource): LeadsTo {
  return new LeadsTo(new References(sought.node.root), (element) => element === sought);
}

describe('a resource leads to another one', () => {
  test.each<[string, (stack: Stack, sought: CfnResource) => CfnResource]>([
    ['by being it', (_stack, sought) => sought],
    ['by a reference', (stack, sought) => resource(stack, 'Start', sought)],
    ['by several', (stack, sought) => resource(stack, 'Start', resource(stack, 'Other'), resource(stack, 'Middle', sought))],
    ['in a circle', (stack, sought) => {
      const [start, middle] = [resource(stack, 'Start'), resource(stack, 'Middle')];
      start.addPropertyOverride('Next', middle.ref);
      middle.addPropertyOverride('Next', [start.ref, sought.ref]);
      return start;
    }],
    ['by a dependency between resources', (stack, sought) => {
      const start = resource(stack, 'Start');
      start.addResourceDependency(sought);
      return start;
    }],
    ['by a dependency of what contains it on what contains the other', (stack, sought) => {
      const scope = new Construct(stack, 'Scope');
      scope.node.addDependency(sought.node.scope!);
      return resource(new Construct(scope, 'Inner'), 'Start');
    }],
    ['by a nested stack', (stack, sought) => resource(stack, 'Start', resource(new NestedStack(stack, 'Nested'), 'Inner', sought))],
    ['by another resource of a nested stack, which is created as a whole', (stack, sought) => {
      const nested = new NestedStack(stack, 'Nested');
      resource(nested, 'Other', sought);
      return resource(stack, 'Start', resource(nested, 'Inner'));
    }],
  ])('%s', (_how, make) => {
    const stack = testStack();
    const sought = resource(new Construct(stack, 'Parent'), 'Sought');
    const start = make(stack, sought);
    expect(leadsTo(sought).fromResource(start, stack)).toBe(true);
  });

  test('that is in a nested stack with what it refers to', () => {
    const stack = testStack();
    const nested = new NestedStack(stack, 'Nested');
    const sought = resource(nested, 'Sought');
    const start = resource(stack, 'Start', resource(nested, 'Inner'));
    expect(leadsTo(sought).fromResource(start, stack)).toBe(true);
  });
});

describe('a resource does not lead to another one', () => {
  test('that refers to it', () => {
    const stack = testStack();
    const start = resource(stack, 'Start');
    expect(leadsTo(resource(stack, 'Sought', start)).fromResource(start, stack)).toBe(false);
  });

  test('in its own nested stack, unless another stack is to depend on it', () => {
    const stack = testStack();
    const nested = new NestedStack(stack, 'Nested');
    const start = resource(nested, 'Start');
    const leads = leadsTo(resource(nested, 'Sought'));
    expect(leads.fromResource(start, nested)).toBe(false);
    expect(leads.fromResource(start, stack)).toBe(true);
  });

  test('by an empty policy, which is not in the template', () => {
    const stack = testStack();
    const sought = resource(stack, 'Sought');
    const start = resource(stack, 'Start');
    const policy = new iam.Policy(stack, 'Policy', { roles: [iam.Role.fromRoleName(stack, 'Role', 'role')] });
    policy.node.addDependency(sought);
    start.node.addDependency(policy);
    expect(leadsTo(sought).fromResource(start, stack)).toBe(false);
    expect(leadsTo(policy.node.defaultChild as CfnResource).fromResource(start, stack)).toBe(true);
    policy.addStatements(new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: ['*'] }));
    expect(leadsTo(sought).fromResource(start, stack)).toBe(true);
  });

  test('by a parameter or an output', () => {
    const stack = testStack();
    const start = resource(stack, 'Start');
    start.addPropertyOverride('Value', new CfnParameter(stack, 'Parameter').valueAsString);
    const sought = resource(stack, 'Sought');
    new CfnOutput(stack, 'Output', { value: sought.ref });
    expect(leadsTo(sought).fromResource(start, stack)).toBe(false);
  });

  test('by a dependency that has nothing, which the CDK reports', () => {
    const stack = testStack();
    const start = resource(stack, 'Start');
    start.node.addDependency({} as IDependable);
    expect(leadsTo(resource(stack, 'Sought')).fromResource(start, stack)).toBe(false);
  });

  test('however often it is asked, each resource being looked at once', () => {
    const stack = testStack();
    const scope = new Construct(stack, 'Scope');
    let looks = 0;
    const dependable: IDependable = {};
    Dependable.implement(dependable, { get dependencyRoots() { looks += 1; return []; } });
    scope.node.addDependency(dependable);
    const all = Array.from({ length: 20 }, (_, index) => resource(scope, `Start${index}`));
    const leads = leadsTo(resource(stack, 'Sought'));
    expect(all.map((start) => leads.fromResource(start, stack))).not.toContain(true);
    expect(looks).toBe(1);
  });
});

describe('a stack leads to a resource', () => {
  function stacks(...ids: string[]): Stack[] {
    const app = new App();
    return ids.map((id) => testStack({ app, id }));
  }

  test.each<[string, (start: Stack, sought: CfnResource) => void]>([
    ['by a reference', (start, sought) => resource(start, 'Start', sought)],
    ['by an output', (start, sought) => new CfnOutput(start, 'Output', { value: sought.ref })],
    ['by a nested stack', (start, sought) => resource(new NestedStack(start, 'Nested'), 'Start', sought)],
    ['by a dependency on its stack', (start, sought) => start.addStackDependency(sought.stack)],
    ['by a dependency of a construct', (start, sought) => resource(start, 'Start').node.addDependency(sought)],
    ['by a third stack', (start, sought) => resource(start, 'Start', resource(testStack({ app: start.node.root as App, id: 'Third' }), 'Middle', sought))],
  ])('%s', (_how, make) => {
    const [start, end] = stacks('Start', 'End');
    const sought = resource(end, 'Sought');
    make(start, sought);
    const leads = leadsTo(sought);
    expect([start, end, start].map((stack) => leads.fromStack(stack))).toEqual([true, true, true]);
  });

  test('not by being referred to', () => {
    const [start, end] = stacks('Start', 'End');
    expect(leadsTo(resource(end, 'Sought', resource(start, 'Start'))).fromStack(start)).toBe(false);
  });
});
