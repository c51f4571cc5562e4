import { App, CfnParameter, Stack, aws_ec2 as ec2, aws_iam as iam, aws_s3 as s3 } from 'aws-cdk-lib';
import { aRole, arnIn } from './given';
import { Model, type IModel } from '../../src';
import { must } from '../helpers/must';
import { messageOf } from '../helpers/problems';
import { resourcesOf, statementsOf, testStack, warningsOf } from '../helpers/stack';

const ARN = 'arn:aws:sagemaker:eu-west-1:111111111111:model/churn';

/** All that an imported model shows of itself, as the template says it. */
function shown(model: IModel): unknown {
  return model.stack.resolve({ arn: model.modelArn, name: model.modelName, ...model.env });
}

describe('a model', () => {
  test('that is imported by its ARN is in the account and region of the ARN', () => {
    const expected = { arn: ARN, name: 'churn', account: '111111111111', region: 'eu-west-1' };
    expect(shown(Model.fromModelArn(testStack(), 'Model', ARN))).toEqual(expected);
    expect(shown(Model.fromModelAttributes(testStack(), 'Model', { modelArn: ARN }))).toEqual(expected);
  });

  test('that is imported by its name is in the account and region of the stack', () => {
    expect(shown(Model.fromModelName(testStack(), 'Model', 'churn'))).toEqual({
      arn: arnIn('sagemaker', 'model/churn'), name: 'churn', account: '123456789012', region: 'us-east-1',
    });
  });

  test('that is imported by its name into a stack without environment is where that is deployed', () => {
    expect(shown(Model.fromModelName(new Stack(new App(), 'Test'), 'Model', 'churn'))).toEqual({
      arn: {
        'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':sagemaker:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, ':model/churn']],
      },
      name: 'churn',
      account: { Ref: 'AWS::AccountId' },
      region: { Ref: 'AWS::Region' },
    });
  });

  test('may have a name that is a token', () => {
    const stack = testStack();
    expect(shown(Model.fromModelName(stack, 'Model', new CfnParameter(stack, 'Name').valueAsString))).toEqual({
      arn: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':sagemaker:us-east-1:123456789012:model/', { Ref: 'Name' }]] },
      name: { Ref: 'Name' },
      account: '123456789012',
      region: 'us-east-1',
    });
  });

  test('may have an ARN that is a token', () => {
    const stack = testStack();
    const part = (index: number) => ({ 'Fn::Select': [index, { 'Fn::Split': [':', { Ref: 'Arn' }] }] });
    expect(shown(Model.fromModelArn(stack, 'Model', new CfnParameter(stack, 'Arn').valueAsString))).toEqual({
      arn: { Ref: 'Arn' }, name: { 'Fn::Select': [1, { 'Fn::Split': ['/', part(5)] }] }, account: part(4), region: part(3),
    });
  });

  test('can be imported twice, and makes nothing', () => {
    const stack = testStack();
    Model.fromModelName(stack, 'One', 'churn');
    Model.fromModelName(stack, 'Two', 'churn');
    expect(resourcesOf(stack, 'AWS::SageMaker::Model')).toEqual({});
  });

  test.each([
    '', 'churn', 'arn:aws:sagemaker:eu-west-1:111111111111:model/', 'arn:aws:sagemaker:eu-west-1:111111111111:endpoint/churn',
    'arn:aws:sagemaker:eu-west-1:111111111111:model:churn', 'arn:aws:s3:::model/churn',
  ])('fails to be imported by the ARN %p', (arn) => {
    const message = `Test: modelArn ${must.beArnOf('model', arn)}`;
    expect(messageOf(() => Model.fromModelArn(testStack(), 'Model', arn))).toBe(message);
    expect(messageOf(() => Model.fromModelAttributes(testStack(), 'Model', { modelArn: arn }))).toBe(message);
  });

  test('can be imported by the ARN of another partition', () => {
    const arn = 'arn:aws-us-gov:sagemaker:us-gov-west-1:111111111111:model/a';
    expect(shown(Model.fromModelArn(testStack(), 'Model', arn))).toEqual({ arn, name: 'a', account: '111111111111', region: 'us-gov-west-1' });
  });

  test.each(['a', 'a--b', 'a'.repeat(63)])('can be imported by the name %p', (name) => {
    expect(Model.fromModelName(testStack(), 'Model', name).modelName).toBe(name);
  });

  test.each(['', '-a', 'a-', 'a_b', 'a/b', ARN, 'a'.repeat(64)])('fails to be imported by the name %p', (name) => {
    expect(messageOf(() => Model.fromModelName(testStack(), 'Model', name)))
      .toBe(`Test: modelName ${must.beName(name)}`);
  });
});

describe('the role of an imported model', () => {
  function withRole(stack: Stack): IModel {
    const role = iam.Role.fromRoleArn(stack, 'GivenRole', 'arn:aws:iam::123456789012:role/serving');
    return Model.fromModelAttributes(stack, 'Model', { modelArn: 'arn:aws:sagemaker:us-east-1:123456789012:model/churn', role });
  }

  test('is what is granted something', () => {
    const stack = testStack();
    const model = withRole(stack);
    expect(model.grantPrincipal).toBe(model.role);
    const grant = s3.Bucket.fromBucketName(stack, 'Bucket', 'artifacts').grantRead(model);
    expect(grant.success).toBe(true);
    expect(statementsOf(stack)).toEqual([{
      Action: ['s3:GetObject*', 's3:GetBucket*', 's3:List*'],
      Effect: 'Allow',
      Resource: ['', '/*'].map((suffix) => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:s3:::artifacts${suffix}`]] })),
    }]);
    expect(Object.values(resourcesOf(stack, 'AWS::IAM::Policy'))[0].Properties.Roles).toEqual(['serving']);
  });

  test('of another stack is granted something by a policy of this stack', () => {
    const app = new App();
    const home = testStack({ app, id: 'Home' });
    const stack = testStack({ app });
    const role = aRole(home);
    const model = Model.fromModelAttributes(stack, 'Model', { modelArn: 'arn:aws:sagemaker:us-east-1:123456789012:model/churn', role });
    expect(model.role).toBe(role);
    new s3.Bucket(stack, 'Bucket').grantDelete(model);
    model.addToRolePolicy(new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: ['*'] }));
    app.synth();
    const bucket = { 'Fn::GetAtt': [expect.stringMatching(/^Bucket/), 'Arn'] };
    expect(statementsOf(stack)).toEqual([
      { Action: 's3:DeleteObject*', Effect: 'Allow', Resource: { 'Fn::Join': ['', [bucket, '/*']] } },
      { Action: 's3:GetObject', Effect: 'Allow', Resource: '*' },
    ]);
    expect(statementsOf(home)).toEqual([]);
    expect(home.dependencies).toEqual([]);
  });

  test('is what is allowed something more', () => {
    const stack = testStack();
    withRole(stack).addToRolePolicy(new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: ['*'] }));
    expect(statementsOf(stack)).toEqual([{ Action: 's3:GetObject', Effect: 'Allow', Resource: '*' }]);
  });
});

describe('without a role an imported model', () => {
  test('is allowed nothing more, without an error', () => {
    const stack = testStack();
    const model = Model.fromModelName(stack, 'Model', 'churn');
    expect(model.role).toBeUndefined();
    model.addToRolePolicy(new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: ['*'] }));
    expect(resourcesOf(stack, 'AWS::IAM::Policy')).toEqual({});
    expect(warningsOf(stack)).toEqual([]);
  });

  test('is granted nothing, with a warning', () => {
    const stack = testStack();
    const model = Model.fromModelName(stack, 'Model', 'churn');
    iam.Grant.addToPrincipal({ grantee: model, actions: ['s3:GetObject'], resourceArns: ['*'] });
    expect(resourcesOf(stack, 'AWS::IAM::Policy')).toEqual({});
    expect(warningsOf(stack)).toHaveLength(1);
    expect(warningsOf(stack)[0]).toMatch(/^Test\/Model: Add statement to this resource's role: /);
  });

  test('fails to be granted what belongs in the policy of a resource', () => {
    const stack = testStack();
    const model = Model.fromModelName(stack, 'Model', 'churn');
    expect(() => new s3.Bucket(stack, 'Bucket').grantRead(model))
      .toThrow('Cannot get policy fragment of Test/Model, resource imported without a role');
  });
});

describe('the connections of an imported model', () => {
  test('are those of its security groups', () => {
    const stack = testStack();
    const group = ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-1');
    const model = Model.fromModelAttributes(stack, 'Model', { modelArn: ARN, securityGroups: [group] });
    expect(model.connections.securityGroups).toEqual([group]);
    model.connections.allowFrom(ec2.Peer.ipv4('10.0.0.0/8'), ec2.Port.tcp(443), 'callers');
    expect(Object.values(resourcesOf(stack, 'AWS::EC2::SecurityGroupIngress'))[0].Properties).toEqual({
      CidrIp: '10.0.0.0/8', Description: 'callers', FromPort: 443, GroupId: 'sg-1', IpProtocol: 'tcp', ToPort: 443,
    });
  });

  test.each([[undefined], [[]]])('fail when they are not known: %p', (securityGroups) => {
    const model = Model.fromModelAttributes(testStack(), 'Model', { modelArn: ARN, securityGroups });
    expect(messageOf(() => model.connections)).toBe(
      'Test/Model: the network connections of this model cannot be managed, because it is not in a VPC, or was imported without its '
      + 'security groups; set vpc, or securityGroups for an imported model',
    );
  });
});
