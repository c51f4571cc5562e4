import { Aws, Resource, type ResourceProps } from 'aws-cdk-lib';
import { problemsOf } from '../../src/private/checks';
import { sameEnvironment, sameRegion, warnOfOtherRegion } from '../../src/private/environment';
import { testStack, warningsOf } from '../helpers/stack';

const USED = { account: '111111111111', region: 'us-east-1' };

class Thing extends Resource {}

function problems(used: ResourceProps, user: ResourceProps): string[] {
  const stack = testStack();
  return problemsOf(...sameEnvironment('model', new Thing(stack, 'Used', used).env, new Thing(stack, 'User', user).env));
}

test('resources of one account and region go together', () => {
  expect(problems(USED, USED)).toEqual([]);
});

test('fails in another account', () => {
  expect(problems(USED, { ...USED, account: '222222222222' })).toEqual([
    'the model must be in the same account (222222222222), got 111111111111',
  ]);
});

test('fails in another region', () => {
  expect(problems(USED, { ...USED, region: 'eu-west-1' })).toEqual([
    'the model must be in the same region (eu-west-1), got us-east-1',
  ]);
});

test('fails twice in another account and region', () => {
  expect(problems(USED, { account: '222222222222', region: 'eu-west-1' })).toEqual([
    'the model must be in the same account (222222222222), got 111111111111',
    'the model must be in the same region (eu-west-1), got us-east-1',
  ]);
});

test.each<[string, ResourceProps, ResourceProps]>([
  ['of the used resource', { account: Aws.ACCOUNT_ID, region: Aws.REGION }, USED],
  ['of the user', USED, { account: Aws.ACCOUNT_ID, region: Aws.REGION }],
  ['of both', { account: Aws.ACCOUNT_ID, region: Aws.REGION }, { account: Aws.ACCOUNT_ID, region: Aws.REGION }],
])('nothing is said about an unknown environment %s', (_whose, used, user) => {
  expect(problems(used, user)).toEqual([]);
});

test('what may be in another account has to be in the same region', () => {
  expect(sameRegion('endpoint', USED, { region: 'us-east-1' })).toBeUndefined();
  expect(sameRegion('endpoint', USED, { region: 'eu-west-1' })).toBe('the endpoint must be in the same region (eu-west-1), got us-east-1');
  expect(sameRegion('endpoint', USED, { region: Aws.REGION })).toBeUndefined();
});

describe('what SageMaker reads in the region of a model', () => {
  const warningsWith = (region: string) => {
    const stack = testStack();
    warnOfOtherRegion(new Thing(stack, 'Thing'), 'bucket', region);
    return warningsOf(stack);
  };

  test.each(['us-east-1', Aws.REGION])('may be in %s', (region) => {
    expect(warningsWith(region)).toEqual([]);
  });

  test('warns in another region', () => {
    expect(warningsWith('eu-west-1')).toEqual([
      'Test/Thing: the bucket is in eu-west-1, but SageMaker reads it in us-east-1, the region of the model; copy it to that region [ack: cdk-sagemaker-hosting:otherRegion]',
    ]);
  });
});
