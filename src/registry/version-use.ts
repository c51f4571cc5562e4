import { Stack, Token, TokenComparison } from 'aws-cdk-lib';
import type { AdditionalInferenceSpecification } from './inference-specification';
import type { ModelPackageOptions, ModelPackageProps } from './model-package-props';
import type { IModel } from '../model/model-base';
import type { IModelPackage } from '../model/model-package-interface';
import { assertValid, isUnknown, type Check } from '../private/checks';
import { warnOfReplacement } from '../private/replacement';
import { warn } from '../private/warnings';

/**
 * Checks the use of a package of this app by a model. Warns if it fails at the first deployment, or at a later change of the package.
 */
export function checkUse(model: IModel, modelPackage: IModelPackage, props: ModelPackageProps, inferenceSpecificationName?: string): void {
  assertValid(model, otherAccountCheck(model, modelPackage, props));
  warnOfReplacement(model, 'model package', modelPackage);
  warnOfUnknownSpecification(model, modelPackage, props, inferenceSpecificationName);
}

/** Checks that a version is in the account of the model, where its ARN is known. A package outside of a group has a name, from which its ARN follows. */
function otherAccountCheck(model: IModel, modelPackage: IModelPackage, { modelPackageGroup }: ModelPackageProps): Check {
  const { account } = Stack.of(modelPackage);
  return modelPackageGroup && Token.compareStrings(account, Stack.of(model).account) === TokenComparison.DIFFERENT
    ? `model package '${modelPackage.node.path}' is a version in account ${account}, and its number is not known at synthesis; import it with `
      + 'ModelPackage.fromModelPackageVersion and its number'
    : undefined;
}

function warnOfUnknownSpecification(model: IModel, modelPackage: IModelPackage, props: ModelPackageOptions, name: string | undefined): void {
  const specifications: AdditionalInferenceSpecification[] = [
    ...props.additionalInferenceSpecifications ?? [], ...props.additionalInferenceSpecificationsToAdd ?? [],
  ];
  const names = specifications.map((specification) => specification.name);
  if (!isUnknown(name) && !names.includes(name!) && !names.some(isUnknown)) {
    warn(model, 'unknownInferenceSpecification', `model package '${modelPackage.node.path}' has no inference specification '${name}'; `
      + (names.length > 0 ? `its additional inference specifications are ${names.map((known) => `'${known}'`).join(', ')}` : 'it has none with a name')
      + '; correct inferenceSpecificationName, or add the specification to the package');
  }
}
