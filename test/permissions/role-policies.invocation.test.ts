import { NestedStack, Stack, aws_iam as iam, aws_sqs as sqs } from 'aws-cdk-lib';
import { POLICY, awaitedIn, endpointOf, modelOf, policiesIn, twoStacks } from './given-role-policies';
import { Endpoint, EndpointConfig, Model, type EndpointConfigProps } from '../../src';
import { circlesIn } from '../helpers/circles';
import { resourcesOf, testStack } from '../helpers/stack';
import { aRole } from '../model/given';

describe('permissions that a model of another stack is granted on its endpoint', () => {
  test.each<[string, (endpoint: Endpoint, model: Model) => iam.Grant]>([
    ['the endpoint, by the model', (endpoint, model) => endpoint.grantInvoke(model)],
    ['the endpoint, by the role', (endpoint, model) => endpoint.grantInvoke(model.role!)],
    ['the endpoint, with response streaming', (endpoint, model) => endpoint.grantInvokeWithResponseStream(model)],
    ['a component', (endpoint, model) => endpoint.inferenceComponent('x').grantInvoke(model)],
    ['a component, with response streaming', (endpoint, model) => endpoint.inferenceComponent('x').grantInvokeWithResponseStream(model)],
  ])('on %s, are in a policy that nothing waits for', (_what, grant) => {
    const { home, away, role } = twoStacks();
    const model = modelOf(away, 'Model', role);
    grant(endpointOf(away, 'Endpoint', model), model);
    expect(Object.keys(policiesIn(away))).toEqual(['InvocationPolicyOfRole']);
    expect(awaitedIn(away)).toEqual([[]]);
    expect(circlesIn(away)).toEqual([]);
    expect(home.dependencies).toEqual([]);
  });

  test('are in one policy for all endpoints', () => {
    const { away, role } = twoStacks();
    ['One', 'Two'].forEach((id) => {
      const model = modelOf(away, id, role);
      endpointOf(away, `Endpoint${id}`, model).grantInvoke(model);
    });
    expect(policiesIn(away)).toEqual({ InvocationPolicyOfRole: ['sagemaker:InvokeEndpoint x2'] });
  });

  test('can be waited for', () => {
    const { away, role } = twoStacks();
    const model = modelOf(away, 'Model', role);
    endpointOf(away, 'Endpoint', model).grantInvoke(model).applyBefore(new sqs.Queue(away, 'Queue'));
    expect(awaitedIn(away, 'AWS::SQS::Queue')).toEqual([['InvocationPolicyOfRole']]);
  });

  test('of the parent of a nested stack with the endpoint, are in the nested stack', () => {
    const { home, role } = twoStacks();
    const nested = new NestedStack(home, 'Nested');
    const model = modelOf(nested, 'Model', role);
    endpointOf(nested, 'Endpoint', model).grantInvoke(model);
    expect(Object.keys(policiesIn(nested))).toEqual(['InvocationPolicyOfRole']);
    expect([home, nested].flatMap(circlesIn)).toEqual([]);
  });

  test('for another model with the same role, are not awaited either', () => {
    const { away, role } = twoStacks();
    endpointOf(away, 'Endpoint', modelOf(away, 'One', role)).grantInvoke(modelOf(away, 'Two', role));
    expect(Object.keys(policiesIn(away))).toEqual(['InvocationPolicyOfRole']);
    expect(circlesIn(away)).toEqual([]);
  });

  test('for a model with another role, are in the policy that it waits for', () => {
    const { home, away, role } = twoStacks();
    endpointOf(away, 'Endpoint', modelOf(away, 'One', role)).grantInvoke(modelOf(away, 'Two', aRole(home, 'Other')));
    expect(policiesIn(away)).toEqual({ HostingPolicyOfRole: ['sagemaker:InvokeEndpoint x1'] });
    expect(circlesIn(away)).toEqual([]);
  });

  test('are granted to a role that the models use without policy updates', () => {
    const stack = testStack();
    const role = aRole(stack);
    endpointOf(stack, 'Endpoint', modelOf(stack, 'Model', role.withoutPolicyUpdates())).grantInvoke(role);
    expect(circlesIn(stack)).toEqual([]);
    expect(Object.keys(policiesIn(stack))).toEqual(['EndpointLaterRolePolicy']);
  });
});

/** The role of a configuration, or of its model. */
function roleOf(config: EndpointConfig): iam.IRole {
  const roles: iam.IRole[] = [];
  config._roles.forEach((role) => roles.push(role));
  return roles[0];
}

describe('permissions on a component that the role of its own endpoint is granted', () => {
  test.each<[string, (stack: Stack) => Partial<EndpointConfigProps>]>([
    ['the default role', () => ({ instanceProductionVariants: [{ variantName: 'main' }] })],
    ['a given role', (stack) => ({ role: aRole(stack), instanceProductionVariants: [{ variantName: 'main' }] })],
    ['the role of a model', (stack) => ({ instanceProductionVariants: [{ variantName: 'main', model: modelOf(stack, 'Model') }] })],
  ])('that is %s, make no circle', (_which, props) => {
    const stack = testStack();
    const endpointConfig = new EndpointConfig(stack, 'Config', props(stack));
    new Endpoint(stack, 'Endpoint', { endpointConfig }).inferenceComponent('x').grantInvoke(roleOf(endpointConfig));
    expect(circlesIn(stack)).toEqual([]);
    expect(Object.keys(policiesIn(stack))).toContain('EndpointLaterRolePolicy');
  });

  test('that is another role, are in its own policy as before', () => {
    const stack = testStack();
    const other = aRole(stack, 'Other');
    endpointOf(stack, 'Endpoint', modelOf(stack, 'Model')).inferenceComponent('x').grantInvoke(other);
    expect(Object.keys(resourcesOf(stack, POLICY)).sort()).toEqual([expect.stringMatching(/^ModelRoleDefaultPolicy/), expect.stringMatching(/^OtherDefaultPolicy/)]);
  });
});

test('a lazy role that is granted permission on an endpoint is not created by the grant alone', () => {
  const stack = testStack();
  const role = new iam.LazyRole(stack, 'Lazy', { assumedBy: new iam.ServicePrincipal('sagemaker.amazonaws.com') });
  endpointOf(stack, 'Endpoint', modelOf(stack, 'Model')).grantInvoke(role);
  expect(Object.keys(resourcesOf(stack, 'AWS::IAM::Role'))).toEqual([expect.stringMatching(/^ModelRole/)]);
});

test('a lazy role of a model is granted permission on its endpoint in a policy for which the model does not wait', () => {
  const stack = testStack();
  const role = new iam.LazyRole(stack, 'Lazy', { assumedBy: new iam.ServicePrincipal('sagemaker.amazonaws.com') });
  endpointOf(stack, 'Endpoint', modelOf(stack, 'Model', role)).grantInvoke(role);
  expect(circlesIn(stack)).toEqual([]);
  expect(Object.keys(policiesIn(stack))).toContain('EndpointLaterRolePolicy');
});
