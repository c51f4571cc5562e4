import type { aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import type { FutureModel } from './future-model';
import { algorithmDataChecks } from './model-package-data';
import type { ModelData } from '../model/model-data';
import { assertValid, matches, required, type Check, type StringRule } from '../private/checks';

/**
 * The algorithm that created a model.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_SourceAlgorithm.html
 *
 * @example
 * const sourceAlgorithm: sm.registry.SourceAlgorithm = { algorithmName: 'arn:aws:sagemaker:eu-west-1:111122223333:algorithm/detector' };
 */
export interface SourceAlgorithm {
  /**
   * The name or the ARN of an algorithm resource in the account, or of an algorithm on AWS Marketplace that the account is subscribed to.
   */
  readonly algorithmName: string;

  /**
   * The model artifacts, in the region of the algorithm. Throws if they are not a single gzip-compressed tar archive.
   *
   * @default - the algorithm has no model artifacts
   */
  readonly modelData?: ModelData;
}

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_SourceAlgorithm.html */
const ALGORITHM_NAME: StringRule = {
  pattern: /^(arn:aws[a-z-]*:sagemaker:[a-z0-9-]*:[0-9]{12}:[a-z-]*\/)?[a-zA-Z0-9][a-zA-Z0-9-]{0,62}(?<!-)$/,
  maxLength: 170,
  allowed: 'the name or the ARN of an algorithm',
};

function sourceAlgorithmChecks(algorithm: SourceAlgorithm | undefined): Check[] {
  return algorithm ? [
    required('sourceAlgorithm.algorithmName', algorithm.algorithmName, `specify ${ALGORITHM_NAME.allowed}`),
    matches('sourceAlgorithm.algorithmName', algorithm.algorithmName, ALGORITHM_NAME),
  ] : [];
}

/** Binds the artifacts of an algorithm to the models that will use the package, and returns the algorithm for CloudFormation. */
function bindSourceAlgorithm(
  contents: FutureModel, { algorithmName, modelData }: SourceAlgorithm,
): sagemaker.CfnModelPackage.SourceAlgorithmSpecificationProperty {
  const data = modelData?.bind(contents, contents);
  assertValid(contents.node.scope, ...data ? algorithmDataChecks('sourceAlgorithm.modelData', data) : []);
  return { sourceAlgorithms: [{ algorithmName, modelDataUrl: data?.uri }] };
}

export default { checks: sourceAlgorithmChecks, bind: bindSourceAlgorithm };
