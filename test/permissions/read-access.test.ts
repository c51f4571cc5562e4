import { App, CfnParameter, Fn, aws_iam as iam, aws_s3 as s3, type Stack } from 'aws-cdk-lib';
import { cannotRead } from '../../src/permissions/read-access';
import { testStack } from '../helpers/stack';

const SAGEMAKER = new iam.ServicePrincipal('sagemaker.amazonaws.com');
const READ = ['s3:GetObject'];

let stack: Stack;
let role: iam.Role;
beforeEach(() => {
  stack = testStack();
  role = new iam.Role(stack, 'Role', { assumedBy: SAGEMAKER });
});

const unreadable = (uri: string, of: iam.IRole = role) => cannotRead(of, stack, uri);
const allow = (resources: string[], actions = READ) => role.addToPolicy(new iam.PolicyStatement({ actions, resources }));

test('nothing is readable without a permission', () => {
  expect(unreadable('s3://weights/llama/')).toBe(true);
  expect(unreadable(new s3.Bucket(stack, 'Own').s3UrlForObject('llama/'))).toBe(true);
});

test('a policy without statements allows nothing', () => {
  new iam.Policy(stack, 'Empty', { roles: [role] });
  new iam.CfnPolicy(stack, 'Partial', { policyName: 'partial', roles: [role.roleName], policyDocument: { Version: '2012-10-17' } });
  expect(unreadable('s3://weights/llama/')).toBe(true);
});

describe('a grant of the bucket', () => {
  test.each<[string, (scope: Stack) => s3.IBucket]>([
    ['that is imported', (scope) => s3.Bucket.fromBucketName(scope, 'Bucket', 'weights')],
    ['of the app', (scope) => new s3.Bucket(scope, 'Bucket')],
    ['of the app with a name', (scope) => new s3.Bucket(scope, 'Bucket', { bucketName: 'weights' })],
    ['of another stack', (scope) => new s3.Bucket(testStack({ app: scope.node.root as App, id: 'Other' }), 'Bucket')],
  ])('%s counts', (_what, bucketIn) => {
    const bucket = bucketIn(stack);
    expect(unreadable(bucket.s3UrlForObject('llama/3'))).toBe(true);
    bucket.grantRead(role, 'llama/*');
    expect(unreadable(bucket.s3UrlForObject('llama/3'))).toBe(false);
    expect(unreadable(bucket.s3UrlForObject('llama/'))).toBe(false);
    expect(unreadable(bucket.s3UrlForObject('llama'))).toBe(false);
    expect(unreadable(bucket.s3UrlForObject('qwen/'))).toBe(true);
  });

  test('counts below a place of several folders, with and without a slash at its end', () => {
    allow(['arn:aws:s3:::weights/llama/3/*']);
    expect(unreadable('s3://weights/llama/3')).toBe(false);
    expect(unreadable('s3://weights/llama/3/')).toBe(false);
    expect(unreadable('s3://weights/llama/4')).toBe(true);
  });

  test('of one bucket does not count for another', () => {
    s3.Bucket.fromBucketName(stack, 'Bucket', 'weights').grantRead(role, 'llama/*');
    expect(unreadable('s3://others/llama/3')).toBe(true);
  });

  test('with a fixed name counts for the name too', () => {
    new s3.Bucket(stack, 'Bucket', { bucketName: 'weights' }).grantRead(role);
    expect(unreadable('s3://weights/llama')).toBe(false);
    expect(unreadable('s3://weights')).toBe(false);
    expect(unreadable('s3://weights-2/llama')).toBe(true);
  });
});

test.each<[string[], string[] | undefined]>([
  [['*'], undefined], [['arn:aws:s3:::*'], ['s3:*']], [['arn:aws:s3:::*'], ['*']], [['arn:aws:s3:::wei*/*'], ['s3:Get*']], [['arn:aws:s3:::weights/ll?ma/*'], ['S3:GETOBJECT']],
])('a statement with %p and %p counts', (resources, actions) => {
  allow(resources, actions);
  expect(unreadable('s3://weights/llama/3')).toBe(false);
});

test.each<[string[], string[] | undefined]>([
  [['arn:aws:s3:::weights'], undefined], [['arn:aws:s3:::weights/*'], ['s3:PutObject', 's3:ListBucket']], [['arn:aws:s3:::weights.x/*'], undefined],
  [['arn:aws:s3:::weights/llama/4*'], undefined],
])('a statement with %p and %p does not', (resources, actions) => {
  allow(resources, actions);
  expect(unreadable('s3://weights/llama/3')).toBe(true);
});

test('a statement that denies does not count', () => {
  role.addToPolicy(new iam.PolicyStatement({ effect: iam.Effect.DENY, actions: READ, resources: ['*'] }));
  expect(unreadable('s3://weights/llama')).toBe(true);
});

test('a policy that is defined elsewhere counts for its roles', () => {
  const statements = [new iam.PolicyStatement({ actions: READ, resources: ['*'] })];
  const other = new iam.Role(stack, 'Other', { assumedBy: SAGEMAKER });
  new iam.Policy(testStack({ app: stack.node.root as App, id: 'Elsewhere' }), 'Policy', { statements, roles: [other] });
  expect(unreadable('s3://weights/llama')).toBe(true);
  expect(unreadable('s3://weights/llama', other)).toBe(false);
});

test('an inline policy of the role counts, and an L1 policy', () => {
  const document = new iam.PolicyDocument({ statements: [new iam.PolicyStatement({ actions: READ, resources: ['*'] })] });
  expect(unreadable('s3://weights/llama', new iam.Role(stack, 'Inline', { assumedBy: SAGEMAKER, inlinePolicies: { read: document } }))).toBe(false);
  new iam.CfnPolicy(stack, 'L1', { policyName: 'read', roles: [role.roleName], policyDocument: { Statement: { Effect: 'Allow', Action: 's3:*', Resource: '*' } } });
  expect(unreadable('s3://weights/llama')).toBe(false);
});

test('the permissions of managed policies are not known', () => {
  role.addManagedPolicy(iam.ManagedPolicy.fromAwsManagedPolicyName('AmazonS3ReadOnlyAccess'));
  expect(unreadable('s3://weights/llama')).toBe(false);
  const other = new iam.Role(stack, 'Other', { assumedBy: SAGEMAKER });
  new iam.ManagedPolicy(stack, 'Policy', { roles: [other], statements: [new iam.PolicyStatement({ actions: ['sqs:*'], resources: ['*'] })] });
  expect(unreadable('s3://weights/llama', other)).toBe(false);
});

test('the permissions of a role that is defined elsewhere are not known', () => {
  expect(unreadable('s3://weights/llama', iam.Role.fromRoleArn(stack, 'Imported', 'arn:aws:iam::123456789012:role/hosting'))).toBe(false);
});

test('the policy of a bucket counts', () => {
  const fixed = role.withoutPolicyUpdates({ addGrantsToResources: true });
  const bucket = new s3.Bucket(stack, 'Bucket');
  expect(unreadable(bucket.s3UrlForObject('llama'), fixed)).toBe(true);
  bucket.grantRead(fixed);
  expect(unreadable(bucket.s3UrlForObject('llama'), fixed)).toBe(false);
});

test('what a token says is not known', () => {
  const parameter = new CfnParameter(stack, 'Name').valueAsString;
  expect(unreadable(`s3://${parameter}/llama`)).toBe(false);
  expect(unreadable(`s3://weights/${parameter}`)).toBe(true);
  allow([`${Fn.importValue('BucketArn')}/*`]);
  expect(unreadable('s3://weights/llama')).toBe(false);
});

test('a key that is a token may be covered', () => {
  const bucket = new s3.Bucket(stack, 'Bucket');
  bucket.grantRead(role, 'llama/*');
  expect(unreadable(bucket.s3UrlForObject(new CfnParameter(stack, 'Key').valueAsString))).toBe(false);
});
