import { App, CfnParameter, PhysicalName, Stack, aws_iam as iam } from 'aws-cdk-lib';
import { Endpoint, EndpointConfig, type IEndpoint } from '../../../src';
import { must } from '../../helpers/must';
import { messageOf } from '../../helpers/problems';
import { resourcesOf, statementsOf, testStack } from '../../helpers/stack';

const IMPORTED = 'arn:aws:sagemaker:us-east-1:123456789012:endpoint/theirs';
const INVOKE = 'sagemaker:InvokeEndpoint';
const STREAM = ['sagemaker:InvokeEndpoint', 'sagemaker:InvokeEndpointWithResponseStream'];

const arnIn = (resource: string, place = 'us-east-1:123456789012') => (
  { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:sagemaker:${place}:${resource}`]] });

function hosting(stack: Stack, endpointName?: string): Endpoint {
  const endpointConfig = new EndpointConfig(stack, 'Config', { instanceProductionVariants: [{ variantName: 'main' }] });
  return new Endpoint(stack, 'Endpoint', { endpointConfig, endpointName });
}

function aCaller(stack: Stack, id = 'Caller', roleName?: string): iam.Role {
  return new iam.Role(stack, id, { roleName, assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
}

/** What the caller is allowed, without what hosting takes. */
function allowed(stack: Stack): any[] {
  return statementsOf(stack).filter(({ Action }) => [Action].flat().some((action) => action.startsWith('sagemaker:')));
}

describe('by its name', () => {
  test('is the same object on each call, and another for another name or endpoint', () => {
    const stack = testStack();
    const [own, imported] = [hosting(stack), Endpoint.fromEndpointName(stack, 'Theirs', 'theirs')];
    for (const endpoint of [own, imported]) {
      const component = endpoint.inferenceComponent('llm');
      expect(component.inferenceComponentName).toBe('llm');
      expect(endpoint.inferenceComponent('llm')).toBe(component);
      expect(endpoint.inferenceComponent('other')).not.toBe(component);
    }
    expect(own.inferenceComponent('llm')).not.toBe(imported.inferenceComponent('llm'));
  });

  test('may be that of a variant, which is found all the same', () => {
    const endpoint = hosting(testStack());
    expect(endpoint.inferenceComponent('main').metricInvocations().dimensions).toEqual({ InferenceComponentName: 'main' });
    expect(endpoint.findInstanceProductionVariant('main').variantName).toBe('main');
  });

  test('may be a token', () => {
    const stack = testStack();
    const endpoint = hosting(stack);
    const name = new CfnParameter(stack, 'Component').valueAsString;
    const component = endpoint.inferenceComponent(name);
    expect(endpoint.inferenceComponent(name)).toBe(component);
    expect(stack.resolve(component.metricModelLatency().dimensions)).toEqual({ InferenceComponentName: { Ref: 'Component' } });
    expect(stack.resolve(component.inferenceComponentArn)).toEqual({
      'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':sagemaker:us-east-1:123456789012:inference-component/', { Ref: 'Component' }]],
    });
  });
});

describe('the ARN', () => {
  test.each<[string, (stack: Stack) => IEndpoint, string]>([
    ['a defined endpoint', hosting, 'us-east-1:123456789012'],
    ['an imported endpoint', (stack) => Endpoint.fromEndpointName(stack, 'Theirs', 'theirs'), 'us-east-1:123456789012'],
    ['an endpoint imported from elsewhere',
      (stack) => Endpoint.fromEndpointArn(stack, 'Theirs', 'arn:aws:sagemaker:eu-west-1:210987654321:endpoint/theirs'), 'eu-west-1:210987654321'],
  ])('is where %s is', (_what, endpoint, place) => {
    const stack = testStack();
    expect(stack.resolve(endpoint(stack).inferenceComponent('llm').inferenceComponentArn)).toEqual(arnIn('inference-component/llm', place));
  });

  test('is where the stack is, if that is not known', () => {
    const stack = testStack({ env: undefined });
    expect(stack.resolve(hosting(stack).inferenceComponent('llm').inferenceComponentArn)).toEqual({
      'Fn::Join': ['', [
        'arn:', { Ref: 'AWS::Partition' }, ':sagemaker:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, ':inference-component/llm',
      ]],
    });
  });

  test('has account and region of an ARN that is a token', () => {
    const stack = testStack();
    const endpoint = Endpoint.fromEndpointArn(stack, 'Theirs', new CfnParameter(stack, 'Arn').valueAsString);
    const part = (index: number) => ({ 'Fn::Select': [index, { 'Fn::Split': [':', { Ref: 'Arn' }] }] });
    expect(stack.resolve(endpoint.inferenceComponent('llm').inferenceComponentArn)).toEqual({
      'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':sagemaker:', part(3), ':', part(4), ':inference-component/llm']],
    });
  });
});

const TOKENS = { Action: 'sagemaker:CallWithBearerToken', Effect: 'Allow', Resource: '*' };

describe.each([
  ['grantInvoke', INVOKE, []],
  ['grantInvokeWithResponseStream', STREAM, []],
  ['grantInvokeOpenAi', INVOKE, [TOKENS]],
] as const)('%s', (method, Action, besides) => {
  const only = (...Resource: unknown[]) => ({ Action, Effect: 'Allow', Resource });
  const statement = (...Resource: unknown[]) => [only(...Resource), ...besides];

  test('allows to invoke the component of this endpoint, on both', () => {
    const stack = testStack();
    expect(hosting(stack).inferenceComponent('llm')[method](aCaller(stack)).success).toBe(true);
    const [Ref] = Object.keys(resourcesOf(stack, 'AWS::SageMaker::Endpoint'));
    expect(allowed(stack)).toEqual(statement({ Ref }, arnIn('inference-component/llm')));
  });

  test('allows to invoke two components, one by one', () => {
    const stack = testStack();
    const [endpoint, caller] = [Endpoint.fromEndpointArn(stack, 'Theirs', IMPORTED), aCaller(stack)];
    ['one', 'two', 'one'].forEach((name) => endpoint.inferenceComponent(name)[method](caller));
    expect(allowed(stack)).toEqual([
      ...statement(IMPORTED, arnIn('inference-component/one')),
      only(IMPORTED, arnIn('inference-component/two')),
    ]);
  });

  test('allows to invoke that of an imported endpoint whose name has capitals', () => {
    const stack = testStack();
    Endpoint.fromEndpointName(stack, 'Theirs', 'Churn-Prod').inferenceComponent('llm')[method](aCaller(stack));
    expect(allowed(stack)).toEqual(statement(arnIn('endpoint/Churn-Prod'), arnIn('endpoint/churn-prod'), arnIn('inference-component/llm')));
  });

  test('allows to invoke that of an endpoint imported from another account and region', () => {
    const stack = testStack();
    const endpointArn = 'arn:aws:sagemaker:eu-west-1:210987654321:endpoint/theirs';
    Endpoint.fromEndpointArn(stack, 'Theirs', endpointArn).inferenceComponent('llm')[method](aCaller(stack));
    expect(allowed(stack)).toEqual(statement(endpointArn, arnIn('inference-component/llm', 'eu-west-1:210987654321')));
  });

  test.each([
    ['region', { account: '123456789012', region: 'eu-west-1' }],
    ['account', { account: '210987654321', region: 'us-east-1' }],
  ])('allows a caller of another %s', (_what, env) => {
    const app = new App();
    const [there, here] = [testStack({ app, id: 'There', env }), testStack({ app })];
    hosting(there, 'Churn-Prod').inferenceComponent('llm')[method](aCaller(here, 'Caller', PhysicalName.GENERATE_IF_NEEDED));
    app.synth();
    const place = `${env.region}:${env.account}`;
    expect(allowed(here)).toEqual(statement(arnIn('endpoint/churn-prod', place), arnIn('inference-component/llm', place)));
  });

  test('allows a caller of another stack of the same place', () => {
    const app = new App();
    const [there, here] = [testStack({ app, id: 'There' }), testStack({ app })];
    hosting(there).inferenceComponent('llm')[method](aCaller(here));
    app.synth();
    expect(allowed(here)).toEqual(statement(
      { 'Fn::ImportValue': expect.stringMatching(/^There:ExportsOutputRefEndpoint/) }, arnIn('inference-component/llm')));
  });

  test('allows the role of the components, by a policy that the configuration does not wait for', () => {
    const stack = testStack();
    const endpoint = hosting(stack);
    const { role } = endpoint.node.scope!.node.findChild('Config') as EndpointConfig;
    endpoint.inferenceComponent('llm')[method](role!);
    const policies = Object.entries(resourcesOf(stack, 'AWS::IAM::Policy')).filter(([id]) => id.startsWith('Endpoint'));
    expect(policies.flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement))
      .toEqual(statement(stack.resolve(endpoint.endpointArn), arnIn('inference-component/llm')));
  });

  test('says so when a grantee can not be allowed anything', () => {
    const component = Endpoint.fromEndpointArn(testStack(), 'Theirs', IMPORTED).inferenceComponent('llm');
    expect(component[method](new iam.ServicePrincipal('lambda.amazonaws.com')).success).toBe(false);
  });
});

test('the metrics are those of the account and region of the endpoint, without its name', () => {
  const component = Endpoint.fromEndpointArn(testStack(), 'Theirs', 'arn:aws:sagemaker:eu-west-1:210987654321:endpoint/theirs').inferenceComponent('llm');
  for (const metric of [component.metricInvocationsPerCopy(), component.metricGpuUtilizationNormalized(), component.metric('AWS/SageMaker', 'Any')]) {
    expect(metric).toMatchObject({ region: 'eu-west-1', account: '210987654321', dimensions: { InferenceComponentName: 'llm' } });
  }
});

test('a name with capitals is granted in lower case too, as SageMaker may write it in the ARN', () => {
  const stack = testStack();
  Endpoint.fromEndpointArn(stack, 'Theirs', IMPORTED).inferenceComponent('LLM').grantInvoke(aCaller(stack));
  expect(statementsOf(stack)).toEqual([{
    Action: INVOKE, Effect: 'Allow', Resource: [IMPORTED, arnIn('inference-component/LLM'), arnIn('inference-component/llm')],
  }]);
});

describe('a name', () => {
  test.each(['a', 'a'.repeat(63), 'LLM-7b'])('may be %p', (name) => {
    expect(Endpoint.fromEndpointArn(testStack(), 'Theirs', IMPORTED).inferenceComponent(name).inferenceComponentName).toBe(name);
  });

  test.each(['', 'a'.repeat(64), 'a_b', 'a b', '-a'])('fails as %p', (name) => {
    expect(messageOf(() => Endpoint.fromEndpointArn(testStack(), 'Theirs', IMPORTED).inferenceComponent(name)))
      .toBe(`Test/Theirs: name ${must.beName(name)}`);
  });

  test('fails when it is not given, in a language that does not see to it', () => {
    const name = undefined as unknown as string;
    expect(messageOf(() => Endpoint.fromEndpointArn(testStack(), 'Theirs', IMPORTED).inferenceComponent(name)))
      .toBe('Test/Theirs: name is required; specify the name of the inference component');
  });
});

test('the copies of a component wait for the endpoint, without which there is no component', () => {
  const stack = testStack();
  hosting(stack).inferenceComponent('llm').autoScaleCopyCount({ maxCapacity: 2 }).scaleOnConcurrentRequests('Load', { targetConcurrentRequests: 5 });
  const [target] = Object.values(resourcesOf(stack, 'AWS::ApplicationAutoScaling::ScalableTarget'));
  expect(target.DependsOn).toEqual(Object.keys(resourcesOf(stack, 'AWS::SageMaker::Endpoint')));
});
