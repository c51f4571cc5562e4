import { App, CfnResource, Stack, aws_iam as iam } from 'aws-cdk-lib';
import { createExecutionRole, grantHosting, grantSession } from '../../src/permissions/execution-role';
import { waitForGrant } from '../../src/permissions/wait-for';
import { propertiesOf, resourcesOf, statementsOf, testStack } from '../helpers/stack';
import { aRole, arnIn } from '../model/given';

const LOG_ACTIONS = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'];
const LOGS = { Action: LOG_ACTIONS, Effect: 'Allow', Resource: arnIn('logs', 'log-group:/aws/sagemaker/*') };
const METRICS = { Action: 'cloudwatch:PutMetricData', Effect: 'Allow', Resource: '*' };
const NETWORK = {
  Action: [
    'ec2:CreateNetworkInterface',
    'ec2:CreateNetworkInterfacePermission',
    'ec2:DeleteNetworkInterface',
    'ec2:DeleteNetworkInterfacePermission',
    'ec2:DescribeDhcpOptions',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeSecurityGroups',
    'ec2:DescribeSubnets',
    'ec2:DescribeVpcEndpoints',
    'ec2:DescribeVpcs',
  ],
  Effect: 'Allow',
  Resource: '*',
};

describe('the role that is made', () => {
  test('can be assumed by SageMaker only, and has no permissions to begin with', () => {
    const stack = testStack();
    const role = createExecutionRole(stack);
    expect(role.node.path).toBe('Test/Role');
    expect(propertiesOf(stack, 'AWS::IAM::Role')).toEqual({
      AssumeRolePolicyDocument: {
        Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'sagemaker.amazonaws.com' } }],
        Version: '2012-10-17',
      },
    });
    expect(statementsOf(stack)).toEqual([]);
  });
});

test('a session on an instance takes opening its channels', () => {
  const stack = testStack();
  grantSession(aRole(stack)).assertSuccess();
  expect(statementsOf(stack)).toEqual([{
    Action: ['ssmmessages:CreateControlChannel', 'ssmmessages:CreateDataChannel', 'ssmmessages:OpenControlChannel', 'ssmmessages:OpenDataChannel'],
    Effect: 'Allow',
    Resource: '*',
  }]);
});

describe('what hosting takes', () => {
  test('is to write logs and metrics', () => {
    const stack = testStack();
    grantHosting(aRole(stack), stack, {});
    expect(statementsOf(stack)).toEqual([LOGS, METRICS]);
  });

  test('is in a VPC to make network interfaces too', () => {
    const stack = testStack();
    grantHosting(aRole(stack), stack, { vpcId: 'vpc-1' });
    expect(statementsOf(stack)).toEqual([LOGS, METRICS, NETWORK]);
  });

  test('is in a stack without environment allowed where the stack is deployed', () => {
    const stack = new Stack(new App(), 'Test');
    grantHosting(aRole(stack), stack, {});
    expect(statementsOf(stack)[0].Resource).toEqual({
      'Fn::Join': ['', [
        'arn:', { Ref: 'AWS::Partition' }, ':logs:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, ':log-group:/aws/sagemaker/*',
      ]],
    });
  });

  test('is allowed once, for however many models of one role', () => {
    const stack = testStack();
    const role = aRole(stack);
    grantHosting(role, stack, { vpcId: 'vpc-1' });
    grantHosting(role, stack, { vpcId: 'vpc-1' });
    expect(statementsOf(stack)).toEqual([LOGS, METRICS, NETWORK]);
  });

  test('is allowed to an imported role by a policy attached to it', () => {
    const stack = testStack();
    grantHosting(iam.Role.fromRoleArn(stack, 'GivenRole', 'arn:aws:iam::123456789012:role/serving'), stack, {});
    expect(statementsOf(stack)).toEqual([LOGS, METRICS]);
    expect(propertiesOf(stack, 'AWS::IAM::Policy').Roles).toEqual(['serving']);
  });

  test.each<[string, (stack: Stack) => iam.IRole]>([
    ['that may not be changed', (stack) => aRole(stack).withoutPolicyUpdates()],
    ['that is imported as immutable', (stack) => iam.Role.fromRoleArn(stack, 'R', 'arn:aws:iam::123456789012:role/serving', { mutable: false })],
    ['of another account', (stack) => iam.Role.fromRoleArn(stack, 'R', 'arn:aws:iam::999999999999:role/serving')],
  ])('is not added to a role %s', (_which, makeRole) => {
    const stack = testStack();
    grantHosting(makeRole(stack), stack, { vpcId: 'vpc-1' });
    expect(resourcesOf(stack, 'AWS::IAM::Policy')).toEqual({});
  });

  test.each<[string, (stack: Stack) => iam.IRole]>([
    ['of the stack', (stack) => aRole(stack)],
    ['that is imported', (stack) => iam.Role.fromRoleArn(stack, 'R', 'arn:aws:iam::123456789012:role/serving')],
  ])('is in the policy of a role %s, which can be waited for', (_which, makeRole) => {
    const stack = testStack();
    const grants = grantHosting(makeRole(stack), stack, { vpcId: 'vpc-1' });
    const later = new CfnResource(stack, 'Later', { type: 'Some::Resource::Type' });
    grants.forEach((grant) => waitForGrant(later, grant));
    expect(Object.values(resourcesOf(stack, 'Some::Resource::Type'))[0].DependsOn).toEqual(Object.keys(resourcesOf(stack, 'AWS::IAM::Policy')));
  });

  test.each([true, false])('creates no dependency if the grantee has no policy, in a VPC %p', (vpc) => {
    const stack = testStack();
    const grants = grantHosting(new iam.AnyPrincipal(), stack, vpc ? { vpcId: 'vpc-1' } : {});
    const later = new CfnResource(stack, 'Later', { type: 'Some::Resource::Type' });
    grants.forEach((grant) => waitForGrant(later, grant));
    expect(grants.map(({ success }) => success)).toEqual(grants.map(() => false));
    expect(Object.values(resourcesOf(stack, 'Some::Resource::Type'))[0]).not.toHaveProperty('DependsOn');
  });

  test('is allowed to a role of another stack in the environment of the model', () => {
    const app = new App();
    const home = testStack({ app, id: 'Home', env: { account: '123456789012', region: 'eu-west-1' } });
    const stack = testStack({ app });
    grantHosting(aRole(home), stack, {});
    app.synth();
    expect([...statementsOf(home), ...statementsOf(stack)]).toEqual([LOGS, METRICS]);
  });
});
