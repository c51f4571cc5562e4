import { Size, type Stack } from 'aws-cdk-lib';
import { HUB, inS3, llama } from './given';
import { Capacity, InstanceType, ModelServer } from '../../../src';
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
