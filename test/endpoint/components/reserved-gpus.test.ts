import { CfnParameter, Size, type Stack } from 'aws-cdk-lib';
import { COMPUTE, aComponent, anArchive, hosting, running } from './given';
import { InstanceType, type InferenceComponentOptions, type InstanceProductionVariantProps } from '../../../src';
import { testStack, warningsOf } from '../../helpers/stack';

const WARNING = (reserved: number, instances: number, gpus: number, property = 'initialInstanceCount') => 'Test/Endpoint: the inference components of variant \'main\' reserve '
  + `${reserved} GPUs for the minimum numbers of their copies, but its instances have at most ${instances * gpus} (${instances} with ${gpus} each), so SageMaker cannot place all `
  + `copies; increase ${property}, choose instances with more GPUs, or reduce copies or compute.accelerators [ack: cdk-sagemaker-hosting:moreGpusThanVariant]`;

const FOUR = InstanceType.G5_12XLARGE;

function reserving(stack: Stack, accelerators: number | undefined, options: Partial<InferenceComponentOptions> = {}): InferenceComponentOptions {
  return { specification: running(stack, { compute: { minMemory: Size.gibibytes(1), accelerators } }), ...options };
}

/** What is warned of a variant whose components have these options. */
function warned(variant: Partial<InstanceProductionVariantProps>, options: (stack: Stack) => InferenceComponentOptions[]): string[] {
  const stack = testStack();
  const endpoint = hosting(stack, variant);
  options(stack).forEach((each, index) => endpoint.addInferenceComponent(`C${index}`, each));
  return warningsOf(stack);
}

test.each<[string, Partial<InstanceProductionVariantProps>, number, number]>([
  ['the instance', {}, 1, 1],
  ['all instances', { instanceType: FOUR, initialInstanceCount: 2 }, 8, 4],
  ['the maximum of managed scaling', { instanceType: FOUR, managedInstanceScaling: { minInstanceCount: 1, maxInstanceCount: 3 } }, 12, 4],
  ['the pool with the most GPUs', { initialInstanceCount: 2, instancePools: [{ instanceType: InstanceType.G5_XLARGE, priority: 1 }, { instanceType: FOUR, priority: 2 }] }, 8, 4],
])('warns of more GPUs than %s, and not of as many', (_, variant, capacity, gpus) => {
  const copies = (copyCount: number) => (stack: Stack) => [reserving(stack, 1, { copyCount })];
  const property = variant.managedInstanceScaling ? 'maxInstanceCount of managedInstanceScaling' : undefined;
  expect(warned(variant, copies(capacity + 1))).toEqual([WARNING(capacity + 1, capacity / gpus, gpus, property)]);
  expect(warned(variant, copies(capacity))).toEqual([]);
});

test('adds the components up, with one copy unless they have more', () => {
  const variant = { instanceType: FOUR };
  expect(warned(variant, (stack) => [reserving(stack, 2), reserving(stack, 1, { copyCount: 3 })])).toEqual([WARNING(5, 1, 4)]);
  expect(warned(variant, (stack) => [reserving(stack, 2), reserving(stack, 1, { copyCount: 2 })])).toEqual([]);
});

test('counts no GPU of an adapter, which uses those of its base component, nor of a component that is only known by its name', () => {
  const stack = testStack();
  const endpoint = hosting(stack, { variantName: 'main' });
  const base = endpoint.addInferenceComponent('Base', reserving(stack, 1));
  base.addAdapter('Legal', { artifact: anArchive(stack) });
  endpoint.inferenceComponent('theirs');
  expect(warningsOf(stack)).toEqual([]);
});

test('counts the specification with the fewest GPUs, and none of a component without', () => {
  const variant = { instancePools: [{ instanceType: InstanceType.G5_XLARGE, priority: 1 }, { instanceType: FOUR, priority: 2 }] };
  const each = (stack: Stack, four: number) => ({
    specifications: [InstanceType.G5_XLARGE, FOUR].map((instanceType, index) => ({
      instanceType, specification: running(stack, { compute: { minMemory: Size.gibibytes(1), accelerators: index === 0 ? 1 : four } }),
    })),
  });
  expect(warned(variant, (stack) => [each(stack, 4), each(stack, 4), reserving(stack, undefined, { copyCount: 9 })])).toEqual([]);
  expect(warned(variant, (stack) => Array.from({ length: 5 }, () => each(stack, 4)))).toEqual([WARNING(5, 1, 4)]);
});

test('counts the minimum of a scaled component, which can be none', () => {
  const scaled = (minCapacity?: number, copyCount?: number) => {
    const stack = testStack();
    const endpoint = hosting(stack, { instanceType: FOUR, managedInstanceScaling: { minInstanceCount: 0, maxInstanceCount: 1 } });
    ['A', 'B'].forEach((id) => endpoint.addInferenceComponent(id, reserving(stack, 3, { copyCount }))
      .autoScaleCopyCount({ minCapacity, maxCapacity: 4 }).scaleOnConcurrentRequests('Load', { targetConcurrentRequests: 5 }));
    return warningsOf(stack).filter((text) => text.includes('GPUs'));
  };
  expect(scaled(0, 1)).toEqual([]);
  const of = (reserved: number) => [WARNING(reserved, 1, 4, 'maxInstanceCount of managedInstanceScaling')];
  expect(scaled()).toEqual(of(6));
  expect(scaled(2, 3)).toEqual(of(12));
});

test('does not count adapters, nor components that are looked up', () => {
  const stack = testStack();
  const endpoint = hosting(stack);
  aComponent(stack, reserving(stack, 1), endpoint).addAdapter('Legal', { artifact: anArchive(stack) });
  endpoint.inferenceComponent('theirs');
  expect(warningsOf(stack)).toEqual([]);
});

test('counts each variant by itself', () => {
  const stack = testStack();
  const endpoint = hosting(stack);
  (stack.node.findChild('Config') as any).addInstanceProductionVariant({ variantName: 'second', instanceType: FOUR });
  endpoint.addInferenceComponent('A', { variantName: 'second', ...reserving(stack, 1, { copyCount: 4 }) });
  endpoint.addInferenceComponent('B', { variantName: 'main', ...reserving(stack, 1) });
  expect(warningsOf(stack)).toEqual([]);
});

describe('does not warn', () => {
  test.each<[string, (stack: Stack) => Partial<InstanceProductionVariantProps>, ((stack: Stack) => number)?, ((stack: Stack) => number)?]>([
    ['if managed scaling has no maximum', () => ({ managedInstanceScaling: { minInstanceCount: 1 } })],
    ['if the maximum is a token', (stack) => ({ managedInstanceScaling: { minInstanceCount: 1, maxInstanceCount: aNumber(stack) } })],
    ['if the number of instances is a token', (stack) => ({ initialInstanceCount: aNumber(stack) })],
    ['if the instance type is a token', (stack) => ({ instanceType: InstanceType.of(new CfnParameter(stack, 'Type').valueAsString) })],
    ['if the instances have other accelerators', () => ({ instanceType: InstanceType.INF2_XLARGE })],
    ['if the copies are a token', () => ({}), aNumber],
    ['if the accelerators are a token', () => ({}), () => 9, aNumber],
  ])('%s', (_, variant, copies = () => 9, accelerators = () => 1) => {
    const stack = testStack();
    const endpoint = hosting(stack, variant(stack));
    endpoint.addInferenceComponent('C', reserving(stack, accelerators(stack), { copyCount: copies(stack) }));
    expect(warningsOf(stack).filter((text) => text.includes('GPUs'))).toEqual([]);
  });

  test('if scaling policies change the number of instances', () => {
    const stack = testStack();
    const endpoint = hosting(stack);
    endpoint.findInstanceProductionVariant('main').autoScaleInstanceCount({ minCapacity: 1, maxCapacity: 9 }).scaleOnCpuUtilization('Load', { targetUtilizationPercent: 50 });
    endpoint.addInferenceComponent('C', reserving(stack, 1, { copyCount: 9 }));
    expect(warningsOf(stack).filter((text) => text.includes('GPUs'))).toEqual([]);
  });

  test('of copies without GPUs', () => {
    expect(warned({}, (stack) => [{ specification: running(stack, { compute: COMPUTE }), copyCount: 9 }])).toEqual([]);
  });
});

function aNumber(stack: Stack): number {
  return new CfnParameter(stack, 'Number', { type: 'Number' }).valueAsNumber;
}
