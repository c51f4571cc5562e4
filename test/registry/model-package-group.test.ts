import { App, CfnParameter, PhysicalName, RemovalPolicy, Stack, Tags, aws_iam as iam } from 'aws-cdk-lib';
import { aGroup, groupIn } from './given';
import { DESCRIPTION } from './texts';
import * as registry from '../../src/registry';
import { must } from '../helpers/must';
import { messageOf, problemsAtSynth } from '../helpers/problems';
import { pathsIn, propertyPathsOf } from '../helpers/property-paths';
import { ENV, resourcesOf, testStack } from '../helpers/stack';
import { arnIn } from '../model/given';

const TYPE = 'AWS::SageMaker::ModelPackageGroup';
const GROUP = arnIn('sagemaker', 'model-package-group/churn');
const VERSIONS = arnIn('sagemaker', 'model-package/churn/*');
const rootOf = (account: string) => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:iam::${account}:root`]] });

describe('the name', () => {
  const named = (modelPackageGroupName: string) => aGroup({ modelPackageGroupName });

  test.each(['a', 'Churn-3', 'a'.repeat(63)])('may be %p', (name) => {
    expect(groupIn(named(name)).ModelPackageGroupName).toBe(name);
    expect(named(name).modelPackageGroupName).toBe(name);
  });

  test.each(['', '-churn', 'churn-', 'churn_3', 'a'.repeat(64)])('fails as %p', (name) => {
    expect(messageOf(() => named(name))).toBe(`Test/Group: modelPackageGroupName ${must.beName(name)}`);
  });

  test('may be a token', () => {
    const stack = testStack();
    const group = aGroup({ modelPackageGroupName: new CfnParameter(stack, 'Name').valueAsString }, stack);
    expect(groupIn(group).ModelPackageGroupName).toEqual({ Ref: 'Name' });
  });

  test('is generated, in lower case, and always the same', () => {
    const make = () => new registry.ModelPackageGroup(testStack(), 'TheGroup');
    expect(make().modelPackageGroupName).toMatch(/^test-thegroup-[0-9a-f]{8}$/);
    expect(make().modelPackageGroupName).toBe(make().modelPackageGroupName);
    expect(make().node.path).toBe('Test/TheGroup');
  });

  test('is generated for a name that the CDK generates', () => {
    const group = aGroup({ modelPackageGroupName: PhysicalName.GENERATE_IF_NEEDED });
    expect(groupIn(group).ModelPackageGroupName).toMatch(/^test-group-[0-9a-f]{8}$/);
  });

  test('is generated with at most 63 characters, different for each group', () => {
    const stack = testStack();
    const [first, second] = ['a', 'b'].map((end) => new registry.ModelPackageGroup(stack, 'G'.repeat(100) + end).modelPackageGroupName);
    expect(first.length).toBeLessThanOrEqual(63);
    expect(first).not.toBe(second);
  });

  test('is available in other environments, generated or not', () => {
    const app = new App();
    const group = new registry.ModelPackageGroup(testStack({ app }), 'Group');
    const other = new Stack(app, 'Other', { env: { ...ENV, region: 'eu-west-1' } });
    other.exportValue(group.modelPackageGroupArn, { name: 'Arn' });
    expect(JSON.stringify(app.synth().getStackByName('Other').template)).toContain(`model-package-group/${group.modelPackageGroupName}`);
  });
});

describe('the description', () => {
  test.each(['', 'Wer geht, 2026 → ✓', 'a'.repeat(1024)])('may be %p', (description) => {
    expect(groupIn(aGroup({ description })).ModelPackageGroupDescription).toBe(description);
  });

  test.each(['two\nlines', 'a'.repeat(1025)])('fails as %p', (description) => {
    expect(messageOf(() => aGroup({ description }))).toBe(`Test/Group: description must be ${DESCRIPTION}, got '${description}'`);
  });
});

describe('the removal policy', () => {
  test.each([
    [undefined, 'RetainExceptOnCreate', 'Retain'], [RemovalPolicy.RETAIN, 'Retain', 'Retain'], [RemovalPolicy.DESTROY, 'Delete', 'Delete'],
  ])('%s', (removalPolicy, DeletionPolicy, UpdateReplacePolicy) => {
    const [resource] = Object.values(resourcesOf(aGroup({ removalPolicy }), TYPE));
    expect(resource).toMatchObject({ DeletionPolicy, UpdateReplacePolicy });
  });
});

describe('sharing', () => {
  const sharedWith = (...accounts: string[]) => ({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { AWS: accounts.map(rootOf) }, Action: 'sagemaker:DescribeModelPackageGroup', Resource: GROUP },
      {
        Effect: 'Allow',
        Principal: { AWS: accounts.map(rootOf) },
        Action: ['sagemaker:CreateModel', 'sagemaker:DescribeModelPackage', 'sagemaker:ListModelPackages'],
        Resource: VERSIONS,
      },
    ],
  });

  test('is what AWS documents, without the permission to approve', () => {
    const group = aGroup();
    group.shareWith('111111111111', '222222222222');
    expect(groupIn(group).ModelPackageGroupPolicy).toEqual(sharedWith('111111111111', '222222222222'));
  });

  test('can be a property', () => {
    expect(groupIn(aGroup({ sharedWith: ['111111111111', '222222222222'] })).ModelPackageGroupPolicy)
      .toEqual(sharedWith('111111111111', '222222222222'));
    expect(groupIn(aGroup({ sharedWith: [] })).ModelPackageGroupPolicy).toBeUndefined();
  });

  test('with approvers adds the permission to approve', () => {
    const allowed = (group: registry.ModelPackageGroup) => groupIn(group).ModelPackageGroupPolicy.Statement[1].Action;
    const group = aGroup();
    group.shareWithApprovers('111111111111');
    const ACTIONS = ['sagemaker:CreateModel', 'sagemaker:DescribeModelPackage', 'sagemaker:ListModelPackages', 'sagemaker:UpdateModelPackage'];
    expect(allowed(group)).toEqual(ACTIONS);
    expect(allowed(aGroup({ sharedWithApprovers: ['111111111111'] }))).toEqual(ACTIONS);
    expect(allowed(aGroup({ sharedWith: ['111111111111'] }))).toEqual(ACTIONS.slice(0, -1));
  });

  test('with an account that reads and one that approves has a statement for each', () => {
    const { Statement: statements } = groupIn(aGroup({ sharedWith: ['111111111111'], sharedWithApprovers: ['222222222222'] })).ModelPackageGroupPolicy;
    const approving = statements.filter(({ Action: actions }: any) => actions.includes('sagemaker:UpdateModelPackage'));
    expect(approving.map(({ Principal: principal }: any) => JSON.stringify(principal))).toEqual([expect.stringContaining('222222222222')]);
  });

  test('names the group as it is called and as ARNs have it', () => {
    const [group, versions] = groupIn(aGroup({ modelPackageGroupName: 'Churn', sharedWith: ['111111111111'] })).ModelPackageGroupPolicy.Statement;
    expect(group.Resource).toEqual(['Churn', 'churn'].map((name) => arnIn('sagemaker', `model-package-group/${name}`)));
    expect(versions.Resource).toEqual(['Churn', 'churn'].map((name) => arnIn('sagemaker', `model-package/${name}/*`)));
  });

  test('takes a token as account', () => {
    const stack = testStack();
    const group = aGroup({ sharedWith: [new CfnParameter(stack, 'Account').valueAsString] }, stack);
    expect(JSON.stringify(groupIn(group).ModelPackageGroupPolicy.Statement[0].Principal)).toContain('{"Ref":"Account"}');
  });

  test('fails with an invalid account ID, and without accounts', () => {
    expect(messageOf(() => aGroup({ sharedWith: ['111111111111', '1'] }))).toBe(`Test/Group: sharedWith[1] ${must.beAccount('1')}`);
    expect(messageOf(() => aGroup().shareWith('root'))).toBe(`Test/Group: accounts[0] ${must.beAccount('root')}`);
    expect(messageOf(() => aGroup().shareWith())).toBe('Test/Group: accounts must have at least 1 entry, got 0');
    expect(messageOf(() => aGroup().shareWithApprovers())).toBe('Test/Group: accounts must have at least 1 entry, got 0');
    expect(messageOf(() => aGroup({ sharedWithApprovers: ['root'] }))).toBe(`Test/Group: sharedWithApprovers[0] ${must.beAccount('root')}`);
  });
});

describe('the resource policy', () => {
  const statement = (actions = ['sagemaker:ListModelPackages']) =>
    new iam.PolicyStatement({ principals: [new iam.AnyPrincipal()], actions, resources: ['*'] });

  test('is not there when nothing is in it', () => {
    expect(groupIn(aGroup()).ModelPackageGroupPolicy).toBeUndefined();
  });

  test('is the given one, and what is added to it', () => {
    const group = aGroup({ policy: new iam.PolicyDocument({ statements: [statement()] }) });
    expect(group.addToResourcePolicy(statement(['sagemaker:UpdateModelPackage']))).toMatchObject({ statementAdded: true });
    expect(groupIn(group).ModelPackageGroupPolicy.Statement).toEqual([
      { Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sagemaker:ListModelPackages', Resource: '*' },
      { Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sagemaker:UpdateModelPackage', Resource: '*' },
    ]);
  });

  test('fails at synth with a statement without a principal', () => {
    const group = aGroup();
    group.addToResourcePolicy(new iam.PolicyStatement({ actions: ['sagemaker:ListModelPackages'], resources: ['*'] }));
    expect(problemsAtSynth(group)).toEqual(['A PolicyStatement used in a resource-based policy must specify at least one IAM principal.']);
  });
});

describe('imports', () => {
  test('by name, with its capitals', () => {
    const group = registry.ModelPackageGroup.fromModelPackageGroupName(testStack(), 'Theirs', 'Churn');
    expect(group.modelPackageGroupName).toBe('Churn');
    expect(Stack.of(group).resolve(group.modelPackageGroupArn)).toEqual(GROUP);
  });

  test('by ARN', () => {
    const arn = 'arn:aws:sagemaker:eu-west-1:999999999999:model-package-group/churn';
    const group = registry.ModelPackageGroup.fromModelPackageGroupArn(testStack(), 'Theirs', arn);
    expect(group).toMatchObject({ modelPackageGroupArn: arn, modelPackageGroupName: 'churn' });
    expect(group.env).toEqual({ account: '999999999999', region: 'eu-west-1' });
  });

  test('by a token', () => {
    const stack = testStack();
    const arn = new CfnParameter(stack, 'Arn').valueAsString;
    const group = registry.ModelPackageGroup.fromModelPackageGroupArn(stack, 'Theirs', arn);
    expect(stack.resolve(group.modelPackageGroupArn)).toEqual({ Ref: 'Arn' });
  });

  test('fail with an ARN or a name that is not valid', () => {
    const arn = 'arn:aws:sagemaker:us-east-1:123456789012:model-package/churn/1';
    expect(messageOf(() => registry.ModelPackageGroup.fromModelPackageGroupArn(testStack(), 'Theirs', arn))).toBe('Test: modelPackageGroupArn '
      + must.beArnOf('model-package-group', arn));
    expect(messageOf(() => registry.ModelPackageGroup.fromModelPackageGroupName(testStack(), 'Theirs', 'a_b'))).toBe('Test: '
      + `modelPackageGroupName ${must.beName('a_b')}`);
  });
});

test('each property of a group that CloudFormation has can be set', () => {
  const stack = testStack();
  const group = new registry.ModelPackageGroup(stack, 'Group', { description: 'churn' });
  group.grantRead(new iam.AccountPrincipal('999999999999'));
  Tags.of(group).add('team', 'retention');
  const declared = propertyPathsOf('CfnModelPackageGroupProps');
  expect(pathsIn(groupIn(stack), declared)).toEqual(declared);
});
