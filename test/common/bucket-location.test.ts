import { CfnParameter, Lazy, aws_s3 as s3, type Stack } from 'aws-cdk-lib';
import { Capacity, CaptureMode, EndpointConfig, InstanceType, ModelEndpoint } from '../../src';
import { prefixOf, uriCheck, uriOf } from '../../src/common/bucket-location';
import { keysOf } from '../../src/permissions/s3';
import { aModel } from '../helpers/given';
import { testStack, warningsOf } from '../helpers/stack';
import { aBucket } from '../registry/given';

const at = (prefix?: string) => ({ bucket: aBucket(testStack()), prefix });

describe.each<[string | undefined, string, string, string]>([
  [undefined, '', 's3://bucket', '*'],
  ['', '', 's3://bucket', '*'],
  ['/', '', 's3://bucket', '*'],
  ['///', '', 's3://bucket', '*'],
  ['results', 'results', 's3://bucket/results', 'results/*'],
  ['results/', 'results', 's3://bucket/results', 'results/*'],
  ['//results//', 'results', 's3://bucket/results', 'results/*'],
  ['a/b', 'a/b', 's3://bucket/a/b', 'a/b/*'],
  ['a//b', 'a//b', 's3://bucket/a//b', 'a//b/*'],
  ['a*/$b?', 'a*/$b?', 's3://bucket/a*/$b?', 'a${*}/${$}b${?}/*'],
])('the prefix %p', (prefix, begin, uri, keys) => {
  test(`has the keys ${keys} and the URI ${uri}`, () => {
    expect([prefixOf(at(prefix)), uriOf(at(prefix)), keysOf(at(prefix))]).toEqual([begin, uri, keys]);
  });
});

describe('a prefix with a token', () => {
  test('is passed on unbroken, to whatever begins with it', () => {
    const stack = testStack();
    const location = { bucket: aBucket(stack), prefix: `a*/${new CfnParameter(stack, 'Prefix').valueAsString}` };
    expect(stack.resolve(uriOf(location))).toEqual({ 'Fn::Join': ['', ['s3://bucket/a*/', { Ref: 'Prefix' }]] });
    expect(stack.resolve(keysOf(location))).toEqual({ 'Fn::Join': ['', ['a${*}/', { Ref: 'Prefix' }, '*']] });
  });
});

describe('a URL as a prefix', () => {
  const given = (stack: Stack, prefix: string) => {
    const location = { bucket: aBucket(stack), prefix };
    const dataCapture = { destination: location, captureModes: [CaptureMode.INPUT] };
    new EndpointConfig(stack, 'Config', { dataCapture, instanceProductionVariants: [{ model: aModel(stack), variantName: 'main', coreDump: { destination: location } }] });
    new ModelEndpoint(stack, 'Endpoint', {
      model: aModel(stack, 'Other'), capacity: Capacity.asynchronous(InstanceType.M5_LARGE, { input: location, output: location, failure: location }),
    });
    return warningsOf(stack).filter((each) => each.includes('urlAsKey'));
  };
  const warning = (where: string, name: string) => `Test/${where}: ${name} looks like a URL instead of a key within the bucket, got 's3://results/churn'; `
    + 'remove the part before the key [ack: cdk-sagemaker-hosting:urlAsKey]';

  test('is warned of in each location', () => {
    expect(given(testStack(), 's3://results/churn').sort()).toEqual([
      warning('Config', "coreDump.destination.prefix of variant 'main'"), warning('Config', 'dataCapture.destination.prefix'),
      ...['failure', 'input', 'output'].map((name) => warning('Endpoint/EndpointConfig', `asyncInference.${name}.prefix`)),
    ]);
  });

  test.each(['results', 's3/results', 'https', '', Lazy.string({ produce: () => 's3://results' })])('is not %p', (prefix) => {
    expect(given(testStack(), prefix)).toEqual([]);
  });
});

test('the URI of a bucket of the app has its name as a token', () => {
  const stack = testStack();
  const bucket = new s3.Bucket(stack, 'Bucket');
  expect(stack.resolve(uriOf({ bucket, prefix: 'a' }))).toEqual({ 'Fn::Join': ['', ['s3://', stack.resolve(bucket.bucketName), '/a']] });
});

describe('a line break in a prefix', () => {
  test.each(['\n', '\r', '\u2028'])('is refused: %j', (lineBreak) => {
    expect(uriCheck('output', at(`a${lineBreak}b`), 512))
      .toBe(`output.prefix must be a key prefix such as 'models/', without line breaks (0 to 1024 characters), got 'a${lineBreak}b'`);
  });

  test.each(['a b', 'a\tb', 'a\\nb', ''])('is not in %j', (prefix) => {
    expect(uriCheck('output', at(prefix), 512)).toBeUndefined();
  });

  test('is not known of a token', () => {
    expect(uriCheck('output', at(`a\n${new CfnParameter(testStack(), 'Prefix').valueAsString}`), 512)).toBeUndefined();
  });
});

describe('the length of a URI', () => {
  const MAX = 's3://bucket/abc'.length;

  test.each([undefined, 'abc', '/abc/'])('is fine with %p', (prefix) => {
    expect(uriCheck('output', at(prefix), MAX)).toBeUndefined();
  });

  test.each(['abcd', '/abcd/'])('is too long with %p', (prefix) => {
    expect(uriCheck('output', at(prefix), MAX)).toBe("output must have at most 15 characters as a URI, got 16: 's3://bucket/abcd'; choose a shorter prefix");
  });

  test('is not known of a token', () => {
    expect(uriCheck('output', at(Lazy.string({ produce: () => 'a'.repeat(99) })), MAX)).toBeUndefined();
    expect(uriCheck('output', { bucket: new s3.Bucket(testStack(), 'Bucket'), prefix: 'a'.repeat(99) }, MAX)).toBeUndefined();
  });

  test('is nothing where there is no location', () => {
    expect(uriCheck('output', undefined, MAX)).toBeUndefined();
  });
});
