import { CfnParameter, Fn, Lazy, aws_ecr as ecr, type Stack } from 'aws-cdk-lib';
import { CONFIG, hosting, warned, warning } from './given';
import {
  ContainerImage, Framework, InferenceAmiVersion, InstanceType, registry, type Model, type ContainerDefinition, type InstanceProductionVariantProps,
} from '../../../src';
import { aModel, aVpc } from '../../helpers/given';
import { propertiesOf, testStack } from '../../helpers/stack';
import { IMAGE_DIRECTORY, UserImage } from '../../model/given';
import { aSpecification } from '../../registry/given';

const { G4DN_XLARGE, G5_XLARGE, G6E_XLARGE, G7E_2XLARGE, M5_LARGE, P3_2XLARGE } = InstanceType;
const { AL2_GPU_2, AL2_GPU_3_1, AL2023_GPU_4_1 } = InferenceAmiVersion;
const FOR_CUDA_13 = 'al2023-ami-sagemaker-inference-gpu-4-1';

type Variant = Partial<InstanceProductionVariantProps>;

/** An image of the catalog with CUDA 13, and one with CUDA 12. */
const lmi13 = () => ContainerImage.fromFramework(Framework.DJL_LMI, '0.36.0');
const lmi12 = () => ContainerImage.fromFramework(Framework.DJL_LMI, '0.33.0');
const vllm = (tag: string) => ContainerImage.fromDlc('vllm', tag);
const vllm13 = () => vllm('0.30.0-gpu-py312-cu130-ubuntu24.04-sagemaker');
const vllm12 = () => vllm('0.19.1-gpu-py312-cu129-ubuntu22.04-sagemaker');

function modelOf(stack: Stack, id: string, ...images: ContainerImage[]): Model {
  return aModel(stack, id, { containers: images.map((image): ContainerDefinition => ({ image })) });
}

/** What the template says, and the warnings. */
function machineImageOf(image: ContainerImage | ContainerImage[], props: Variant, stack = testStack()): { version?: unknown; warnings: string[] } {
  const model = modelOf(stack, 'Model', ...[image].flat());
  // Some of the images are not for several containers, which is no matter of the machine image.
  const warnings = warned({ model, ...props }, stack).filter((each) => !each.includes('imageLabel'));
  return { version: propertiesOf(stack, CONFIG).ProductionVariants[0].InferenceAmiVersion, warnings };
}

const tooOld = (rest: string) => warning('inferenceAmiTooOld', `an image of variant 'main' has CUDA 13, which ${rest}`);
const noDefault = (type = 'ml.g5.xlarge') => tooOld(`the default machine image of ${type} does not support; set inferenceAmiVersion to InferenceAmiVersion.AL2023_GPU_4_1`);
const lacking = (type: string, because = `the default machine image of ${type} does not support`) => tooOld(`${because}; AWS documents `
  + 'InferenceAmiVersion.AL2023_GPU_4_1 for instances of g4dn, g5, g6, g6e, p4d, p4de, p5, p5e, p5en, but not for '
  + `${type}; choose another instanceType, or an image with CUDA 12`);

describe('an image with CUDA 13 of the catalog chooses the machine image', () => {
  test.each(['g4dn.xlarge', 'g5.xlarge', 'g6.xlarge', 'g6e.xlarge', 'p4d.24xlarge', 'p4de.24xlarge', 'p5.48xlarge', 'p5e.48xlarge', 'p5en.48xlarge'])('on %s', (type) => {
    expect(machineImageOf(lmi13(), { instanceType: InstanceType.of(`ml.${type}`) })).toEqual({ version: FOR_CUDA_13, warnings: [] });
  });

  test('where a shadow variant hosts it', () => {
    const stack = testStack();
    hosting({}, stack, { shadowProductionVariants: [{ variantName: 'shadow', model: modelOf(stack, 'Shadow', lmi13()), instanceType: G5_XLARGE }] });
    const { ProductionVariants: [main], ShadowProductionVariants: [shadow] } = propertiesOf(stack, CONFIG);
    expect(shadow.InferenceAmiVersion).toBe(FOR_CUDA_13);
    expect(main).not.toHaveProperty('InferenceAmiVersion');
  });

  test('where only the newest version has it', () => {
    expect(machineImageOf(ContainerImage.fromFramework(Framework.DJL_LMI), { instanceType: G5_XLARGE }).version).toBe(FOR_CUDA_13);
  });

  test.each([[G5_XLARGE, FOR_CUDA_13], [M5_LARGE, undefined]])('where the release of Triton has it, on %s: %p', (instanceType, version) => {
    expect(machineImageOf(ContainerImage.fromFramework(Framework.TRITON, '26.05'), { instanceType })).toEqual({ version, warnings: [] });
  });

  test('for all pools', () => {
    const instancePools = [{ instanceType: G5_XLARGE, priority: 1 }, { instanceType: G6E_XLARGE, priority: 2 }];
    expect(machineImageOf(lmi13(), { instancePools })).toEqual({ version: FOR_CUDA_13, warnings: [] });
  });

  test('unless one is chosen', () => {
    const newer = InferenceAmiVersion.of('al2027-ami-sagemaker-inference-gpu-5-1');
    expect(machineImageOf(lmi13(), { instanceType: G5_XLARGE, inferenceAmiVersion: newer })).toEqual({ version: newer.toString(), warnings: [] });
  });

  test('beside an image that does not show CUDA', () => {
    expect(machineImageOf([lmi13(), new UserImage()], { instanceType: G5_XLARGE })).toEqual({ version: FOR_CUDA_13, warnings: [] });
  });

  test('beside another with CUDA 13', () => {
    expect(machineImageOf([vllm13(), lmi13()], { instanceType: G5_XLARGE })).toEqual({ version: FOR_CUDA_13, warnings: [] });
  });

  test('in a stack without a region', () => {
    const stack = testStack({ env: undefined });
    expect(machineImageOf(lmi13(), { instanceType: G5_XLARGE }, stack)).toEqual({ version: FOR_CUDA_13, warnings: [] });
  });

  test('of a repository that is specified by its ARN, or of a private registry', () => {
    const ofArn = ContainerImage.fromEcrRepositoryArn('arn:aws:ecr:us-east-1:123456789012:repository/serving', '1.0-cu130');
    expect(machineImageOf(ofArn, { instanceType: G5_XLARGE })).toEqual({ version: FOR_CUDA_13, warnings: [] });
    const stack = testStack();
    const model = aModel(stack, 'Model', { vpc: aVpc(stack), containers: [{ image: ContainerImage.fromRegistry('registry.example.com/serving:1.0-cu130') }] });
    hosting({ model, instanceType: G5_XLARGE }, stack);
    expect(propertiesOf(stack, CONFIG).ProductionVariants[0].InferenceAmiVersion).toBe(FOR_CUDA_13);
  });
});

describe('no machine image is chosen, silently', () => {
  test.each<[string, () => ContainerImage, Variant]>([
    ['CUDA 12', lmi12, { instanceType: G5_XLARGE }],
    ['CUDA 12 of a Deep Learning Container', vllm12, { instanceType: G4DN_XLARGE }],
    ['CUDA 11', () => vllm('1.0-cu118'), { instanceType: G5_XLARGE }],
    ['a release of Triton with CUDA 12', () => ContainerImage.fromFramework(Framework.TRITON, '25.04'), { instanceType: G5_XLARGE }],
    ['an image that does not show CUDA', () => new UserImage(), { instanceType: G5_XLARGE }],
    ['an image that only the deployment knows', () => new UserImage({ imageName: Fn.importValue('image') }), { instanceType: G5_XLARGE }],
    ['a substitution whose text only the deployment knows', () => new UserImage({ imageName: Fn.sub(Fn.importValue('image')) }), { instanceType: G5_XLARGE }],
    ['a type that is unknown at synthesis', vllm13, { instanceType: InstanceType.of(Lazy.string({ produce: () => 'ml.g5.xlarge' })) }],
    ['a type that this library does not know', vllm13, { instanceType: InstanceType.of('ml.x99.xlarge') }],
  ])('for %s', (_what, image, props) => {
    const { version, warnings } = machineImageOf(image(), props);
    expect(version).toBeUndefined();
    expect(warnings.filter((text) => !text.includes('unknownInstanceType'))).toEqual([]);
  });

  test('on instances without a GPU, which another warning is about', () => {
    const { version, warnings } = machineImageOf(vllm13(), { instanceType: M5_LARGE });
    expect(version).toBeUndefined();
    expect(warnings).toEqual([expect.stringContaining('[ack: cdk-sagemaker-hosting:imageProcessor]')]);
  });
});

describe('CUDA 13 without its machine image is warned of', () => {
  test.each<[string, (stack: Stack) => ContainerImage]>([
    ['fromDlc', vllm13],
    ['fromDlc, with the version of the server in the tag', () => vllm('server-sagemaker-cuda-v2.6')],
    ['fromDlc, with a release of Triton', () => ContainerImage.fromDlc('sagemaker-tritonserver', '25.09-py3')],
    ['fromEcrRepository', (stack) => ContainerImage.fromEcrRepository(ecr.Repository.fromRepositoryName(stack, 'Repository', 'serving'), '1.0-cu130')],
    ['fromEcrRepository of the app', (stack) => ContainerImage.fromEcrRepository(new ecr.Repository(stack, 'Repository'), '1.0-cu130')],
    ['fromEcrRepository, with a token in the tag',
      (stack) => ContainerImage.fromEcrRepository(new ecr.Repository(stack, 'Repository'), `${new CfnParameter(stack, 'Version').valueAsString}-cu130`)],
    ['a class of the user', () => new UserImage({ imageName: 'registry.example.com/serving:1.0-cu130' })],
    ['a substitution', () => new UserImage({ imageName: Fn.sub('${AWS::AccountId}.dkr.ecr.us-east-1.amazonaws.com/serving:1.0-cu130') })],
    ['a substitution with variables', () => new UserImage({ imageName: Fn.sub('${Account}.dkr.ecr.us-east-1.amazonaws.com/serving:1.0-cu130', { Account: '111122223333' }) })],
  ])('for %s', (_what, image) => {
    const stack = testStack();
    expect(machineImageOf(image(stack), { instanceType: G5_XLARGE }, stack)).toEqual({ version: undefined, warnings: [noDefault()] });
  });

  test.each([AL2_GPU_2, AL2_GPU_3_1])('for the older %s', (inferenceAmiVersion) => {
    expect(machineImageOf(lmi13(), { instanceType: G5_XLARGE, inferenceAmiVersion })).toEqual({
      version: inferenceAmiVersion.toString(),
      warnings: [tooOld(`inferenceAmiVersion ${inferenceAmiVersion} does not support; set inferenceAmiVersion to InferenceAmiVersion.AL2023_GPU_4_1`)],
    });
  });

  test.each([P3_2XLARGE, G7E_2XLARGE])('on %s, which lacks it', (instanceType) => {
    expect(machineImageOf(lmi13(), { instanceType })).toEqual({ version: undefined, warnings: [lacking(instanceType.toString())] });
  });

  test('on an older machine image of instances that lack it', () => {
    expect(machineImageOf(lmi13(), { instanceType: P3_2XLARGE, inferenceAmiVersion: AL2_GPU_2 }).warnings)
      .toEqual([lacking('ml.p3.2xlarge', `inferenceAmiVersion ${AL2_GPU_2} does not support`)]);
  });

  test('where one of several pools lacks it', () => {
    const instancePools = [{ instanceType: G5_XLARGE, priority: 1 }, { instanceType: P3_2XLARGE, priority: 2 }];
    expect(machineImageOf(lmi13(), { instancePools })).toEqual({ version: undefined, warnings: [lacking('ml.p3.2xlarge')] });
  });

  test('where another image of the variant has CUDA 12', () => {
    const stackOfPools = testStack();
    const instancePools = [
      { instanceType: G5_XLARGE, priority: 1 }, { instanceType: G6E_XLARGE, priority: 2, model: modelOf(stackOfPools, 'Other', vllm12()) },
    ];
    expect(machineImageOf(lmi13(), { instancePools }, stackOfPools)).toEqual({
      version: undefined,
      warnings: [tooOld('the default machine image of ml.g5.xlarge does not support; define a variant for each CUDA version, or use another endpoint, and set inferenceAmiVersion to '
        + 'InferenceAmiVersion.AL2023_GPU_4_1 for CUDA 13')],
    });
  });

  test.each([
    AL2023_GPU_4_1,
    InferenceAmiVersion.of('al2027-ami-sagemaker-inference-gpu-5'),
    InferenceAmiVersion.of('al2027-ami-sagemaker-inference-2'),
    InferenceAmiVersion.of(Lazy.string({ produce: () => 'al2-ami-sagemaker-inference-gpu-2' })),
  ])('but not with %s', (inferenceAmiVersion) => {
    expect(machineImageOf(vllm13(), { instanceType: G5_XLARGE, inferenceAmiVersion }).warnings).toEqual([]);
    expect(machineImageOf(vllm13(), { instanceType: G7E_2XLARGE, inferenceAmiVersion }).warnings).toEqual([]);
  });

  test('but not for inference components, whose images are not known', () => {
    expect(warned({ model: undefined, instanceType: G5_XLARGE })).toEqual([]);
  });
});

describe('CUDA 12 on the machine image for CUDA 13 is warned of', () => {
  const tooNew = (rest: string) => warning('inferenceAmiTooNew',
    `an image of variant 'main' has CUDA 12, and such images have failed to start with inferenceAmiVersion ${FOR_CUDA_13}; ${rest}`);

  test.each<[string, () => ContainerImage, InstanceType]>([
    ['fromFramework', lmi12, G5_XLARGE],
    ['fromDlc', vllm12, G6E_XLARGE],
    ['fromDlc, with the version of the server in the tag', () => vllm('server-sagemaker-cuda-v1.3'), G6E_XLARGE],
    ['a type that is unknown at synthesis', vllm12, InstanceType.of(Lazy.string({ produce: () => 'ml.g5.xlarge' }))],
  ])('for %s', (_what, image, instanceType) => {
    expect(machineImageOf(image(), { instanceType, inferenceAmiVersion: AL2023_GPU_4_1 }).warnings)
      .toEqual([tooNew('omit it, or use InferenceAmiVersion.AL2_GPU_3_1')]);
  });

  test('beside an image with CUDA 13', () => {
    expect(machineImageOf([vllm12(), vllm13()], { instanceType: G5_XLARGE, inferenceAmiVersion: AL2023_GPU_4_1 }).warnings)
      .toEqual([tooNew('define a variant for each CUDA version, or use another endpoint')]);
  });

  test.each<[string, () => ContainerImage, InferenceAmiVersion]>([
    ['CUDA 12 on an older one', vllm12, AL2_GPU_3_1],
    ['CUDA 12 on a newer one, of which nothing is known', vllm12, InferenceAmiVersion.of('al2027-ami-sagemaker-inference-gpu-5-1')],
    ['CUDA 11', () => vllm('1.0-cu118'), AL2023_GPU_4_1],
    ['a release of Triton with CUDA 12, of which this is not known', () => ContainerImage.fromDlc('sagemaker-tritonserver', '25.04-py3'), AL2023_GPU_4_1],
    ['an image that does not show CUDA', () => new UserImage(), AL2023_GPU_4_1],
  ])('but not %s', (_what, image, inferenceAmiVersion) => {
    expect(machineImageOf(image(), { instanceType: G5_XLARGE, inferenceAmiVersion }).warnings).toEqual([]);
  });
});

describe('an image of a model package', () => {
  const packageIn = (stack: Stack) => new registry.ModelPackageGroup(stack, 'Group').addModelPackage('Version', {
    modelApprovalStatus: registry.ModelApprovalStatus.APPROVED,
    inferenceSpecification: aSpecification(stack, { image: lmi13() }),
    additionalInferenceSpecifications: [{ ...aSpecification(stack, { image: vllm12() }), name: 'older' }],
  });

  function machineImageOfPackage(inferenceSpecificationName?: string) {
    const stack = testStack();
    const warnings = warned({
      model: aModel(stack, 'Model', { containers: [{ modelPackage: packageIn(stack), inferenceSpecificationName }] }), instanceType: G5_XLARGE,
    }, stack);
    return { version: propertiesOf(stack, CONFIG).ProductionVariants[0].InferenceAmiVersion, warnings };
  }

  test('of the app counts, by its inference specification', () => {
    expect(machineImageOfPackage()).toEqual({ version: FOR_CUDA_13, warnings: [] });
    expect(machineImageOfPackage('older')).toEqual({ version: undefined, warnings: [] });
  });
});

test('an image asset has no tag that shows CUDA', () => {
  expect(machineImageOf(ContainerImage.fromAsset(IMAGE_DIRECTORY), { instanceType: G5_XLARGE })).toEqual({ version: undefined, warnings: [] });
});

test('a model of another version of this package, which does not know CUDA versions, is not judged', () => {
  const stack = testStack();
  const model = modelOf(stack, 'Model', lmi13());
  Object.defineProperty(model, '_imageCuda', { value: undefined });
  expect(warned({ model, instanceType: P3_2XLARGE }, stack)).toEqual([]);
});
