import * as fs from 'fs';
import * as path from 'path';
import type { CloudAssembly, CloudFormationStackArtifact } from 'aws-cdk-lib/cx-api';
import { AREAS } from './features';
import { allowedIn, listed, ON_ALL_RESOURCES, problem, UNLISTED } from './service-authorization';
import { featuresApp } from './synthesize';
import { publicMembers, usedMembers } from './usage';
import { ownTypes } from '../compatibility/assembly';

const WARNINGS = path.join(__dirname, '..', '..', 'docs', 'warnings.md');
const EMULATED = path.join(__dirname, '..', '..', 'emulator', 'tests', 'resource_types.json');
const FEATURES = path.join(__dirname, 'features');
const FILES = fs.readdirSync(FEATURES).filter((name) => name.endsWith('.ts')).map((name) => path.join(FEATURES, name));

/** What the features can't use, each with the reason. */
const PIPELINE = 'a pipeline is only imported, as the interface that the CDK has';
const NOT_USED: { [member: string]: string } = {
  'Pipeline.constructor': PIPELINE,
  'Pipeline.grantStartPipelineExecution': PIPELINE,
  'Pipeline.pipelineArn': PIPELINE,
  'Pipeline.pipelineName': PIPELINE,
  'Pipeline.pipelineRef': PIPELINE,
  'PipelineProps.pipelineName': PIPELINE,
};
/** Property injectors know classes by it; api-conventions.test.ts compares it with the class. */
const INJECTION_ID = '.PROPERTY_INJECTION_ID';

const synthesized: { [area: string]: CloudAssembly } = {};

/** The stacks of an area, which take a second or so. */
function stacksOf(area: string): CloudFormationStackArtifact[] {
  synthesized[area] ??= featuresApp(area).synth();
  return synthesized[area].stacks;
}

test.each(Object.keys(AREAS))('%s can be synthesized, with a region and without', (area) => {
  expect(stacksOf(area).map(({ id }) => id)).toEqual(expect.arrayContaining(['Fixed', 'Anywhere']));
});

test('each warning is given', () => {
  const messages = Object.keys(AREAS).flatMap(stacksOf).flatMap((stack) => stack.messages);
  const warned = new Set(messages.map(({ entry }) => String(entry.data).match(/\[ack: cdk-sagemaker-hosting:(\w+)\]/)?.[1]));
  const documented = [...fs.readFileSync(WARNINGS, 'utf8').matchAll(/^\| `(\w+)` \|/gm)].map(([, id]) => id);
  expect(documented.filter((id) => !warned.has(id))).toEqual([]);
  expect(documented.length).toBeGreaterThan(70);
});

test('each resource type is one that the emulator of emulator/ is tested to have', () => {
  const emulated: string[] = JSON.parse(fs.readFileSync(EMULATED, 'utf8'));
  const resources = Object.keys(AREAS).flatMap(stacksOf).flatMap(({ template }) => Object.values<{ Type: string }>(template.Resources ?? {}));
  const types = new Set(resources.map(({ Type }) => Type));
  expect([...types].filter((type) => type !== 'AWS::CDK::Metadata' && !emulated.includes(type))).toEqual([]);
  expect(types.size).toBeGreaterThan(30);
});

describe('what the library derives, and no member or warning shows, is in a template', () => {
  /** The templates of all stacks of an area, as one text. */
  const templatesOf = (area: string) => stacksOf(area).map(({ template }) => JSON.stringify(template)).join('\n');

  test.each<[string, string, string | RegExp]>([
    ['permissions for hosting with a role of another stack', 'sharedRoles', '"HostingPolicyOfRole'],
    ['permissions for a rollback with such a role', 'sharedRoles', '"RollbackPolicyOfRole'],
    ['permissions to invoke an endpoint with such a role', 'sharedRoles', '"InvocationPolicyOfRole'],
    ['a permission that models with such a role cannot share', 'sharedRoles', '"SecondRolePolicy'],
    ['the machine image for CUDA 13', 'derived', '"InferenceAmiVersion":"al2023-ami-sagemaker-inference-gpu-4-1"'],
    ['a minimum capacity of 1 beside a token', 'derived', /"MaxCapacity":\{"Fn::ImportValue":"Count"\},"MinCapacity":1,/],
    ['permission to pull the image of a class of the user', 'derived', ':repository/team/serving"'],
  ])('%s', (_what, area, part) => {
    expect(templatesOf(area)).toMatch(part);
  });
});

describe('each statement agrees with the service authorization reference', () => {
  const allAllowed = () => Object.keys(AREAS).flatMap(stacksOf).flatMap(({ template }) => allowedIn(template.Resources ?? {}));

  test('each action exists, is for the type of its resource, and is restricted to resources if that is possible', async () => {
    const distinct = new Map(allAllowed().map((allowed) => [`${allowed.action} on ${allowed.resource}`, allowed]));
    expect(distinct.size).toBeGreaterThan(150);
    const problems = await Promise.all([...distinct.values()].map(
      async (allowed) => ({ ...allowed, problem: await problem(allowed.action, allowed.resource) }),
    ));
    expect(problems.filter((each) => each.problem !== undefined)).toEqual([]);
  });

  test('each exception is in use, and the reference still lacks the action', async () => {
    const used = new Set(allAllowed().filter(({ action, resource }) => action in UNLISTED || resource === '*').map(({ action }) => action));
    expect([...Object.keys(UNLISTED), ...Object.keys(ON_ALL_RESOURCES)].filter((action) => !used.has(action))).toEqual([]);
    expect((await Promise.all(Object.keys(UNLISTED).map(listed))).flat()).toEqual([]);
  });

  test.each([
    ['there is no such action', 's3:ReadObject', 'arn:aws:s3:::bucket/key'],
    ['the action can be restricted to resources', 's3:GetObject', '*'],
    ['the action is not for such a resource', 's3:GetObject', 'arn:aws:s3:::bucket'],
    ['the action is not for such a resource', 'sagemaker:InvokeEndpoint', 'arn:aws:sagemaker:us-east-1:123456789012:model/m'],
    [undefined, 'sagemaker:InvokeEndpoint', 'arn:aws:sagemaker:us-east-1:123456789012:endpoint/m'],
    [undefined, 'logs:PutLogEvents', 'arn:aws:logs:us-east-1:123456789012:log-group:/aws/sagemaker/*'],
  ])('%s: so the reference says of %s on %s', async (expected, action, resource) => {
    expect(await problem(action, resource)).toBe(expected);
  });
});

describe('what the features use', () => {
  const used = usedMembers(FILES);

  test('is each public member, or there is a reason', () => {
    const all = publicMembers(ownTypes());
    const missing = all.filter((member) => ![...used.values()].some((members) => members.has(member)) && !member.endsWith(INJECTION_ID));
    expect(missing).toEqual(Object.keys(NOT_USED).sort());
    expect(all.length).toBeGreaterThan(900);
  });

  test('is determined by types, so that a name alone is not enough', () => {
    const ofData = [...used.get('data.ts')!];
    // Properties that are written, methods that are called or implemented, what is made, and all of an enum.
    expect(ofData).toEqual(expect.arrayContaining([
      'DirectoryOptions.exclude', 'ModelAccessOptions.acceptEula', 'ModelData.fromDirectory', 'ModelData.bind', 'Model.constructor',
      'ModelDataFormat.OBJECT',
    ]));
    // Other structs have a `bucket` and a `prefix` too.
    expect(ofData.filter((member) => /\.(bucket|prefix)$/.test(member))).toEqual(['BucketLocation.bucket', 'BucketLocation.prefix']);
    // What is read of a result, whose type the file does not name.
    expect([...used.get('registry.ts')!]).toContain('registry.ModelPackage.modelPackageStatus');
  });
});
