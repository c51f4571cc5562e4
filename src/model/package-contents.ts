import type { IModel } from './model-base';
import type { IModelPackage } from './model-package-interface';

type GrantContents = (model: IModel) => void;

/** What this app knows of the packages it defines. Not a member of the package: no language but TypeScript could leave it out. */
const CONTENTS = new WeakMap<IModelPackage, GrantContents>();

/** Tells how a model is granted the images and artifacts that a package consists of. */
export function describeContents(modelPackage: IModelPackage, grant: GrantContents): void {
  CONTENTS.set(modelPackage, grant);
}

/** Lets a model use a package, and read what it consists of where that is known. */
export function grantContents(modelPackage: IModelPackage, model: IModel): void {
  CONTENTS.get(modelPackage)?.(model);
}
