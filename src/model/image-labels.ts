import type { IConstruct } from 'constructs';
import { imageTarget, isAwsImage, repositoriesOf, type BoundImage } from './bound-image';
import type { BoundContainerDefinition } from './container-definition';
import { serverIn } from './server-variables';
import { Processor } from '../dlc/processor';
import { warn } from '../private/warnings';

const CAPABILITY = 'com.amazonaws.sagemaker.capabilities.';
/** The label of images that load several models. */
const MULTI_MODEL = `${CAPABILITY}multi-models`;
/** The label of images that listen at the port that SageMaker assigns to a container of several. */
const BIND_TO_PORT = `${CAPABILITY}accept-bind-to-port`;

const TENSORFLOW = 'tensorflow-inference';
const TENSORFLOW_ON_GPUS = 'TensorFlow on GPUs';

/**
 * The AWS images that lack labels, without which SageMaker rejects the model.
 *
 * @see https://github.com/aws/deep-learning-containers/tree/main/docker
 * @see https://github.com/awslabs/llm-hosting-container/tree/main/huggingface/pytorch
 */
const LACKING: { readonly [title: string]: readonly string[] | undefined } = {
  vLLM: [MULTI_MODEL, BIND_TO_PORT],
  SGLang: [MULTI_MODEL, BIND_TO_PORT],
  TEI: [MULTI_MODEL, BIND_TO_PORT],
  TGI: [MULTI_MODEL],
  [TENSORFLOW_ON_GPUS]: [MULTI_MODEL],
};

/** Warns about AWS images that lack the label which multi-model containers, or models with several containers, require. */
export function warnOfImageLabels(model: IConstruct, containers: readonly BoundContainerDefinition[]): void {
  containers.forEach(({ image, definition: { mode, modelPackage } }, index) => {
    const title = image && !modelPackage ? titleOf(image) : undefined;
    const labels = LACKING[title ?? ''] ?? [];
    const problem = (what: string, label: string, remedy: string) => warn(model, 'imageLabel', `containers[${index}] ${what}, but the AWS image for ${title} does not have the `
      + `label ${label}, which SageMaker requires; ${remedy}`);
    if (mode?._isMultiModel && labels.includes(MULTI_MODEL)) {
      problem('is a multi-model container', MULTI_MODEL, 'omit mode and host one model, or use an image that loads several models, such as Framework.TRITON');
    }
    if (containers.length > 1 && labels.includes(BIND_TO_PORT)) {
      problem('is one of several containers', BIND_TO_PORT, 'host it as the only container of a model');
    }
  });
}

/** Returns the title of an AWS image for TensorFlow or of a model server; undefined for another image. */
function titleOf(image: BoundImage): string | undefined {
  const repositories = isAwsImage(image) ? repositoriesOf(image) : [];
  const isTensorFlow = repositories.length > 0 && repositories.every((each) => each === TENSORFLOW);
  return isTensorFlow && imageTarget(image) === Processor.GPU ? TENSORFLOW_ON_GPUS : serverIn(repositories);
}
