import { Stack, aws_iam as iam } from 'aws-cdk-lib';
import { Endpoint, type IEndpoint } from '../../../src';
import { aConfig } from '../../helpers/given';
import { ENV, testStack, warningsOf } from '../../helpers/stack';
import { aComponent, aHost } from '../components/hosts';

const THEIRS = 'arn:aws:iam::210987654321:role/theirs';
const warning = (method: string, principal: string, where = 'Test/Endpoint') => `${where}: ${method} has no effect for ${principal}, which has no policy in this app, and CloudFormation has `
  + 'no resource policy of an endpoint; grant the permission to a role of the app, and allow the principal to assume it [ack: cdk-sagemaker-hosting:grantWithoutEffect]';
const given = (stack: Stack) => warningsOf(stack).filter((each) => each.includes('grantWithoutEffect'));

test.each<[string, (endpoint: IEndpoint, grantee: iam.IGrantable) => iam.Grant]>([
  ['grantInvoke', (endpoint, grantee) => endpoint.grantInvoke(grantee)],
  ['grantInvokeAsync', (endpoint, grantee) => endpoint.grantInvokeAsync(grantee)],
  ['grantInvokeWithResponseStream', (endpoint, grantee) => endpoint.grantInvokeWithResponseStream(grantee)],
  ['grantInvokeOpenAi', (endpoint, grantee) => endpoint.grantInvokeOpenAi(grantee)],
  ['grantInvokeWithBidirectionalStream', (endpoint, grantee) => endpoint.grantInvokeWithBidirectionalStream(grantee)],
  ['grantInvokeTargets', (endpoint, grantee) => endpoint.grantInvokeTargets(grantee, { targetModels: ['churn.tar.gz'] })],
])('%s to an account, a service or an imported role of another account is warned of', (method, grant) => {
  const stack = testStack();
  const endpoint = new Endpoint(stack, 'Endpoint', { endpointConfig: aConfig(stack) });
  grant(endpoint, new iam.AccountPrincipal('210987654321'));
  grant(endpoint, new iam.ServicePrincipal('lambda.amazonaws.com'));
  grant(endpoint, iam.Role.fromRoleArn(stack, 'Theirs', THEIRS));
  expect(given(stack)).toEqual([
    warning(method, 'AccountPrincipal(210987654321)'), warning(method, 'ServicePrincipal(lambda.amazonaws.com)'), warning(method, 'Test/Theirs'),
  ]);
});

test('of roles and users of the app and of the account only one of another account is, one of an account that is not known is not', () => {
  const stack = testStack();
  const endpoint = new Endpoint(stack, 'Endpoint', { endpointName: 'churn', endpointConfig: aConfig(stack) });
  const other = new Stack(stack.node.scope!, 'Other', { env: { ...ENV, account: '210987654321' } });
  endpoint.grantInvoke(new iam.Role(stack, 'Role', { assumedBy: new iam.AccountPrincipal('210987654321') }));
  endpoint.grantInvoke(new iam.User(stack, 'User'));
  endpoint.grantInvoke(iam.Role.fromRoleName(stack, 'Named', 'named'));
  endpoint.grantInvoke(iam.Role.fromRoleArn(stack, 'Fixed', 'arn:aws:iam::123456789012:role/ours', { mutable: false }));
  endpoint.grantInvoke(new iam.Role(other, 'Role', { roleName: 'theirs', assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') }));
  expect(given(stack)).toEqual([
    'Test/Endpoint: grantInvoke has no effect for Other/Role, which is in account 210987654321: a request names an endpoint of the account that it comes from; grant the permission to a role '
    + 'in account 123456789012, and allow the principal to assume it [ack: cdk-sagemaker-hosting:grantWithoutEffect]',
  ]);

  const anywhere = new Stack();
  const imported = Endpoint.fromEndpointName(anywhere, 'Imported', 'theirs');
  imported.grantInvoke(iam.Role.fromRoleArn(anywhere, 'Theirs', THEIRS));
  expect(given(anywhere)).toEqual([]);
});

test('a grant of an inference component is warned of, too', () => {
  const stack = testStack();
  const component = aComponent(aHost(stack), 'Llama');
  component.grantInvoke(new iam.AccountPrincipal('210987654321'));
  component.grantInvoke(new iam.User(stack, 'User'));
  expect(given(stack)).toEqual([warning('grantInvoke', 'AccountPrincipal(210987654321)', component.node.path)]);
});

test('a principal that the app implements, without a text of its own, is called a custom one', () => {
  const stack = testStack();
  const endpoint = new Endpoint(stack, 'Endpoint', { endpointConfig: aConfig(stack) });
  const principal = (more: object = {}): iam.IPrincipal => ({
    get grantPrincipal() { return this as iam.IPrincipal; },
    assumeRoleAction: 'sts:AssumeRole',
    policyFragment: new iam.PrincipalPolicyFragment({ AWS: ['*'] }),
    addToPrincipalPolicy: () => ({ statementAdded: false }),
    ...more,
  });
  endpoint.grantInvoke(principal());
  endpoint.grantInvoke(principal({ toString: () => 'Partner' }));
  expect(given(stack)).toEqual([warning('grantInvoke', 'a custom principal'), warning('grantInvoke', 'Partner')]);
});
