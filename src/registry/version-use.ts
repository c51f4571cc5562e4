import { Token, TokenComparison } from 'aws-cdk-lib';
import type { AdditionalInferenceSpecification } from './inference-specification';
import type { ModelPackageOptions } from './model-package-props';
import type { IModel } from '../model/model-base';
import type { IModelPackage } from '../model/model-package-interface';
import { isUnknown } from '../private/checks';
import { outermostStack } from '../private/replacement';
import { warn } from '../private/warnings';

/** Warns about a model that uses a package of this app in a way that fails, now or at a later change of the package. */
export function warnOfUse(model: IModel, modelPackage: IModelPackage, props: ModelPackageOptions, inferenceSpecificationName?: string): void {
  warnOfOtherStack(model, modelPackage);
  warnOfUnknownSpecification(model, modelPackage, props, inferenceSpecificationName);
}

/**
 * Warns about a package in another stack, which exports the ARN of the package: CloudFormation does not change an export that is in use, and a
 * weak reference does not keep the package either. Nested stacks pass the ARN as a parameter, which can change.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html
 */
function warnOfOtherStack(model: IModel, modelPackage: IModelPackage): void {
  const [user, owner] = [model, modelPackage].map(outermostStack);
  const isElsewhere = (part: 'account' | 'region') => Token.compareStrings(user[part], owner[part]) === TokenComparison.DIFFERENT;
  if (user !== owner && !isElsewhere('account') && !isElsewhere('region')) {
    warn(model, 'replacedInOtherStack', `model package '${modelPackage.node.path}' is in another stack, which exports its ARN; CloudFormation does `
      + 'not replace the package while the export is in use, and with weak references deletes it while the model uses it; define the model in the stack '
      + 'of the package, or import the package');
  }
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
