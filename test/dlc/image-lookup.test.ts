import { Lazy } from 'aws-cdk-lib';
import { findImage, processorsOf, type CatalogImage, type ImageQuery } from '../../src/dlc/image-lookup';
import { Processor } from '../../src/dlc/processor';

const { CPU, GPU, NEURON, GRAVITON } = Processor;
const OTHER_IMAGES = 'for an image that is not in the catalog, use ContainerImage.fromDlc if it is an AWS Deep Learning Container, or fromRegistry '
  + 'or fromEcrRepository';

function found(query: ImageQuery): CatalogImage {
  const image = findImage(query);
  if ('problems' in image) { throw new Error(image.problems.join('\n')); }
  return image;
}

function nameOf(query: ImageQuery): string {
  const { repository, tag } = found(query);
  return `${repository}:${tag}`;
}

function problemsOf(query: ImageQuery): string[] {
  const image = findImage(query);
  return 'problems' in image ? image.problems : [];
}

describe('an image', () => {
  test.each<[string, ImageQuery, string]>([
    ['of a framework', { framework: 'pytorch', version: '2.6.0', pythonVersion: 'py312', processor: GPU }, 'pytorch-inference:2.6.0-gpu-py312'],
    ['for Graviton', { framework: 'pytorch', version: '2.4.0', processor: GRAVITON },
      'pytorch-inference-graviton:2.4.0-cpu-py311-ubuntu22.04-sagemaker'],
    ['of scikit-learn', { framework: 'sklearn', version: '1.2-1' }, 'sagemaker-scikit-learn:1.2-1-cpu-py3'],
    ['of scikit-learn for Graviton', { framework: 'sklearn', version: '1.0-1', processor: GRAVITON }, 'sagemaker-scikit-learn:1.0-1-arm64-cpu-py3'],
    ['of XGBoost', { framework: 'xgboost', version: '1.7-1' }, 'sagemaker-xgboost:1.7-1'],
    ['of XGBoost for Graviton', { framework: 'xgboost', version: '1.5-1', processor: GRAVITON }, 'sagemaker-xgboost:1.5-1-arm64'],
    ['of an algorithm', { framework: 'blazingtext' }, 'blazingtext:1'],
    ['of DJL', { framework: 'djl-lmi', version: '0.33.0' }, 'djl-inference:0.33.0-lmi15.0.0-cu128'],
    ['of Triton for CPUs', { framework: 'sagemaker-tritonserver', version: '25.09', processor: CPU }, 'sagemaker-tritonserver:25.09-py3-cpu'],
    ['of Triton for GPUs', { framework: 'sagemaker-tritonserver', version: '25.09', processor: GPU }, 'sagemaker-tritonserver:25.09-py3'],
    ['of Hugging Face', { framework: 'huggingface', version: '4.26.0', baseFrameworkVersion: 'tensorflow2.11.0', processor: CPU },
      'huggingface-tensorflow-inference:2.11.0-transformers4.26.0-cpu-py39-ubuntu20.04'],
    ['of Hugging Face for Inferentia', { framework: 'huggingface', version: '4.12.3', processor: NEURON },
      'huggingface-pytorch-inference-neuron:1.9.1-transformers4.12.3-neuron-py37-sdk1.17.1-ubuntu18.04'],
    ['of Hugging Face for Inferentia2', { framework: 'huggingface', version: '4.43.2', processor: NEURON },
      'huggingface-pytorch-inference-neuronx:2.1.2-transformers4.43.2-neuronx-py310-sdk2.20.0-ubuntu20.04'],
    ['with the Neuron SDK in its tag', { framework: 'huggingface-vllm-neuronx', version: '0.4.1' },
      'huggingface-vllm-inference-neuronx:0.10.2-neuronx-py310-sdk2.26.0-ubuntu22.04'],
    ['of a model server', { framework: 'vllm', version: '0.30' }, 'vllm:0.30.0-gpu-py312-cu130-ubuntu24.04-sagemaker'],
    ['without its processor in the tag', { framework: 'vllm-server' }, 'vllm:server-sagemaker-cuda-v2.6'],
    ['of a server on Graviton', { framework: 'llama-cpp-arm64', processor: GRAVITON }, 'llama-cpp-arm64:server-sagemaker-cpu-v1.0.1'],
    ['of Hugging Face on Neuron as a framework of its own', { framework: 'huggingface-neuronx', version: '4.51' },
      'huggingface-pytorch-inference-neuronx:2.7.1-transformers4.51.3-neuronx-py310-sdk2.24.1-ubuntu22.04'],
    ['for Elastic Inference, which runs on the CPU without it', { framework: 'mxnet', version: '1.5.1' }, 'mxnet-inference-eia:1.5.1-cpu-py3'],
    ['not for Elastic Inference where there is another', { framework: 'mxnet', version: '1.7.0', processor: CPU }, 'mxnet-inference:1.7.0-cpu-py3'],
    ['of the newer source, where the older one has another base framework', { framework: 'huggingface', version: '4.55.4', processor: NEURON },
      'huggingface-pytorch-inference-neuronx:2.8.0-transformers4.55.4-neuronx-py310-sdk2.26.0-ubuntu22.04'],
    ['that only the older source has', { framework: 'huggingface', version: '4.55.4', processor: NEURON, baseFrameworkVersion: 'pytorch2.7.1' },
      'huggingface-pytorch-inference-neuronx:2.7.1-transformers4.55.4-neuronx-py310-sdk2.26.0-ubuntu22.04'],
    ['for monitoring, without a tag', { framework: 'model-monitor' }, 'sagemaker-model-monitor-analyzer:'],
    ['for monitoring with SageMaker Clarify', { framework: 'clarify' }, 'sagemaker-clarify-processing:1.0'],
    ['whose repository differs by Python', { framework: 'mxnet', version: '1.4.1', pythonVersion: 'py2', processor: CPU },
      'sagemaker-mxnet-serving:1.4.1-cpu-py2'],
  ])('%s', (_what, query, name) => {
    expect(nameOf(query)).toBe(name);
  });

  test('is in each region that has it, in the account it has there', () => {
    const { accounts } = found({ framework: 'pytorch', version: '2.6', processor: CPU });
    expect(accounts).toMatchObject({ 'us-east-1': '763104351884', 'cn-north-1': '727897471807', 'af-south-1': '626614931356' });
    expect(found({ framework: 'xgboost', version: '1.7-1' }).accounts).toMatchObject({ 'us-east-1': '683313688378', 'eu-west-1': '141502667606' });
    expect(found({ framework: 'lda' }).accounts['eu-north-1']).toBeUndefined();
  });

  test('shares the key of its accounts with those that have the same', () => {
    const keyOf = (query: ImageQuery) => found(query).registryTableKey;
    expect(keyOf({ framework: 'kmeans' })).toBe(keyOf({ framework: 'pca' }));
    expect(keyOf({ framework: 'kmeans' })).not.toBe(keyOf({ framework: 'lda' }));
    expect(keyOf({ framework: 'kmeans' })).toMatch(/^[0-9a-f]{8}$/);
  });

  test('says which processor it is for', () => {
    expect(found({ framework: 'pytorch', version: '2.6', processor: GPU }).processor).toBe(GPU);
    expect(found({ framework: 'huggingface-tei' }).processor).toBe(GPU);
    expect(found({ framework: 'kmeans', processor: GPU }).processor).toBeUndefined();
  });
});

describe('a version', () => {
  test('may be given as AWS has shorter tags', () => {
    expect(nameOf({ framework: 'pytorch', version: '2.6', processor: GPU })).toBe('pytorch-inference:2.6-gpu-py312');
    expect(nameOf({ framework: 'djl-lmi', version: 'latest' })).toBe(nameOf({ framework: 'djl-lmi', version: '0.38.0' }));
    expect(nameOf({ framework: 'huggingface', version: '4.26', baseFrameworkVersion: 'pytorch1.13', processor: GPU }))
      .toBe('huggingface-pytorch-inference:1.13.1-transformers4.26.0-gpu-py39-cu117-ubuntu20.04');
  });

  test('may be short for another one on another processor', () => {
    expect(nameOf({ framework: 'pytorch', version: '2.2', processor: CPU })).toBe('pytorch-inference:2.2-cpu-py310');
    expect(nameOf({ framework: 'pytorch', version: '2.2', processor: GRAVITON })).toBe('pytorch-inference-graviton:2.2-cpu-py310-ubuntu20.04-sagemaker');
  });

  test.each<[string, ImageQuery, string]>([
    ['of all', { framework: 'xgboost' }, 'sagemaker-xgboost:3.2-0'],
    ['for the processor', { framework: 'pytorch', processor: GRAVITON }, 'pytorch-inference-arm64:2.6.0-cpu-py312-ubuntu22.04-sagemaker'],
    ['for the Python version', { framework: 'pytorch', processor: GPU, pythonVersion: 'py38' }, 'pytorch-inference:1.12.1-gpu-py38'],
    ['for the base framework', { framework: 'huggingface', processor: CPU, baseFrameworkVersion: 'tensorflow2.6' },
      'huggingface-tensorflow-inference:2.6.3-transformers4.17.0-cpu-py38-ubuntu20.04'],
    ['where there is only "latest"', { framework: 'xgboost-neo' }, 'xgboost-neo:latest'],
  ])('is the newest %s if none is given', (_what, query, name) => {
    expect(nameOf(query)).toBe(name);
  });
});

test('Python is the newest of the version if none is given', () => {
  expect(nameOf({ framework: 'pytorch', version: '1.8.1', processor: CPU })).toBe('pytorch-inference:1.8.1-cpu-py36');
  expect(nameOf({ framework: 'mxnet', version: '1.4.1', processor: CPU })).toBe('mxnet-inference:1.4.1-cpu-py3');
});

test('the base framework is the one of the version if none is given', () => {
  expect(nameOf({ framework: 'huggingface', version: '4.51', processor: GPU }))
    .toBe('huggingface-pytorch-inference:2.6.0-transformers4.51.3-gpu-py312-cu124-ubuntu22.04');
});

describe('processors', () => {
  test.each<[ImageQuery, Processor[]]>([
    [{ framework: 'pytorch', version: '2.5' }, [CPU, GPU]],
    [{ framework: 'pytorch', version: '2.6' }, [CPU, GPU, GRAVITON]],
    [{ framework: 'pytorch', version: '2.4' }, [CPU, GPU, GRAVITON]],
    [{ framework: 'pytorch' }, [CPU, GPU, GRAVITON]],
    [{ framework: 'pytorch', version: '2.4', pythonVersion: 'py38' }, []],
    [{ framework: 'huggingface' }, [CPU, GPU, NEURON]],
    [{ framework: 'huggingface', version: '4.36.2' }, [NEURON]],
    [{ framework: 'huggingface-tei-cpu' }, [CPU]],
    [{ framework: 'djl-lmi' }, [GPU]],
    [{ framework: 'djl-neuronx' }, [NEURON]],
    [{ framework: 'xgboost', version: '1.7-1' }, [CPU, GPU, NEURON]],
    [{ framework: 'xgboost', version: '1.5-1' }, [CPU, GPU, NEURON, GRAVITON]],
    [{ framework: 'xgboost', version: '1.5-1', processor: CPU }, [CPU, GPU, NEURON, GRAVITON]],
    [{ framework: 'jax' }, []],
  ])('of %j are %j', (query, processors) => {
    expect(processorsOf(query)).toEqual(processors);
  });

  test('need not be named where there is one image for all', () => {
    expect(nameOf({ framework: 'xgboost', version: '1.5-1' })).toBe('sagemaker-xgboost:1.5-1');
  });
});

describe('problems', () => {
  const unknown = (version: string, nearest: string) => `has no version '${version}' in the catalog; the nearest are ${nearest}`;
  const noImage = (processor: string, others: string) => `has no image for ${processor}; there are images for ${others}`;
  const lacks = (what: string, value: string, others: string) => `has no ${what} '${value}'; it has ${others}`;
  const noChoice = (what: string, value: string) => `has no ${what} to choose, got '${value}'; omit it`;
  const needs = (what: string, choice: string) => `requires a ${what}; specify one of ${choice}`;

  test.each<[string, ImageQuery, string[]]>([
    ['an unknown framework', { framework: 'pytorhc', version: '2.6' },
      [`framework 'pytorhc' is not in the catalog; similar names: pytorch; ${OTHER_IMAGES}`]],
    ['a framework with no similar name', { framework: 'jax' }, [`framework 'jax' is not in the catalog; use a member of Framework; ${OTHER_IMAGES}`]],
    ['an unknown version', { framework: 'pytorch', version: '2.99', processor: CPU },
      [`framework 'pytorch' ${unknown('2.99', '2.6.0, 2.5.1, 2.4.0, 2.3.0, 2.2.1')}`]],
    ['only an unknown version, not the processor that is missing for it', { framework: 'pytorch', version: '2.99' },
      [`framework 'pytorch' ${unknown('2.99', '2.6.0, 2.5.1, 2.4.0, 2.3.0, 2.2.1')}`]],
    ['a version that only the SDK takes', { framework: 'kmeans', version: '2' },
      [`framework 'kmeans' ${unknown('2', '1')}`]],
    ['an unknown Python version', { framework: 'pytorch', version: '2.6', processor: GPU, pythonVersion: 'py39' },
      [`framework 'pytorch' version '2.6' for gpu ${lacks('Python version', 'py39', 'py312')}`]],
    ['a Python version where there is none', { framework: 'kmeans', pythonVersion: 'py3' },
      [`framework 'kmeans' ${noChoice('Python version', 'py3')}`]],
    ['an unknown base framework', { framework: 'huggingface', version: '4.26', processor: GPU, baseFrameworkVersion: 'pytorch2.6' },
      [`framework 'huggingface' version '4.26' for gpu ${lacks('base framework version', 'pytorch2.6', 'pytorch1.13.1, tensorflow2.11.0')}`]],
    ['an unknown Python version of a base framework', { framework: 'huggingface', version: '4.26', processor: GPU, baseFrameworkVersion: 'pytorch1.13.1', pythonVersion: 'py2' },
      [`framework 'huggingface' version '4.26' for gpu on 'pytorch1.13.1' ${lacks('Python version', 'py2', 'py39')}`]],
    ['a base framework where there is none', { framework: 'pytorch', version: '2.6', processor: GPU, baseFrameworkVersion: 'pytorch2.6' },
      [`framework 'pytorch' version '2.6' for gpu ${noChoice('base framework version', 'pytorch2.6')}`]],
    ['no base framework where there are two', { framework: 'huggingface', version: '4.26', processor: GPU },
      [`framework 'huggingface' version '4.26' for gpu ${needs('base framework version', 'pytorch1.13.1, tensorflow2.11.0')}`]],
    ['another processor', { framework: 'pytorch', version: '2.5', processor: GRAVITON },
      [`framework 'pytorch' version '2.5' ${noImage('graviton', 'cpu, gpu')}`]],
    ['a processor the framework is not for', { framework: 'huggingface-tei', processor: CPU },
      [`framework 'huggingface-tei' ${noImage('cpu', 'gpu')}`]],
    ['ARM where the image is for all others', { framework: 'xgboost', version: '1.7-1', processor: GRAVITON },
      [`framework 'xgboost' version '1.7-1' ${noImage('graviton', 'cpu, gpu, neuron')}`]],
    ['no processor where there are several', { framework: 'pytorch', version: '2.4' },
      [`framework 'pytorch' version '2.4' ${needs('processor', 'cpu, gpu, graviton')}`]],
    ['neither version nor processor', { framework: 'huggingface' },
      [`framework 'huggingface' ${needs('processor', 'cpu, gpu, neuron')}`]],
    ['a combination that does not exist', { framework: 'pytorch', version: '2.2.1', processor: GPU },
      [`framework 'pytorch' version '2.2.1' ${noImage('gpu', 'graviton')}`]],
    ['all that is wrong with a known version',
      { framework: 'huggingface', version: '4.36.2', processor: CPU, baseFrameworkVersion: 'pytorch1.0', pythonVersion: 'py2' }, [
        `framework 'huggingface' version '4.36.2' ${noImage('cpu', 'neuron')}`,
        `framework 'huggingface' version '4.36.2' ${lacks('base framework version', 'pytorch1.0', 'pytorch1.13.1, pytorch2.1.2')}`,
        `framework 'huggingface' version '4.36.2' ${lacks('Python version', 'py2', 'py310')}`,
      ]],
    ['all that is wrong with an unknown version', { framework: 'pytorch', version: '3', processor: NEURON, pythonVersion: 'py999' }, [
      `framework 'pytorch' ${unknown('3', '2.6.0, 2.5.1, 2.4.0, 2.3.0, 2.2.1')}`,
      `framework 'pytorch' ${noImage('neuron', 'cpu, gpu, graviton')}`,
      `framework 'pytorch' ${lacks('Python version', 'py999', 'py312, py311, py310, py39, py38, py36, py3, py2')}`,
    ]],
    ['all that is missing', { framework: 'huggingface', version: '4.26' }, [
      `framework 'huggingface' version '4.26' ${needs('processor', 'cpu, gpu')}`,
      `framework 'huggingface' version '4.26' ${needs('base framework version', 'pytorch1.13.1, tensorflow2.11.0')}`,
    ]],
    ['what is missing beside what is wrong', { framework: 'huggingface', version: '4.26', processor: CPU, pythonVersion: 'py2' }, [
      `framework 'huggingface' version '4.26' for cpu ${lacks('Python version', 'py2', 'py39')}`,
      `framework 'huggingface' version '4.26' for cpu ${needs('base framework version', 'pytorch1.13.1, tensorflow2.11.0')}`,
    ]],
    ['tokens', { framework: Lazy.string({ produce: () => 'pytorch' }), version: Lazy.string({ produce: () => '2.6' }) }, [
      ...['framework', 'version'].map((name) => `${name} must be known at synthesis, got a token; images are looked up at synthesis`),
    ]],
  ])('tell of %s', (_what, query, problems) => {
    expect(problemsOf(query)).toEqual(problems);
  });
});
