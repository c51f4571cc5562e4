import { App, CfnResource, NestedStack, Stack, aws_iam as iam, aws_kms as kms, aws_sqs as sqs } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Construct } from 'constructs';
import { granteeInStackOf, roleWithLocalPolicy } from '../../src/permissions/role-in-stack';
import { resourcesOf, statementsOf, testStack } from '../helpers/stack';

const SAGEMAKER = new iam.ServicePrincipal('sagemaker.amazonaws.com');
const SEND = ['sqs:SendMessage', 'sqs:GetQueueAttributes', 'sqs:GetQueueUrl'];
/** The same actions in a policy that repeats nothing, which the CDK sorts. */
const SORTED = [...SEND].sort();

function aRole(stack: Stack): iam.Role {
  return new iam.Role(stack, 'Role', { assumedBy: SAGEMAKER });
}

/** What a construct of its own stack needs a role for: a queue there. */
class Sender extends Construct {
  public readonly grant: iam.Grant;

  constructor(scope: Construct, id: string, role: iam.IRole) {
    super(scope, id);
    this.grant = new sqs.Queue(this, 'Queue').grantSendMessages(granteeInStackOf(this, role));
  }
}

function policiesOf(stack: Stack): any[] {
  return Object.values(resourcesOf(stack, 'AWS::IAM::Policy'));
}

test('a role of the same stack is seen as it is', () => {
  const stack = testStack();
  const role = aRole(stack);
  expect(granteeInStackOf(new Construct(stack, 'Deep'), role)).toBe(role);
});

describe('a role of another stack', () => {
  function twoStacks(): { home: Stack; away: Stack; role: iam.Role } {
    const app = new App();
    const home = testStack({ app, id: 'Home' });
    return { home, away: testStack({ app, id: 'Away' }), role: aRole(home) };
  }

  test('gets the permissions by a policy of this stack, so that its stack can be deployed first', () => {
    const { home, away, role } = twoStacks();
    new Sender(away, 'Sender', role);
    const policies = policiesOf(away);
    expect(policies).toHaveLength(1);
    expect(policies[0].Properties.PolicyDocument.Statement).toEqual([
      { Action: SORTED, Effect: 'Allow', Resource: { 'Fn::GetAtt': ['SenderQueueBC4D424A', 'Arn'] } },
    ]);
    expect(policies[0].Properties.Roles).toEqual([{ 'Fn::ImportValue': expect.stringMatching(/^Home:ExportsOutputRefRole/) }]);
    expect(statementsOf(home)).toEqual([]);
    expect(home.dependencies).toEqual([]);
    expect(away.dependencies).toEqual([home]);
  });

  test('gets all permissions of one construct by one policy', () => {
    const { away, role } = twoStacks();
    const sender = new Sender(away, 'Sender', role);
    const topUp = new sqs.Queue(away, 'Second').grantSendMessages(granteeInStackOf(sender, role));
    expect(topUp.success).toBe(true);
    expect(policiesOf(away)).toHaveLength(1);
    expect(statementsOf(away).map(({ Resource }) => Resource.length)).toEqual([2]);
  });

  test('gets one policy for all constructs', () => {
    const { away, role } = twoStacks();
    new Sender(away, 'One', role);
    new Sender(away, 'Two', role);
    expect(policiesOf(away)).toHaveLength(1);
    expect(statementsOf(away).map(({ Resource }) => Resource.length)).toEqual([2]);
  });

  test('is not taken for another role', () => {
    const { home, away, role } = twoStacks();
    const second = new iam.Role(home, 'Second', { assumedBy: SAGEMAKER });
    const sender = new Sender(away, 'Sender', role);
    new sqs.Queue(away, 'Queue').grantSendMessages(granteeInStackOf(sender, second));
    expect(policiesOf(away)).toHaveLength(2);
  });

  test('can be waited for', () => {
    const { away, role } = twoStacks();
    const sender = new Sender(away, 'Sender', role);
    const later = new sqs.Queue(away, 'Later');
    sender.grant.applyBefore(later);
    const [policyId] = Object.keys(resourcesOf(away, 'AWS::IAM::Policy'));
    const queue = Object.entries(resourcesOf(away, 'AWS::SQS::Queue')).find(([id]) => id.startsWith('Later'))![1];
    expect(queue.DependsOn).toEqual([policyId]);
  });

  test('stands for itself in the policy of a resource', () => {
    const { away, role } = twoStacks();
    const principal = granteeInStackOf(away, role).grantPrincipal;
    expect(principal.policyFragment).toBe(role.policyFragment);
    expect(principal.principalAccount).toBe(role.principalAccount);
    expect(principal.assumeRoleAction).toBe('sts:AssumeRole');
    expect(principal.grantPrincipal).toBe(principal);
  });

  test('may use a key of this stack without that stack knowing it', () => {
    const { home, away, role } = twoStacks();
    const scope = new Construct(away, 'Scope');
    new kms.Key(scope, 'Key').grantDecrypt(granteeInStackOf(scope, role));
    expect(statementsOf(away)).toEqual([
      { Action: 'kms:Decrypt', Effect: 'Allow', Resource: { 'Fn::GetAtt': [expect.stringMatching(/^ScopeKey/), 'Arn'] } },
    ]);
    expect(statementsOf(home)).toEqual([]);
  });

  test('in the parent of a nested stack gets its policy in the nested stack', () => {
    const { home, role } = twoStacks();
    const nested = new NestedStack(home, 'Nested');
    new Sender(nested, 'Sender', role);
    expect(policiesOf(nested)).toHaveLength(1);
    expect(statementsOf(home)).toEqual([]);
  });

  test.each<[string, (home: Stack) => iam.IRole]>([
    ['by its ARN', (home) => iam.Role.fromRoleArn(home, 'Imported', 'arn:aws:iam::123456789012:role/imported')],
    ['by its name', (home) => iam.Role.fromRoleName(home, 'Imported', 'imported')],
  ])('that is imported there %s gets the policy here too, so that its stack does not get to know this one', (_how, imported) => {
    const { home, away } = twoStacks();
    new Sender(away, 'Sender', imported(home));
    expect(policiesOf(away).map((policy) => policy.Properties.Roles)).toEqual([['imported']]);
    expect(policiesOf(home)).toEqual([]);
    expect(home.dependencies).toEqual([]);
  });

  test('that is defined there is seen as another principal', () => {
    const { away, role } = twoStacks();
    expect(granteeInStackOf(away, role)).not.toBe(role);
    expect(policiesOf(away)).toEqual([]);
  });

  test('that may not be changed is left alone', () => {
    const { away, role } = twoStacks();
    new Sender(away, 'Sender', role.withoutPolicyUpdates());
    expect(policiesOf(away)).toEqual([]);
  });

  test('that is imported as immutable is left alone', () => {
    const { home, away } = twoStacks();
    new Sender(away, 'Sender', iam.Role.fromRoleArn(home, 'Imported', 'arn:aws:iam::123456789012:role/imported', { mutable: false }));
    expect(policiesOf(away)).toEqual([]);
  });

  test('that belongs to another account is left alone: no policy of this account can be attached to it', () => {
    const { home, away } = twoStacks();
    new Sender(away, 'Sender', iam.Role.fromRoleArn(home, 'Foreign', 'arn:aws:iam::999999999999:role/foreign'));
    expect(policiesOf(away)).toEqual([]);
    expect(Object.values(resourcesOf(away, 'AWS::SQS::QueuePolicy'))[0].Properties.PolicyDocument.Statement).toEqual([{
      Action: SEND,
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::999999999999:role/foreign' },
      Resource: { 'Fn::GetAtt': ['SenderQueueBC4D424A', 'Arn'] },
    }]);
  });
});

test('the resource of the construct waits for the policy, whatever else a grant tells of', () => {
  const app = new App();
  const role = new iam.Role(new Stack(app, 'Home'), 'Role', { assumedBy: new iam.ServicePrincipal('sagemaker.amazonaws.com') });
  const stack = new Stack(app, 'Here');
  const construct = new Construct(stack, 'Construct');
  const resource = new CfnResource(construct, 'Resource', { type: 'Some::Resource::Type' });
  construct.node.defaultChild = resource;
  sqs.Queue.fromQueueArn(stack, 'Queue', 'arn:aws:sqs:us-east-1:222222222222:theirs').grantPurge(granteeInStackOf(construct, role));
  const { Resources } = Template.fromStack(stack).toJSON();
  const [policy] = Object.entries<any>(Resources).filter(([, { Type }]) => Type === 'AWS::IAM::Policy').map(([id]) => id);
  expect(Object.values<any>(Resources).find(({ Type }) => Type === 'Some::Resource::Type').DependsOn).toEqual([policy]);
});

describe('a role with a policy in a construct', () => {
  test('says that the statement is added, and what to wait for', () => {
    const stack = testStack();
    const construct = new Construct(stack, 'Construct');
    const result = roleWithLocalPolicy(construct, aRole(stack)).grantPrincipal.addToPrincipalPolicy(allow('arn:aws:sqs:us-east-1:111122223333:theirs'));
    expect(result.statementAdded).toBe(true);
    expect(result.policyDependable).toBe(construct.node.findAll().find((each) => each instanceof iam.Policy));
  });

  const allow = (resource: string) => new iam.PolicyStatement({ actions: ['sqs:SendMessage'], resources: [resource] });

  test('has it there, though it belongs to the same stack, and one for all statements', () => {
    const stack = testStack();
    const role = aRole(stack);
    const construct = new Construct(stack, 'Construct');
    ['one', 'two'].forEach((resource) => roleWithLocalPolicy(construct, role).grantPrincipal.addToPrincipalPolicy(allow(resource)));
    expect(policiesOf(stack).map(({ Properties }) => [Properties.Roles, Properties.PolicyDocument.Statement])).toEqual([[
      [{ Ref: expect.stringMatching(/^Role/) }], ['one', 'two'].map((Resource) => ({ Action: 'sqs:SendMessage', Effect: 'Allow', Resource })),
    ]]);
    expect(Object.keys(resourcesOf(stack, 'AWS::IAM::Policy'))).toEqual([expect.stringMatching(/^ConstructRolePolicy/)]);
  });

  test('has one in each construct, for which the resource there waits, and nothing else', () => {
    const stack = testStack();
    const role = aRole(stack);
    const ids = ['One', 'Two'];
    ids.forEach((id) => {
      const construct = new Construct(stack, id);
      construct.node.defaultChild = new CfnResource(construct, 'Resource', { type: `Test::${id}` });
      roleWithLocalPolicy(construct, role).grantPrincipal.addToPrincipalPolicy(allow(id));
    });
    expect(ids.map((id) => Object.values(resourcesOf(stack, `Test::${id}`))[0].DependsOn)).toEqual(ids.map((id) => [expect.stringMatching(`^${id}RolePolicy`)]));
    expect(Object.values(resourcesOf(stack, 'AWS::IAM::Role'))[0]).not.toHaveProperty('DependsOn');
  });

  test('decides itself where it takes none', () => {
    const stack = testStack();
    const construct = new Construct(stack, 'Construct');
    const result = roleWithLocalPolicy(construct, aRole(stack).withoutPolicyUpdates()).grantPrincipal.addToPrincipalPolicy(allow('one'));
    expect(result.statementAdded).toBe(true);
    expect(policiesOf(stack)).toEqual([]);
    expect(construct.node.children).toEqual([]);
  });
});
