import type { Stack } from 'aws-cdk-lib';
import { aBucket, aPackage, aVersion, packageIn, problemWith, versionWith } from './given';
import { DESCRIPTION, ONE_LINE, describeTexts } from './texts';
import { must } from '../helpers/must';
import { messageOf } from '../helpers/problems';
import { testStack } from '../helpers/stack';

function entries(count: number): { [key: string]: string } {
  return Object.fromEntries([...Array(count).keys()].map((index) => [`KEY_${index}`, 'value']));
}

describeTexts([
  [
    'description', (value) => () => ({ description: value }),
    DESCRIPTION, ['', 'ä é\u0301 7 + ?', 'a'.repeat(1024)], ['a\nb', '\na', 'a\t', 'a\u200bb', 'a'.repeat(1025)],
  ],
  [
    'approvalDescription', (value) => () => ({ approvalDescription: value }),
    ONE_LINE, ['', 'a'.repeat(1024)], ['a\nb', 'a'.repeat(1025)],
  ],
  [
    'sourceUri', (value) => () => ({ sourceUri: value }),
    'letters, digits, whitespace and punctuation (0 to 1024 characters)', ['', 'ä é\u0301 7?', 'a'.repeat(1024)], ['a=b', '=a', 'a=', 'a\nb', 'a\n', 'a'.repeat(1025)],
  ],
  [
    "customerMetadataProperties['team']", (value) => () => ({ customerMetadataProperties: { team: value } }),
    "letters, digits, whitespace and any of '_.:/=+-@' (1 to 256 characters)", ['a', 'ä 7_.:/=+-@', 'a'.repeat(256)], ['', 'a#', '#a', 'a,b', 'a\nb', 'a'.repeat(257)],
  ],
  [
    'a key of customerMetadataProperties', (value) => () => ({ customerMetadataProperties: { [value]: 'a' } }),
    "letters, digits, whitespace and any of '_.:/=+-@' (1 to 128 characters)", ['a', 'a'.repeat(128)], ['', 'a#', 'a'.repeat(129)],
  ],
]);

test('the name of a package without a group', () => {
  const named = (modelPackageName: string) => aPackage(testStack(), { modelPackageName });
  ['a', 'a'.repeat(63)].forEach((name) => expect(packageIn(named(name)).ModelPackageName).toBe(name));
  expect(messageOf(() => named('a'.repeat(64)))).toBe(`Test/Package: modelPackageName ${must.beName('a'.repeat(64))}`);
});

test('the message lists all problems', () => {
  expect(problemWith(() => ({ description: '\n', approvalDescription: '\n' }))).toBe(
    `2 problems:\n  - description must be ${DESCRIPTION}, got '\n'\n  - approvalDescription must be ${ONE_LINE}, got '\n'`,
  );
});

describe('a package is either of a group or has a name', () => {
  test('not both', () => {
    expect(messageOf(() => aVersion(testStack(), { modelPackageName: 'mine' }))).toBe('Test/Version: a model package must have either '
      + "a group or a name, got modelPackageGroup 'Test/Group' and modelPackageName 'mine'; remove one of them");
  });

  test('not neither', () => {
    expect(messageOf(() => aPackage(testStack(), { modelPackageName: undefined }))).toBe('Test/Package: a model package must have either '
      + 'a group or a name, got neither; set modelPackageGroup or modelPackageName');
  });
});

describe('the number of', () => {
  test.each([1, 50])('customerMetadataProperties may be %d', (count) => {
    expect(Object.keys(versionWith(() => ({ customerMetadataProperties: entries(count) })).CustomerMetadataProperties)).toHaveLength(count);
  });

  test('customerMetadataProperties fails with a missing key, which Python makes a string of', () => {
    expect(problemWith(() => ({ customerMetadataProperties: { [null as any]: 'a' } }))).toContain("customerMetadataProperties has the name 'null', which ");
  });

  test.each([0, 51])('customerMetadataProperties fails as %d', (count) => {
    expect(problemWith(() => ({ customerMetadataProperties: entries(count) })))
      .toBe(`customerMetadataProperties ${must.haveEntries(1, 50, count)}`);
  });
});

test('the payload is an archive', () => {
  const payload = (objectKey: string) => (stack: Stack) => ({ samplePayload: { bucket: aBucket(stack), objectKey } });
  expect(versionWith(payload('p.tar.gz')).SamplePayloadUrl).toBe('s3://bucket/p.tar.gz');
  expect(problemWith(payload('p.zip'))).toBe("samplePayload must be a gzip-compressed tar archive whose key ends in .tar.gz, got 'p.zip'");
});
