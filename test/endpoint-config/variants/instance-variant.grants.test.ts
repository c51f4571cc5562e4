import { App, aws_iam as iam, aws_kms as kms, aws_s3 as s3, type Stack } from 'aws-cdk-lib';
import {
  CONFIG, awaitedIn, encryptedBucket, hosting, hostingComponents, policyStatementsIn, rendered, warned, warning,
} from './given';
import { InstanceType, Model, type InstanceProductionVariantProps } from '../../../src';
import { aModel } from '../../helpers/given';
import { propertiesOf, resourcesOf, statementsOf, testStack, warningsOf } from '../../helpers/stack';
import { aRole, unchangeable } from '../../model/given';
import { aBucket, aKey } from '../../registry/given';

const KEY = 'arn:aws:kms:us-east-1:123456789012:key';
const POLICY = 'AWS::IAM::Policy';

const allow = (Action: string | string[], Resource: unknown) => ({ Action, Effect: 'Allow', Resource });
const put = (place: string) => allow('s3:PutObject', { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:s3:::${place}`]] });
const encrypt = (key: string) => allow(['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'], key);
const SESSION = allow([
  'ssmmessages:CreateControlChannel', 'ssmmessages:CreateDataChannel', 'ssmmessages:OpenControlChannel', 'ssmmessages:OpenDataChannel',
], '*');

/** A model whose role is known, and which grants nothing itself. */
function theirs(stack: Stack, role?: iam.IRole, id = 'Theirs'): ReturnType<typeof Model.fromModelAttributes> {
  return Model.fromModelAttributes(stack, id, { modelArn: 'arn:aws:sagemaker:us-east-1:123456789012:model/theirs', role });
}

/** The whole of what a variant lets the role of its model do. */
function granted(props: (stack: Stack) => Partial<InstanceProductionVariantProps>): any[] {
  const stack = testStack();
  hosting({ model: theirs(stack, aRole(stack)), ...props(stack) }, stack);
  return statementsOf(stack);
}

describe('ssmAccess', () => {
  test.each([true, false])('is rendered as %p', (ssmAccess) => {
    expect(rendered({ ssmAccess }).EnableSSMAccess).toBe(ssmAccess);
  });

  test('is left out where it is not given', () => {
    expect(rendered({})).not.toHaveProperty('EnableSSMAccess');
  });

  test('lets the role open the channels of a session, and nothing else', () => {
    expect(granted(() => ({ ssmAccess: true }))).toEqual([SESSION]);
  });

  test.each([false, undefined])('allows nothing as %p', (ssmAccess) => {
    expect(granted(() => ({ ssmAccess }))).toEqual([]);
  });

  test('has no effect on the role of another variant', () => {
    const stack = testStack();
    const config = hosting({ model: theirs(stack, aRole(stack)) }, stack);
    config.addInstanceProductionVariant({ model: theirs(stack, aRole(stack, 'Second'), 'Others'), variantName: 'other', ssmAccess: true });
    expect(Object.values(resourcesOf(stack, POLICY)).map((policy) => policy.Properties.Roles)).toEqual([[{ Ref: expect.stringMatching(/^Second/) }]]);
  });

  test('of two variants with one role is allowed once', () => {
    const stack = testStack();
    const model = theirs(stack, aRole(stack));
    hosting({ model, ssmAccess: true }, stack).addInstanceProductionVariant({ model, variantName: 'other', ssmAccess: true });
    expect(statementsOf(stack)).toEqual([SESSION]);
  });

  test('of a shadow variant is allowed too', () => {
    const stack = testStack();
    hosting({ model: theirs(stack) }, stack)
      .addShadowProductionVariant({ model: theirs(stack, aRole(stack), 'Others'), variantName: 'shadow', ssmAccess: true });
    expect(statementsOf(stack)).toEqual([SESSION]);
  });

  describe('of a model with network isolation', () => {
    const isolated = (variant: string) => [
      warning('ssmAccessIsolated', `ssmAccess of variant '${variant}' does not work, because networkIsolation of its model blocks the session; remove one of them`),
    ];

    test('is warned of', () => {
      const stack = testStack();
      expect(warned({ model: aModel(stack, 'Model', { networkIsolation: true }), ssmAccess: true }, stack)).toEqual(isolated('main'));
    });

    test('is warned of for a shadow variant', () => {
      const stack = testStack();
      const shadow = { model: aModel(stack, 'Shadow', { networkIsolation: true }), variantName: 'shadow', ssmAccess: true };
      expect(warned({}, stack, { shadowProductionVariants: [shadow] })).toEqual(isolated('shadow'));
    });

    test.each([[true, false], [false, true]])('is not said of networkIsolation %p and ssmAccess %p', (networkIsolation, ssmAccess) => {
      const stack = testStack();
      expect(warned({ model: aModel(stack, 'Model', { networkIsolation }), ssmAccess }, stack)).toEqual([]);
    });

    test('is not known of an imported model', () => {
      const stack = testStack();
      expect(warned({ model: theirs(stack, aRole(stack)), ssmAccess: true }, stack)).toEqual([]);
    });
  });
});

describe('coreDump', () => {
  test.each([[undefined, 'bucket/*'], ['dumps', 'bucket/dumps/*'], ['/dumps/', 'bucket/dumps/*']])('below prefix %p lets the role write %s', (prefix, objects) => {
    expect(granted((stack) => ({ coreDump: { destination: { bucket: aBucket(stack), prefix } } }))).toEqual([put(objects)]);
  });

  test('lets the role use the key of the bucket', () => {
    expect(granted((stack) => ({ coreDump: { destination: { bucket: encryptedBucket(stack) } } }))).toEqual([put('encrypted/*'), encrypt(`${KEY}/of-encrypted`)]);
  });

  test('lets the role use the given key, and not that of the bucket', () => {
    expect(granted((stack) => ({ coreDump: { destination: { bucket: encryptedBucket(stack) }, encryptionKey: aKey(stack, 'given') } })))
      .toEqual([put('encrypted/*'), encrypt(`${KEY}/given`)]);
  });

  test('of a variant without a model lets the role of the configuration write', () => {
    const stack = testStack();
    hostingComponents({ coreDump: { destination: { bucket: aBucket(stack) } } }, stack);
    const [policy] = Object.values(resourcesOf(stack, POLICY));
    expect(policy.Properties.Roles).toEqual([{ Ref: expect.stringMatching(/^ConfigRole/) }]);
    expect(policy.Properties.PolicyDocument.Statement).toContainEqual(put('bucket/*'));
  });
});

describe('where the permission goes', () => {
  const both = (stack: Stack, role: iam.IRole) => hosting({
    model: theirs(stack, role), ssmAccess: true, coreDump: { destination: { bucket: encryptedBucket(stack) } },
  }, stack);
  const STATEMENTS = [SESSION, put('encrypted/*'), encrypt(`${KEY}/of-encrypted`)];

  test('is the policy of a role of this stack, which the configuration waits for', () => {
    const stack = testStack();
    both(stack, aRole(stack));
    expect(statementsOf(stack)).toEqual(STATEMENTS);
    expect(awaitedIn(stack)).toEqual(Object.keys(resourcesOf(stack, POLICY)));
    expect(awaitedIn(stack)).toHaveLength(1);
  });

  test('is a policy here for a role that is imported', () => {
    const stack = testStack();
    both(stack, iam.Role.fromRoleArn(stack, 'Imported', 'arn:aws:iam::123456789012:role/imported'));
    const policies = resourcesOf(stack, POLICY);
    expect(Object.values(policies).map((policy) => policy.Properties.Roles)).toEqual([['imported']]);
    expect(statementsOf(stack)).toEqual(STATEMENTS);
    expect(awaitedIn(stack)).toEqual(Object.keys(policies));
  });

  test('is a policy here for a role of another stack, which does not get to know this one', () => {
    const app = new App();
    const roles = testStack({ app, id: 'Roles' });
    const stack = testStack({ app });
    both(stack, aRole(roles));
    app.synth();
    expect(roles.dependencies).toEqual([]);
    expect(statementsOf(roles)).toEqual([]);
    expect(statementsOf(stack)).toEqual(STATEMENTS);
    expect(awaitedIn(stack)).toEqual([expect.stringMatching(/^HostingPolicyOfRole/)]);
  });

  test('is the policy of bucket and key for a role that can not be changed', () => {
    const stack = testStack();
    const role = unchangeable(stack);
    const key = new kms.Key(stack, 'Key');
    const bucket = new s3.Bucket(stack, 'Bucket', { encryptionKey: key });
    hosting({ model: theirs(stack, role), ssmAccess: true, coreDump: { destination: { bucket, prefix: 'dumps' } } }, stack);
    const Principal = { AWS: stack.resolve(role.roleArn) };
    expect(resourcesOf(stack, POLICY)).toEqual({});
    expect(policyStatementsIn(stack, 'AWS::S3::BucketPolicy')).toEqual([
      { ...allow('s3:PutObject', { 'Fn::Join': ['', [stack.resolve(bucket.bucketArn), '/dumps/*']] }), Principal },
    ]);
    expect(policyStatementsIn(stack, 'AWS::KMS::Key').slice(1)).toEqual([{ ...encrypt('*'), Principal }]);
    expect(awaitedIn(stack)).toEqual(Object.keys(resourcesOf(stack, 'AWS::S3::BucketPolicy')));
  });
});

describe('an imported model whose role is not known', () => {
  const unknown = (...names: string[]) => [warning('unknownModelRole', "the role of imported model 'Test/Theirs' is not known, so it cannot be granted the "
    + `permissions for ${names.map((name) => `${name} of variant 'main'`).join(' and ')}; import the model with its role`)];

  test.each<[string[], (stack: Stack) => Partial<InstanceProductionVariantProps>]>([
    [['ssmAccess'], () => ({ ssmAccess: true })],
    [['coreDump'], (stack) => ({ coreDump: { destination: { bucket: aBucket(stack) } } })],
    [['ssmAccess', 'coreDump'], (stack) => ({ ssmAccess: true, coreDump: { destination: { bucket: aBucket(stack) } } })],
  ])('is warned of with %p', (names, props) => {
    const stack = testStack();
    hosting({ model: theirs(stack), ...props(stack) }, stack);
    expect(warningsOf(stack)).toEqual(unknown(...names));
    expect(resourcesOf(stack, POLICY)).toEqual({});
    expect(propertiesOf(stack, CONFIG).ProductionVariants).toHaveLength(1);
  });

  test('is not warned of where it needs nothing', () => {
    const stack = testStack();
    expect(warned({ model: theirs(stack), ssmAccess: false }, stack)).toEqual([]);
  });

  test('is warned of as that of a pool', () => {
    const stack = testStack();
    expect(warned({ instancePools: [{ instanceType: InstanceType.M5_LARGE, priority: 1, model: theirs(stack) }], ssmAccess: true }, stack)).toEqual(unknown('ssmAccess'));
  });
});
