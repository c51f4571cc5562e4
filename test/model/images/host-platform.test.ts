import { Aws, aws_ecr_assets as assets } from 'aws-cdk-lib';
import { ContainerImage, EndpointConfig, InstanceType, Model } from '../../../src';
import { testStack, warningsOf } from '../../helpers/stack';
import { IMAGE_DIRECTORY } from '../given';

const { LINUX_AMD64, LINUX_ARM64 } = assets.Platform;
const HERE = process.arch;
const DEFAULT_PLATFORM = process.env.DOCKER_DEFAULT_PLATFORM;

function pretend(arch: string, defaultPlatform?: string): void {
  Object.defineProperty(process, 'arch', { value: arch });
  delete process.env.DOCKER_DEFAULT_PLATFORM;
  Object.assign(process.env, defaultPlatform && { DOCKER_DEFAULT_PLATFORM: defaultPlatform });
}

afterEach(() => pretend(HERE, DEFAULT_PLATFORM));

/** The warnings about the image of a model on some types of instances. */
function warnings(types: string[], platform?: assets.Platform): string[] {
  const stack = testStack();
  const model = new Model(stack, 'Model', { containers: [{ image: ContainerImage.fromAsset(IMAGE_DIRECTORY, { platform }) }] });
  new EndpointConfig(stack, 'Config', {
    instanceProductionVariants: types.map((type, index) => ({ model, variantName: `v${index}`, instanceType: InstanceType.of(type) })),
  });
  return warningsOf(stack);
}

const unfit = (here: string, needed: string, member: string) => 'Test/Model: an image asset of the model has no platform, so it is built for the '
  + `processor of the computer that builds it, here ${here}, but instances that host the model require ${needed}; set platform to `
  + `Platform.${member} [ack: cdk-sagemaker-hosting:imageAssetPlatform]`;
const FOR_X86 = unfit('linux/arm64', 'linux/amd64', 'LINUX_AMD64');
const FOR_GRAVITON = unfit('linux/amd64', 'linux/arm64', 'LINUX_ARM64');

test.each([
  ['arm64', ['ml.m5.large'], FOR_X86],
  ['arm64', ['ml.g5.xlarge'], FOR_X86],
  ['arm64', ['ml.inf2.xlarge'], FOR_X86],
  ['arm64', ['ml.c7g.large', 'ml.m5.large'], FOR_X86],
  ['x64', ['ml.c7g.large'], FOR_GRAVITON],
  ['x64', ['ml.p6e-gb200.36xlarge'], FOR_GRAVITON],
  ['arm64', ['ml.p6e-gb200.36xlarge', 'ml.p6-b200.48xlarge'], FOR_X86],
  ['x64', ['ml.m5.large', 'ml.c7g.large'], FOR_GRAVITON],
])('without a platform, an image that is built on %s warns on %j', (arch, types, warning) => {
  pretend(arch);
  expect(warnings(types)).toEqual([warning]);
});

test.each([
  ['x64', ['ml.m5.large', 'ml.g5.xlarge']],
  ['arm64', ['ml.c7g.large', 'ml.p6e-gb200.36xlarge']],
  ['x64', ['ml.p6-b200.48xlarge']],
  ['arm64', ['ml.new9.large']],
  ['arm64', [Aws.STACK_NAME]],
  ['ppc64', ['ml.m5.large']],
])('an image that is built on %s does not on %j', (arch, types) => {
  pretend(arch);
  expect(warnings(types).filter((warning) => !warning.includes('unknownInstanceType'))).toEqual([]);
});

test('a serverless variant runs on x86', () => {
  pretend('arm64');
  const stack = testStack();
  const model = new Model(stack, 'Model', { containers: [{ image: ContainerImage.fromAsset(IMAGE_DIRECTORY) }] });
  new EndpointConfig(stack, 'Config', { serverlessProductionVariant: { model, variantName: 'v', maxConcurrency: 1, memorySizeInMB: 1024 } });
  expect(warningsOf(stack)).toEqual([FOR_X86]);
});

test('a model that nothing hosts does not warn', () => {
  pretend('arm64');
  const stack = testStack();
  new Model(stack, 'Model', { containers: [{ image: ContainerImage.fromAsset(IMAGE_DIRECTORY) }] });
  expect(warningsOf(stack)).toEqual([]);
});

test('the default platform of Docker counts, not the computer', () => {
  pretend('arm64', 'linux/amd64');
  expect(warnings(['ml.m5.large'])).toEqual([]);
  expect(warnings(['ml.c7g.large'])).toEqual([FOR_GRAVITON]);
});

describe('a given platform', () => {
  const mismatch = (built: string, type: string, has: string) => `Test/Config: variant 'v0': an image of its model is built for ${built}, but `
    + `instanceType ${type} has ${has}; choose an image and instances that match [ack: cdk-sagemaker-hosting:imageProcessor]`;

  test.each([
    [LINUX_AMD64, 'ml.m5.large', []],
    [LINUX_AMD64, 'ml.g5.xlarge', []],
    [LINUX_ARM64, 'ml.c7g.large', []],
    [LINUX_ARM64, 'ml.p6e-gb200.36xlarge', []],
    [LINUX_AMD64, 'ml.p6-b200.48xlarge', []],
    [LINUX_AMD64, 'ml.p6e-gb200.36xlarge', [mismatch('x86', 'ml.p6e-gb200.36xlarge', 'gpu with Arm-based CPUs')]],
    [LINUX_AMD64, 'ml.c7g.large', [mismatch('x86', 'ml.c7g.large', 'graviton')]],
    [LINUX_ARM64, 'ml.m5.large', [mismatch('graviton', 'ml.m5.large', 'cpu')]],
    [assets.Platform.custom('linux/riscv64'), 'ml.m5.large', []],
  ])('%j on %s warns only where they differ, wherever it is built', (platform, type, expected) => {
    for (const arch of ['arm64', 'x64']) {
      pretend(arch);
      expect(warnings([type], platform)).toEqual(expected);
    }
  });
});

test('the platform is never set, because it is part of the hash', () => {
  const hashOn = (arch: string) => {
    pretend(arch);
    const stack = testStack();
    const model = new Model(stack, 'Model', { containers: [{ image: ContainerImage.fromAsset(IMAGE_DIRECTORY) }] });
    return (model.node.findChild('ModelImage') as assets.DockerImageAsset).assetHash;
  };
  expect(hashOn('arm64')).toBe(hashOn('x64'));
});
