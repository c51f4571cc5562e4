import { CfnParameter, type Stack } from 'aws-cdk-lib';
import { Endpoint, EndpointConfig } from '../../../src';
import { aConfig, aModel } from '../../helpers/given';
import { like, messageOf } from '../../helpers/problems';
import { testStack } from '../../helpers/stack';

const ENDPOINT_ARN = 'arn:aws:sagemaker:us-east-1:123456789012:endpoint/theirs';
const CONFIG_ARN = 'arn:aws:sagemaker:us-east-1:123456789012:endpoint-config/theirs';

function withShadow(stack: Stack, variantName = 'shadow'): EndpointConfig {
  return aConfig(stack, 'Config', { shadowProductionVariants: [{ model: aModel(stack, 'ShadowModel'), variantName }] });
}

describe('of a configuration that is defined in the app', () => {
  test('is listed and found, as the same object on each call', () => {
    const stack = testStack();
    const endpoint = new Endpoint(stack, 'Endpoint', { endpointConfig: withShadow(stack) });
    const variant = endpoint.findShadowProductionVariant('shadow');
    expect(variant.variantName).toBe('shadow');
    expect(endpoint.findShadowProductionVariant('shadow')).toBe(variant);
    expect(endpoint.shadowProductionVariants).toEqual([variant]);
    expect(endpoint.shadowProductionVariants[0]).toBe(variant);
  });

  test('is another object for another endpoint', () => {
    const stack = testStack();
    const endpointConfig = withShadow(stack);
    const [one, two] = ['One', 'Two'].map((id) => new Endpoint(stack, id, { endpointConfig }).findShadowProductionVariant('shadow'));
    expect(one).not.toBe(two);
    expect(stack.resolve(one.metricInvocations().dimensions)).not.toEqual(stack.resolve(two.metricInvocations().dimensions));
  });

  test('is listed when it is added later', () => {
    const stack = testStack();
    const endpointConfig = aConfig(stack);
    const endpoint = new Endpoint(stack, 'Endpoint', { endpointConfig });
    expect(endpoint.shadowProductionVariants).toEqual([]);
    endpointConfig.addShadowProductionVariant({ model: aModel(stack, 'ShadowModel'), variantName: 'late' });
    expect(endpoint.shadowProductionVariants.map(({ variantName }) => variantName)).toEqual(['late']);
  });

  test('fails to be found by another name, and says what there is', () => {
    const stack = testStack();
    const endpoint = new Endpoint(stack, 'Endpoint', { endpointConfig: withShadow(stack) });
    expect(messageOf(() => endpoint.findShadowProductionVariant('main'))).toEqual(like("Test/Endpoint: ... shadow ... 'main'; ... 'shadow'"));
  });

  test('fails to be found where there is none', () => {
    const stack = testStack();
    const endpoint = new Endpoint(stack, 'Endpoint', { endpointConfig: aConfig(stack) });
    expect(messageOf(() => endpoint.findShadowProductionVariant('shadow')))
      .toEqual(like("Test/Endpoint: ... shadow ... 'shadow'; ..."));
  });

  test('fails to be found as a production variant', () => {
    const stack = testStack();
    const endpoint = new Endpoint(stack, 'Endpoint', { endpointConfig: withShadow(stack) });
    expect(messageOf(() => endpoint.findInstanceProductionVariant('shadow')))
      .toEqual(like("Test/Endpoint: ... instance ... 'shadow'; ... 'main'"));
  });

  test('is found by a name that is a token', () => {
    const stack = testStack();
    const name = new CfnParameter(stack, 'Shadow').valueAsString;
    const endpoint = new Endpoint(stack, 'Endpoint', { endpointConfig: withShadow(stack, name) });
    expect(stack.resolve(endpoint.findShadowProductionVariant(name).metricInvocations().dimensions).VariantName).toEqual({ Ref: 'Shadow' });
  });
});

describe('of what is imported', () => {
  test('is found by any name, as the same object on each call', () => {
    const stack = testStack();
    const imported = EndpointConfig.fromEndpointConfigName(stack, 'TheirConfig', 'theirs');
    for (const endpoint of [Endpoint.fromEndpointName(stack, 'Theirs', 'theirs'), new Endpoint(stack, 'Endpoint', { endpointConfig: imported })]) {
      const variant = endpoint.findShadowProductionVariant('any');
      expect(variant.variantName).toBe('any');
      expect(endpoint.findShadowProductionVariant('any')).toBe(variant);
      expect(endpoint.findShadowProductionVariant('other')).not.toBe(variant);
    }
  });

  test('is found by any name if the imported configuration describes only other variants', () => {
    const stack = testStack();
    const endpointConfig = EndpointConfig.fromEndpointConfigAttributes(stack, 'TheirConfig', {
      endpointConfigArn: CONFIG_ARN, instanceProductionVariants: [{ variantName: 'main' }],
    });
    const endpoint = new Endpoint(stack, 'Endpoint', { endpointConfig });
    expect(endpoint.findShadowProductionVariant('any').variantName).toBe('any');
    expect(endpoint.shadowProductionVariants).toEqual([]);
  });

  test('fails to be listed of a configuration that tells nothing', () => {
    const stack = testStack();
    const endpoint = new Endpoint(stack, 'Endpoint', { endpointConfig: EndpointConfig.fromEndpointConfigName(stack, 'Theirs', 'theirs') });
    expect(messageOf(() => endpoint.shadowProductionVariants)).toEqual(like('Test/Endpoint: ... imported ... findInstanceProductionVariant ... findServerlessProductionVariant ...'));
  });

  test('fails to be found by another name where the configuration of an imported endpoint is one of the app', () => {
    const stack = testStack();
    const endpoint = Endpoint.fromEndpointAttributes(stack, 'Theirs', { endpointArn: ENDPOINT_ARN, endpointConfig: withShadow(stack) });
    expect(endpoint.findShadowProductionVariant('shadow').metricInvocations().dimensions).toEqual({ EndpointName: 'theirs', VariantName: 'shadow' });
    expect(messageOf(() => endpoint.findShadowProductionVariant('any'))).toEqual(like("Test/Theirs: ... shadow ... 'any'; ... 'shadow'"));
  });

  test('has its metrics where the endpoint is', () => {
    const endpoint = Endpoint.fromEndpointArn(testStack(), 'Theirs', 'arn:aws:sagemaker:eu-west-1:210987654321:endpoint/theirs');
    expect(endpoint.findShadowProductionVariant('shadow').metricModelLatency()).toMatchObject({ region: 'eu-west-1', account: '210987654321' });
  });
});
