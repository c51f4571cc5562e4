import { AcceleratorType, InferenceAmiVersion, registry } from '../src';

/** The members of a class with their values, without its methods. */
function valuesOf(type: object): { [member: string]: string } {
  return Object.fromEntries(Object.entries(type).filter(([name]) => /^[A-Z][A-Z0-9_]*$/.test(name)).map(([name, value]) => [name, String(value)]));
}

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModelPackage.html */
test.each<[string, object, readonly string[]]>([
  ['ModelPackageDomain', registry.ModelPackageDomain, ['COMPUTER_VISION', 'NATURAL_LANGUAGE_PROCESSING', 'MACHINE_LEARNING']],
  ['ModelPackageTask', registry.ModelPackageTask, [
    'IMAGE_CLASSIFICATION', 'OBJECT_DETECTION', 'TEXT_GENERATION', 'IMAGE_SEGMENTATION', 'FILL_MASK', 'CLASSIFICATION', 'REGRESSION', 'OTHER',
  ]],
])('the members of %s are the values of the API', (_name, type, values) => {
  expect(valuesOf(type)).toEqual(Object.fromEntries(values.map((value) => [value, value])));
});

test('the members of AcceleratorType are accelerators of Amazon Elastic Inference', () => {
  expect(valuesOf(AcceleratorType)).toEqual({
    EIA1_MEDIUM: 'ml.eia1.medium',
    EIA1_LARGE: 'ml.eia1.large',
    EIA1_XLARGE: 'ml.eia1.xlarge',
    EIA2_MEDIUM: 'ml.eia2.medium',
    EIA2_LARGE: 'ml.eia2.large',
    EIA2_XLARGE: 'ml.eia2.xlarge',
  });
});

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariant.html */
test('the members of InferenceAmiVersion are machine images', () => {
  expect(valuesOf(InferenceAmiVersion)).toEqual({
    AL2_GPU_2: 'al2-ami-sagemaker-inference-gpu-2',
    AL2_GPU_2_1: 'al2-ami-sagemaker-inference-gpu-2-1',
    AL2_GPU_3_1: 'al2-ami-sagemaker-inference-gpu-3-1',
    AL2023_GPU_4_1: 'al2023-ami-sagemaker-inference-gpu-4-1',
    AL2_NEURON_2: 'al2-ami-sagemaker-inference-neuron-2',
  });
});
