/** A part of a tag, such as `cu130` in `0.30.0-gpu-py312-cu130-ubuntu24.04-sagemaker`. */
const CUDA = /(?:^|[-_.+])cu(\d\d)\d?(?=$|[-_.+])/;

/** The tag of a server image, which has a version of its own instead of that of CUDA, such as `server-sagemaker-cuda-v2.6`. */
const SERVER = /^server-\w+-cuda-v(\d+)/;

/**
 * The major version of CUDA in server images, by repository and major version of the image.
 *
 * @see https://aws.github.io/deep-learning-containers/reference/available_images/
 */
const OF_SERVERS: { readonly [repository: string]: { readonly [major: string]: number } | undefined } = {
  vllm: { 1: 12, 2: 13 },
  sglang: { 1: 13 },
};

/**
 * The name and tag of an image of NVIDIA Triton Inference Server for GPUs, or of a copy of it, such as `sagemaker-tritonserver:26.05-py3`. Tags of images
 * for CPUs, and of those for one framework, have more parts.
 */
const TRITON = /(?:^|[-_])tritonserver:(\d\d\.\d\d)-py3$/;

/**
 * The first release of NVIDIA Triton Inference Server with CUDA 13. The version of earlier releases is not returned, because it is not known which
 * machine images they do not start on.
 *
 * @see https://docs.nvidia.com/deeplearning/triton-inference-server/release-notes/rel-25-08.html
 */
const FIRST_TRITON_WITH_CUDA_13 = '25.08';

/**
 * Returns the major version of CUDA that the name of an image shows; undefined if it does not show one.
 *
 * @param imageName the name as `registry/repository:tag`; only the parts that are known at synthesis are used
 */
export function cudaInName(imageName: string): number | undefined {
  const { repository, tag } = partsOf(imageName);
  const cuda = CUDA.exec(tag)?.[1];
  const server = SERVER.exec(tag)?.[1];
  const triton = TRITON.exec(`${repository}:${tag}`)?.[1];
  if (cuda !== undefined) {
    return Number(cuda);
  }
  return triton !== undefined && triton >= FIRST_TRITON_WITH_CUDA_13 ? 13 : OF_SERVERS[repository]?.[server ?? ''];
}

/** Returns whether the tag of an image contains a version of CUDA: its libraries are for GPUs, even if no part of the tag is `gpu`. */
export function hasCudaTag(imageName: string): boolean {
  return CUDA.test(partsOf(imageName).tag);
}

function partsOf(imageName: string): { readonly repository: string; readonly tag: string } {
  const [, repository, tag] = /([^/:@]*):([^/:@]+)$/.exec(imageName) ?? ['', '', ''];
  return { repository, tag };
}
