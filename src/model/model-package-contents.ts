import type { ImageCuda } from './bound-image';
import type { IModel } from './model-base';
import type { IModelPackage } from './model-package-interface';

/**
 * A model package that is defined in this app, so that its images and artifacts are known. It is not a member of `IModelPackage`, because
 * jsii has no optional methods.
 *
 * @internal
 */
export interface DefinedModelPackage extends IModelPackage {
  _grantContents(model: IModel): void;
  /** Returns the CUDA versions of the images of a specification, or of the main one; absent in older versions of this package. */
  _imageCudaOf?(specification: string | undefined): ImageCuda[];
}

/** Returns whether a package is defined in this app. */
export function isDefinedPackage(modelPackage: IModelPackage | undefined): modelPackage is DefinedModelPackage {
  return typeof (modelPackage as Partial<DefinedModelPackage> | undefined)?._grantContents === 'function';
}

/** Grants a model permission to read the images and artifacts of a package, if they are known. */
export function grantContents(modelPackage: IModelPackage, model: IModel): void {
  (modelPackage as Partial<DefinedModelPackage>)._grantContents?.(model);
}
