import { App, CfnParameter, Lazy, Stack } from 'aws-cdk-lib';
import type { FrameworkImageOptions } from '../../src/dlc/framework-image-options';
import { Framework } from '../../src/dlc/framework.generated';
import { frameworkNames } from '../../src/dlc/image-catalog';
import { findImage, processorsOf } from '../../src/dlc/image-lookup';
import { Processor } from '../../src/dlc/processor';
import { messageOf } from '../helpers/problems';
import { testStack } from '../helpers/stack';

const ALIASES = { LMI: 'djl-lmi', TEI: 'huggingface-tei', TGI: 'huggingface-llm', TRITON: 'sagemaker-tritonserver' };
const MEMBERS = Object.entries(Framework)
  .filter((entry): entry is [string, Framework] => entry[1] instanceof Framework && !(entry[0] in ALIASES));
const FRAMEWORKS = MEMBERS.map(([, framework]) => String(framework));

test.each(Object.entries({ ...ALIASES, VLLM: 'vllm', SGLANG: 'sglang' }))('%s, the name that users look for, is %s', (alias, name) => {
  const members = Framework as unknown as { [member: string]: Framework };
  expect(members[alias].toString()).toBe(name);
  expect(members[alias]).toBe(members[name.replaceAll('-', '_').toUpperCase()]);
});

test('the members are the frameworks that have images, by their names', () => {
  expect(FRAMEWORKS.length).toBeGreaterThanOrEqual(63);
  expect(FRAMEWORKS).toEqual(frameworkNames());
  for (const [name, framework] of MEMBERS) {
    expect(name).toBe(framework.toString().replaceAll('-', '_').toUpperCase());
  }
});

test.each(FRAMEWORKS)('there is an image of %s for each of its processors', (framework) => {
  const processors = processorsOf({ framework });
  expect(processors).not.toEqual([]);
  for (const processor of processors) {
    expect(findImage({ framework, processor })).toMatchObject({ repository: expect.any(String), tag: expect.any(String) });
  }
});

test.each([
  ['of', (name: string) => Framework.of(name)],
  ['the constructor', (name: string) => new Framework(name)],
])('%s takes any name, but no token', (_how, make) => {
  expect(make('jax').toString()).toBe('jax');
  const expected = 'framework must be known at synthesis, got a token; images are looked up at synthesis';
  expect(messageOf(() => make(new CfnParameter(testStack(), 'Framework').valueAsString))).toBe(expected);
  expect(messageOf(() => make(Lazy.string({ produce: () => 'pytorch' })))).toBe(expected);
});

describe('the URI of an image', () => {
  const uri = (framework: Framework, version?: string, options?: FrameworkImageOptions, stack = testStack()) => (
    stack.resolve(framework.imageUri(stack, version, options)));
  const inRegistry = (registry: string, image: string) => ({ 'Fn::Join': ['', [`${registry}.`, { Ref: 'AWS::URLSuffix' }, `/${image}`]] });

  test.each<[Framework, string | undefined, FrameworkImageOptions, string, string]>([
    [Framework.MODEL_MONITOR, undefined, {}, '156813124566.dkr.ecr.us-east-1', 'sagemaker-model-monitor-analyzer'],
    [Framework.CLARIFY, undefined, {}, '205585389593.dkr.ecr.us-east-1', 'sagemaker-clarify-processing:1.0'],
    [Framework.PYTORCH, '2.6', { processor: Processor.GPU }, '763104351884.dkr.ecr.us-east-1', 'pytorch-inference:2.6-gpu-py312'],
    [Framework.VLLM, '0.30.0', { accountId: '111122223333' }, '111122223333.dkr.ecr.us-east-1', 'vllm:0.30.0-gpu-py312-cu130-ubuntu24.04-sagemaker'],
  ])('of %s %s is in the registry of the region', (framework, version, options, registry, image) => {
    expect(uri(framework, version, options)).toEqual(inRegistry(registry, image));
  });

  test('is looked up at deployment in a stack without a region', () => {
    const stack = new Stack(new App(), 'Test');
    const registry = { 'Fn::FindInMap': [expect.stringMatching(/^cdksagemakerhosting[0-9a-f]{8}$/), { Ref: 'AWS::Region' }, 'account'] };
    expect(uri(Framework.MODEL_MONITOR, undefined, {}, stack)).toEqual({
      'Fn::Join': ['', [registry, '.dkr.ecr.', { Ref: 'AWS::Region' }, '.', { Ref: 'AWS::URLSuffix' }, '/sagemaker-model-monitor-analyzer']],
    });
  });

  test('can be asked for twice', () => {
    const stack = new Stack(new App(), 'Test');
    expect(uri(Framework.CLARIFY, undefined, {}, stack)).toEqual(uri(Framework.CLARIFY, undefined, {}, stack));
  });

  test('needs a processor where there are several, and tells all that is wrong', () => {
    expect(messageOf(() => uri(Framework.PYTORCH, '2.6', { accountId: '1' }))).toBe("Test: 2 problems:\n  - accountId must be 12 digits, got '1'\n"
      + "  - framework 'pytorch' version '2.6' requires a processor; specify one of cpu, gpu, graviton");
  });

  test('needs a scope', () => {
    expect(messageOf(() => Framework.XGBOOST.imageUri({} as any, '3.0-5'))).toBe('scope must be a construct, got an object; use a construct, such as the stack');
  });

  test('is not known in an unknown region', () => {
    expect(messageOf(() => uri(Framework.CLARIFY, undefined, {}, testStack({ env: { region: 'mars-north-1' } })))).toMatch(
      /^Test: no account is known for the images of framework 'clarify' in region 'mars-north-1'; the regions with a known account are af-south-1, .*us-west-2; specify the account with 'accountId'$/,
    );
  });
});
