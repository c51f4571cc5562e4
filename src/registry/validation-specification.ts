import { type aws_iam as iam, type Size, SizeRoundingBehavior } from 'aws-cdk-lib';
import { CONTENT_TYPE } from './names';
import type { TransformJobDefinition, TransformResources } from './transform-job';
import { matches, integerAtLeast, integerBetween, integer, type Check } from '../private/checks';
import { environmentChecks, type EnvironmentLimits } from '../private/environment-variables';
import { OBJECT_PREFIX, RESOURCE_NAME } from '../private/names';

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

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_TransformJobDefinition.html */
const ENVIRONMENT: EnvironmentLimits = { entries: 16, keyLength: 1024, valueLength: 10240 };

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_TransformResources.html */
const MAX_INSTANCES = 100;

export function validationChecks({ profile }: ValidationSpecification): Check[] {
  const job = profile.transformJobDefinition;
  const where = 'validationSpecification.profile.transformJobDefinition';
  return [
    matches('validationSpecification.profile.profileName', profile.profileName, RESOURCE_NAME),
    job.input.data._problem && `${where}.input.data: ${job.input.data._problem}`,
    matches(`${where}.input.contentType`, job.input.contentType, CONTENT_TYPE),
    matches(`${where}.output.accept`, job.output.accept, CONTENT_TYPE),
    matches(`${where}.output.location.prefix`, job.output.location.prefix, OBJECT_PREFIX),
    integerBetween(`${where}.resources.instanceCount`, job.resources.instanceCount, 1, MAX_INSTANCES),
    keyOfLocalStorage(`${where}.resources`, job.resources),
    integerAtLeast(`${where}.maxConcurrentTransforms`, job.maxConcurrentTransforms, 0),
    wholeMebibytes(`${where}.maxPayload`, job.maxPayload),
    ...environmentChecks(`${where}.environment`, job.environment, ENVIRONMENT),
  ];
}

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_TransformResources.html */
function keyOfLocalStorage(where: string, { instanceType, volumeEncryptionKey }: TransformResources): Check {
  return volumeEncryptionKey && instanceType._hasLocalStorage()
    ? `${where}.volumeEncryptionKey can't be used with ${instanceType}, which has local storage that is encrypted anyway; leave it out`
    : undefined;
}

function wholeMebibytes(name: string, size: Size | undefined): Check {
  if (size?.isUnresolved()) {
    return convertible(size) ? undefined : `${name} must be given in mebibytes when it is a token; CloudFormation can't convert it`;
  }
  return integer(`${name} in mebibytes`, size?.toMebibytes({ rounding: SizeRoundingBehavior.NONE }));
}

function convertible(size: Size): boolean {
  try {
    size.toMebibytes();
    return true;
  } catch {
    return false;
  }
}
