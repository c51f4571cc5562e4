import { App, Aws, CfnParameter, PhysicalName, PropertyInjectors, Tags, type InjectionContext, type IPropertyInjector } from 'aws-cdk-lib';
import { CfnEndpointConfig } from 'aws-cdk-lib/aws-sagemaker';
import { EndpointConfig, InstanceType, type EndpointConfigProps } from '../../src';
import { aConfig, aModel } from '../helpers/given';
import { must } from '../helpers/must';
import { like, messageOf, problemsAtSynth, synthMessageOf } from '../helpers/problems';
import { propertiesOf, resourcesOf, testStack, warningsOf } from '../helpers/stack';

const TYPE = 'AWS::SageMaker::EndpointConfig';
const ARN = 'arn:aws:sagemaker:eu-west-1:210987654321:endpoint-config/theirs';
const FIXED_NAME = 'Test/Config: endpointConfigName is fixed, so CloudFormation cannot replace the endpoint configuration, which every change '
  + 'requires; omit endpointConfigName [ack: cdk-sagemaker-hosting:fixedEndpointConfigName]';

describe('definition', () => {
  test('the default child is the L1 resource, whose id is that of the alpha', () => {
    const config = aConfig(testStack());
    expect(config.node.defaultChild).toBeInstanceOf(CfnEndpointConfig);
    expect(config.node.defaultChild).toBe(config.node.findChild('EndpointConfig'));
  });

  test('without a name CloudFormation makes one, and there is no warning', () => {
    const stack = testStack();
    aConfig(stack);
    expect(propertiesOf(stack, TYPE)).not.toHaveProperty('EndpointConfigName');
    expect(warningsOf(stack)).toEqual([]);
  });

  test('without a key, AWS encrypts the volumes with its own', () => {
    const stack = testStack();
    aConfig(stack);
    expect(propertiesOf(stack, TYPE)).not.toHaveProperty('KmsKeyId');
  });

  test('a fixed name is rendered, with a warning', () => {
    const stack = testStack();
    aConfig(stack, 'Config', { endpointConfigName: 'fixed' });
    expect(propertiesOf(stack, TYPE).EndpointConfigName).toBe('fixed');
    expect(warningsOf(stack)).toEqual([FIXED_NAME]);
  });

  test('a name that is a token is passed on', () => {
    const stack = testStack();
    const name = new CfnParameter(stack, 'Name').valueAsString;
    aConfig(stack, 'Config', { endpointConfigName: name });
    expect(propertiesOf(stack, TYPE).EndpointConfigName).toEqual({ Ref: 'Name' });
    expect(warningsOf(stack)).toEqual([FIXED_NAME]);
  });

  test('a name that the CDK makes if it is needed is left out where it is not, without a warning', () => {
    const stack = testStack();
    aConfig(stack, 'Config', { endpointConfigName: PhysicalName.GENERATE_IF_NEEDED });
    expect(propertiesOf(stack, TYPE)).not.toHaveProperty('EndpointConfigName');
    expect(warningsOf(stack)).toEqual([]);
  });

  test('a name that the CDK makes if it is needed is made where another region refers to it, without a warning', () => {
    const app = new App();
    const there = testStack({ app, id: 'There' });
    const here = testStack({ app, id: 'Here', env: { account: '123456789012', region: 'eu-west-1' } });
    const config = aConfig(there, 'Config', { endpointConfigName: PhysicalName.GENERATE_IF_NEEDED });
    const name = here.resolve(config.endpointConfigName);
    expect(name).toMatch(/^[a-z0-9]{1,63}$/);
    expect(propertiesOf(there, TYPE).EndpointConfigName).toBe(name);
    expect(warningsOf(there)).toEqual([]);
  });

  test('name and ARN are attributes of the resource', () => {
    const stack = testStack();
    const config = aConfig(stack);
    const [logicalId] = Object.keys(resourcesOf(stack, TYPE));
    expect(stack.resolve(config.endpointConfigName)).toEqual({ 'Fn::GetAtt': [logicalId, 'EndpointConfigName'] });
    expect(stack.resolve(config.endpointConfigArn)).toEqual({ Ref: logicalId });
  });

  test('tags reach the resource', () => {
    const stack = testStack();
    Tags.of(aConfig(stack)).add('team', 'search');
    expect(propertiesOf(stack, TYPE).Tags).toEqual([{ Key: 'team', Value: 'search' }]);
  });

  test('property injectors see the props before they are used', () => {
    class NameInjector implements IPropertyInjector {
      public readonly constructUniqueId = EndpointConfig.PROPERTY_INJECTION_ID;
      public inject(props: EndpointConfigProps, context: InjectionContext): EndpointConfigProps {
        return { ...props, endpointConfigName: `injected-${context.id}` };
      }
    }
    const stack = testStack();
    PropertyInjectors.of(stack).add(new NameInjector());
    aConfig(stack);
    expect(propertiesOf(stack, TYPE).EndpointConfigName).toBe('injected-Config');
  });

  test('the name in another environment is a fixed one, as cross-environment references take', () => {
    const app = new App();
    const there = testStack({ app, id: 'There' });
    const here = testStack({ app, id: 'Here', env: { account: '123456789012', region: 'eu-west-1' } });
    const config = aConfig(there, 'Config', { endpointConfigName: 'fixed' });
    expect(here.resolve(config.endpointConfigName)).toBe('fixed');
    expect(here.resolve(config.endpointConfigArn)).toEqual({
      'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':sagemaker:us-east-1:123456789012:endpoint-config/fixed']],
    });
    expect(config.env).toEqual({ account: '123456789012', region: 'us-east-1' });
  });
});

describe('without variants', () => {
  test('fails at synth, not before, because variants may still be added', () => {
    const config = new EndpointConfig(testStack(), 'Config');
    expect(problemsAtSynth(config)).toEqual([
      like('... 1 production ... got 0; ... instanceProductionVariants ... serverlessProductionVariant'),
    ]);
    expect(synthMessageOf(config)).toEqual(like('Validation failed with the following errors:\n'
      + '  [Test/Config] ... 1 production ... got 0; ... instanceProductionVariants ... serverlessProductionVariant'));
  });

  test('an empty list counts as none', () => {
    const config = new EndpointConfig(testStack(), 'Config', { instanceProductionVariants: [] });
    expect(problemsAtSynth(config)).toHaveLength(1);
  });

  test('a variant that is added later is enough', () => {
    const stack = testStack();
    const config = new EndpointConfig(stack, 'Config');
    config.addInstanceProductionVariant({ model: aModel(stack), variantName: 'late' });
    expect(problemsAtSynth(config)).toEqual([]);
    expect(propertiesOf(stack, TYPE).ProductionVariants).toHaveLength(1);
  });

  test('has no serverless and no instance variants', () => {
    const config = new EndpointConfig(testStack(), 'Config');
    expect(config.instanceProductionVariants).toEqual([]);
    expect(config.serverlessProductionVariant).toBeUndefined();
  });
});

describe('variants', () => {
  test('are rendered in the order in which they were added', () => {
    const stack = testStack();
    const model = aModel(stack);
    const config = new EndpointConfig(stack, 'Config', {
      instanceProductionVariants: [{ model, variantName: 'b' }, { model, variantName: 'a' }],
    });
    config.addInstanceProductionVariant({ model, variantName: 'c' });
    expect(config.instanceProductionVariants.map((variant) => variant.variantName)).toEqual(['b', 'a', 'c']);
    expect(propertiesOf(stack, TYPE).ProductionVariants.map((variant: any) => variant.VariantName)).toEqual(['b', 'a', 'c']);
  });

  test('the list of variants is a copy', () => {
    const config = aConfig(testStack());
    config.instanceProductionVariants.pop();
    expect(config.instanceProductionVariants).toHaveLength(1);
  });

  test('the serverless one is found again', () => {
    const stack = testStack();
    const config = new EndpointConfig(stack, 'Config', {
      serverlessProductionVariant: { model: aModel(stack), variantName: 'only', maxConcurrency: 5, memorySizeInMB: 1024 },
    });
    expect(stack.resolve(config.serverlessProductionVariant)).toEqual(stack.resolve(config.findServerlessProductionVariant('only')));
    expect(config.serverlessProductionVariant).toMatchObject({ variantName: 'only', maxConcurrency: 5 });
  });

  test('an unknown instance type is warned of, because it may be a typing error', () => {
    const stack = testStack();
    aConfig(stack, 'Config', {
      instanceProductionVariants: [{ model: aModel(stack), variantName: 'main', instanceType: InstanceType.of('ml.m55.large') }],
    });
    expect(propertiesOf(stack, TYPE).ProductionVariants[0].InstanceType).toBe('ml.m55.large');
    expect(warningsOf(stack)).toEqual([
      like("Test/Config: instanceType ml.m55.large ... variant 'main' ... [ack: cdk-sagemaker-hosting:unknownInstanceType]"),
    ]);
  });
});

describe('import', () => {
  test('by ARN, with name and environment taken from it', () => {
    const config = EndpointConfig.fromEndpointConfigArn(testStack(), 'Config', ARN);
    expect(config.endpointConfigArn).toBe(ARN);
    expect(config.endpointConfigName).toBe('theirs');
    expect(config.env).toEqual({ account: '210987654321', region: 'eu-west-1' });
  });

  test('by name, in the environment of the stack', () => {
    const stack = testStack();
    const config = EndpointConfig.fromEndpointConfigName(stack, 'Config', 'theirs');
    expect(config.endpointConfigName).toBe('theirs');
    expect(stack.resolve(config.endpointConfigArn)).toEqual({
      'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':sagemaker:us-east-1:123456789012:endpoint-config/theirs']],
    });
    expect(config.env).toEqual({ account: '123456789012', region: 'us-east-1' });
  });

  test('by an ARN that is a token', () => {
    const stack = testStack();
    const arn = new CfnParameter(stack, 'Arn').valueAsString;
    const config = EndpointConfig.fromEndpointConfigArn(stack, 'Config', arn);
    expect(stack.resolve(config.endpointConfigArn)).toEqual({ Ref: 'Arn' });
    expect(stack.resolve(config.endpointConfigName)).toEqual({
      'Fn::Select': [1, { 'Fn::Split': ['/', { 'Fn::Select': [5, { 'Fn::Split': [':', { Ref: 'Arn' }] }] }] }],
    });
  });

  test('by a name that is a token', () => {
    const stack = testStack();
    const name = new CfnParameter(stack, 'Name').valueAsString;
    const config = EndpointConfig.fromEndpointConfigName(stack, 'Config', name);
    expect(stack.resolve(config.endpointConfigName)).toEqual({ Ref: 'Name' });
  });

  test('in a stack without an environment', () => {
    const stack = testStack({ env: undefined });
    const config = EndpointConfig.fromEndpointConfigName(stack, 'Config', 'theirs');
    expect(config.endpointConfigName).toBe('theirs');
    expect(stack.resolve(config.env)).toEqual(stack.resolve({ account: Aws.ACCOUNT_ID, region: Aws.REGION }));
  });

  test('defines no resource', () => {
    const stack = testStack();
    EndpointConfig.fromEndpointConfigArn(stack, 'Config', ARN);
    expect(resourcesOf(stack, TYPE)).toEqual({});
  });
});

describe('import of what is no endpoint configuration', () => {
  test.each(['a', '7', 'a-b', 'a'.repeat(63)])('the name may be %p', (name) => {
    expect(EndpointConfig.fromEndpointConfigName(testStack(), 'Theirs', name).endpointConfigName).toBe(name);
  });

  test.each(['', 'a'.repeat(64), '-a', 'a-', 'a_b', 'a/b'])('fails with the name %p', (name) => {
    expect(messageOf(() => EndpointConfig.fromEndpointConfigName(testStack(), 'Theirs', name)))
      .toBe(`Test: endpointConfigName ${must.beName(name)}`);
  });

  test.each([
    'arn:aws:sagemaker:us-east-1:123456789012:endpoint-config/a',
    'arn:aws-cn:sagemaker:cn-north-1:123456789012:endpoint-config/a',
  ])('the ARN may be %p', (arn) => {
    expect(EndpointConfig.fromEndpointConfigArn(testStack(), 'Theirs', arn).endpointConfigName).toBe('a');
  });

  test.each([undefined, null])('fails with the name %p', (name) => {
    expect(messageOf(() => EndpointConfig.fromEndpointConfigName(testStack(), 'Theirs', name as any)))
      .toBe('Test: endpointConfigName is required; specify the name of the endpoint configuration');
  });

  test('the ARN may have a token in it', () => {
    const stack = testStack();
    const arn = `arn:${Aws.PARTITION}:sagemaker:us-east-1:123456789012:endpoint-config/theirs`;
    expect(EndpointConfig.fromEndpointConfigArn(stack, 'Theirs', arn).endpointConfigName).toBe('theirs');
  });

  test.each([
    '',
    'theirs',
    'arn:aws:sagemaker:us-east-1:123456789012:endpoint-config',
    'arn:aws:sagemaker:us-east-1:123456789012:endpoint-config/',
    'arn:aws:sagemaker:us-east-1:123456789012:endpoint/theirs',
    'arn:aws:sagemaker:us-east-1:endpoint-config/theirs',
    'arn:aws:s3:us-east-1:123456789012:endpoint-config/theirs',
    ' arn:aws:sagemaker:us-east-1:123456789012:endpoint-config/theirs',
  ])('fails with the ARN %p', (arn) => {
    const message = 'Test: endpointConfigArn must be an ARN such as arn:aws:sagemaker:us-east-1:123456789012:endpoint-config/my-endpoint-config, '
      + `got '${arn}'`;
    expect(messageOf(() => EndpointConfig.fromEndpointConfigArn(testStack(), 'Theirs', arn))).toBe(message);
  });
});
