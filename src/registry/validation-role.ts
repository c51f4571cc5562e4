import { aws_iam as iam, type aws_kms as kms, type aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { FutureModel } from './contents';
import type { TransformJobDefinition, TransformOutput } from './transform-job';
import type { ValidationSpecification } from './validation-specification';
import { waitFor, waitForGrant } from '../model/model-dependencies';
import { createExecutionRole, grantHosting } from '../permissions/execution-role';
import { granteeInStackOf } from '../permissions/role-in-stack';
import { escapeForPolicy } from '../permissions/s3';

/** What a job does to write its results, large ones in parts. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html */
const WRITE_ACTIONS = ['s3:AbortMultipartUpload', 's3:PutObject'];

/** What writing with a key takes, in parts too. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html */
const ENCRYPT_ACTIONS = ['kms:Decrypt', 'kms:GenerateDataKey'];

/** @see https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html */
const VOLUME_ACTIONS = ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'];
const CREATE_KMS_GRANT_ACTIONS = ['kms:CreateGrant'];
const FOR_AWS_ONLY = { Bool: { 'kms:GrantIsForAWSResource': 'true' } };

/**
 * Lets the role of the validation do what the job does.
 *
 * @param scope the package, which waits for it
 * @param contents what the containers of the package consist of
 */
export function bindValidation(
  scope: Construct, contents: FutureModel, { validationRole, profile }: ValidationSpecification,
): sagemaker.CfnModelPackage.ValidationSpecificationProperty {
  const role = validationRole ?? createExecutionRole(scope);
  const grantee = granteeInStackOf(scope, role);
  const job = profile.transformJobDefinition;
  waitFor(scope, role);
  grantHosting(scope, grantee.grantPrincipal, { vpc: false }).forEach((dependable) => waitFor(scope, dependable));
  contents.grantTo(grantee, scope);
  grantJob(scope, grantee, job);
  return {
    validationRole: role.roleArn,
    validationProfiles: [{ profileName: profile.profileName, transformJobDefinition: renderJob(job) }],
  };
}

function grantJob(scope: Construct, grantee: iam.IGrantable, { input, output, resources }: TransformJobDefinition): void {
  const { bucket } = output.location;
  input.data._grantRead(grantee).forEach((grant) => waitForGrant(scope, grant));
  waitForGrant(scope, iam.Grant.addToPrincipalOrResource({
    grantee, actions: WRITE_ACTIONS, resourceArns: [bucket.arnForObjects(`${escapeForPolicy(outputPrefix(output))}*`)], resource: bucket,
  }));
  const outputKey = output.encryptionKey ?? bucket.encryptionKey;
  if (outputKey) {
    waitForGrant(scope, outputKey.grant(grantee, ...ENCRYPT_ACTIONS));
  }
  if (resources.volumeEncryptionKey) {
    waitForGrant(scope, resources.volumeEncryptionKey.grant(grantee, ...VOLUME_ACTIONS));
    grantHandingOn(scope, grantee.grantPrincipal, resources.volumeEncryptionKey);
  }
}

/** Not by a grant of the CDK, which loses the condition where the statement goes into the policy of the key. */
function grantHandingOn(scope: Construct, principal: iam.IPrincipal, key: kms.IKey): void {
  const permission = { actions: CREATE_KMS_GRANT_ACTIONS, conditions: FOR_AWS_ONLY };
  const added = principal.addToPrincipalPolicy(new iam.PolicyStatement({ ...permission, resources: [key.keyArn] }));
  if (added.policyDependable) {
    waitFor(scope, added.policyDependable);
  }
  if (!added.statementAdded) {
    key.addToResourcePolicy(new iam.PolicyStatement({ ...permission, principals: [principal], resources: ['*'] }), true);
  }
}

function outputPrefix({ location: { prefix = '' } }: TransformOutput): string {
  const withoutSlash = prefix.replace(/^\//, '');
  return withoutSlash === '' || withoutSlash.endsWith('/') ? withoutSlash : `${withoutSlash}/`;
}

function renderJob(job: TransformJobDefinition): sagemaker.CfnModelPackage.TransformJobDefinitionProperty {
  const { input, output, resources } = job;
  return {
    batchStrategy: job.batchStrategy,
    environment: job.environment,
    maxConcurrentTransforms: job.maxConcurrentTransforms,
    maxPayloadInMb: job.maxPayload?.toMebibytes(),
    transformInput: {
      compressionType: input.compressionType,
      contentType: input.contentType,
      dataSource: { s3DataSource: { s3DataType: input.data._s3DataType, s3Uri: input.data._s3Uri } },
      splitType: input.splitType,
    },
    transformOutput: {
      accept: output.accept,
      assembleWith: output.assembleWith,
      kmsKeyId: output.encryptionKey?.keyArn,
      s3OutputPath: `${output.location.bucket.s3UrlForObject()}/${outputPrefix(output)}`,
    },
    transformResources: {
      instanceCount: resources.instanceCount ?? 1,
      instanceType: resources.instanceType.toString(),
      volumeKmsKeyId: resources.volumeEncryptionKey?.keyArn,
    },
  };
}
