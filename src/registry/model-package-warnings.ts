import { Token, TokenComparison } from 'aws-cdk-lib';
import type { InferenceSpecification } from './inference-specification';
import type { IModelPackageGroup } from './model-package-group-interface';
import type { ModelPackageProps } from './model-package-props';
import { instanceTypeOf } from '../common/instance-type-input';
import type { InstanceType } from '../common/instance-type.generated';
import { TRANSFORM_INSTANCE_TYPES } from '../common/transform-instance-types.generated';
import type { IModelPackage } from '../model/model-package-interface';
import { warn } from '../private/warnings';

/** Warns about properties of a package that are valid but probably unintended. */
export function warnOfPackage(modelPackage: IModelPackage, props: ModelPackageProps): void {
  warnOfSources(modelPackage, props);
  if (props.validationSpecification && props.skipModelValidation) {
    warn(modelPackage, 'skippedValidation', 'skipModelValidation is true, so SageMaker does not run the job of validationSpecification; omit one of them');
  }
  if (props.modelPackageGroup) {
    warnOfGroupRegion(modelPackage, props.modelPackageGroup);
  }
  warnOfInstanceTypes(modelPackage, props);
}

/**
 * Warns about a package without containers, and about a package that gets its containers from several sources, which the SageMaker Python SDK does not
 * allow.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModelPackage.html
 * @see https://github.com/aws/sagemaker-python-sdk/pull/4492
 */
function warnOfSources(modelPackage: IModelPackage, props: ModelPackageProps): void {
  const sources = (['inferenceSpecification', 'sourceAlgorithm', 'sourceUri'] as const).filter((name) => props[name] !== undefined);
  if (sources.length > 1) {
    warn(modelPackage, 'severalModelPackageSources', `${sources.join(', ')} each specify the containers of the package, and AWS does not document them `
      + 'together; keep one of them');
  }
  const additional = [...props.additionalInferenceSpecifications ?? [], ...props.additionalInferenceSpecificationsToAdd ?? []];
  if (sources.length === 0 && additional.length === 0) {
    warn(modelPackage, 'emptyModelPackage', 'the package has no containers, so no model can be deployed from it; set inferenceSpecification, '
      + 'sourceAlgorithm or sourceUri');
  }
}

/** @see https://github.com/aws/amazon-sagemaker-examples/issues/1438 */
function warnOfGroupRegion(modelPackage: IModelPackage, { env }: IModelPackageGroup): void {
  if (Token.compareStrings(env.region, modelPackage.env.region) === TokenComparison.DIFFERENT) {
    warn(modelPackage, 'modelPackageGroupOfOtherRegion', `modelPackageGroup is in ${env.region}, but SageMaker registers a version in `
      + `${modelPackage.env.region}, the region of the stack; use a group of that region`);
  }
}

function warnOfInstanceTypes(modelPackage: IModelPackage, props: ModelPackageProps): void {
  const specifications: Partial<InferenceSpecification>[] = [
    props.inferenceSpecification ?? {},
    ...props.additionalInferenceSpecifications ?? [],
    ...props.additionalInferenceSpecificationsToAdd ?? [],
  ];
  const job = props.validationSpecification?.profile.transformJobDefinition.resources.instanceType;
  const hosting = specifications.flatMap((specification) => specification.supportedRealtimeInferenceInstanceTypes ?? []);
  const transform = [...specifications.flatMap((specification) => specification.supportedTransformInstanceTypes ?? []), ...job ? [job] : []];
  const unlisted = (types: readonly InstanceType[], isListed: (type: InstanceType) => boolean) =>
    [...new Set(types.filter((type) => !isListed(type)).map(String))].join(', ');
  const unknown = unlisted(hosting, (type) => instanceTypeOf(type)._isKnown());
  const notForTransform = unlisted(transform, (type) => Token.isUnresolved(String(type)) || TRANSFORM_INSTANCE_TYPES.has(String(type)));
  if (unknown !== '') {
    warn(modelPackage, 'unknownInstanceType', `${unknown} in supportedRealtimeInferenceInstanceTypes is not in the list of instance types of this version of `
      + 'cdk-sagemaker-hosting; check its spelling');
  }
  if (notForTransform !== '') {
    warn(modelPackage, 'transformInstanceType', `the SageMaker API does not list ${notForTransform} for batch transform jobs; choose another instance type`);
  }
}
