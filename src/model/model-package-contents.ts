import type { IModel } from './model-base';
import type { IModelPackage } from './model-package-interface';

/**
 * A package of this app, which knows what it consists of. No member of `IModelPackage`: no language but TypeScript could leave it out.
 *
 * @internal
 */
export interface DefinedModelPackage extends IModelPackage {
  _grantContents(model: IModel): void;
}

/** Grants a model the images and artifacts that a package consists of, where they are known. */
export function grantContents(modelPackage: IModelPackage, model: IModel): void {
  (modelPackage as Partial<DefinedModelPackage>)._grantContents?.(model);
}
