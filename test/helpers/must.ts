import { Duration, Lazy, Size } from 'aws-cdk-lib';
import * as checks from '../../src/private/checks';
import { sameEnvironment } from '../../src/private/environment';
import { environmentChecks } from '../../src/private/environment-variables';
import { ACCOUNT_ID, IMAGE_NAME, IMAGE_TAG, MODEL_DATA_URL, RESOURCE_NAME, sagemakerArn } from '../../src/private/names';

/**
 * What the checks that many properties share say after the name of a property. Their own tests spell the words out; the test of a property
 * says which check it has, with what limits.
 */
export const must = {
  beAbove: (limit: number, got: number) => words(checks.above('', got, limit)),
  beAccount: (got: string) => words(checks.matches('', got, ACCOUNT_ID)),
  beArnOf: (kind: string, got: string) => words(sagemakerArn('', got, kind)),
  beAtLeast: (min: number, got: number) => words(checks.atLeast('', got, min)),
  beAtMost: (max: number, got: number) => words(checks.atMost('', got, max)),
  beBetween: (min: number, max: number, got: number) => words(checks.between('', got, min, max)),
  beGibibytes: (min: number, max: number, got: number) => words(checks.gibibytesBetween('', Size.bytes(got * 1024 ** 3), min, max)),
  beImageName: (got: string) => words(checks.matches('', got, IMAGE_NAME)),
  beInSame: (kind: 'account' | 'region', own: string, got: string) =>
    words(sameEnvironment('', { account: own, region: own, [kind]: got }, { account: own, region: own }).find((check) => check)?.replace('the ', '')),
  beInUnit: (unit: 'minutes' | 'seconds', got: string) =>
    words((unit === 'seconds' ? checks.secondsBetween : checks.minutesBetween)('', Duration[got as 'hours'](token()), 0, 0)),
  beKnown: () => words(checks.knownAtSynth('', token())),
  beMebibytes: (min: number, max: number, got: number) => words(checks.mebibytesBetween('', Size.bytes(got * 1024 ** 2), min, max)),
  beMebibytesOf: (allowed: readonly number[], got: number) => words(checks.mebibytesAmong('', Size.bytes(got * 1024 ** 2), allowed)),
  beMinutes: (min: number, max: number, got: number) => words(checks.minutesBetween('', Duration.millis(got * 60_000), min, max)),
  beName: (got: string) => words(checks.matches('', got, RESOURCE_NAME)),
  beNumber: (got: number) => words(checks.finite('', got)),
  beOneOf: (allowed: readonly (string | number)[], got: string | number) => words(checks.oneOf('', got, allowed)),
  beSeconds: (min: number, max: number, got: number) => words(checks.secondsBetween('', Duration.millis(got * 1000), min, max)),
  beSecondsOf: (allowed: readonly number[], got: number) => words(checks.secondsAmong('', Duration.millis(got * 1000), allowed)),
  beSizeIn: (unit: 'gibibytes' | 'mebibytes') =>
    words((unit === 'gibibytes' ? checks.gibibytesBetween : checks.mebibytesBetween)('', unit === 'gibibytes' ? Size.mebibytes(token()) : Size.kibibytes(token()), 0, 0)),
  beSizeKnown: () => words(checks.sizeKnownAtSynth('', Size.mebibytes(token()))),
  beTag: (got: string) => words(checks.matches('', got, IMAGE_TAG)),
  beUrl: (got: string) => words(checks.matches('', got, MODEL_DATA_URL)),
  beWhole: (got: number) => words(checks.integer('', got)),
  haveAtMost: (max: number, got: number) => words(checks.atMostItems('', Array(got), max)),
  haveEntries: (min: number, max: number, got: number) => words(checks.itemsBetween('', Array(got), min, max)),
  haveOne: () => words(checks.notEmpty('', [])),
  haveCharacters: (max: number, got: number) => words(ofEnvironment('K', 'v'.repeat(got), max)).replace(/^.*(?=must)/, ''),
  notHave: (key: string) => words(ofEnvironment(key, '', 0)),
  notBeEmpty: () => words(checks.upToItems('', [], 1)[0]),
};

function words(check: checks.Check): string {
  if (check === undefined) {
    throw new Error('that is allowed');
  }
  return check.trimStart();
}

function ofEnvironment(key: string, value: string, valueLength: number): checks.Check {
  return environmentChecks('', { [key]: value }, { entries: 1, keyLength: 1024, valueLength }).find((check) => check);
}

function token(): number {
  return Lazy.number({ produce: () => 1 });
}
