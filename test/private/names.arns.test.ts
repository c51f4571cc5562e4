import { CfnParameter, Fn, Lazy } from 'aws-cdk-lib';
import { sagemakerArn } from '../../src/private/names';
import { testStack } from '../helpers/stack';

const check = (arn: string, kind = 'model') => sagemakerArn('modelArn', arn, kind);

test.each([
  'arn:aws:sagemaker:us-east-1:123456789012:model/a',
  'arn:aws:sagemaker:us-east-1:123456789012:model/churn-3',
  'arn:aws-cn:sagemaker:cn-north-1:123456789012:model/churn',
  'arn:aws-us-gov:sagemaker:us-gov-west-1:123456789012:model/churn',
])('may be %p', (arn) => {
  expect(check(arn)).toBeUndefined();
});

test.each([
  '',
  'churn',
  'model/churn',
  'arn:aws:sagemaker:us-east-1:123456789012:model/',
  'arn:aws:sagemaker:us-east-1:123456789012:model',
  'arn:aws:sagemaker:us-east-1:123456789012:model:churn',
  'arn:aws:sagemaker:us-east-1:123456789012:endpoint/churn',
  'arn:aws:sagemaker:us-east-1:123456789012:endpoint-model/churn',
  'arn:aws:sagemaker:us-east-1:model/churn',
  'arn:aws:s3:us-east-1:123456789012:model/churn',
  'arn::sagemaker:us-east-1:123456789012:model/churn',
  'arn:aws:sagemaker:us-east-1:123456789012:7:model/churn',
  ' arn:aws:sagemaker:us-east-1:123456789012:model/churn',
])('fails as %p', (arn) => {
  expect(check(arn)).toBe(`modelArn must be an ARN such as arn:aws:sagemaker:us-east-1:123456789012:model/my-model, got '${arn}'`);
});

test('is of the kind that is asked for', () => {
  const arn = 'arn:aws:sagemaker:us-east-1:123456789012:endpoint-config/churn';
  expect(check(arn, 'endpoint-config')).toBeUndefined();
  expect(check(arn, 'endpoint'))
    .toBe(`modelArn must be an ARN such as arn:aws:sagemaker:us-east-1:123456789012:endpoint/my-endpoint, got '${arn}'`);
});

test.each<[string, any, string]>([
  ['a token that is not a string', Lazy.any({ produce: () => 'churn' }), 'a token'],
  ['a stack', testStack(), "Stack 'Test'"],
  ['a number', 5, 'number 5'],
])('fails as %s', (_kind, arn, got) => {
  expect(check(arn)).toBe(`modelArn must be a string, got ${got}; specify an ARN such as arn:aws:sagemaker:us-east-1:123456789012:model/my-model, or Token.asString of a token`);
});

test.each([
  ['a parameter', new CfnParameter(testStack(), 'Arn').valueAsString],
  ['lazy', Lazy.string({ produce: () => 'churn' })],
  ['with a token in it', `arn:aws:sagemaker:us-east-1:${Fn.ref('AWS::AccountId')}:model/churn`],
])('says nothing about an ARN that is %s', (_kind, arn) => {
  expect(check(arn)).toBeUndefined();
});
