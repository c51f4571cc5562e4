import type { aws_kms as kms } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { FutureModel } from './future-model';
import { bindImage, type ContainerImage } from '../model/container-image';
import type { ModelData } from '../model/model-data';
import { assertValid, isUnknown, required, type Check } from '../private/checks';
import { IMAGE, KEY, MODEL_DATA, requiredShape, shaped } from '../private/shapes';

/**
 * A container of an imported model package.
 *
 * @example
 * declare const image: sm.ContainerImage;
 * declare const modelData: sm.ModelData;
 *
 * const container: sm.registry.ModelPackageContainerAttributes = { image, modelData };
 */
export interface ModelPackageContainerAttributes {
  /**
   * The Docker image of the container.
   */
  readonly image: ContainerImage;

  /**
   * The model artifacts of the container.
   *
   * @default - the container has no artifacts; the image contains the model
   */
  readonly modelData?: ModelData;
}

/**
 * The attributes of an existing model package.
 *
 * @example
 * declare const image: sm.ContainerImage;
 * declare const modelData: sm.ModelData;
 *
 * // The role of a model can then also pull the image and read the artifacts
 * const version = sm.registry.ModelPackage.fromModelPackageAttributes(this, 'Churn4', {
 *   modelPackageArn: 'arn:aws:sagemaker:eu-west-1:111122223333:model-package/churn/4',
 *   containers: [{ image, modelData }],
 * });
 */
export interface ModelPackageAttributes {
  /**
   * The ARN of the package: a version of a group, a package that does not belong to a group, or a product from AWS Marketplace.
   */
  readonly modelPackageArn: string;

  /**
   * The containers of the package. The role of a model that uses the package is granted permission to read their images and artifacts. They must
   * be the containers that the package has: they do not change it.
   *
   * @default - the role of a model is granted permission to use the package, but not to read its images and artifacts
   */
  readonly containers?: ModelPackageContainerAttributes[];

  /**
   * The KMS key that the information about the package is encrypted with. Grants on the package include permission to use it.
   *
   * @default - the package is encrypted with an AWS owned key, or you grant permission to use its key yourself
   */
  readonly encryptionKey?: kms.IKey;
}

const MODEL_PACKAGE_ARN = /^arn:[^:]+:sagemaker:[^:]+:[^:]*:model-package\/[^/]+(\/[^/]+)?$/;

/** Checks the attributes of an imported package. */
function importedChecks(attrs: ModelPackageAttributes): Check[] {
  return [modelPackageArnCheck(attrs.modelPackageArn), shaped('encryptionKey', attrs.encryptionKey, KEY)];
}

/** Checks the ARN of a package, with or without a group. The ARN of a product from AWS Marketplace can have no account. */
function modelPackageArnCheck(arn: string): Check {
  const example = 'an ARN such as arn:aws:sagemaker:us-east-1:123456789012:model-package/my-model-package';
  return required('modelPackageArn', arn, `specify ${example}`)
    ?? (isUnknown(arn) || MODEL_PACKAGE_ARN.test(arn) ? undefined : `modelPackageArn must be ${example}, got '${arn}'`);
}

/** Binds the containers of an imported package to the models that will use it; undefined if they are not specified. */
function importedContents(scope: Construct, { containers }: ModelPackageAttributes): FutureModel | undefined {
  if (!containers) {
    return undefined;
  }
  assertValid(scope, ...containers.flatMap((container, index) => [
    requiredShape(`containers[${index}].image`, container.image, IMAGE), shaped(`containers[${index}].modelData`, container.modelData, MODEL_DATA),
  ]));
  const contents = new FutureModel(scope, 'Contents');
  containers.forEach(({ image, modelData }) => {
    bindImage(image, contents);
    modelData?.bind(contents, contents);
  });
  return contents;
}

export default { bindContents: importedContents, checks: importedChecks };
