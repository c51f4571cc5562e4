import type { IModel } from './model-base';
import type { IModelPackage } from './model-package-interface';

/**
 * A model package that is defined in this app, so that its images and artifacts are known. It is not a member of `IModelPackage`, because
 * jsii has no optional methods.
 *
 * @internal
 */
export interface DefinedModelPackage extends IModelPackage {
  _grantContents(model: IModel, inferenceSpecificationName?: string): void;
}

/** Grants a model permission to read the images and artifacts of a package, if they are known. */
export function grantContents(modelPackage: IModelPackage, model: IModel, inferenceSpecificationName?: string): void {
  (modelPackage as Partial<DefinedModelPackage>)._grantContents?.(model, inferenceSpecificationName);
}
