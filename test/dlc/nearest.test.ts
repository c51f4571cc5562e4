import { frameworksByAlias, frameworksByKind } from '../../src/dlc/image-catalog';
import { nearestNames, nearestVersions } from '../../src/dlc/nearest';

const KNOWN = ['1.0', '1.2', '1.10', '2.0', '2.1', '2.5', '2.6'];

test.each([
  ['newer than all', '9.0', ['2.6', '2.5', '2.1', '2.0', '1.10']],
  ['older than all', '0.1', ['2.1', '2.0', '1.10', '1.2', '1.0']],
  ['in between', '1.11', ['2.1', '2.0', '1.10', '1.2', '1.0']],
  ['close to the newest', '2.5.9', ['2.6', '2.5', '2.1', '2.0', '1.10']],
  ['no version', 'newest', ['2.6', '2.5', '2.1', '2.0', '1.10']],
])('the nearest of a version that is %s', (_where, version, nearest) => {
  expect(nearestVersions(version, KNOWN)).toEqual(nearest);
});

test('where there are few versions, they are all near', () => {
  expect(nearestVersions('3', ['1', '2'])).toEqual(['2', '1']);
});

const nearest = (name: string) => nearestNames(name, frameworksByKind(), frameworksByAlias());

test.each([
  ['xgbost', ['xgboost']],
  ['PyTorch', ['pytorch']],
  ['scikitlearn', ['sklearn']],
  ['hugging-face', ['huggingface']],
  ['triton', ['sagemaker-tritonserver']],
  ['TGI', ['huggingface-llm']],
  ['lmi', ['djl-lmi']],
  ['vlm', ['vllm', 'huggingface-vllm', 'vllm-omni', 'vllm-server', 'huggingface-vllm-neuronx']],
  ['kmean', ['kmeans']],
  ['pytorch-neo', ['neo-pytorch', 'inferentia-pytorch', 'neo-mxnet', 'neo-tensorflow', 'xgboost-neo']],
  ['jax', []],
  ['', []],
])('similar to %p are %p', (name, names) => {
  expect(nearest(name)).toEqual(names);
});

test.each(['vllm', 'vlm', 'vllms', 'llm', 'sglan', 'lmi-dist', 'tgi', 'tei', 'nim', 'llama', 'llamacpp', 'triton-server', 'whisper', 'text-generation-inference'])(
  '%p is nothing like a built-in algorithm', (name) => {
    const algorithms = frameworksByKind().find((names) => names.includes('lda'))!;
    expect(algorithms).toContain('ntm');
    expect(nearest(name).filter((each) => algorithms.includes(each))).toEqual([]);
  });

test('five names are named at most, equally near ones in the order of the alphabet', () => {
  expect(nearestNames('wxyz', [['wxyf', 'wxye', 'wxyd', 'wxyc', 'wxyb', 'wxya']])).toEqual(['wxya', 'wxyb', 'wxyc', 'wxyd', 'wxye']);
});

test('all are of the kind of the nearest', () => {
  expect(nearestNames('abcd', [['abcde', 'abcd-efgh'], ['abce', 'xbcd']])).toEqual(['abcd-efgh', 'abcde']);
});
