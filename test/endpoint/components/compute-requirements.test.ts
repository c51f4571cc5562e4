import { CfnParameter, Size, type Stack } from 'aws-cdk-lib';
import { aComponent, COMPONENT, hosting, refusedFor, running, specified } from './given';
import { InstanceType, type ComputeRequirements } from '../../../src';
import { must } from '../../helpers/must';
import { messageOf } from '../../helpers/problems';
import { propertiesOf, testStack } from '../../helpers/stack';
import { aNumber } from '../deployment/given';

const MAX = 2 ** 31 - 1;
const WHERE = 'Test/Endpoint/Llama: specification.compute';
const memory = Size.mebibytes(1024);

/** What CloudFormation is told of these requirements. */
const compute = (requirements: (stack: Stack) => Partial<ComputeRequirements>) =>
  specified((stack) => ({ compute: { minMemory: memory, ...requirements(stack) } })).ComputeResourceRequirements;
const refusal = (requirements: unknown) => refusedFor(() => ({ compute: requirements as ComputeRequirements }));

/** A component on instances of these types. */
function on(types: readonly InstanceType[], requirements: Partial<ComputeRequirements>, stack = testStack()): void {
  const variant = types.length === 1
    ? { instanceType: types[0] }
    : { instancePools: types.map((instanceType, index) => ({ instanceType, priority: index + 1 })) };
  hosting(stack, variant);
  aComponent(stack, { specification: running(stack, { compute: { minMemory: memory, ...requirements } }) });
}

test('are rendered, and only those that are given', () => {
  expect(compute(() => ({}))).toEqual({ MinMemoryRequiredInMb: 1024 });
  expect(compute(() => ({ maxMemory: Size.gibibytes(2), cpuCores: 0.5, accelerators: 1 }))).toEqual({
    MinMemoryRequiredInMb: 1024, MaxMemoryRequiredInMb: 2048, NumberOfCpuCoresRequired: 0.5, NumberOfAcceleratorDevicesRequired: 1,
  });
  expect(compute(() => ({ maxMemory: null, cpuCores: null, accelerators: null } as any))).toEqual({ MinMemoryRequiredInMb: 1024 });
});

describe('memory', () => {
  test.each([128, MAX])('may be %d mebibytes', (amount) => {
    // The memory of a listed instance type is a limit, too.
    const unlisted = InstanceType.of('ml.g9.96xlarge');
    const computeOn = (requirements: Partial<ComputeRequirements>, stack = testStack()) => {
      on([unlisted], requirements, stack);
      return propertiesOf(stack, COMPONENT).Specification.ComputeResourceRequirements;
    };
    expect(computeOn({ minMemory: Size.mebibytes(amount) })).toEqual({ MinMemoryRequiredInMb: amount });
    expect(computeOn({ minMemory: Size.mebibytes(128), maxMemory: Size.mebibytes(amount) }))
      .toEqual({ MinMemoryRequiredInMb: 128, MaxMemoryRequiredInMb: amount });
  });

  test.each([127, 128.5, MAX + 1])('must not be %d mebibytes', (amount) => {
    const size = Size.bytes(amount * 1024 ** 2);
    expect(refusal({ minMemory: size })).toBe(`${WHERE}.minMemory ${must.beMebibytes(128, MAX, amount)}`);
    expect(refusal({ minMemory: Size.mebibytes(128), maxMemory: size })).toBe(`${WHERE}.maxMemory ${must.beMebibytes(128, MAX, amount)}`);
  });

  test('is in order', () => {
    expect(compute(() => ({ maxMemory: memory })).MaxMemoryRequiredInMb).toBe(1024);
    expect(refusal({ minMemory: memory, maxMemory: Size.mebibytes(1023) })).toBe(`${WHERE}.maxMemory must be at least minMemory (1024 mebibytes), got 1023 mebibytes`);
  });

  test('may be a token in mebibytes', () => {
    expect(compute((stack) => ({ minMemory: Size.mebibytes(aNumber(stack)), maxMemory: memory })).MinMemoryRequiredInMb).toEqual({ Ref: 'Number' });
    expect(compute((stack) => ({ maxMemory: Size.mebibytes(aNumber(stack)) })).MaxMemoryRequiredInMb).toEqual({ Ref: 'Number' });
    expect(refusedFor((stack) => ({ compute: { minMemory: Size.kibibytes(aNumber(stack)) } }))).toBe(`${WHERE}.minMemory ${must.beSizeIn('mebibytes')}`);
  });

  test.each<[string, unknown, string]>([
    ['no requirements', undefined, ' is required; specify at least minMemory, such as { minMemory: Size.gibibytes(8) }'],
    ['null', null, ' is required; specify at least minMemory, such as { minMemory: Size.gibibytes(8) }'],
    ['no memory', {}, '.minMemory is required; specify a size, such as Size.gibibytes(8)'],
  ])('is required: %s', (_what, given, message) => {
    expect(refusal(given)).toBe(`${WHERE}${message}`);
  });

  test.each<[string, unknown, string]>([
    ['a number', { minMemory: 1024 }, 'compute.minMemory must be a size, got number 1024; use a method of Size'],
    ['a string', 'large', "compute must be an object, got 'large'; enclose its properties in braces"],
  ])('is refused as %s', (_what, given, message) => {
    expect(refusal(given)).toBe(`InferenceComponentSpecification.fromImage: ${message}`);
  });
});

describe('cores and accelerators', () => {
  test('have a minimum', () => {
    expect(compute(() => ({ cpuCores: 0.25, accelerators: 1 })))
      .toMatchObject({ NumberOfCpuCoresRequired: 0.25, NumberOfAcceleratorDevicesRequired: 1 });
    expect(refusal({ minMemory: memory, cpuCores: 0.24 })).toBe(`${WHERE}.cpuCores ${must.beAtLeast(0.25, 0.24)}`);
    expect(refusal({ minMemory: memory, cpuCores: NaN })).toBe(`${WHERE}.cpuCores ${must.beNumber(NaN)}`);
    expect(refusal({ minMemory: memory, accelerators: 0 })).toBe(`${WHERE}.accelerators ${must.beAtLeast(1, 0)}`);
    expect(refusal({ minMemory: memory, accelerators: 1.5 })).toBe(`${WHERE}.accelerators ${must.beWhole(1.5)}`);
  });

  test('may be tokens', () => {
    expect(compute((stack) => ({ cpuCores: aNumber(stack, 'Cores'), accelerators: aNumber(stack) })))
      .toMatchObject({ NumberOfCpuCoresRequired: { Ref: 'Cores' }, NumberOfAcceleratorDevicesRequired: { Ref: 'Number' } });
  });

  test.each<[string, InstanceType[], Partial<ComputeRequirements>]>([
    ['all cores and GPUs', [InstanceType.G5_12XLARGE], { cpuCores: 48, accelerators: 4 }],
    ['on one of several pools', [InstanceType.G5_XLARGE, InstanceType.G5_12XLARGE], { accelerators: 4 }],
    ['on Neuron, whose number of devices is not compared', [InstanceType.INF2_XLARGE], { accelerators: 2 }],
    ['on a type that is not known', [InstanceType.of('ml.g99.xlarge')], { cpuCores: 1000, accelerators: 1000 }],
    ['all memory', [InstanceType.M5_LARGE], { minMemory: Size.gibibytes(8) }],
    ['on a CPU without accelerators', [InstanceType.M5_LARGE], { cpuCores: 2 }],
  ])('fit: %s', (_what, types, requirements) => {
    const stack = testStack();
    on(types, requirements, stack);
    expect(propertiesOf(stack, COMPONENT).Specification.ComputeResourceRequirements).toEqual({
      MinMemoryRequiredInMb: requirements.minMemory?.toMebibytes() ?? 1024,
      NumberOfCpuCoresRequired: requirements.cpuCores,
      NumberOfAcceleratorDevicesRequired: requirements.accelerators,
    });
  });

  const tooMany = (what: string, of: string, got: number) => `${WHERE}.${what} must be at most the number of ${of}, got ${got}, because a copy runs on a single instance; choose another `
    + 'instance type, or reduce it';

  test.each<[string, InstanceType[], Partial<ComputeRequirements>, string]>([
    ['cores', [InstanceType.G5_XLARGE], { cpuCores: 4.25 }, tooMany('cpuCores', 'vCPUs of ml.g5.xlarge (4)', 4.25)],
    ['GPUs', [InstanceType.G5_XLARGE], { accelerators: 2 }, tooMany('accelerators', 'GPUs of ml.g5.xlarge (1)', 2)],
    ['GPUs on a CPU', [InstanceType.M5_LARGE], { accelerators: 1 }, tooMany('accelerators', 'GPUs of ml.m5.large (0)', 1)],
    ['GPUs on all pools', [InstanceType.G5_XLARGE, InstanceType.G6_XLARGE], { accelerators: 2 }, tooMany('accelerators', 'GPUs of ml.g5.xlarge (1)', 2)],
  ])('do not fit: too many %s', (_what, types, requirements, message) => {
    expect(messageOf(() => on(types, requirements))).toBe(message);
  });

  test('fit on the instances of their own specification', () => {
    const stack = testStack();
    hosting(stack, {
      instancePools: [{ instanceType: InstanceType.G5_XLARGE, priority: 2 }, { instanceType: InstanceType.G5_12XLARGE, priority: 1 }],
    });
    const specification = running(stack, { compute: { minMemory: memory, accelerators: 4 } });
    expect(messageOf(() => aComponent(stack, {
      specifications: [{ instanceType: InstanceType.G5_12XLARGE, specification }, { instanceType: InstanceType.G5_XLARGE, specification }],
    }))).toBe(tooMany('accelerators', 'GPUs of ml.g5.xlarge (1)', 4).replace('specification.', 'specifications[1].specification.'));
  });

  test('are not compared with a type that is a token', () => {
    const stack = testStack();
    hosting(stack, { instanceType: InstanceType.of(new CfnParameter(stack, 'Type').valueAsString) });
    expect(() => aComponent(stack, { specification: running(stack, { compute: { minMemory: memory, accelerators: 64 } }) })).not.toThrow();
  });
});
