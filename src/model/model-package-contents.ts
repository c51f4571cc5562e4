import { Stack, Token, TokenComparison } from 'aws-cdk-lib';
import type { ImageCuda } from './bound-image';
import type { IModel } from './model-base';
import type { IModelPackage } from './model-package-interface';
import { warn } from '../private/warnings';

/**
 * A model package that is defined in this app, so that its images and artifacts are known. It is not a member of `IModelPackage`, because
 * jsii has no optional methods.
 *
 * @internal
 */
export interface DefinedModelPackage extends IModelPackage {
  _grantContents(model: IModel, inferenceSpecificationName?: string): void;
  /** Returns the CUDA versions of the images of a specification, or of the main one; absent in older versions of this package. */
  _imageCudaOf?(specification: string | undefined): ImageCuda[];
}

/**
 * Grants a model permission to read the images and artifacts of a package. Warns if they are not known, unless the package can be a product from AWS
 * Marketplace, whose images and artifacts belong to its seller.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry-deploy.html
 */
export function grantContents(modelPackage: IModelPackage, model: IModel, inferenceSpecificationName?: string): void {
  const { _grantContents } = modelPackage as Partial<DefinedModelPackage>;
  if (_grantContents) {
    _grantContents.call(modelPackage, model, inferenceSpecificationName);
  } else if (isOwnPackage(model, modelPackage)) {
    warn(model, 'unknownModelPackageContents', `model package '${(modelPackage as Partial<IModelPackage>).node?.path ?? modelPackage.modelPackageArn}' is imported without its containers, so the role of the model is not `
      + 'granted permission to read their images and artifacts; import it with ModelPackage.fromModelPackageAttributes and its containers, or grant the '
      + 'permissions');
  }
}

/** Returns whether a package is known to be no product: it is a version of a group, or belongs to the account of the model. */
function isOwnPackage(model: IModel, { modelPackageArn }: IModelPackage): boolean {
  const [,,,, account, resource] = modelPackageArn.split(':');
  const compared = Token.compareStrings(account ?? '', Stack.of(model).account);
  const isOfAccount = compared === TokenComparison.SAME || compared === TokenComparison.BOTH_UNRESOLVED;
  return resource !== undefined && (resource.split('/').length === 3 || isOfAccount);
}
