import { App, CfnOutput, CfnParameter, Fn, Stack, aws_iam as iam, aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import { aHost, anArchive } from './hosts';
import { Endpoint, EndpointConfig, InferenceComponent, type IInferenceComponent, type InferenceComponentAttributes } from '../../../src';
import { messageOf } from '../../helpers/problems';
import { propertiesOf, statementsOf, testStack, warningsOf } from '../../helpers/stack';

const ARN = 'arn:aws:sagemaker:us-east-1:123456789012:inference-component/llama';
const ELSEWHERE = 'arn:aws:sagemaker:eu-west-1:111122223333:inference-component/llama';

function imported(stack: Stack, attrs: InferenceComponentAttributes): IInferenceComponent {
  return InferenceComponent.fromInferenceComponentAttributes(stack, 'Llama', attrs);
}

describe('an imported component', () => {
  const composed = { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':sagemaker:us-east-1:123456789012:inference-component/Llama']] };

  test.each<[string, (stack: Stack) => IInferenceComponent, unknown, unknown]>([
    ['by its name', (stack) => InferenceComponent.fromInferenceComponentName(stack, 'Llama', 'Llama'), 'Llama', composed],
    ['by its ARN', (stack) => InferenceComponent.fromInferenceComponentArn(stack, 'Llama', ARN), 'llama', ARN],
    ['by name and ARN, which is in lower case', (stack) => imported(stack, { inferenceComponentName: 'Llama', inferenceComponentArn: ARN }), 'Llama', ARN],
    ['by name and endpoint', (stack) => imported(stack, { inferenceComponentName: 'Llama', endpoint: aHost(stack) }), 'Llama', composed],
  ])('%s has a name and an ARN', (_what, make, name, arn) => {
    const stack = testStack();
    const component = make(stack);
    expect(stack.resolve([component.inferenceComponentName, component.inferenceComponentArn])).toEqual([name, arn]);
    expect(component.metricInvocations().dimensions).toEqual({ InferenceComponentName: component.inferenceComponentName });
  });

  test('has a name and an ARN that are tokens', () => {
    const stack = testStack();
    const [name, arn] = ['Name', 'Arn'].map((id) => new CfnParameter(stack, id).valueAsString);
    const byName = InferenceComponent.fromInferenceComponentName(stack, 'ByName', name);
    const byArn = InferenceComponent.fromInferenceComponentArn(stack, 'ByArn', arn);
    expect(stack.resolve([byName.inferenceComponentName, byArn.inferenceComponentArn])).toEqual([{ Ref: 'Name' }, { Ref: 'Arn' }]);
    expect(stack.resolve(byArn.inferenceComponentName))
      .toEqual({ 'Fn::Select': [1, { 'Fn::Split': ['/', { 'Fn::Select': [5, { 'Fn::Split': [':', { Ref: 'Arn' }] }] }] }] });
  });

  test('of an L1 construct is known by its ARN', () => {
    const stack = testStack();
    const raw = new sagemaker.CfnInferenceComponent(stack, 'Raw', { endpointName: 'theirs', specification: { modelName: 'theirs' } });
    const component = InferenceComponent.fromInferenceComponentArn(stack, 'Llama', raw.ref);
    component.autoScaleCopyCount({ maxCapacity: 2 });
    expect(JSON.stringify(propertiesOf(stack, 'AWS::ApplicationAutoScaling::ScalableTarget').ResourceId)).toContain('{"Ref":"Raw"}');
  });

  test('of another region has metrics and permissions there, and is not scaled here', () => {
    const stack = testStack();
    const endpoint = Endpoint.fromEndpointArn(stack, 'Theirs', 'arn:aws:sagemaker:eu-west-1:111122223333:endpoint/theirs');
    const component = imported(stack, { inferenceComponentArn: ELSEWHERE, endpoint });
    expect(component.env).toEqual({ account: '111122223333', region: 'eu-west-1' });
    expect(component.metricInvocations()).toMatchObject({ account: '111122223333', region: 'eu-west-1' });
    component.grantInvoke(new iam.Role(stack, 'Caller', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') }));
    expect(statementsOf(stack).map(({ Resource }) => Resource)).toEqual([[
      'arn:aws:sagemaker:eu-west-1:111122223333:endpoint/theirs',
      { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':sagemaker:eu-west-1:111122223333:inference-component/llama']] },
    ]]);
    expect(component.openAiBaseUrl).toBe('https://runtime.sagemaker.eu-west-1.amazonaws.com/endpoints/theirs/inference-components/llama/openai/v1');
    expect(messageOf(() => component.autoScaleCopyCount({ maxCapacity: 2 }))).toBe('Test/Llama: 2 problems:\n'
      + '  - the inference component must be in the same account (123456789012), got 111122223333\n'
      + '  - the inference component must be in the same region (us-east-1), got eu-west-1');
  });

  test('takes the environment of its endpoint if it has only a name', () => {
    const stack = testStack();
    const endpoint = Endpoint.fromEndpointArn(stack, 'Theirs', 'arn:aws:sagemaker:eu-west-1:111122223333:endpoint/theirs');
    const component = imported(stack, { inferenceComponentName: 'llama', endpoint });
    expect(component.env).toEqual({ account: '111122223333', region: 'eu-west-1' });
    expect(JSON.stringify(stack.resolve(component.inferenceComponentArn))).toContain(':sagemaker:eu-west-1:111122223333:');
  });

  test('in an app with an endpoint of another stack does not tie the stacks together', () => {
    const app = new App();
    const [there, here] = ['There', 'Test'].map((id) => testStack({ app, id }));
    const component = imported(here, { inferenceComponentName: 'llama', endpoint: aHost(there) });
    new CfnOutput(here, 'Arn', { value: component.inferenceComponentArn });
    app.synth();
    expect([there, here].map(({ dependencies }) => dependencies)).toEqual([[], []]);
  });

  test('has adapters, with its endpoint', () => {
    const stack = testStack();
    const component = imported(stack, { inferenceComponentName: 'llama', endpoint: aHost(stack) });
    component.addAdapter('Legal', { artifact: anArchive(stack) });
    expect(propertiesOf(stack, 'AWS::SageMaker::InferenceComponent').Specification.BaseInferenceComponentName).toBe('llama');
    expect(warningsOf(stack)).toEqual([]);
  });

  const REMEDY = 'import the component with InferenceComponent.fromInferenceComponentAttributes and its endpoint';
  test.each<[string, (component: IInferenceComponent, stack: Stack) => unknown]>([
    ['openAiBaseUrl', (component) => component.openAiBaseUrl],
    ['grantInvoke', (component, stack) => component.grantInvoke(new iam.User(stack, 'Caller'))],
    ['grantInvokeWithResponseStream', (component, stack) => component.grantInvokeWithResponseStream(new iam.User(stack, 'Caller'))],
    ['grantInvokeOpenAi', (component, stack) => component.grantInvokeOpenAi(new iam.User(stack, 'Caller'))],
    ['createInvokeTask', (component, stack) => component.createInvokeTask(stack, 'Invoke')],
  ])('without its endpoint has no %s', (member, use) => {
    const stack = testStack();
    const component = InferenceComponent.fromInferenceComponentName(stack, 'Llama', 'llama');
    expect(messageOf(() => use(component, stack))).toBe(`Test/Llama: ${member} requires the endpoint of the inference component; ${REMEDY}`);
  });

  test('without its endpoint has no adapters', () => {
    const stack = testStack();
    const component = InferenceComponent.fromInferenceComponentName(stack, 'Llama', 'llama');
    expect(messageOf(() => component.addAdapter('Legal', { artifact: anArchive(stack) }))).toBe('Test/Llama/Legal: baseInferenceComponent has no endpoint; '
      + 'use InferenceComponent, or import the component with InferenceComponent.fromInferenceComponentAttributes and its endpoint');
  });
});

describe('is refused', () => {
  test.each<[string, (stack: Stack) => unknown, string]>([
    ['neither name nor ARN', (stack) => imported(stack, {}), 'Test: inferenceComponentName is required; specify the name or the ARN of the inference component'],
    ['no attributes', (stack) => imported(stack, undefined as any), 'Test: inferenceComponentName is required; specify the name or the ARN of the inference component'],
    ['no ARN', (stack) => InferenceComponent.fromInferenceComponentArn(stack, 'Llama', undefined as any), 'Test: inferenceComponentArn is required; specify '
      + 'an ARN such as arn:aws:sagemaker:us-east-1:123456789012:inference-component/my-inference-component'],
    ['another ARN', (stack) => InferenceComponent.fromInferenceComponentArn(stack, 'Llama', 'arn:aws:sagemaker:us-east-1:123456789012:endpoint/llama'),
      'Test: inferenceComponentArn must be an ARN such as arn:aws:sagemaker:us-east-1:123456789012:inference-component/my-inference-component, '
      + "got 'arn:aws:sagemaker:us-east-1:123456789012:endpoint/llama'"],
    ['an endpoint of another environment', (stack) => imported(stack, { inferenceComponentArn: ELSEWHERE, endpoint: aHost(stack) }),
      'Test/Llama: 2 problems:\n  - the endpoint must be in the same account (111122223333), got 123456789012\n'
      + '  - the endpoint must be in the same region (eu-west-1), got us-east-1'],
    ['something else than an endpoint', (stack) => imported(stack, { inferenceComponentName: 'llama', endpoint: EndpointConfig.fromEndpointConfigName(stack, 'Config', 'theirs') as any }),
      "Test: endpoint must be an endpoint, got Resource 'Test/Config'; use Endpoint, or Endpoint.fromEndpointName"],
  ])('%s', (_what, make, message) => {
    expect(messageOf(() => make(testStack()))).toBe(message);
  });

  test('no endpoint whose environment is known only at deployment', () => {
    const stack = testStack({ env: undefined });
    expect(() => imported(stack, { inferenceComponentArn: ELSEWHERE, endpoint: aHost(stack) })).not.toThrow();
    expect(() => InferenceComponent.fromInferenceComponentArn(stack, 'Other', Fn.importValue('Theirs'))).not.toThrow();
  });
});
