import { App } from 'aws-cdk-lib';
import { Endpoint, EndpointConfig } from '../../src';
import { aConfig } from '../helpers/given';
import { messageOf } from '../helpers/problems';
import { propertiesOf, testStack } from '../helpers/stack';

const NAME_RULE = 'letters, digits and hyphens, with no hyphen at either end (1 to 63 characters)';

describe('endpointName', () => {
  test.each(['a', '7', 'a-b', 'A--b', 'a'.repeat(63)])('may be %p', (endpointName) => {
    const stack = testStack();
    new Endpoint(stack, 'Endpoint', { endpointConfig: aConfig(stack), endpointName });
    expect(propertiesOf(stack, 'AWS::SageMaker::Endpoint').EndpointName).toBe(endpointName);
  });

  test.each(['', 'a'.repeat(64), '-a', 'a-', 'a_b', 'a b', 'a/b'])('fails as %p', (endpointName) => {
    const stack = testStack();
    expect(messageOf(() => new Endpoint(stack, 'Endpoint', { endpointConfig: aConfig(stack), endpointName })))
      .toBe(`Test/Endpoint: endpointName must be ${NAME_RULE}, got '${endpointName}'`);
  });
});

describe('endpointConfig', () => {
  const arnIn = (account: string, region: string) => `arn:aws:sagemaker:${region}:${account}:endpoint-config/theirs`;

  test('may be imported by an ARN of the same account and region', () => {
    const stack = testStack();
    const endpointConfig = EndpointConfig.fromEndpointConfigArn(stack, 'Theirs', arnIn('123456789012', 'us-east-1'));
    new Endpoint(stack, 'Endpoint', { endpointConfig });
    expect(propertiesOf(stack, 'AWS::SageMaker::Endpoint').EndpointConfigName).toBe('theirs');
  });

  test('fails in another account', () => {
    const stack = testStack();
    const endpointConfig = EndpointConfig.fromEndpointConfigArn(stack, 'Theirs', arnIn('210987654321', 'us-east-1'));
    expect(messageOf(() => new Endpoint(stack, 'Endpoint', { endpointConfig }))).toBe('Test/Endpoint: the endpoint configuration must be in the '
      + 'same account (123456789012), got 210987654321');
  });

  test('fails in another region', () => {
    const stack = testStack();
    const endpointConfig = EndpointConfig.fromEndpointConfigArn(stack, 'Theirs', arnIn('123456789012', 'eu-west-1'));
    expect(messageOf(() => new Endpoint(stack, 'Endpoint', { endpointConfig }))).toBe('Test/Endpoint: the endpoint configuration must be in the '
      + 'same region (us-east-1), got eu-west-1');
  });

  test('fails in a stack of another region', () => {
    const app = new App();
    const endpointConfig = aConfig(testStack({ app, id: 'There', env: { account: '123456789012', region: 'eu-west-1' } }));
    expect(messageOf(() => new Endpoint(testStack({ app }), 'Endpoint', { endpointConfig }))).toBe('Test/Endpoint: the endpoint configuration '
      + 'must be in the same region (us-east-1), got eu-west-1');
  });

  test('may be in an environment that is a token', () => {
    const stack = testStack({ env: undefined });
    const endpointConfig = EndpointConfig.fromEndpointConfigArn(stack, 'Theirs', arnIn('210987654321', 'eu-west-1'));
    new Endpoint(stack, 'Endpoint', { endpointConfig });
    expect(propertiesOf(stack, 'AWS::SageMaker::Endpoint').EndpointConfigName).toBe('theirs');
  });

  test('fails when it is not given, in a language that does not see to it', () => {
    const endpointConfig = undefined as unknown as EndpointConfig;
    expect(messageOf(() => new Endpoint(testStack(), 'Endpoint', { endpointConfig })))
      .toBe('Test/Endpoint: endpointConfig is required; use an EndpointConfig');
  });
});

test('fails with all problems in one message', () => {
  const stack = testStack();
  const endpointConfig = EndpointConfig.fromEndpointConfigArn(stack, 'Theirs', 'arn:aws:sagemaker:us-east-1:210987654321:endpoint-config/theirs');
  expect(messageOf(() => new Endpoint(stack, 'Endpoint', { endpointConfig, endpointName: 'a_b' }))).toBe('Test/Endpoint: 2 problems:\n'
    + `  - endpointName must be ${NAME_RULE}, got 'a_b'\n`
    + '  - the endpoint configuration must be in the same account (123456789012), got 210987654321');
});
