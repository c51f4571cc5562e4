import { CfnParameter, Size, type Stack } from 'aws-cdk-lib';
import { HUB, inS3, llama } from './given';
import { Capacity, ContainerImage, InstanceType, ModelServer } from '../../../src';
import { messageOf } from '../../helpers/problems';
import { propertiesOf, testStack } from '../../helpers/stack';

const variantOf = (stack: Stack) => propertiesOf(stack, 'AWS::SageMaker::EndpointConfig').ProductionVariants[0];

function variantWith(weightsSize: Size | undefined, instanceType: InstanceType, fromS3 = false): any {
  const stack = testStack();
  llama(stack, ModelServer.vllm({ weights: fromS3 ? inS3(stack) : HUB, weightsSize }), { capacity: Capacity.instances(instanceType) });
  return variantOf(stack);
}

test.each([[undefined, 1800], [Size.mebibytes(100), 660], [Size.gibibytes(16), 1560], [Size.gibibytes(50), 3600], [Size.gibibytes(400), 3600]])(
  'weights of %s start within %i seconds', (size, seconds) => {
    const { ContainerStartupHealthCheckTimeoutInSeconds, ModelDataDownloadTimeoutInSeconds } = variantWith(size, InstanceType.G6E_12XLARGE, true);
    expect([ContainerStartupHealthCheckTimeoutInSeconds, ModelDataDownloadTimeoutInSeconds]).toEqual([seconds, seconds]);
  });

test('weights of the hub are not artifacts that SageMaker downloads', () => {
  expect(variantWith(Size.gibibytes(16), InstanceType.G6E_12XLARGE).ModelDataDownloadTimeoutInSeconds).toBeUndefined();
});

test.each([
  [Size.gibibytes(16), InstanceType.P3_8XLARGE, 62],
  [Size.mebibytes(1500), InstanceType.P3_8XLARGE, 33],
  [Size.gibibytes(400), InstanceType.P3_8XLARGE, 512],
  [undefined, InstanceType.P3_8XLARGE, undefined],
  [Size.gibibytes(16), InstanceType.G6E_12XLARGE, undefined],
])('weights of %s on %s have a volume of %p GiB', (size, instanceType, volume) => {
  expect(variantWith(size, instanceType).VolumeSizeInGB).toBe(volume);
});

test.each([[undefined, 8], [Size.gibibytes(1), 8], [Size.gibibytes(14), 8], [Size.gibibytes(15), 16], [Size.gibibytes(130), 80]])(
  'a copy with weights of %s reserves %i GiB of memory', (weightsSize, memory) => {
    const stack = testStack();
    llama(stack, ModelServer.vllm({ weights: HUB, weightsSize }), { capacity: Capacity.components(InstanceType.G6E_12XLARGE) });

    expect(propertiesOf(stack, 'AWS::SageMaker::InferenceComponent').Specification.ComputeResourceRequirements.MinMemoryRequiredInMb).toBe(memory * 1024);
  });

describe('a copy by default reserves', () => {
  const resourcesWith = (server: ModelServer, capacity: (stack: Stack) => Capacity) => {
    const stack = testStack();
    llama(stack, server, { capacity: capacity(stack) });
    return propertiesOf(stack, 'AWS::SageMaker::InferenceComponent').Specification.ComputeResourceRequirements;
  };
  const vllm = (options: object = {}) => ModelServer.vllm({ weights: HUB, ...options });

  test.each<[string, ModelServer, InstanceType, number]>([
    ['at most 75 % of the memory of an instance', vllm({ weightsSize: Size.gibibytes(140) }), InstanceType.G5_XLARGE, 0.75 * 16 * 1024],
    ['what it needs if that is less', vllm({ weightsSize: Size.gibibytes(14) }), InstanceType.G5_XLARGE, 8 * 1024],
    ['at most 75 % of the share of its GPUs', vllm({ weightsSize: Size.gibibytes(140), tensorParallelSize: 1 }), InstanceType.G5_12XLARGE, 0.75 * 48 * 1024],
    ['what fits on a small CPU', ModelServer.tei({ weights: HUB }), InstanceType.C7I_LARGE, 0.75 * 4 * 1024],
    ['what it needs on an unknown type', vllm({ tensorParallelSize: 1 }), InstanceType.of('ml.g9.96xlarge'), 8 * 1024],
  ])('%s', (_case, server, instanceType, memory) => {
    expect(resourcesWith(server, () => Capacity.components(instanceType)).MinMemoryRequiredInMb).toBe(memory);
  });

  test('as much memory as the user specifies, also as a token', () => {
    const minMemory = (stack: Stack) => Size.mebibytes(new CfnParameter(stack, 'Memory', { type: 'Number' }).valueAsNumber);

    expect(resourcesWith(vllm(), (stack) => Capacity.components(InstanceType.G5_XLARGE, { compute: { minMemory: minMemory(stack) } })))
      .toEqual({ MinMemoryRequiredInMb: { Ref: 'Memory' }, NumberOfAcceleratorDevicesRequired: 1 });
  });

  test('accelerators of AWS Neuron only if the user specifies how many, without which an image of the user has none', () => {
    const server = vllm({ image: ContainerImage.fromDlc('vllm-neuron', '1') });
    const compute = { minMemory: Size.gibibytes(8), accelerators: 2 };

    expect(resourcesWith(server, () => Capacity.components(InstanceType.INF2_24XLARGE, { compute })))
      .toEqual({ MinMemoryRequiredInMb: 8192, NumberOfAcceleratorDevicesRequired: 2 });
    expect(messageOf(() => resourcesWith(server, () => Capacity.components(InstanceType.INF2_24XLARGE)))).toBe('Test/Llama: compute.accelerators of the capacity is '
      + 'required on ml.inf2.24xlarge, because a copy has no accelerators without it; set compute, such as to { minMemory: Size.gibibytes(8), accelerators: 1 }');
  });
});
