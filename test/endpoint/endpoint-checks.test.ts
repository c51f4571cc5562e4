import { App, Duration, type Stack } from 'aws-cdk-lib';
import {
  CapacitySize, DeploymentStrategy, Endpoint, EndpointConfig, InstanceType,
  type EndpointConfigAttributes, type EndpointConfigProps, type IEndpointConfig, type ServerlessProductionVariantProps,
} from '../../src';
import { aConfig, aModel } from '../helpers/given';
import { must } from '../helpers/must';
import { messageOf, problemsAtSynth, synthMessageOf } from '../helpers/problems';
import { propertiesOf, testStack } from '../helpers/stack';


describe('endpointName', () => {
  test.each(['a', '7', 'a-b', 'A--b', 'a'.repeat(63)])('may be %p', (endpointName) => {
    const stack = testStack();
    new Endpoint(stack, 'Endpoint', { endpointConfig: aConfig(stack), endpointName });
    expect(propertiesOf(stack, 'AWS::SageMaker::Endpoint').EndpointName).toBe(endpointName);
  });

  test.each(['', 'a'.repeat(64), '-a', 'a-', 'a_b', 'a b', 'a/b'])('fails as %p', (endpointName) => {
    const stack = testStack();
    expect(messageOf(() => new Endpoint(stack, 'Endpoint', { endpointConfig: aConfig(stack), endpointName })))
      .toBe(`Test/Endpoint: endpointName ${must.beName(endpointName)}`);
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
    expect(messageOf(() => new Endpoint(stack, 'Endpoint', { endpointConfig }))).toBe(
      `Test/Endpoint: the endpoint configuration ${must.beInSame('account', '123456789012', '210987654321')}`);
  });

  test('fails in another region', () => {
    const stack = testStack();
    const endpointConfig = EndpointConfig.fromEndpointConfigArn(stack, 'Theirs', arnIn('123456789012', 'eu-west-1'));
    expect(messageOf(() => new Endpoint(stack, 'Endpoint', { endpointConfig }))).toBe(
      `Test/Endpoint: the endpoint configuration ${must.beInSame('region', 'us-east-1', 'eu-west-1')}`);
  });

  test('fails in a stack of another region', () => {
    const app = new App();
    const endpointConfig = aConfig(testStack({ app, id: 'There', env: { account: '123456789012', region: 'eu-west-1' } }));
    expect(messageOf(() => new Endpoint(testStack({ app }), 'Endpoint', { endpointConfig }))).toBe('Test/Endpoint: the endpoint configuration '
      + must.beInSame('region', 'us-east-1', 'eu-west-1'));
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
      .toBe('Test/Endpoint: endpointConfig is required; specify an EndpointConfig');
  });
});

describe('a rolling deployment', () => {
  const SERVERLESS = 'a rolling deployment does not support serverless variants; omit deploymentStrategy';
  const several = (count: number) => `a rolling deployment requires exactly 1 production variant, got ${count}; use DeploymentStrategy.blueGreen`;
  const rolling = DeploymentStrategy.rolling({ maximumBatchSize: CapacitySize.percent(20), bakeTime: Duration.minutes(1) });
  const less = (stack: Stack): ServerlessProductionVariantProps => ({ variantName: 'less', model: aModel(stack), maxConcurrency: 1, memorySizeInMB: 1024 });
  const on = (stack: Stack, variantName: string) => ({ variantName, model: aModel(stack, `Model-${variantName}`), instanceType: InstanceType.M5_LARGE });
  const onEach = (stack: Stack, ...names: string[]) => names.map((name) => on(stack, name));
  const deployed = (stack: Stack, endpointConfig: IEndpointConfig) => new Endpoint(stack, 'Endpoint', { endpointConfig, deploymentStrategy: rolling });
  const told = (stack: Stack, attrs: Partial<EndpointConfigAttributes>) => EndpointConfig.fromEndpointConfigAttributes(stack, 'Theirs', {
    endpointConfigArn: 'arn:aws:sagemaker:us-east-1:123456789012:endpoint-config/theirs', ...attrs,
  });

  test.each<[string, (stack: Stack) => IEndpointConfig, string]>([
    ['a serverless variant', (stack) => new EndpointConfig(stack, 'Config', { serverlessProductionVariant: less(stack) }), SERVERLESS],
    ['two variants', (stack) => new EndpointConfig(stack, 'Config', { instanceProductionVariants: onEach(stack, 'a', 'b') }), several(2)],
    ['a serverless variant that is told', (stack) => told(stack, { serverlessProductionVariant: { variantName: 'less', maxConcurrency: 1 } }), SERVERLESS],
    ['three variants that are told', (stack) => told(stack, { instanceProductionVariants: ['a', 'b', 'c'].map((variantName) => ({ variantName })) }), several(3)],
  ])('fails with %s', (_what, config, problem) => {
    const stack = testStack();
    expect(messageOf(() => deployed(stack, config(stack)))).toBe(`Test/Endpoint: ${problem}`);
  });

  test('fails at synth with a serverless variant that comes later', () => {
    const stack = testStack();
    const config = new EndpointConfig(stack, 'Config');
    const endpoint = deployed(stack, config);
    config.addServerlessProductionVariant(less(stack));
    expect(synthMessageOf(endpoint)).toBe(`Validation failed with the following errors:\n  [Test/Endpoint] ${SERVERLESS}`);
  });

  test('fails at synth with a second variant that comes later', () => {
    const stack = testStack();
    const config = new EndpointConfig(stack, 'Config', { instanceProductionVariants: onEach(stack, 'a') });
    const endpoint = deployed(stack, config);
    config.addInstanceProductionVariant(on(stack, 'b'));
    expect(synthMessageOf(endpoint)).toBe(`Validation failed with the following errors:\n  [Test/Endpoint] ${several(2)}`);
  });

  test.each<[string, (stack: Stack) => IEndpointConfig]>([
    ['one variant', (stack) => new EndpointConfig(stack, 'Config', { instanceProductionVariants: onEach(stack, 'a') })],
    ['one variant and its shadow', (stack) => new EndpointConfig(stack, 'Config', {
      instanceProductionVariants: onEach(stack, 'a'), shadowProductionVariants: onEach(stack, 'shadow'),
    })],
    ['one variant that is told', (stack) => told(stack, { instanceProductionVariants: [{ variantName: 'a' }] })],
    ['variants that nobody knows', (stack) => told(stack, {})],
  ])('is possible with %s', (_what, config) => {
    const stack = testStack();
    expect(problemsAtSynth(deployed(stack, config(stack)))).toEqual([]);
    expect(propertiesOf(stack, 'AWS::SageMaker::Endpoint').DeploymentConfig).toHaveProperty('RollingUpdatePolicy');
  });

  test.each<[string, (stack: Stack) => EndpointConfigProps]>([
    ['a serverless variant', (stack) => ({ serverlessProductionVariant: less(stack) })],
    ['two variants', (stack) => ({ instanceProductionVariants: onEach(stack, 'a', 'b') })],
  ])('is no other than a blue/green one with %s, which is possible', (_what, props) => {
    const stack = testStack();
    const endpointConfig = new EndpointConfig(stack, 'Config', props(stack));
    const endpoint = new Endpoint(stack, 'Endpoint', { endpointConfig, deploymentStrategy: DeploymentStrategy.blueGreen() });
    expect(problemsAtSynth(endpoint)).toEqual([]);
  });
});

test('fails with what is wrong with the strategy, the alarms and the rest in one message', () => {
  const stack = testStack();
  const deploymentStrategy = DeploymentStrategy.blueGreen({ terminationWait: Duration.seconds(3601) });
  expect(messageOf(() => new Endpoint(stack, 'Endpoint', { endpointConfig: aConfig(stack), endpointName: '-', deploymentStrategy, autoRollbackAlarms: [] })))
    .toBe('Test/Endpoint: 3 problems:\n'
      + `  - endpointName ${must.beName('-')}\n`
      + `  - deploymentStrategy: terminationWait ${must.beSeconds(0, 3600, 3601)}\n`
      + `  - autoRollbackAlarms ${must.haveOne()}`);
});

test('fails with all problems in one message', () => {
  const stack = testStack();
  const endpointConfig = EndpointConfig.fromEndpointConfigArn(stack, 'Theirs', 'arn:aws:sagemaker:us-east-1:210987654321:endpoint-config/theirs');
  expect(messageOf(() => new Endpoint(stack, 'Endpoint', { endpointConfig, endpointName: 'a_b' }))).toBe('Test/Endpoint: 2 problems:\n'
    + `  - endpointName ${must.beName('a_b')}\n`
    + `  - the endpoint configuration ${must.beInSame('account', '123456789012', '210987654321')}`);
});
