import { App, Aws, CfnParameter, PropertyInjectors, Tags, aws_iam as iam, type InjectionContext, type IPropertyInjector } from 'aws-cdk-lib';
import { CfnEndpoint } from 'aws-cdk-lib/aws-sagemaker';
import { Endpoint, EndpointConfig, type EndpointProps } from '../../src';
import { aConfig } from '../helpers/given';
import { must } from '../helpers/must';
import { like, messageOf, synthMessageOf } from '../helpers/problems';
import { propertiesOf, resourcesOf, statementsOf, testStack, warningsOf } from '../helpers/stack';

const TYPE = 'AWS::SageMaker::Endpoint';
const ARN = 'arn:aws:sagemaker:eu-west-1:210987654321:endpoint/theirs';

describe('definition', () => {
  test('the default child is the L1 resource, whose id is that of the alpha', () => {
    const stack = testStack();
    const endpoint = new Endpoint(stack, 'Endpoint', { endpointConfig: aConfig(stack) });
    expect(endpoint.node.defaultChild).toBeInstanceOf(CfnEndpoint);
    expect(endpoint.node.defaultChild).toBe(endpoint.node.findChild('Endpoint'));
  });

  test('refers to its configuration, and leaves its name to CloudFormation', () => {
    const stack = testStack();
    const config = aConfig(stack);
    new Endpoint(stack, 'Endpoint', { endpointConfig: config });
    expect(propertiesOf(stack, TYPE)).toEqual({ EndpointConfigName: stack.resolve(config.endpointConfigName) });
  });

  test('a fixed name is rendered, without a warning, because an endpoint is updated in place', () => {
    const stack = testStack();
    new Endpoint(stack, 'Endpoint', { endpointConfig: aConfig(stack), endpointName: 'fixed' });
    expect(propertiesOf(stack, TYPE).EndpointName).toBe('fixed');
    expect(warningsOf(stack)).toEqual([]);
  });

  test('what is undefined is not there, as other languages give it', () => {
    const stack = testStack();
    const endpointConfig = EndpointConfig.fromEndpointConfigName(stack, 'Theirs', 'theirs');
    new Endpoint(stack, 'Endpoint', {
      endpointConfig,
      endpointName: undefined,
      deploymentStrategy: undefined,
      autoRollbackAlarms: undefined,
      retainDeploymentConfig: undefined,
      variantPropertyRetention: undefined,
    });
    expect(propertiesOf(stack, TYPE)).toEqual({ EndpointConfigName: 'theirs' });
  });

  test.each([true, false])('whether the last deployment strategy is kept is rendered as given: %p', (retainDeploymentConfig) => {
    const stack = testStack();
    new Endpoint(stack, 'Endpoint', { endpointConfig: aConfig(stack), retainDeploymentConfig });
    expect(propertiesOf(stack, TYPE).RetainDeploymentConfig).toBe(retainDeploymentConfig);
  });

  test('a name that is a token is passed on', () => {
    const stack = testStack();
    const endpointName = new CfnParameter(stack, 'Name').valueAsString;
    new Endpoint(stack, 'Endpoint', { endpointConfig: aConfig(stack), endpointName });
    expect(propertiesOf(stack, TYPE).EndpointName).toEqual({ Ref: 'Name' });
  });

  test('name, ARN and reference are attributes of the resource', () => {
    const stack = testStack();
    const endpoint = new Endpoint(stack, 'Endpoint', { endpointConfig: aConfig(stack) });
    const [logicalId] = Object.keys(resourcesOf(stack, TYPE));
    expect(stack.resolve(endpoint.endpointName)).toEqual({ 'Fn::GetAtt': [logicalId, 'EndpointName'] });
    expect(stack.resolve(endpoint.endpointArn)).toEqual({ Ref: logicalId });
    expect(stack.resolve(endpoint.endpointRef)).toEqual({ endpointArn: { Ref: logicalId } });
  });

  test('tags reach the resource', () => {
    const stack = testStack();
    Tags.of(new Endpoint(stack, 'Endpoint', { endpointConfig: aConfig(stack) })).add('team', 'search');
    expect(propertiesOf(stack, TYPE).Tags).toEqual([{ Key: 'team', Value: 'search' }]);
  });

  test('property injectors see the props before they are used', () => {
    class NameInjector implements IPropertyInjector {
      public readonly constructUniqueId = Endpoint.PROPERTY_INJECTION_ID;
      public inject(props: EndpointProps, context: InjectionContext): EndpointProps {
        return { ...props, endpointName: `injected-${context.id}` };
      }
    }
    const stack = testStack();
    PropertyInjectors.of(stack).add(new NameInjector());
    new Endpoint(stack, 'Endpoint', { endpointConfig: aConfig(stack) });
    expect(propertiesOf(stack, TYPE).EndpointName).toBe('injected-Endpoint');
  });

  test('the configuration may be an imported one', () => {
    const stack = testStack();
    new Endpoint(stack, 'Endpoint', { endpointConfig: EndpointConfig.fromEndpointConfigName(stack, 'Theirs', 'theirs') });
    expect(propertiesOf(stack, TYPE).EndpointConfigName).toBe('theirs');
  });

  test('the configuration may be in another stack, and in one of two endpoints', () => {
    const app = new App();
    const config = aConfig(testStack({ app, id: 'There' }));
    const stack = testStack({ app });
    new Endpoint(stack, 'One', { endpointConfig: config });
    new Endpoint(stack, 'Two', { endpointConfig: config });
    app.synth();
    const names = Object.values(resourcesOf(stack, TYPE)).map((resource) => resource.Properties.EndpointConfigName);
    expect(names).toEqual(Array(2).fill({ 'Fn::ImportValue': expect.stringMatching(/^There:.*EndpointConfigName/) }));
  });

  test('fails at synth with a configuration without variants, in the words of the configuration', () => {
    const stack = testStack();
    const endpoint = new Endpoint(stack, 'Endpoint', { endpointConfig: new EndpointConfig(stack, 'Config') });
    expect(synthMessageOf(endpoint)).toEqual(like('Validation failed with the following errors:\n'
      + '  [Test/Config] ... 1 production ... got 0; ... instanceProductionVariants ... serverlessProductionVariant'));
  });
});

describe('import', () => {
  test.each([
    ['fromEndpointArn', Endpoint.fromEndpointArn(testStack(), 'Theirs', ARN)],
    ['fromEndpointAttributes', Endpoint.fromEndpointAttributes(testStack(), 'Theirs', { endpointArn: ARN })],
  ])('by %s, with name and environment taken from the ARN', (_, endpoint) => {
    expect(endpoint.endpointArn).toBe(ARN);
    expect(endpoint.endpointName).toBe('theirs');
    expect(endpoint.endpointRef).toEqual({ endpointArn: ARN });
    expect(endpoint.env).toEqual({ account: '210987654321', region: 'eu-west-1' });
  });

  test('by name, in the environment of the stack', () => {
    const stack = testStack();
    const endpoint = Endpoint.fromEndpointName(stack, 'Theirs', 'theirs');
    expect(endpoint.endpointName).toBe('theirs');
    expect(stack.resolve(endpoint.endpointArn)).toEqual({
      'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':sagemaker:us-east-1:123456789012:endpoint/theirs']],
    });
    expect(endpoint.env).toEqual({ account: '123456789012', region: 'us-east-1' });
  });

  test('by an ARN that is a token', () => {
    const stack = testStack();
    const endpoint = Endpoint.fromEndpointArn(stack, 'Theirs', new CfnParameter(stack, 'Arn').valueAsString);
    expect(stack.resolve(endpoint.endpointRef)).toEqual({ endpointArn: { Ref: 'Arn' } });
    expect(stack.resolve(endpoint.endpointName)).toEqual({
      'Fn::Select': [1, { 'Fn::Split': ['/', { 'Fn::Select': [5, { 'Fn::Split': [':', { Ref: 'Arn' }] }] }] }],
    });
  });

  test('by a name that is a token', () => {
    const stack = testStack();
    const endpoint = Endpoint.fromEndpointName(stack, 'Theirs', new CfnParameter(stack, 'Name').valueAsString);
    expect(stack.resolve(endpoint.endpointName)).toEqual({ Ref: 'Name' });
  });

  test('defines no resource', () => {
    const stack = testStack();
    Endpoint.fromEndpointName(stack, 'Theirs', 'theirs');
    expect(resourcesOf(stack, TYPE)).toEqual({});
  });
});

describe('grantInvoke', () => {
  test('allows to invoke this endpoint, and nothing else', () => {
    const stack = testStack();
    const endpoint = new Endpoint(stack, 'Endpoint', { endpointConfig: EndpointConfig.fromEndpointConfigName(stack, 'Theirs', 'theirs') });
    const caller = new iam.Role(stack, 'Caller', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    expect(endpoint.grantInvoke(caller).success).toBe(true);
    const [logicalId] = Object.keys(resourcesOf(stack, TYPE));
    expect(statementsOf(stack)).toEqual([{ Action: 'sagemaker:InvokeEndpoint', Effect: 'Allow', Resource: { Ref: logicalId } }]);
  });

  test('allows to invoke an imported endpoint', () => {
    const stack = testStack();
    const caller = new iam.Role(stack, 'Caller', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    Endpoint.fromEndpointArn(stack, 'Theirs', ARN).grantInvoke(caller);
    expect(statementsOf(stack)).toEqual([{ Action: 'sagemaker:InvokeEndpoint', Effect: 'Allow', Resource: ARN }]);
  });

  test('says so when a grantee can not be allowed anything', () => {
    const stack = testStack();
    const grant = Endpoint.fromEndpointArn(stack, 'Theirs', ARN).grantInvoke(new iam.ServicePrincipal('lambda.amazonaws.com'));
    expect(grant.success).toBe(false);
  });
});

describe('in another environment', () => {
  test('the name is a fixed one, as cross-environment references take', () => {
    const app = new App();
    const there = testStack({ app, id: 'There' });
    const here = testStack({ app, id: 'Here', env: { account: '123456789012', region: 'eu-west-1' } });
    const endpoint = new Endpoint(there, 'Endpoint', { endpointConfig: aConfig(there), endpointName: 'fixed' });
    const caller = new iam.Role(here, 'Caller', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    endpoint.grantInvoke(caller);
    app.synth();
    expect(statementsOf(here)).toEqual([{
      Action: 'sagemaker:InvokeEndpoint',
      Effect: 'Allow',
      Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':sagemaker:us-east-1:123456789012:endpoint/fixed']] },
    }]);
  });
});

describe('import of what is no endpoint', () => {
  test.each(['a', '7', 'a-b', 'a'.repeat(63)])('the name may be %p', (name) => {
    expect(Endpoint.fromEndpointName(testStack(), 'Theirs', name).endpointName).toBe(name);
  });

  test.each(['', 'a'.repeat(64), '-a', 'a-', 'a_b', 'a/b'])('fails with the name %p', (name) => {
    expect(messageOf(() => Endpoint.fromEndpointName(testStack(), 'Theirs', name)))
      .toBe(`Test: endpointName ${must.beName(name)}`);
  });

  test.each([
    'arn:aws:sagemaker:us-east-1:123456789012:endpoint/a',
    'arn:aws-cn:sagemaker:cn-north-1:123456789012:endpoint/a',
  ])('the ARN may be %p', (arn) => {
    expect(Endpoint.fromEndpointArn(testStack(), 'Theirs', arn).endpointName).toBe('a');
  });

  test('the ARN may have a token in it', () => {
    const stack = testStack();
    const arn = `arn:${Aws.PARTITION}:sagemaker:us-east-1:123456789012:endpoint/theirs`;
    expect(Endpoint.fromEndpointArn(stack, 'Theirs', arn).endpointName).toBe('theirs');
  });

  test.each([
    '',
    'theirs',
    'arn:aws:sagemaker:us-east-1:123456789012:endpoint',
    'arn:aws:sagemaker:us-east-1:123456789012:endpoint/',
    'arn:aws:sagemaker:us-east-1:123456789012:endpoint-config/theirs',
    'arn:aws:sagemaker:us-east-1:endpoint/theirs',
    'arn:aws:s3:us-east-1:123456789012:endpoint/theirs',
    ' arn:aws:sagemaker:us-east-1:123456789012:endpoint/theirs',
  ])('fails with the ARN %p', (arn) => {
    const message = 'Test: endpointArn must be an ARN such as arn:aws:sagemaker:us-east-1:123456789012:endpoint/my-endpoint, '
      + `got '${arn}'`;
    expect(messageOf(() => Endpoint.fromEndpointArn(testStack(), 'Theirs', arn))).toBe(message);
    expect(messageOf(() => Endpoint.fromEndpointAttributes(testStack(), 'Theirs', { endpointArn: arn }))).toBe(message);
  });
});
