import type { aws_iam as iam, aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import type { Construct, IConstruct } from 'constructs';
import type { FutureModel } from './future-model';
import transformJob, { type TransformJobDefinition } from './transform-job';
import { createExecutionRole, grantHosting } from '../permissions/execution-role';
import { granteeInStackOf } from '../permissions/role-in-stack';
import { waitForGrant } from '../permissions/wait-for';
import { matches, type Check } from '../private/checks';
import { RESOURCE_NAME } from '../private/names';

/**
 * What SageMaker tries a model package out with. On AWS Marketplace, buyers get to see it.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ModelPackageValidationProfile.html
 */
export interface ValidationProfile {
  /**
   * The name of the profile: at most 63 letters, digits and hyphens.
   */
  readonly profileName: string;

  /**
   * The batch transform job.
   */
  readonly transformJobDefinition: TransformJobDefinition;
}

/**
 * How SageMaker tries a model package out before it can be used.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ModelPackageValidationSpecification.html
 */
export interface ValidationSpecification {
  /**
   * The role that SageMaker and the containers act as. Must be assumable by `sagemaker.amazonaws.com`. It is granted what the job needs,
   * unless it can't be changed.
   *
   * @default - a new role with just the permissions that the images, the artifacts and the job need
   */
  readonly validationRole?: iam.IRole;

  /**
   * What to try out; SageMaker takes exactly one.
   */
  readonly profile: ValidationProfile;
}

/** A validation whose role is there. */
interface BoundValidation {
  readonly role: iam.IRole;
  readonly profile: ValidationProfile;
}

function validationChecks({ profile }: ValidationSpecification): Check[] {
  const where = 'validationSpecification.profile';
  return [
    matches(`${where}.profileName`, profile.profileName, RESOURCE_NAME),
    ...transformJob.checks(`${where}.transformJobDefinition`, profile.transformJobDefinition),
  ];
}

function bindValidation(scope: Construct, { validationRole, profile }: ValidationSpecification): BoundValidation {
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
 * Grants the role what the containers and the job need, and makes the resource wait for it.
 *
 * @param scope the package
 * @param resource its resource
 * @param contents what the containers of the package consist of
 */
function grantValidation(scope: Construct, resource: IConstruct, contents: FutureModel, { role, profile }: BoundValidation): void {
  const grantee = granteeInStackOf(scope, role);
  resource.node.addDependency(role);
  const hosting = grantHosting(grantee, scope, { vpc: false });
  resource.node.addDependency(...contents.grantTo(grantee));
  [...hosting, ...transformJob.grant(grantee, profile.transformJobDefinition)].forEach((grant) => waitForGrant(resource, grant));
}

export default { checks: validationChecks, bind: bindValidation, render: renderValidation, grant: grantValidation };
