import type { IResource, aws_iam as iam, aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import type { Construct, IConstruct } from 'constructs';
import type { FutureModel } from './future-model';
import transformJob, { type TransformJobDefinition } from './transform-job';
import { createExecutionRole, grantHosting, roleCheck } from '../permissions/execution-role';
import { granteeOfDependent } from '../permissions/role-in-stack';
import { waitForGrant } from '../permissions/wait-for';
import { matches, required, requiredString, type Check } from '../private/checks';
import { RESOURCE_NAME } from '../private/names';
import { warnOfSecrets } from '../private/secrets';

/**
 * The validation profile of a model package: the job that SageMaker validates it with. AWS Marketplace shows it to buyers.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ModelPackageValidationProfile.html
 */
export interface ValidationProfile {
  /**
   * The name of the profile: at most 63 letters, digits and hyphens.
   */
  readonly profileName: string;

  /**
   * The batch transform job that SageMaker runs to validate the package.
   */
  readonly transformJobDefinition: TransformJobDefinition;
}

/**
 * The validation that SageMaker runs on a model package before you can use it.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ModelPackageValidationSpecification.html
 *
 * @example
 * declare const bucket: s3.IBucket;
 *
 * const validationSpecification: sm.registry.ValidationSpecification = {
 *   profile: {
 *     profileName: 'samples',
 *     transformJobDefinition: {
 *       input: { data: sm.registry.TransformData.fromPrefix({ bucket, prefix: 'samples/' }), contentType: 'text/csv' },
 *       output: { location: { bucket, prefix: 'validated/' } },
 *       resources: { instanceType: sm.InstanceType.M5_LARGE },
 *     },
 *   },
 * };
 */
export interface ValidationSpecification {
  /**
   * The execution role that SageMaker and the containers assume. Must be assumable by `sagemaker.amazonaws.com`. It is granted the
   * permissions that the job requires, unless it is immutable.
   *
   * @default - a new role with only the permissions that the images, the artifacts and the job require
   */
  readonly validationRole?: iam.IRole;

  /**
   * The validation profile. SageMaker supports exactly one.
   */
  readonly profile: ValidationProfile;
}

/** A validation with its role: the role of the user, or a new one. */
interface BoundValidation {
  readonly role: iam.IRole;
  readonly profile: ValidationProfile;
}

function validationChecks({ profile, validationRole }: ValidationSpecification, scope: IResource): Check[] {
  const where = 'validationSpecification.profile';
  return [
    roleCheck('validationSpecification.validationRole', validationRole, scope),
    required(where, profile, 'specify its name and the batch transform job'),
    ...profile ? profileChecks(where, profile, scope) : [],
  ];
}

function profileChecks(where: string, profile: ValidationProfile, scope: IResource): Check[] {
  return [
    requiredString(`${where}.profileName`, profile.profileName, 'specify a name') ?? matches(`${where}.profileName`, profile.profileName, RESOURCE_NAME),
    required(`${where}.transformJobDefinition`, profile.transformJobDefinition, 'specify its input, output and resources'),
    ...profile.transformJobDefinition ? transformJob.checks(`${where}.transformJobDefinition`, profile.transformJobDefinition, scope.env) : [],
  ];
}

function bindValidation(scope: Construct, { validationRole, profile }: ValidationSpecification): BoundValidation {
  warnOfSecrets(scope, 'validationSpecification.profile.transformJobDefinition.environment', profile.transformJobDefinition.environment);
  return { role: validationRole ?? createExecutionRole(scope), profile };
}

function renderValidation({ role, profile }: BoundValidation): sagemaker.CfnModelPackage.ValidationSpecificationProperty {
  const { profileName, transformJobDefinition } = profile;
  return {
    validationRole: role.roleArn,
    validationProfiles: [{ profileName, transformJobDefinition: transformJob.render(transformJobDefinition) }],
  };
}

/**
 * Grants the role the permissions that the containers and the job require, and adds the dependencies on them to the resource.
 *
 * @param scope the model package
 * @param resource the resource of the package
 * @param contents the stand-in for the models of the package, with the permissions that the containers require
 */
function grantValidation(scope: Construct, resource: IConstruct, contents: FutureModel, { role, profile }: BoundValidation): void {
  const grantee = granteeOfDependent(scope, role);
  resource.node.addDependency(role);
  const hosting = grantHosting(grantee, scope, {});
  resource.node.addDependency(...contents.grantTo(grantee));
  [...hosting, ...transformJob.grant(grantee, profile.transformJobDefinition)].forEach((grant) => waitForGrant(resource, grant));
}

export default { checks: validationChecks, bind: bindValidation, render: renderValidation, grant: grantValidation };
