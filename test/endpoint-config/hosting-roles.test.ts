import { App, aws_iam as iam, aws_kms as kms, aws_s3 as s3, aws_sqs as sqs, CfnResource, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { InstanceType, Model, type IModel } from '../../src';
import { HostingRoles } from '../../src/endpoint-config/hosting-roles';
import { aConfig, aModel } from '../helpers/given';
import { resourcesOf, statementsOf, testStack, warningsOf } from '../helpers/stack';
import { aRole, unchangeable } from '../model/given';

const POLICY = 'AWS::IAM::Policy';
const ACTIONS = ['sqs:SendMessage', 'sqs:GetQueueAttributes', 'sqs:GetQueueUrl'];
const unknown = (...properties: string[]) => "Test/Config: the role of imported model 'Test/Theirs' is not known, so it cannot be granted the permissions for "
  + `${properties.join(' and ')}; import the model with its role [ack: cdk-sagemaker-hosting:unknownModelRole]`;

/** A configuration of which only the roles count: construct and resource. */
function rolesIn(stack: Stack): HostingRoles {
  const config = new Construct(stack, 'Config');
  return new HostingRoles(config, new CfnResource(config, 'Resource', { type: 'Test::Config' }));
}

function aModelOf(scope: Construct, role?: iam.IRole, id = 'Theirs'): IModel {
  return Model.fromModelAttributes(scope, id, { modelArn: 'arn:aws:sagemaker:us-east-1:123456789012:model/theirs', role });
}

/** What each role may send messages to. */
function aQueue(stack: Stack, id = 'Queue'): (grantee: iam.IGrantable) => iam.Grant[] {
  const queue = new sqs.Queue(stack, id);
  return (grantee) => [queue.grantSendMessages(grantee)];
}

function awaited(stack: Stack): string[] | undefined {
  return Object.values(resourcesOf(stack, 'Test::Config'))[0].DependsOn;
}

function policies(stack: Stack): any[] {
  return Object.values(resourcesOf(stack, POLICY)).map((policy) => policy.Properties);
}

test('each role gets each grant, and the resource waits for all', () => {
  const stack = testStack();
  const roles = rolesIn(stack);
  ['One', 'Two'].forEach((id) => roles.grant('queue', aQueue(stack, id)));
  roles.addModel(aModelOf(stack, aRole(stack, 'First'), 'A'));
  roles.addRole(aRole(stack, 'Second'));
  expect(policies(stack).map(({ Roles, PolicyDocument }) => [Roles[0].Ref.slice(0, 5), PolicyDocument.Statement.length])).toEqual([['First', 2], ['Secon', 2]]);
  expect(awaited(stack)!.sort()).toEqual(Object.keys(resourcesOf(stack, POLICY)).sort());
});

test('a role that several models share gets a grant once', () => {
  const stack = testStack();
  const roles = rolesIn(stack);
  const grantees: iam.IGrantable[] = [];
  roles.grant('queue', (grantee) => (grantees.push(grantee), []));
  const role = aRole(stack);
  ['A', 'B'].forEach((id) => roles.addModel(aModelOf(stack, role, id)));
  roles.addRole(role);
  expect(grantees).toEqual([role]);
});

test('a grant to a single role is not one to the others', () => {
  const stack = testStack();
  const roles = rolesIn(stack);
  const [one, two] = [aRole(stack, 'One'), aRole(stack, 'Two')];
  roles.addRole(one);
  roles.grantOnly(two, aQueue(stack));
  expect(policies(stack).map(({ Roles }) => Roles)).toEqual([[stack.resolve(two.roleName)]]);
  expect(awaited(stack)).toEqual(Object.keys(resourcesOf(stack, POLICY)));
});

test('without grants, nothing is allowed, waited for or warned of', () => {
  const stack = testStack();
  const roles = rolesIn(stack);
  roles.addRole(aRole(stack));
  roles.addModel(aModelOf(stack));
  expect(policies(stack)).toEqual([]);
  expect(awaited(stack)).toBeUndefined();
  expect(warningsOf(stack)).toEqual([]);
});

describe('a callback for each role', () => {
  test('is called for current and later roles, once for each', () => {
    const stack = testStack();
    const roles = rolesIn(stack);
    const [first, second, third] = ['First', 'Second', 'Third'].map((id) => aRole(stack, id));
    roles.addRole(first);
    roles.addModel(aModelOf(stack, second));
    const heard: iam.IRole[] = [];
    roles.forEach((role) => heard.push(role));
    expect(heard).toEqual([first, second]);
    [second, third, third].forEach((role) => roles.addRole(role));
    expect(heard).toEqual([first, second, third]);
  });

  test('is called regardless of other callbacks', () => {
    const stack = testStack();
    const roles = rolesIn(stack);
    const heard: string[] = [];
    ['one', 'two'].forEach((name) => roles.forEach(() => heard.push(name)));
    roles.addRole(aRole(stack));
    expect(heard).toEqual(['one', 'two']);
  });

  test('is not called for a role that only has a grant of its own', () => {
    const stack = testStack();
    const roles = rolesIn(stack);
    const heard: iam.IRole[] = [];
    roles.forEach((role) => heard.push(role));
    roles.grantOnly(aRole(stack), aQueue(stack));
    expect(heard).toEqual([]);
  });
});

describe('an imported model without its role', () => {
  test('is warned of where there are grants', () => {
    const stack = testStack();
    const roles = rolesIn(stack);
    roles.grant('queue', aQueue(stack));
    roles.addModel(aModelOf(stack));
    expect(warningsOf(stack)).toEqual([unknown('queue')]);
    expect(policies(stack)).toEqual([]);
  });

  test('is warned of once, though two variants have it', () => {
    const stack = testStack();
    const roles = rolesIn(stack);
    roles.grant('queue', aQueue(stack));
    const model = aModelOf(stack);
    [model, model].forEach((each) => roles.addModel(each));
    expect(warningsOf(stack)).toEqual([unknown('queue')]);
  });

  test('is warned of once, with everything that requires permissions, whenever it comes', () => {
    const stack = testStack();
    const roles = rolesIn(stack);
    roles.grant('queue', aQueue(stack));
    roles.grantVolumeKey(new kms.Key(stack, 'Key'));
    const model = aModelOf(stack);
    let alarms: string | undefined;
    roles.noteLaterNeed(() => alarms);
    roles.noteLaterNeed(() => undefined);
    roles.addModel(model);
    ['one', 'one', 'two'].forEach((need) => roles.noteNeeds(model, [need]));
    roles.addModel(model);
    alarms = 'alarms';
    expect(warningsOf(stack)).toEqual([unknown('queue', 'encryptionKey', 'one', 'two', 'alarms')]);
  });

  test('is warned of only where its own variant requires permissions', () => {
    const stack = testStack();
    const roles = rolesIn(stack);
    const [known, one, two] = [aModelOf(stack, aRole(stack), 'Known'), aModelOf(stack, undefined, 'One'), aModelOf(stack, undefined, 'Two')];
    [known, one, two].forEach((model) => roles.addModel(model));
    [known, one].forEach((model) => roles.noteNeeds(model, ['ssmAccess']));
    expect(warningsOf(stack)).toEqual([unknown('ssmAccess').replace('Theirs', 'One')]);
  });
});

describe('a role of another stack', () => {
  test('gets its permissions by one policy here, and its stack does not get to know this one', () => {
    const app = new App();
    const home = testStack({ app, id: 'Home' });
    const stack = testStack({ app });
    const role = aRole(home);
    const roles = rolesIn(stack);
    roles.grant('queue', aQueue(stack));
    roles.addRole(role);
    roles.grantOnly(role, aQueue(stack, 'Other'));
    app.synth();
    expect(statementsOf(stack).map(({ Action, Resource }) => [Action, Resource.length])).toEqual([[[...ACTIONS].sort(), 2]]);
    expect(policies(stack)).toHaveLength(1);
    expect(awaited(stack)).toEqual(Object.keys(resourcesOf(stack, POLICY)));
    expect(home.dependencies).toEqual([]);
    expect(statementsOf(home)).toEqual([]);
  });

  test('that is imported there gets them here too', () => {
    const app = new App();
    const home = testStack({ app, id: 'Home' });
    const stack = testStack({ app });
    const roles = rolesIn(stack);
    roles.grant('queue', aQueue(stack));
    roles.addRole(iam.Role.fromRoleArn(home, 'Imported', 'arn:aws:iam::123456789012:role/imported'));
    expect(policies(stack).map(({ Roles }) => Roles)).toEqual([['imported']]);
  });

  test('of two configurations gets one policy, for which both wait', () => {
    const app = new App();
    const role = aRole(testStack({ app, id: 'Home' }));
    const stack = testStack({ app });
    ['One', 'Two'].forEach((id) => {
      const config = new Construct(stack, id);
      const roles = new HostingRoles(config, new CfnResource(config, 'Resource', { type: `Test::${id}` }));
      roles.grant('queue', aQueue(stack, `Queue${id}`));
      roles.addRole(role);
    });
    expect(Object.keys(resourcesOf(stack, POLICY))).toEqual([expect.stringMatching(/^HostingPolicyOfRole/)]);
    ['One', 'Two'].forEach((id) => expect(Object.values(resourcesOf(stack, `Test::${id}`))[0].DependsOn).toEqual([expect.stringMatching(/^HostingPolicyOfRole/)]));
  });
});

test('a role that can not be changed makes the resource wait for the policy of what it may use', () => {
  const stack = testStack();
  const roles = rolesIn(stack);
  const bucket = new s3.Bucket(stack, 'Bucket');
  roles.grant('queue', (grantee) => [iam.Grant.addToPrincipalOrResource({
    grantee, actions: ['s3:PutObject'], resourceArns: [bucket.arnForObjects('*')], resource: bucket,
  })]);
  roles.addRole(unchangeable(stack));
  expect(policies(stack)).toEqual([]);
  expect(awaited(stack)).toEqual(Object.keys(resourcesOf(stack, 'AWS::S3::BucketPolicy')));
});

describe('a key behind an imported alias', () => {
  const alias = (stack: Stack) => kms.Alias.fromAliasName(stack, 'Alias', 'alias/theirs');
  const warningOf = (name: string) => [`Test/Config: ${name} is an imported alias, whose key is not known, so the roles of the models cannot be granted the use of `
    + 'it; import the key by its ARN [ack: cdk-sagemaker-hosting:encryptionKeyBehindAlias]'];
  const bucketOf = (stack: Stack) => s3.Bucket.fromBucketName(stack, 'KeyBucket', 'bucket');

  test('warns as that of data capture', () => {
    const stack = testStack();
    aConfig(stack, 'Config', { dataCapture: { destination: { bucket: bucketOf(stack) }, encryptionKey: alias(stack) } });
    expect(warningsOf(stack)).toEqual(warningOf('dataCapture.encryptionKey'));
  });

  test('warns as that of responses', () => {
    const stack = testStack();
    const bucket = bucketOf(stack);
    aConfig(stack, 'Config', { asyncInference: { output: { bucket }, input: { bucket }, encryptionKey: alias(stack) } });
    expect(warningsOf(stack)).toEqual(warningOf('asyncInference.encryptionKey'));
  });

  test('warns as that of core dumps, with the variant', () => {
    const stack = testStack();
    const coreDump = { destination: { bucket: bucketOf(stack) }, encryptionKey: alias(stack) };
    aConfig(stack, 'Config', {
      instanceProductionVariants: [{ model: aModel(stack), variantName: 'main', instanceType: InstanceType.M5_LARGE, coreDump }],
    });
    expect(warningsOf(stack)).toEqual(warningOf("coreDump.encryptionKey of variant 'main'"));
  });

  test('does not warn where the key is known', () => {
    const stack = testStack();
    const encryptionKey = new kms.Key(stack, 'Key').addAlias('ours');
    aConfig(stack, 'Config', { dataCapture: { destination: { bucket: bucketOf(stack) }, encryptionKey } });
    expect(warningsOf(stack)).toEqual([]);
  });
});
