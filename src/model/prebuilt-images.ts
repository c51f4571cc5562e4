import { Token } from 'aws-cdk-lib';
import { isAwsImage, repositoriesOf, type BoundImage } from './bound-image';
import { isOfAlgorithm } from '../dlc/image-catalog';

/** A framework whose AWS images serve what the artifacts contain. */
export type PrebuiltFramework = 'PyTorch' | 'TensorFlow' | 'MXNet' | 'Hugging Face' | 'scikit-learn' | 'XGBoost';

/** The repositories of the frameworks, without those of the oldest versions, such as `sagemaker-pytorch`, which have other servers. */
const FRAMEWORKS: readonly (readonly [PrebuiltFramework, RegExp])[] = [
  ['PyTorch', /^pytorch-inference(-|$)/],
  ['TensorFlow', /^(tensorflow-inference|sagemaker-tensorflow-serving)(-|$)/],
  ['MXNet', /^(mxnet-inference|sagemaker-mxnet-serving)(-|$)/],
  ['Hugging Face', /^huggingface-(pytorch|tensorflow)-inference(-|$)/],
  ['scikit-learn', /^sagemaker-scikit-learn$/],
  ['XGBoost', /^sagemaker-xgboost$/],
];

/** Returns the framework of an AWS image; undefined for another image, such as one of the user or of a model server, and for one that is not known. */
export function prebuiltFrameworkOf(image: BoundImage | undefined): PrebuiltFramework | undefined {
  const repositories = awsRepositoriesOf(image);
  return FRAMEWORKS.find(([, pattern]) => repositories.length > 0 && repositories.every((each) => pattern.test(each)))?.[0];
}

/** Returns the built-in algorithm of an AWS image; undefined for another image. */
export function builtInAlgorithmOf(image: BoundImage | undefined): string | undefined {
  const [repository] = awsRepositoriesOf(image);
  return repository !== undefined && isOfAlgorithm(repository) ? repository : undefined;
}

/** Returns the repositories of an image that a method of `ContainerImage` has bound. One of a class of the user can contain a model. */
function awsRepositoriesOf(image: BoundImage | undefined): readonly string[] {
  return image?._isPullGranted && isAwsImage(image) ? repositoriesOf(image).filter((each) => !Token.isUnresolved(each)) : [];
}
