import { CfnParameter, Fn, Lazy } from 'aws-cdk-lib';
import { foreignRepository, withFacts } from '../../src/model/bound-image';
import { testStack } from '../helpers/stack';

const image = (account: string, rest = 'dkr.ecr.us-east-1.amazonaws.com/image:1') => ({ imageName: `${account}.${rest}` });

test.each([
  'dkr.ecr.us-east-1.amazonaws.com/image:1',
  'dkr.ecr.eu-west-1.amazonaws.com/team/image@sha256:abc',
  'dkr.ecr.cn-north-1.amazonaws.com.cn/image:1',
])('an account that is not that of the stack is foreign: %s', (rest) => {
  expect(foreignRepository(testStack(), image('210987654321', rest))).toBe('210987654321');
});

test('is found where domain and tag are tokens', () => {
  const stack = testStack();
  expect(foreignRepository(stack, { imageName: `210987654321.dkr.ecr.${stack.region}.${stack.urlSuffix}/image:${Fn.ref('Tag')}` })).toBe('210987654321');
});

test('the account of the stack is not foreign', () => {
  expect(foreignRepository(testStack(), image('123456789012'))).toBeUndefined();
});

test.each(['763104351884', '683313688378', '727897471807'])('%s, which is of AWS, is not foreign', (account) => {
  expect(foreignRepository(testStack(), image(account))).toBeUndefined();
});

test('nothing is foreign where the account of the stack is not known', () => {
  expect(foreignRepository(testStack({ env: undefined }), image('210987654321'))).toBeUndefined();
});

test('an account that is a token may be that of the stack', () => {
  const stack = testStack();
  expect(foreignRepository(stack, image(new CfnParameter(stack, 'Account').valueAsString))).toBeUndefined();
  expect(foreignRepository(stack, { imageName: Lazy.string({ produce: () => image('210987654321').imageName }) })).toBeUndefined();
});

test.each([
  'registry.corp.example/image:1',
  'image:1',
  'public.ecr.aws/team/image:1',
  '21098765432.dkr.ecr.us-east-1.amazonaws.com/image:1',
  'registry.example/210987654321.dkr.ecr.us-east-1.amazonaws.com/image:1',
])('%s is of no account', (imageName) => {
  expect(foreignRepository(testStack(), { imageName })).toBeUndefined();
});

test('an AWS image in an account that the user names is not foreign, but a copy with another name is', () => {
  const aws = withFacts(image('210987654321'), { _isOfAws: true });
  expect(foreignRepository(testStack(), aws)).toBeUndefined();
  expect(foreignRepository(testStack(), { ...aws, imageName: image('999999999999').imageName })).toBe('999999999999');
});
