import {
  App, NestedStack, Resource as CdkResource, Size, Stack, Stage, aws_apigateway as apigateway, aws_iam as iam, aws_stepfunctions as sfn,
} from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { aComponent, aHost, anArchive, aSpecification } from './hosts';
import {
  Endpoint, EndpointConfig, InferenceComponent, InferenceComponentSpecification, Model, RuntimeVpcEndpoint,
  type IEndpoint, type IEndpointInferenceComponent,
} from '../../../src';
import { aModel, aVpc } from '../../helpers/given';
import { ENV, propertiesOf, resourcesOf, statementsOf, testStack, otherWarningsOf, warningsOf } from '../../helpers/stack';

const FIXED = { inferenceComponentName: 'llama' };
const arnOf = (name: string) => (
  { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:sagemaker:us-east-1:123456789012:inference-component/${name}`]] });

function aCaller(stack: Stack, id = 'Caller'): iam.Role {
  return new iam.Role(stack, id, { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
}

/** The specification of a component whose model is defined elsewhere. */
const ofTheirModel = (stack: Stack) => (
  InferenceComponentSpecification.fromModel(Model.fromModelName(stack, 'TheirModel', 'theirs'), { compute: { minMemory: Size.gibibytes(1) } }));

/** The statements that allow requests. */
function invoking(stack: Stack): any[] {
  return statementsOf(stack).filter(({ Action }) => [Action].flat().some((action) => /sagemaker:(Invoke|Call)/.test(action)));
}

/** The name of a component in the template. */
const nameOf = (component: IEndpointInferenceComponent, stack: Stack) => stack.resolve(component.inferenceComponentName) as string;

const METHODS: [string, (granting: IEndpoint | IEndpointInferenceComponent, caller: iam.IGrantable) => iam.Grant, unknown][] = [
  ['grantInvoke', (granting, caller) => granting.grantInvoke(caller), 'sagemaker:InvokeEndpoint'],
  ['grantInvokeWithResponseStream', (granting, caller) => granting.grantInvokeWithResponseStream(caller), ['sagemaker:InvokeEndpoint', 'sagemaker:InvokeEndpointWithResponseStream']],
  ['grantInvokeOpenAi', (granting, caller) => granting.grantInvokeOpenAi(caller), 'sagemaker:InvokeEndpoint'],
];
const bearer = (method: string) => method === 'grantInvokeOpenAi' ? [{ Action: 'sagemaker:CallWithBearerToken', Effect: 'Allow', Resource: '*' }] : [];

describe.each(METHODS)('%s', (method, grant, Action) => {
  test('of an endpoint includes its components and adapters, added before and after, and imported ones', () => {
    const stack = testStack();
    const endpoint = aHost(stack);
    const first = aComponent(endpoint, 'First');
    grant(endpoint, aCaller(stack));
    const second = aComponent(endpoint, 'Second', FIXED);
    const adapter = second.addAdapter('Legal', { artifact: anArchive(stack) });
    InferenceComponent.fromInferenceComponentAttributes(stack, 'Theirs', { inferenceComponentName: 'theirs', endpoint });
    const Resource = [stack.resolve(endpoint.endpointArn), arnOf(nameOf(first, stack)), arnOf('llama'), arnOf(nameOf(adapter, stack)), arnOf('theirs')];
    expect(invoking(stack)).toEqual([{ Action, Effect: 'Allow', Resource }, ...bearer(method)]);
    expect(otherWarningsOf(stack, 'fixedInferenceComponentName')).toEqual([]);
  });

  test('of a component or an adapter allows it and its endpoint, and no other', () => {
    const stack = testStack();
    const endpoint = aHost(stack);
    const llama = aComponent(endpoint, 'Llama', { inferenceComponentName: 'Llama' });
    const adapter = llama.addAdapter('Legal', { artifact: anArchive(stack) });
    grant(llama, aCaller(stack));
    grant(adapter, aCaller(stack, 'OfAdapter'));
    const arn = stack.resolve(endpoint.endpointArn);
    expect(invoking(stack)).toEqual([
      { Action, Effect: 'Allow', Resource: [arn, arnOf('Llama'), arnOf('llama')] }, ...bearer(method),
      { Action, Effect: 'Allow', Resource: [arn, arnOf(nameOf(adapter, stack))] }, ...bearer(method),
    ]);
    // The ARNs contain the names, so that the policies do not wait for the components.
    expect(JSON.stringify(resourcesOf(stack, 'AWS::IAM::Policy'))).not.toMatch(/"Ref":"EndpointLlama/);
  });
});

describe('the role of the endpoint', () => {
  test.each<[string, boolean, (role: iam.Role, stack: Stack) => iam.IGrantable]>([
    ['itself', true, (role) => role],
    ['imported by its ARN', true, (role, stack) => iam.Role.fromRoleArn(stack, 'Alias', role.roleArn)],
    ['without updates of its policies', false, (role) => role.withoutPolicyUpdates()],
  ])('%s, is allowed to invoke a component without a circular dependency', (_what, isMutable, alias) => {
    const stack = testStack();
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('sagemaker.amazonaws.com') });
    const endpoint = aHost(stack, 'Endpoint', { role });
    const component = aComponent(endpoint, 'Llama', FIXED);
    const grantee = alias(role, stack);
    component.grantInvoke(grantee);
    endpoint.grantInvoke(grantee);
    // Finds circles in the template.
    const template = Template.fromStack(stack);
    const allowed = Object.entries(template.findResources('AWS::IAM::Policy')).filter(([, { Properties }]) => JSON.stringify(Properties).includes('InvokeEndpoint'));
    expect(allowed.map(([id]) => id)).toEqual(isMutable ? [expect.stringMatching(/^EndpointLaterRolePolicy/)] : []);
  });

  test('of the model of a component in another stack gets its permissions in the stack of the endpoint', () => {
    const app = new App();
    const [models, here] = [testStack({ app, id: 'Models' }), testStack({ app })];
    const model = aModel(models);
    const endpoint = aHost(here);
    const llama = aComponent(endpoint, 'Llama', { specification: InferenceComponentSpecification.fromModel(model, { compute: { minMemory: Size.gibibytes(1) } }) });
    llama.grantInvoke(model);
    endpoint.grantInvoke(model);
    app.synth();
    expect(invoking(models)).toEqual([]);
    const Resource = [here.resolve(endpoint.endpointArn), arnOf(nameOf(llama, here))];
    expect(invoking(here)).toEqual([{ Action: 'sagemaker:InvokeEndpoint', Effect: 'Allow', Resource: Resource.reverse() }]);
    expect(here.dependencies).toEqual([models]);
  });
});

test('a principal of another account is allowed nothing, because endpoints have no resource policy', () => {
  const stack = testStack();
  const component = aComponent(aHost(stack), 'Llama');
  component.grantInvoke(iam.Role.fromRoleArn(stack, 'Theirs', 'arn:aws:iam::111122223333:role/theirs'));
  expect(invoking(stack)).toEqual([]);
});

describe('the endpoint', () => {
  test('in another stack is deployed before its component, whose grants do not wait for either', () => {
    const app = new App();
    const [there, here, callers] = ['There', 'Test', 'Callers'].map((id) => testStack({ app, id }));
    const endpoint = aHost(there);
    const component = new InferenceComponent(here, 'Llama', { endpoint, specification: aSpecification(here) });
    component.grantInvoke(aCaller(callers));
    endpoint.grantInvoke(aCaller(there, 'OfEndpoint'));
    app.synth();
    expect([there, here, callers].map(({ dependencies }) => dependencies)).toEqual([[], [there], [there]]);
    expect(invoking(callers)).toEqual([{
      Action: 'sagemaker:InvokeEndpoint', Effect: 'Allow', Resource: [callers.resolve(endpoint.endpointArn), arnOf(nameOf(component, here))],
    }]);
    expect(invoking(there)).toEqual([{
      Action: 'sagemaker:InvokeEndpoint', Effect: 'Allow', Resource: [there.resolve(endpoint.endpointArn), arnOf(nameOf(component, here))],
    }]);
  });

  test('in another stack has a role, whose permissions for the component are in the stack of the component', () => {
    const app = new App();
    const [there, here] = ['There', 'Test'].map((id) => testStack({ app, id }));
    const component = new InferenceComponent(here, 'Llama', { endpoint: aHost(there), specification: aSpecification(here) });
    component.addAdapter('Legal', { artifact: anArchive(here) });
    app.synth();
    expect(there.dependencies).toEqual([]);
    expect(JSON.stringify(statementsOf(there))).not.toContain('adapters/legal.tar.gz');
    expect(statementsOf(here)).toContainEqual({
      Action: 's3:GetObject', Effect: 'Allow', Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':s3:::bucket/adapters/legal.tar.gz']] },
    });
  });

  test.each<[string, () => [Stack, Stack]]>([
    ['a nested stack', () => {
      const stack = testStack();
      return [new NestedStack(stack, 'Nested'), stack];
    }],
    ['the parent of a nested stack', () => {
      const stack = testStack();
      return [stack, new NestedStack(stack, 'Nested')];
    }],
    ['a stage', () => {
      const stage = new Stage(new App(), 'Prod', { env: ENV });
      return [new Stack(stage, 'There'), new Stack(stage, 'Here')];
    }],
  ])('in %s can be invoked with its component', (_what, make) => {
    const [there, here] = make();
    const endpoint = aHost(there);
    const component = new InferenceComponent(here, 'Llama', { endpoint, specification: aSpecification(here) });
    endpoint.grantInvoke(aCaller(here));
    component.autoScaleCopyCount({ maxCapacity: 2 });
    (here.node.root as App).synth();
    expect(invoking(here)[0].Resource).toContainEqual(arnOf(nameOf(component, here)));
  });

  test('of the user is granted together with its component', () => {
    const stack = testStack();
    class Mine extends CdkResource {
      public readonly endpointName = 'mine';
      public readonly endpointArn = 'arn:aws:sagemaker:us-east-1:123456789012:endpoint/mine';
    }
    const endpoint = new Mine(stack, 'Mine') as unknown as IEndpoint;
    const component = new InferenceComponent(stack, 'Llama', { endpoint, variantName: 'main', specification: ofTheirModel(stack) });
    component.grantInvoke(aCaller(stack));
    expect(invoking(stack)).toEqual([{
      Action: 'sagemaker:InvokeEndpoint', Effect: 'Allow', Resource: ['arn:aws:sagemaker:us-east-1:123456789012:endpoint/mine', arnOf(nameOf(component, stack))],
    }]);
  });
});

test('an integration of API Gateway may invoke the components that are added after it', () => {
  const stack = testStack();
  const endpoint = aHost(stack);
  new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false }).root.addMethod('POST', new apigateway.SagemakerIntegration(endpoint));
  const component = aComponent(endpoint, 'Llama');
  expect(invoking(stack)).toEqual([{
    Action: 'sagemaker:InvokeEndpoint', Effect: 'Allow', Resource: [stack.resolve(endpoint.endpointArn), arnOf(nameOf(component, stack))],
  }]);
  expect(warningsOf(stack)).toEqual([]);
});

test('a VPC endpoint lets requests to all components of its endpoints through', () => {
  const stack = testStack();
  const endpoint = aHost(stack);
  new RuntimeVpcEndpoint(stack, 'Runtime', { vpc: aVpc(stack), endpoints: [endpoint] });
  aComponent(endpoint, 'Llama');
  const { PolicyDocument: { Statement } } = propertiesOf(stack, 'AWS::EC2::VPCEndpoint');
  expect(Statement.map(({ Resource }: any) => Resource)).toEqual(['*', [stack.resolve(endpoint.endpointArn), arnOf('*')]]);
});

const TO_COMPONENT = 'SageMaker refuses such requests to an endpoint that hosts them; use openAiBaseUrl of';
const urlWarning = (use: string) => `Test/Endpoint: openAiBaseUrl of the endpoint names no inference component, and ${TO_COMPONENT} ${use} [ack: cdk-sagemaker-hosting:openAiBaseUrlWithoutComponent]`;

describe('the OpenAI URL of an endpoint', () => {
  const described = (stack: Stack) => Endpoint.fromEndpointAttributes(stack, 'Endpoint', {
    endpointArn: 'arn:aws:sagemaker:us-east-1:123456789012:endpoint/theirs',
    endpointConfig: EndpointConfig.fromEndpointConfigAttributes(stack, 'Config', {
      endpointConfigArn: 'arn:aws:sagemaker:us-east-1:123456789012:endpoint-config/theirs', instanceProductionVariants: [{ variantName: 'main' }],
    }),
  });
  const imported = (stack: Stack) => Endpoint.fromEndpointName(stack, 'Endpoint', 'theirs');

  test.each<[string, (stack: Stack) => IEndpoint]>([['that is defined', aHost], ['that is imported', imported], ['that is described', described]])(
    '%s is that of its only component, which can be added later, besides adapters', (_what, make) => {
      const stack = testStack();
      const endpoint = make(stack);
      const url = endpoint.openAiBaseUrl;
      const component = aComponent(endpoint, 'Llama', { ...FIXED, variantName: 'main', specification: ofTheirModel(stack) });
      if (make === aHost) {
        component.addAdapter('Legal', { artifact: anArchive(stack) });
      }
      expect(JSON.stringify(stack.resolve(url))).toContain('/inference-components/llama/openai/v1');
      expect(stack.resolve(url)).toEqual(stack.resolve(component.openAiBaseUrl));
      expect(warningsOf(stack).filter((warning) => warning.includes('openAiBaseUrl'))).toEqual([]);
    });

  test('is that of the only component that the app looks up', () => {
    const stack = testStack();
    const endpoint = imported(stack);
    const url = endpoint.openAiBaseUrl;
    const component = endpoint.inferenceComponent('llama');
    expect(stack.resolve(url)).toEqual(stack.resolve(component.openAiBaseUrl));
  });

  test.each<[string, (endpoint: Endpoint) => unknown, string]>([
    ['without components', () => undefined, 'the component, such as inferenceComponent(name).openAiBaseUrl'],
    ['with several components', (endpoint) => [aComponent(endpoint, 'Llama'), endpoint.inferenceComponent('theirs')], "'Test/Endpoint/Llama' or 'theirs'"],
  ])('%s is its own, with a warning', (_what, add, use) => {
    const stack = testStack();
    const endpoint = aHost(stack);
    const url = endpoint.openAiBaseUrl;
    add(endpoint);
    expect(JSON.stringify(stack.resolve(url))).not.toContain('inference-components');
    expect(warningsOf(stack)).toEqual([urlWarning(use)]);
  });

  test('is not warned of if it is not used', () => {
    const stack = testStack();
    const endpoint = aHost(stack);
    ['One', 'Two'].forEach((id) => aComponent(endpoint, id).openAiBaseUrl);
    expect(warningsOf(stack)).toEqual([]);
  });

  test('that hosts models is its own, whatever the app looks up', () => {
    const stack = testStack();
    const endpoint = new Endpoint(stack, 'Endpoint', {
      endpointConfig: new EndpointConfig(stack, 'Config', { instanceProductionVariants: [{ variantName: 'main', model: aModel(stack) }] }),
    });
    endpoint.inferenceComponent('llama');
    expect(JSON.stringify(stack.resolve(endpoint.openAiBaseUrl))).not.toContain('inference-components');
    expect(warningsOf(stack)).toEqual([]);
  });
});

/** The parameters of the request of the only task, and what its state machine is allowed. */
function taskIn(stack: Stack, task: sfn.TaskStateBase, options: Partial<sfn.StateMachineProps> = {}): () => { name: unknown; allowed: unknown } {
  new sfn.StateMachine(stack, 'Machine', { definitionBody: sfn.DefinitionBody.fromChainable(task), ...options });
  return () => {
    const { DefinitionString: definition } = propertiesOf(stack, 'AWS::StepFunctions::StateMachine');
    const text = (typeof definition === 'string' ? [definition] : definition['Fn::Join'][1]).map((part: unknown) => typeof part === 'string' ? part : 'token').join('');
    const [state] = Object.values<any>(JSON.parse(text).States);
    return { name: (state.Parameters ?? state.Arguments).InferenceComponentName, allowed: invoking(stack).map(({ Resource }) => Resource) };
  };
}

describe('a task of an endpoint', () => {
  test.each([sfn.QueryLanguage.JSON_PATH, sfn.QueryLanguage.JSONATA])('invokes the only component, which can be added later, in %s', (queryLanguage) => {
    const stack = testStack();
    const endpoint = aHost(stack);
    const task = taskIn(stack, endpoint.createInvokeTask(stack, 'Invoke'), { queryLanguage });
    const component = aComponent(endpoint, 'Llama');
    component.addAdapter('Legal', { artifact: anArchive(stack) });
    expect(task()).toEqual({ name: nameOf(component, stack), allowed: [[stack.resolve(endpoint.endpointArn), arnOf(nameOf(component, stack))]] });
    expect(warningsOf(stack)).toEqual([]);
  });

  test('invokes the component that it names, among several', () => {
    const stack = testStack();
    const endpoint = aHost(stack);
    const [one] = ['One', 'Two'].map((id) => aComponent(endpoint, id));
    const task = taskIn(stack, endpoint.createInvokeTask(stack, 'Invoke', { inferenceComponentName: one.inferenceComponentName }));
    expect(task()).toEqual({ name: nameOf(one, stack), allowed: [[stack.resolve(endpoint.endpointArn), arnOf(nameOf(one, stack))]] });
    expect(warningsOf(stack)).toEqual([]);
  });

  test('names none of several components, with a warning that names them', () => {
    const stack = testStack();
    const endpoint = aHost(stack);
    const task = taskIn(stack, endpoint.createInvokeTask(stack, 'Invoke'));
    aComponent(endpoint, 'One');
    endpoint.inferenceComponent('two');
    expect(task().name).toBeUndefined();
    expect(warningsOf(stack)).toEqual(['Test/Invoke: the endpoint hosts inference components, and a request without one is refused; set inferenceComponentName, '
      + "or use createInvokeTask of 'Test/Endpoint/One' or 'two' [ack: cdk-sagemaker-hosting:invokeTaskWithoutComponent]"]);
  });

  test('of models names no component, and is allowed none', () => {
    const stack = testStack();
    const endpoint = new Endpoint(stack, 'Endpoint', {
      endpointConfig: new EndpointConfig(stack, 'Config', { instanceProductionVariants: [{ variantName: 'main', model: aModel(stack) }] }),
    });
    const task = taskIn(stack, endpoint.createInvokeTask(stack, 'Invoke'));
    endpoint.inferenceComponent('llama');
    expect(task()).toEqual({ name: undefined, allowed: [stack.resolve(endpoint.endpointArn)] });
  });

  test('can be followed by another component after a synthesis, which is complete', () => {
    const stack = testStack();
    const endpoint = aHost(stack);
    const task = taskIn(stack, endpoint.createInvokeTask(stack, 'Invoke'));
    task();
    expect(aComponent(endpoint, 'Late').node.id).toBe('Late');
  });
});

describe('a task of a component', () => {
  test.each<[string, (endpoint: Endpoint, stack: Stack) => IEndpointInferenceComponent]>([
    ['that is defined', (endpoint) => aComponent(endpoint, 'Llama')],
    ['that is an adapter', (endpoint, stack) => aComponent(endpoint, 'Llama').addAdapter('Legal', { artifact: anArchive(stack) })],
    ['that is looked up', (endpoint) => endpoint.inferenceComponent('theirs')],
    ['that is imported', (endpoint, stack) => InferenceComponent.fromInferenceComponentAttributes(stack, 'Theirs', { inferenceComponentName: 'theirs', endpoint })],
  ])('%s names it, and may invoke it and its endpoint', (_what, make) => {
    const stack = testStack();
    const endpoint = aHost(stack);
    const component = make(endpoint, stack);
    aComponent(endpoint, 'Other');
    const task = taskIn(stack, component.createInvokeTask(stack, 'Invoke', { body: 'text' }));
    expect(task()).toEqual({ name: nameOf(component, stack), allowed: [[stack.resolve(endpoint.endpointArn), arnOf(nameOf(component, stack))]] });
    expect(warningsOf(stack)).toEqual([]);
  });
});
