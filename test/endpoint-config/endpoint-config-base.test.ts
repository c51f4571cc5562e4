import { Resource, type Stack } from 'aws-cdk-lib';
import { Endpoint, EndpointConfig, type IEndpointConfig } from '../../src';
import { isDefinedConfig, rolesOf, variantsOf } from '../../src/endpoint-config/endpoint-config-base';
import { aConfig, aModel } from '../helpers/given';
import { like } from '../helpers/problems';
import { testStack, warningsOf } from '../helpers/stack';

const ARN = 'arn:aws:sagemaker:us-east-1:123456789012:endpoint-config/theirs';

/** A configuration as a user of the library may implement it. */
class UserConfig extends Resource implements IEndpointConfig {
  public readonly endpointConfigArn = ARN;
  public readonly endpointConfigName = 'theirs';
}

const described = (stack: Stack) => EndpointConfig.fromEndpointConfigAttributes(stack, 'Described', {
  endpointConfigArn: ARN, instanceProductionVariants: [{ variantName: 'main' }],
});

const UNKNOWN: [string, (stack: Stack) => IEndpointConfig | undefined][] = [
  ['an ARN', (stack) => EndpointConfig.fromEndpointConfigArn(stack, 'ByArn', ARN)],
  ['a name', (stack) => EndpointConfig.fromEndpointConfigName(stack, 'ByName', 'theirs')],
  ['attributes without variants', (stack) => EndpointConfig.fromEndpointConfigAttributes(stack, 'Told', { endpointConfigArn: ARN, asyncInference: true })],
  ["the user's implementation", (stack) => new UserConfig(stack, 'Own')],
  ['nothing', () => undefined],
];

describe('a configuration that is defined here', () => {
  test('has its variants, those that are added later too', () => {
    const stack = testStack();
    const config = aConfig(stack);
    config.addInstanceProductionVariant({ variantName: 'late', model: aModel(stack) });
    expect(variantsOf(config)!.instance.map(({ props }) => props.variantName)).toEqual(['main', 'late']);
  });

  test('has the roles of its models', () => {
    const config = aConfig(testStack());
    const seen: string[] = [];
    rolesOf(config)!.forEach((role) => seen.push(role.node.path));
    expect(seen).toEqual(['Test/ConfigModel/Role']);
  });

  test('is told apart from others', () => {
    expect(isDefinedConfig(aConfig(testStack()))).toBe(true);
  });
});

describe('a configuration of another copy of the package', () => {
  const cdk = jest.requireActual('aws-cdk-lib');
  let Other: typeof import('../../src');
  jest.isolateModules(() => {
    jest.doMock('aws-cdk-lib', () => cdk);
    Other = jest.requireActual('../../src');
  });

  const otherConfig = (stack: Stack) => new Other.EndpointConfig(stack, 'Config', {
    instanceProductionVariants: [{ variantName: 'main', model: Other.Model.fromModelName(stack, 'Model', 'theirs') }],
  });

  test('is of another class', () => {
    expect(otherConfig(testStack())).not.toBeInstanceOf(EndpointConfig);
  });

  test('is known as one of this copy', () => {
    const stack = testStack();
    const config = otherConfig(stack);
    expect(isDefinedConfig(config)).toBe(true);
    expect(variantsOf(config)!.instance.map(({ props }) => props.variantName)).toEqual(['main']);
    rolesOf(config)!.noteLaterNeed(() => 'alarms');
    expect(warningsOf(stack)).toContainEqual(like("Test/Config: the role of imported model 'Test/Model' is not known, ... for alarms; ..."));
  });

  test('lists its variants to an endpoint of this copy', () => {
    const stack = testStack();
    const endpoint = new Endpoint(stack, 'Endpoint', { endpointConfig: otherConfig(stack) });
    expect(endpoint.instanceProductionVariants.map(({ variantName }) => variantName)).toEqual(['main']);
  });
});

describe('an imported configuration whose variants are described', () => {
  test('has these, on instances', () => {
    expect(variantsOf(described(testStack()))).toMatchObject({ instance: [{ props: { variantName: 'main' } }], shadow: [], serverless: undefined });
  });

  test('has the serverless one', () => {
    const config = EndpointConfig.fromEndpointConfigAttributes(testStack(), 'Theirs', {
      endpointConfigArn: ARN, serverlessProductionVariant: { variantName: 'less', maxConcurrency: 5 },
    });
    expect(variantsOf(config)).toMatchObject({ instance: [], shadow: [], serverless: { props: { variantName: 'less', maxConcurrency: 5 } } });
  });

  test('is not defined here, and has no roles that are known', () => {
    const config = described(testStack());
    expect(isDefinedConfig(config)).toBe(false);
    expect(rolesOf(config)).toBeUndefined();
  });
});

describe.each(UNKNOWN)('of %s', (_what, configIn) => {
  test('neither variants nor roles are known', () => {
    const config = configIn(testStack());
    expect(variantsOf(config)).toBeUndefined();
    expect(rolesOf(config)).toBeUndefined();
    expect(isDefinedConfig(config)).toBe(false);
  });
});
