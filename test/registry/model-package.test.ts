import { App, CfnParameter, RemovalPolicy, Stack, aws_iam as iam, aws_kms as kms } from 'aws-cdk-lib';
import { aKey, aPackage, aSpecification, aVersion, ownSpecification, packageIn, packageResourceIn } from './given';
import type { IModelPackage } from '../../src';
import * as registry from '../../src/registry';
import { must } from '../helpers/must';
import { messageOf } from '../helpers/problems';
import { ENV, propertiesOf, resourcesOf, statementsOf, testStack, warningsOf } from '../helpers/stack';
import { aRole, arnIn, imageIn } from '../model/given';

const VERSION_ARN = { 'Fn::GetAtt': ['Version6A868472', 'ModelPackageArn'] };

describe('a version of a group', () => {
  test('has what it must have, and waits for the group', () => {
    const stack = testStack();
    aVersion(stack, { inferenceSpecification: aSpecification(stack) });
    expect(packageResourceIn(stack)).toEqual({
      Type: 'AWS::SageMaker::ModelPackage',
      Properties: {
        ModelPackageGroupName: 'churn',
        InferenceSpecification: {
          Containers: [{ Image: imageIn('repository:1.0') }],
          SupportedContentTypes: ['text/csv'],
          SupportedResponseMIMETypes: ['application/json'],
        },
      },
      DependsOn: [Object.keys(resourcesOf(stack, 'AWS::SageMaker::ModelPackageGroup'))[0]],
    });
  });

  test('may be one of several, all in the group', () => {
    const group = new registry.ModelPackageGroup(testStack(), 'Group');
    const versions = ['First', 'Second'].map((id) => group.addModelPackage(id, { description: id }));
    expect(versions.map((version) => version.node.path)).toEqual(['Test/Group/First', 'Test/Group/Second']);
    expect(Object.values(resourcesOf(group, 'AWS::SageMaker::ModelPackage')).map((resource) => resource.Properties)).toEqual(
      ['First', 'Second'].map((id) => ({ ModelPackageGroupName: group.modelPackageGroupName, ModelPackageDescription: id })),
    );
  });

  test('of an imported group names it', () => {
    const stack = testStack();
    aVersion(stack, { modelPackageGroup: registry.ModelPackageGroup.fromModelPackageGroupName(stack, 'Theirs', 'Churn') });
    expect(packageIn(stack).ModelPackageGroupName).toBe('Churn');
  });

  test.each(['us-east-1:999999999999', 'eu-west-1:123456789012'])('of a group in %s has its ARN', (place) => {
    const stack = testStack();
    const arn = `arn:aws:sagemaker:${place}:model-package-group/churn`;
    aVersion(stack, { modelPackageGroup: registry.ModelPackageGroup.fromModelPackageGroupArn(stack, 'Theirs', arn) });
    expect(packageIn(stack).ModelPackageGroupName).toBe(arn);
  });

  test('of a group of another stack waits for that stack', () => {
    const app = new App();
    const stacks = ['Groups', 'Versions'].map((id) => testStack({ app, id }));
    const modelPackageGroup = new registry.ModelPackageGroup(stacks[0], 'Group');
    new registry.ModelPackage(stacks[1], 'Version', { modelPackageGroup });
    app.synth();
    expect(stacks[1].dependencies).toEqual([stacks[0]]);
  });
});

test('a package without a group has its name, which warns', () => {
  const stack = testStack();
  aPackage(stack, { inferenceSpecification: ownSpecification(stack) });
  expect(warningsOf(stack)).toEqual(['Test/Package: modelPackageName is fixed, so CloudFormation cannot replace the package, which a change of its '
    + 'properties requires; change modelPackageName and the ID of the construct with them, or register the package as a version of a group '
    + '[ack: cdk-sagemaker-hosting:fixedModelPackageName]']);
  expect(packageIn(stack)).toMatchObject({
    ModelPackageName: 'churn',
    InferenceSpecification: {
      SupportedRealtimeInferenceInstanceTypes: ['ml.m5.large'],
      SupportedTransformInstanceTypes: ['ml.m5.xlarge'],
    },
  });
});

test('a version can be kept when another replaces it', () => {
  const version = aVersion(testStack());
  version.applyRemovalPolicy(RemovalPolicy.RETAIN);
  expect(packageResourceIn(version)).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
});

describe('the validation of a package', () => {
  test.each([[true, 'All'], [false, 'None'], [undefined, undefined]])('skipped: %p', (skipModelValidation, expected) => {
    expect(packageIn(aVersion(testStack(), { skipModelValidation })).SkipModelValidation).toBe(expected);
  });
});

test('domains and tasks can have any name', () => {
  const stack = testStack();
  aVersion(stack, { domain: registry.ModelPackageDomain.of('AUDIO'), task: registry.ModelPackageTask.of('TRANSCRIPTION') });
  expect(packageIn(stack)).toMatchObject({ Domain: 'AUDIO', Task: 'TRANSCRIPTION' });
});

describe('grants', () => {
  const grants: [string, string, (made: IModelPackage, grantee: iam.IGrantable) => iam.Grant, string | string[] | undefined][] = [
    ['grant', 'sagemaker:DeleteModelPackage', (made, grantee) => made.grant(grantee, 'sagemaker:DeleteModelPackage'), undefined],
    ['grantAccess', 'sagemaker:AccessModelPackage', (made, grantee) => made.grantAccess(grantee), 'kms:Decrypt'],
    ['grantRead', 'sagemaker:DescribeModelPackage', (made, grantee) => made.grantRead(grantee), 'kms:Decrypt'],
    [
      'grantUpdate', 'sagemaker:UpdateModelPackage', (made, grantee) => made.grantUpdate(grantee),
      ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
    ],
  ];

  test.each(grants)('%s', (_name, Action, grant) => {
    const stack = testStack();
    expect(grant(aVersion(stack), aRole(stack)).success).toBe(true);
    expect(statementsOf(stack)).toEqual([{ Action, Effect: 'Allow', Resource: VERSION_ARN }]);
  });

  test.each(grants)('%s with a key', (_name, Action, grant, keyActions) => {
    const stack = testStack();
    grant(aVersion(stack, { encryptionKey: aKey(stack, 'key') }), aRole(stack));
    expect(statementsOf(stack).filter((statement) => statement.Action !== 'kms:CreateGrant')).toEqual([
      { Action, Effect: 'Allow', Resource: VERSION_ARN },
      ...keyActions ? [{ Action: keyActions, Effect: 'Allow', Resource: 'arn:aws:kms:us-east-1:123456789012:key/key' }] : [],
    ]);
  });

  test.each(grants)('%s of an imported package', (_name, Action, grant) => {
    const stack = testStack();
    const arn = 'arn:aws:sagemaker:us-east-1:999999999999:model-package/churn/1';
    grant(registry.ModelPackage.fromModelPackageArn(stack, 'Theirs', arn), aRole(stack));
    expect(statementsOf(stack)).toEqual([{ Action, Effect: 'Allow', Resource: arn }]);
  });

  test('reach the policy of a key that wants it', () => {
    const stack = testStack();
    aVersion(stack, { encryptionKey: new kms.Key(stack, 'Key') }).grantRead(iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::999999999999:role/r'));
    expect(propertiesOf(stack, 'AWS::KMS::Key').KeyPolicy.Statement[1])
      .toEqual({ Action: 'kms:Decrypt', Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::999999999999:role/r' }, Resource: '*' });
  });
});

describe('what is known of a package', () => {
  test('its ARN and status', () => {
    const stack = testStack();
    const version = aVersion(stack);
    expect(stack.resolve([version.modelPackageArn, version.modelPackageStatus]))
      .toEqual([VERSION_ARN, { 'Fn::GetAtt': ['Version6A868472', 'ModelPackageStatus'] }]);
  });

  test('from another environment', () => {
    const app = new App();
    const made = aPackage(testStack({ app }));
    const other = new Stack(app, 'Other', { env: { ...ENV, region: 'eu-west-1' } });
    expect(JSON.stringify(other.resolve(made.modelPackageArn))).toContain(':sagemaker:us-east-1:123456789012:model-package/churn');
  });

  test('a rule for what happens to it', () => {
    const stack = testStack();
    aVersion(stack).onStateChange('Rule', { eventPattern: { detail: { ModelApprovalStatus: ['Approved'] } } });
    expect(propertiesOf(stack, 'AWS::Events::Rule').EventPattern).toEqual({
      'source': ['aws.sagemaker'],
      'detail-type': ['SageMaker Model Package State Change'],
      'detail': { ModelPackageArn: [VERSION_ARN], ModelApprovalStatus: ['Approved'] },
    });
  });

  test('a rule without options', () => {
    const stack = testStack();
    aPackage(stack).onStateChange('Rule');
    expect(propertiesOf(stack, 'AWS::Events::Rule').EventPattern.detail).toEqual({ ModelPackageArn: [expect.anything()] });
  });
});

describe('imports', () => {
  test.each([
    'arn:aws:sagemaker:us-east-1:123456789012:model-package/churn',
    'arn:aws-cn:sagemaker:cn-north-1:123456789012:model-package/churn/12',
    'arn:aws:sagemaker:us-east-1::model-package/product-1234',
  ])('by the ARN %s', (arn) => {
    expect(registry.ModelPackage.fromModelPackageArn(testStack(), 'Theirs', arn).modelPackageArn).toBe(arn);
  });

  test.each([
    'churn', 'arn:aws:sagemaker:us-east-1:123456789012:model-package-group/churn', 'arn:aws:sagemaker:us-east-1:123456789012:model-package/a/1/b',
    ' arn:aws:sagemaker:us-east-1:123456789012:model-package/a', 'arn:aws:sagemaker:us-east-1:123456789012:model-package/a/', 'arn:aws:s3:::model-package/a',
  ])('fail by %s', (arn) => {
    expect(messageOf(() => registry.ModelPackage.fromModelPackageArn(testStack(), 'Theirs', arn))).toBe('Test: modelPackageArn must be an ARN '
      + `such as arn:aws:sagemaker:us-east-1:123456789012:model-package/my-model-package, got '${arn}'`);
  });

  test('by a token', () => {
    const stack = testStack();
    const arn = new CfnParameter(stack, 'Arn').valueAsString;
    expect(stack.resolve(registry.ModelPackage.fromModelPackageArn(stack, 'Theirs', arn).modelPackageArn)).toEqual({ Ref: 'Arn' });
  });

  test('by name', () => {
    const stack = testStack();
    expect(stack.resolve(registry.ModelPackage.fromModelPackageName(stack, 'Theirs', 'Churn').modelPackageArn))
      .toEqual(arnIn('sagemaker', 'model-package/churn'));
    expect(messageOf(() => registry.ModelPackage.fromModelPackageName(stack, 'Other', 'a_b'))).toBe(
      `Test: modelPackageName ${must.beName('a_b')}`);
  });

  test('by group and version', () => {
    const stack = testStack();
    const { fromModelPackageGroupName: byName, fromModelPackageGroupArn: byArn } = registry.ModelPackageGroup;
    const version = (group: registry.IModelPackageGroup, id: string) =>
      stack.resolve(registry.ModelPackage.fromModelPackageVersion(stack, id, group, 3).modelPackageArn);
    expect(version(byName(stack, 'Ours', 'Churn'), '1')).toEqual(arnIn('sagemaker', 'model-package/churn/3'));
    expect(version(byArn(stack, 'Theirs', 'arn:aws:sagemaker:eu-west-1:999999999999:model-package-group/churn'), '2'))
      .toEqual(arnIn('sagemaker', 'model-package/churn/3', 'eu-west-1:999999999999'));
  });

  test.each([[0, must.beAtLeast(1, 0)], [1.5, must.beWhole(1.5)]])('fail by version %p', (version, problem) => {
    const stack = testStack();
    const group = registry.ModelPackageGroup.fromModelPackageGroupName(stack, 'Group', 'churn');
    expect(messageOf(() => registry.ModelPackage.fromModelPackageVersion(stack, 'Theirs', group, version))).toBe(`Test: version ${problem}`);
  });

  test('by a version that is a token', () => {
    const stack = testStack();
    const group = registry.ModelPackageGroup.fromModelPackageGroupName(stack, 'Group', 'churn');
    const version = new CfnParameter(stack, 'Number', { type: 'Number' }).valueAsNumber;
    expect(JSON.stringify(stack.resolve(registry.ModelPackage.fromModelPackageVersion(stack, 'Theirs', group, version).modelPackageArn)))
      .toContain('model-package/churn/",{"Ref":"Number"}');
  });
});
