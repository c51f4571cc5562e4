import type { aws_iam as iam, aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { FutureModel } from './contents';
import type { TransformJobDefinition, TransformOutput } from './transform-job';
import type { ValidationSpecification } from './validation-specification';
import { createExecutionRole, grantHosting } from '../permissions/execution-role';
import { ENCRYPT_BY_S3_ACTIONS, grantVolumeKey } from '../permissions/kms';
import { granteeInStackOf } from '../permissions/role-in-stack';
import { grantWriteObjects, keysBelow, WRITE_ACTIONS } from '../permissions/s3';
import { waitForGrant } from '../permissions/wait-for';

/**
 * Lets the role of the validation do what the job does.
 *
 * @param scope the package
 * @param resource its resource, which waits for the permissions
 * @param contents what the containers of the package consist of
 */
export function bindValidation(
  scope: Construct, resource: Construct, contents: FutureModel, { validationRole, profile }: ValidationSpecification,
): sagemaker.CfnModelPackage.ValidationSpecificationProperty {
  const role = validationRole ?? createExecutionRole(scope);
  const grantee = granteeInStackOf(scope, role);
  const job = profile.transformJobDefinition;
  resource.node.addDependency(role);
  const hosting = grantHosting(grantee, scope, { vpc: false });
  resource.node.addDependency(...contents.grantTo(grantee));
  [...hosting, ...grantJob(grantee, job)].forEach((grant) => waitForGrant(resource, grant));
  return {
    validationRole: role.roleArn,
    validationProfiles: [{ profileName: profile.profileName, transformJobDefinition: renderJob(job) }],
  };
}

function grantJob(grantee: iam.IGrantable, { input, output, resources }: TransformJobDefinition): iam.Grant[] {
  return [
    ...input.data._grantRead(grantee),
    ...grantWriteObjects(grantee, output.location.bucket, keysBelow(outputPrefix(output)), {
      actions: WRITE_ACTIONS, key: output.encryptionKey, encryptActions: ENCRYPT_BY_S3_ACTIONS,
    }),
    ...resources.volumeEncryptionKey ? grantVolumeKey(grantee, resources.volumeEncryptionKey) : [],
  ];
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
