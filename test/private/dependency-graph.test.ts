import { App, CfnOutput, CfnParameter, CfnResource, Fn, Lazy, NestedStack, Stack, aws_iam as iam } from 'aws-cdk-lib';
import { Construct, type IConstruct } from 'constructs';
import { DependencyGraph } from '../../src/private/dependency-graph';

function resource(scope: Construct, id: string, properties: Record<string, unknown> = {}): CfnResource {
  return new CfnResource(scope, id, { type: 'Test::Resource', properties });
}

/** The IDs of the resources that lead to the dependents of a construct. */
function leading(stack: Stack, to: IConstruct): string[] {
  return [...new DependencyGraph(stack).leadingToDependentsOf([to])].filter((node): node is CfnResource => CfnResource.isCfnResource(node))
    .map(({ node }) => node.id).sort();
}

describe('what leads to the dependents of a resource', () => {
  test.each<[string, (target: CfnResource) => unknown]>([
    ['a reference', (target) => target.ref],
    ['an attribute', (target) => target.getAtt('Arn')],
    ['a part of a string', (target) => `arn:${target.ref}`],
    ['an attribute in a list of a join', (target) => Fn.join('', ['a', target.getAtt('Arn').toString()])],
    ['a value that is produced late', (target) => Lazy.any({ produce: () => [{ deep: target.ref }] })],
    ['a number', (target) => ({ count: Fn.select(0, [target.ref]) })],
    ['an intrinsic function', (target) => ({ Ref: target.stack.getLogicalId(target) })],
    ['an attribute with dots', (target) => ({ 'Fn::GetAtt': `${target.stack.getLogicalId(target)}.Outputs.X` })],
    ['a substitution', (target) => ({ 'Fn::Sub': [`\${ ${target.stack.getLogicalId(target)}.Arn }`, {}] })],
    ['a value of a substitution', (target) => ({ 'Fn::Sub': ['${X}', { X: { Ref: target.stack.getLogicalId(target) } }] })],
  ])('includes what refers to it by %s', (_how, refer) => {
    const stack = new Stack();
    const target = resource(stack, 'Target');
    const one = resource(stack, 'One', { value: refer(target) });
    resource(stack, 'Two', { value: one.ref });
    resource(stack, 'Other', { value: { Ref: 'AWS::Region' }, text: 'Target' });
  });

  test('includes what depends on a construct that contains it, and all within a construct that depends on it', () => {
    const stack = new Stack();
    const [inner, outer] = ['Inner', 'Outer'].map((id) => new Construct(stack, id));
    resource(inner, 'Target');
    ['One', 'Two'].forEach((id) => resource(new Construct(outer, `In${id}`), id));
    outer.node.addDependency(inner);
    resource(stack, 'Other');
    expect(leading(stack, inner)).toEqual(['One', 'Two']);
  });

  test('includes a nested stack with all its resources, if one of them does', () => {
    const stack = new Stack(new App(), 'Stack');
    const target = resource(stack, 'Target');
    const nested = new NestedStack(stack, 'Nested');
    resource(nested, 'Inner', { value: target.ref });
    const sibling = resource(nested, 'Sibling');
    resource(stack, 'Outer', { value: sibling.ref });
    expect(leading(stack, target)).toEqual(['Inner', 'Nested.NestedStackResource', 'Outer', 'Sibling']);
  });

  test('does not include resources of other stacks, nor those with the same logical ID there', () => {
    const app = new App();
    const [stack, other] = ['Stack', 'Other'].map((id) => new Stack(app, id));
    const target = resource(stack, 'Target');
    resource(other, 'Away', { value: target.ref });
    resource(stack, 'One', { value: resource(other, 'Target').ref });
    expect(leading(stack, target)).toEqual([]);
  });

  test('does not include what is not in the template, nor parameters and outputs', () => {
    const stack = new Stack();
    const target = resource(stack, 'Target');
    new iam.Policy(stack, 'Empty').node.addDependency(target);
    new CfnOutput(stack, 'Output', { value: target.ref });
    resource(stack, 'One', { value: new CfnParameter(stack, 'Parameter').valueAsString });
    expect(leading(stack, target)).toEqual([]);
  });
});

test('a dependency can be added, of all that depends on some constructs', () => {
  const stack = new Stack();
  const [target, further] = ['Target', 'Further'].map((id) => resource(stack, id));
  resource(stack, 'One', { value: target.ref });
  const graph = new DependencyGraph(stack);
  expect(graph.leadingToDependentsOf([further]).size).toBe(0);
  graph.addDependency([target], [further]);
  expect([...graph.leadingToDependentsOf([further])]).toContain(stack.node.findChild('One'));
});
