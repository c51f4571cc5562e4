import { CfnParameter, Lazy } from 'aws-cdk-lib';
import { Framework } from '../../src/dlc/framework.generated';
import { frameworkNames } from '../../src/dlc/image-catalog';
import { findImage, processorsOf } from '../../src/dlc/image-lookup';
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
