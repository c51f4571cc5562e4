import { SizeRoundingBehavior, type Size } from 'aws-cdk-lib';
import { CONTENT_TYPE } from './names';
import type { TransformResources } from './transform-job';
import type { ValidationSpecification } from './validation-specification';
import { text, wholeAtLeast, wholeBetween, wholeNumber, type Check } from '../private/checks';
import { environmentChecks, type EnvironmentLimits } from '../private/environment-checks';
import { OBJECT_PREFIX, RESOURCE_NAME } from '../private/names';

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_TransformJobDefinition.html */
const ENVIRONMENT: EnvironmentLimits = { entries: 16, keyLength: 1024, valueLength: 10240 };

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_TransformResources.html */
const MAX_INSTANCES = 100;

export function validationChecks({ profile }: ValidationSpecification): Check[] {
  const job = profile.transformJobDefinition;
  const where = 'validationSpecification.profile.transformJobDefinition';
  return [
    text('validationSpecification.profile.profileName', profile.profileName, RESOURCE_NAME),
    job.input.data._problem && `${where}.input.data: ${job.input.data._problem}`,
    text(`${where}.input.contentType`, job.input.contentType, CONTENT_TYPE),
    text(`${where}.output.accept`, job.output.accept, CONTENT_TYPE),
    text(`${where}.output.location.prefix`, job.output.location.prefix, OBJECT_PREFIX),
    wholeBetween(`${where}.resources.instanceCount`, job.resources.instanceCount, 1, MAX_INSTANCES),
    keyOfLocalStorage(`${where}.resources`, job.resources),
    wholeAtLeast(`${where}.maxConcurrentTransforms`, job.maxConcurrentTransforms, 0),
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
  return wholeNumber(`${name} in mebibytes`, size?.toMebibytes({ rounding: SizeRoundingBehavior.NONE }));
}

function convertible(size: Size): boolean {
  try {
    size.toMebibytes();
    return true;
  } catch {
    return false;
  }
}
