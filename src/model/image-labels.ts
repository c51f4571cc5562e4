import type { IConstruct } from 'constructs';
import { imageTarget, isImageOfAws, repositoriesOf, type BoundImage } from './bound-image';
import type { BoundContainerDefinition } from './container-definition';
import { Processor } from '../dlc/processor';
import { warn } from '../private/warnings';

const CAPABILITY = 'com.amazonaws.sagemaker.capabilities.';
/** The label of images that load several models. */
const MULTI_MODEL = `${CAPABILITY}multi-models`;
/** The label of images that listen at the port that SageMaker assigns to a container of several. */
const BIND_TO_PORT = `${CAPABILITY}accept-bind-to-port`;

/**
 * The AWS images that lack labels, without which SageMaker rejects the model.
 *
 * @see https://github.com/aws/deep-learning-containers/tree/main/docker
 * @see https://github.com/awslabs/llm-hosting-container/tree/main/huggingface/pytorch
 */
const LACKING: readonly { readonly title: string; readonly repository: RegExp; readonly labels: readonly string[]; readonly target?: Processor }[] = [
  { title: 'vLLM', repository: /(^|[/-])vllm$/, labels: [MULTI_MODEL, BIND_TO_PORT] },
  { title: 'SGLang', repository: /(^|[/-])sglang$/, labels: [MULTI_MODEL, BIND_TO_PORT] },
  { title: 'TEI', repository: /(^|\/)tei(-cpu)?$/, labels: [MULTI_MODEL, BIND_TO_PORT] },
  { title: 'TGI', repository: /(^|[/-])tgi-inference$/, labels: [MULTI_MODEL] },
  { title: 'TensorFlow on GPUs', repository: /(^|\/)tensorflow-inference$/, labels: [MULTI_MODEL], target: Processor.GPU },
];

/** Warns about AWS images that lack the label which multi-model containers, or models with several containers, require. */
export function warnOfImageLabels(model: IConstruct, containers: readonly BoundContainerDefinition[]): void {
  containers.forEach(({ image, definition: { mode, modelPackage } }, index) => {
    const lacking = image && !modelPackage ? lackingOf(image) : undefined;
    if (!lacking) {
      return;
    }
    const problem = (what: string, label: string, remedy: string) => warn(model, 'imageLabel', `containers[${index}] ${what}, but the AWS image for ${lacking.title} does not have the `
      + `label ${label}, which SageMaker requires; ${remedy}`);
    if (mode?._isMultiModel && lacking.labels.includes(MULTI_MODEL)) {
      problem('is a multi-model container', MULTI_MODEL, 'omit mode and host one model, or use an image that loads several models, such as Framework.TRITON');
    }
    if (containers.length > 1 && lacking.labels.includes(BIND_TO_PORT)) {
      problem('is one of several containers', BIND_TO_PORT, 'host it as the only container of a model');
    }
  });
}

function lackingOf(image: BoundImage): typeof LACKING[number] | undefined {
  const repositories = isImageOfAws(image) ? repositoriesOf(image) : [];
  return repositories.length === 0 ? undefined : LACKING.find(({ repository, target }) =>
    repositories.every((each) => repository.test(each)) && (target === undefined || target === imageTarget(image)));
}
