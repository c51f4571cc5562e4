import { Lazy, Stack, aws_iam as iam, aws_kms as kms, aws_s3 as s3 } from 'aws-cdk-lib';
import { aKey } from './given';
import { ContainerImage, Model, ModelData, type IModelPackage } from '../../src';
import * as registry from '../../src/registry';
import { anImage } from '../helpers/given';
import { messageOf } from '../helpers/problems';
import { resourcesOf, statementsOf, testStack, warningsOf } from '../helpers/stack';
import { LOG_IN, PULL, aRole, arnIn, dependenciesIn } from '../model/given';

const ARN = 'arn:aws:sagemaker:us-east-1:999999999999:model-package/churn/3';

function imported(stack: Stack, attrs: Partial<registry.ModelPackageAttributes> = {}): IModelPackage {
  return registry.ModelPackage.fromModelPackageAttributes(stack, 'Theirs', { modelPackageArn: ARN, ...attrs });
}

const use = (stack: Stack, modelPackage: IModelPackage) => new Model(stack, 'Model', { containers: [{ modelPackage }] });

const ACCESS = { Action: 'sagemaker:AccessModelPackage', Effect: 'Allow', Resource: ARN };

describe('an imported package with its containers', () => {
  test('lets the role of a model read what the package consists of', () => {
    const stack = testStack();
    const bucket = s3.Bucket.fromBucketArn(stack, 'Artifacts', 'arn:aws:s3:::artifacts');
    use(stack, imported(stack, {
      containers: [{ image: anImage(stack), modelData: ModelData.fromBucket(bucket, 'churn.tar.gz') }, { image: anImage(stack, 'after') }],
    }));
    expect(statementsOf(stack).slice(2)).toEqual([
      ACCESS,
      { ...PULL, Resource: arnIn('ecr', 'repository/repository') },
      LOG_IN,
      { Action: 's3:GetObject', Effect: 'Allow', Resource: 'arn:aws:s3:::artifacts/churn.tar.gz' },
      { ...PULL, Resource: arnIn('ecr', 'repository/after') },
    ]);
    expect(warningsOf(stack)).toEqual([]);
  });

  test('makes no resource of its own, and the model waits for its permissions', () => {
    const stack = testStack();
    const model = use(stack, imported(stack, { containers: [{ image: anImage(stack) }] }));
    expect(resourcesOf(stack, 'AWS::SageMaker::ModelPackage')).toEqual({});
    expect(dependenciesIn(model)).toEqual(expect.arrayContaining(Object.keys(resourcesOf(stack, 'AWS::IAM::Policy'))));
  });

  test('can be used by several models', () => {
    const stack = testStack();
    const modelPackage = imported(stack, { containers: [{ image: anImage(stack) }] });
    ['A', 'B'].forEach((id) => new Model(stack, id, { containers: [{ modelPackage }] }));
    expect(statementsOf(stack).filter(({ Resource }) => JSON.stringify(Resource).includes('repository/repository'))).toHaveLength(2);
  });

  test.each([undefined, null])('fails with the container %p', (container) => {
    expect(messageOf(() => imported(testStack(), { containers: [container as unknown as registry.ModelPackageContainerAttributes] })))
      .toBe('Test: containers[0] is required; specify a ModelPackageContainerAttributes');
  });

  test('fails without an image', () => {
    expect(messageOf(() => imported(testStack(), { containers: [{} as registry.ModelPackageContainerAttributes] })))
      .toBe('Test/Theirs: containers[0].image is required; use a method of ContainerImage');
  });

  test('fails with another ARN', () => {
    expect(messageOf(() => imported(testStack(), { modelPackageArn: 'churn' }))).toBe('Test: modelPackageArn must be an ARN such as '
      + "arn:aws:sagemaker:us-east-1:123456789012:model-package/my-model-package, got 'churn'");
  });
});

describe('the key of an imported package', () => {
  const KEY = 'arn:aws:kms:us-east-1:123456789012:key/registry';
  const actionsOn = (stack: Stack) => statementsOf(stack).filter(({ Resource }) => Resource === KEY).map(({ Action }) => Action);

  test.each<[string, (made: IModelPackage, grantee: iam.IGrantable) => iam.Grant, (string | string[])[]]>([
    ['grantAccess', (made, grantee) => made.grantAccess(grantee), ['kms:Decrypt']],
    ['grantRead', (made, grantee) => made.grantRead(grantee), ['kms:Decrypt']],
    [
      'grantUpdate', (made, grantee) => made.grantUpdate(grantee),
      [['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'], 'kms:CreateGrant'],
    ],
    ['grant', (made, grantee) => made.grant(grantee, 'sagemaker:DeleteModelPackage'), []],
  ])('is in %s', (_name, grant, actions) => {
    const stack = testStack();
    grant(imported(stack, { encryptionKey: aKey(stack, 'registry') }), aRole(stack));
    expect(actionsOn(stack)).toEqual(actions);
  });

  test('is not granted to a principal that cannot be granted the rest', () => {
    const stack = testStack();
    const made = imported(stack, { encryptionKey: new kms.Key(stack, 'Key') });
    expect(made.grantAccess(new iam.AccountPrincipal('222222222222')).success).toBe(false);
    expect(Object.values(resourcesOf(stack, 'AWS::KMS::Key'))[0].Properties.KeyPolicy.Statement).toHaveLength(1);
  });
});

describe('a package whose containers are not told', () => {
  const warning = (path: string) => `Test/Model: model package '${path}' is imported without its containers, so the role of the model is not granted `
    + 'permission to read their images and artifacts; import it with ModelPackage.fromModelPackageAttributes and its containers, or grant the permissions '
    + '[ack: cdk-sagemaker-hosting:unknownModelPackageContents]';
  const unknown = (stack: Stack) => warningsOf(stack).filter((text) => text.includes('unknownModelPackageContents'));

  test.each<[string, (stack: Stack) => IModelPackage]>([
    ['a version', (stack) => registry.ModelPackage.fromModelPackageArn(stack, 'Theirs', ARN)],
    ['a version of a group', (stack) => registry.ModelPackage.fromModelPackageVersion(
      stack, 'Theirs', registry.ModelPackageGroup.fromModelPackageGroupName(stack, 'Group', 'churn'), 3)],
    ['a version whose number is a token', (stack) => registry.ModelPackage.fromModelPackageVersion(
      stack, 'Theirs', registry.ModelPackageGroup.fromModelPackageGroupName(stack, 'Group', 'churn'), Lazy.number({ produce: () => 3 }))],
    ['a package by its name', (stack) => registry.ModelPackage.fromModelPackageName(stack, 'Theirs', 'churn')],
    ['a package of the account', (stack) => registry.ModelPackage.fromModelPackageArn(
      stack, 'Theirs', 'arn:aws:sagemaker:us-east-1:123456789012:model-package/churn')],
  ])('%s warns', (_what, define) => {
    [testStack(), testStack({ env: undefined })].slice(0, _what.endsWith('account') ? 1 : 2).forEach((stack) => {
      use(stack, define(stack));
      expect(unknown(stack)).toEqual([warning('Test/Theirs')]);
    });
  });

  test.each([
    'arn:aws:sagemaker:us-east-1:985815980388:model-package/detector-1234',
    'arn:aws:sagemaker:us-east-1::model-package/product-1234',
    Lazy.string({ produce: () => ARN }),
  ])('%s can be a product, and does not warn', (arn) => {
    const stack = testStack();
    use(stack, registry.ModelPackage.fromModelPackageArn(stack, 'Theirs', arn));
    expect(unknown(stack)).toEqual([]);
  });

  test('with an empty list is told that there is nothing', () => {
    const stack = testStack();
    use(stack, imported(stack, { containers: [] }));
    expect(unknown(stack)).toEqual([]);
  });
});

test('an image that needs to know the model is bound as in a package of this app', () => {
  const stack = testStack();
  expect(() => imported(stack, { containers: [{ image: ContainerImage.fromAsset(__dirname.replace(/registry$/, 'fixtures/image')) }] })).not.toThrow();
});
