import { CfnParameter, PhysicalName } from 'aws-cdk-lib';
import * as fc from 'fast-check';
import { matches } from '../../src/private/checks';
import { ACCOUNT_ID, HUB_CONTENT_ARN, IMAGE_NAME, IMAGE_TAG, isFixedName, MODEL_DATA_URL, OBJECT_KEY, OBJECT_PREFIX, REPOSITORY_NAME, RESOURCE_NAME } from '../../src/private/names';
import { testStack } from '../helpers/stack';

const LETTERS_AND_DIGITS = [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'];
const ALPHANUMERIC = fc.constantFrom(...LETTERS_AND_DIGITS);
const NAME_CHARACTER = fc.constantFrom(...LETTERS_AND_DIGITS, '-');

/** 1 to 63 letters, digits and hyphens, no hyphen at either end. */
const VALID = fc.oneof(
  ALPHANUMERIC,
  fc.tuple(ALPHANUMERIC, fc.string({ unit: NAME_CHARACTER, maxLength: 61 }), ALPHANUMERIC).map((parts) => parts.join('')),
);

const TOKEN = new CfnParameter(testStack(), 'Parameter').valueAsString;

describe('a resource name', () => {
  test('may be any sequence of letters, digits and inner hyphens', () => {
    fc.assert(fc.property(VALID, (name) => matches('name', name, RESOURCE_NAME) === undefined), { numRuns: 300 });
  });

  test('fails with any other character, wherever it is', () => {
    const bad = fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }).filter((character) => !/^[-a-zA-Z0-9]$/.test(character));
    fc.assert(fc.property(fc.string({ unit: NAME_CHARACTER, maxLength: 30 }), bad, fc.string({ unit: NAME_CHARACTER, maxLength: 30 }),
      (before, character, after) => {
        const name = `${before}${character}${after}`;
        return matches('name', name, RESOURCE_NAME)
          === `name must be letters, digits and hyphens, with no hyphen at either end (1 to 63 characters), got '${name}'`;
      }), { numRuns: 300 });
  });

  test.each(['a', '7', 'a'.repeat(63), 'a-b', 'a--b', `a${'-'.repeat(61)}b`, '1-2-3'])('may be %p', (name) => {
    expect(matches('name', name, RESOURCE_NAME)).toBeUndefined();
  });

  test.each(['', 'a'.repeat(64), '-', '-a', 'a-', 'a_b', 'a.b', 'a b', 'a/b', 'a\n', 'ä'])('fails as %p', (name) => {
    expect(matches('name', name, RESOURCE_NAME))
      .toBe(`name must be letters, digits and hyphens, with no hyphen at either end (1 to 63 characters), got '${name}'`);
  });

  test('may hold a token', () => {
    expect(matches('name', TOKEN, RESOURCE_NAME)).toBeUndefined();
    expect(matches('name', `-a_${TOKEN}`, RESOURCE_NAME)).toBeUndefined();
  });

  test('is decided in no time, however long the hyphens go on', () => {
    const started = Date.now();
    expect(matches('name', `a${'-'.repeat(60)}_`, RESOURCE_NAME)).toBeDefined();
    expect(RESOURCE_NAME.pattern!.test(`${'a-'.repeat(50000)}_`)).toBe(false);
    expect(Date.now() - started).toBeLessThan(1000);
  });
});

describe('the key of an object, and a prefix of keys', () => {
  test.each(['a b', 'a\tb', 'models/ä', `a\n${TOKEN}`])('may be %j', (key) => {
    expect([matches('key', key, OBJECT_KEY), matches('prefix', key, OBJECT_PREFIX)]).toEqual([undefined, undefined]);
  });

  test.each(['a\nb', 'a\r', '\u2028'])('have no line breaks, such as %j', (key) => {
    expect(matches('key', key, OBJECT_KEY)).toBe(`key must be a key such as models/model.tar.gz, without line breaks (1 to 1024 characters), got '${key}'`);
    expect(matches('prefix', key, OBJECT_PREFIX)).toBe(`prefix must be a key prefix such as 'models/', without line breaks (0 to 1024 characters), got '${key}'`);
  });
});

describe('an image name', () => {
  test.each(['a', 'registry.example.com:5000/team/image:1.0', `image@sha256:${'0'.repeat(64)}`, 'i'.repeat(255)])('may be %p', (name) => {
    expect(matches('image', name, IMAGE_NAME)).toBeUndefined();
  });

  test.each(['', ' ', 'a b', 'a\tb', 'a\n', 'i'.repeat(256)])('fails as %p', (name) => {
    expect(matches('image', name, IMAGE_NAME)).toBe(`image must be an image name without whitespace (1 to 255 characters), got '${name}'`);
  });

  test('may hold a token', () => {
    expect(matches('image', `a b${TOKEN}`, IMAGE_NAME)).toBeUndefined();
  });
});

describe('an image tag', () => {
  test.each(['1', 'latest', '_1', 'v1.0-rc_2', `1.0@sha256:${'0'.repeat(64)}`, `sha256:${'0'.repeat(64)}`, 't'.repeat(200)])('may be %p', (tag) => {
    expect(matches('tag', tag, IMAGE_TAG)).toBeUndefined();
  });

  test.each([
    '', ' ', 'a b', ' 1', '1 ', 'a\tb', 'a\n', 't'.repeat(201), 'serving:1.0', '.1', '-1', 'a/b', '@1', 'sha256:', `sha256:${'0'.repeat(63)}`, `sha256:${'0'.repeat(65)}`, `sha256:${'A'.repeat(64)}`,
  ])('fails as %p', (tag) => {
    expect(matches('tag', tag, IMAGE_TAG)).toBe("tag must be a tag of letters, digits, '_', '.' and '-', or a digest: 'sha256:' and 64 hexadecimal digits (1 to 200 characters), "
      + `got '${tag}'`);
  });

  test('may hold a token', () => {
    expect(matches('tag', `a b${TOKEN}`, IMAGE_TAG)).toBeUndefined();
  });
});

describe('the URL of model data', () => {
  test.each([
    's3://b', 's3://artifacts/model.tar.gz', 'https://s3.us-east-1.amazonaws.com/artifacts/models/3/model.tar.gz', `s3://b/${'k'.repeat(1017)}`,
  ])('may be %p', (url) => {
    expect(matches('url', url, MODEL_DATA_URL)).toBeUndefined();
  });

  test.each([
    '', 's3', 's3://', 's3:///model.tar.gz', 's3:/artifacts/model.tar.gz', 'S3://artifacts/model.tar.gz', 'http://example.com/model.tar.gz',
    ' s3://artifacts/model.tar.gz', 'artifacts/model.tar.gz', 'file:///model.tar.gz', 's3://artifacts/a\nb', 's3://artifacts\n', 'https://artifacts/a\n', `s3://b/${'k'.repeat(1018)}`,
  ])('fails as %p', (url) => {
    expect(matches('url', url, MODEL_DATA_URL)).toBe(`url must be an s3:// or https:// URL (1 to 1024 characters), got '${url}'`);
  });

  test('may hold a token', () => {
    expect(matches('url', `http://${TOKEN}${'k'.repeat(1025)}`, MODEL_DATA_URL)).toBeUndefined();
  });
});

describe('the ARN of hub content', () => {
  const ARN = 'arn:aws:sagemaker:us-east-1:aws:hub-content/SageMakerPublicHub/Model/name/1.0.0';

  test.each([ARN, ARN.replace('/1.0.0', ''), 'arn:aws-cn:sagemaker:cn-north-1:123456789012:hub-content/h/M/n'])('may be %p', (arn) => {
    expect(matches('arn', arn, HUB_CONTENT_ARN)).toBeUndefined();
  });

  test.each([
    '', ` ${ARN}`, `${ARN}/`, ARN.replace('/Model/name/1.0.0', '/Model'), ARN.replace('/Model', '//Model'), ARN.replace('hub-content', 'hub'), ARN.replace(':aws:sagemaker', '::sagemaker'),
    ARN.replace('us-east-1', ''), ARN.replace(':aws:hub', '::hub'), ARN.replace('sagemaker', 's3'),
  ])('fails as %p', (arn) => {
    expect(matches('arn', arn, HUB_CONTENT_ARN)).toBe('arn must be the ARN of hub content, such as '
      + `arn:aws:sagemaker:us-east-1:aws:hub-content/SageMakerPublicHub/Model/name/1.0.0 (1 to 255 characters), got '${arn}'`);
  });
});

describe('an account', () => {
  test.each(['123456789012', '000000000000'])('may be %p', (account) => {
    expect(matches('account', account, ACCOUNT_ID)).toBeUndefined();
  });

  test.each(['', '12345678901', '1234567890123', '12345678901a', ' 12345678901', '1234-5678-90', '12345678901\n'])('fails as %p', (account) => {
    expect(matches('account', account, ACCOUNT_ID)).toBe(`account must be 12 digits, got '${account}'`);
  });

  test('may hold a token', () => {
    expect(matches('account', TOKEN, ACCOUNT_ID)).toBeUndefined();
  });
});

describe('a fixed name', () => {
  test.each([['a text', 'churn'], ['a token', TOKEN], ['a text with a token in it', `churn-${TOKEN}`]])('is %s', (_kind, name) => {
    expect(isFixedName(name)).toBe(true);
  });

  test.each([['none', undefined], ['one that the CDK makes when another stack needs it', PhysicalName.GENERATE_IF_NEEDED]])('is not %s', (_kind, name) => {
    expect(isFixedName(name)).toBe(false);
  });
});

test('the name of a repository has folders, and words of any length between its separators', () => {
  const problems = (names: string[]) => names.filter((name) => matches('name', name, REPOSITORY_NAME) !== undefined);
  expect(problems(['ml/team_pytorch-inference.v2', 'aa', 'a1', `a${'/b'.repeat(127)}`, `aa${'b'.repeat(254)}`])).toEqual([]);
  const refused = ['a', 'Team/serving', '-serving', '/serving', 'team serving', 'registry.example/a:1', 'b'.repeat(257)];
  expect(problems(refused)).toEqual(refused);
});
