import { cudaInName, hasCudaTag } from '../../src/dlc/cuda';

const REGISTRY = '763104351884.dkr.ecr.us-east-1.amazonaws.com';

test.each<[string, number]>([
  [`${REGISTRY}/vllm:0.30.0-gpu-py312-cu130-ubuntu24.04-sagemaker`, 13],
  [`${REGISTRY}/djl-inference:0.38.0-lmi29.0.0-cu130`, 13],
  [`${REGISTRY}/djl-inference:0.33.0-lmi15.0.0-cu128`, 12],
  [`${REGISTRY}/pytorch-inference:1.12.1-gpu-py38-cu113-ubuntu20.04-sagemaker`, 11],
  ['serving:cu131', 13],
  ['serving:1.2_cu13.4', 13],
  ['?.dkr.ecr.?.?/?:2.0-cu130', 13],
  ['registry.corp.example:5000/serving:1.0-cu124', 12],
  [`${REGISTRY}/vllm:server-sagemaker-cuda-v1.4`, 12],
  [`${REGISTRY}/vllm:server-sagemaker-cuda-v2.6`, 13],
  [`${REGISTRY}/sglang:server-sagemaker-cuda-v1.4`, 13],
  [`${REGISTRY}/vllm:server-sagemaker-cuda-v2`, 13],
  ['tritonserver:25.08-py3', 13],
  [`${REGISTRY}/sagemaker-tritonserver:25.08-py3`, 13],
  [`${REGISTRY}/sagemaker-tritonserver:26.05-py3`, 13],
  ['123456789012.dkr.ecr.us-east-1.amazonaws.com/nvidia/tritonserver:30.01-py3', 13],
])('%s has CUDA %i', (name, major) => {
  expect(cudaInName(name)).toBe(major);
});

test.each([
  `${REGISTRY}/pytorch-inference:2.6.0-cpu-py312-ubuntu22.04-sagemaker`,
  `${REGISTRY}/vllm:server-sagemaker-cuda-v3.0`,
  `${REGISTRY}/vllm:server-sagemaker-cuda-v12.0`,
  `${REGISTRY}/other:server-sagemaker-cuda-v2.6`,
  `${REGISTRY}/vllm:my-server-sagemaker-cuda-v2.6`,
  `${REGISTRY}/vllm:server-sagemaker-rocm-v2.6`,
  `${REGISTRY}/serving-cu130:1.0`,
  `${REGISTRY}/serving:focus130-1`,
  `${REGISTRY}/serving:cu1300`,
  `${REGISTRY}/serving@sha256:0c130`,
  `${REGISTRY}/sagemaker-tritonserver:25.06-py3`,
  `${REGISTRY}/sagemaker-tritonserver:26.05-py3-cpu`,
  `${REGISTRY}/sagemaker-tritonserver:26.05-trtllm-python-py3`,
  `${REGISTRY}/sagemaker-tritonserver:latest`,
  `${REGISTRY}/mytritonserver:26.05-py3`,
  `${REGISTRY}/serving:26.05-py3`,
  'registry.corp.example:5000/cu130',
  'cu130',
])('%s does not show it', (name) => {
  expect(cudaInName(name)).toBeUndefined();
});

test('a tag with a version of CUDA has libraries for GPUs, whatever the name of the image', () => {
  const names = ['serving:cu130', 'serving:1.0-cu124-x', 'serving:1.0_cu12', `${REGISTRY}/serving:2.0.cu118.py3`];
  expect(names.filter(hasCudaTag)).toEqual(names);
  const others = ['cu130', 'cu130:1.0', 'serving-cu130:1.0', 'serving:focus130', 'serving:cu1', 'serving:cu1300', 'serving:cu13a', 'registry:5000/cu130', 'serving@sha256:0c130',
    'sagemaker-tritonserver:26.05-py3', 'vllm:server-sagemaker-cuda-v2.6'];
  expect(others.filter(hasCudaTag)).toEqual([]);
});
