import { App, CfnParameter, Duration, aws_apigateway as apigateway, aws_iam as iam, aws_stepfunctions as sfn, type Stack } from 'aws-cdk-lib';
import { Endpoint, EndpointConfig, type IEndpoint, type InvokeEndpointTaskProps } from '../../../src';
import { ownTypes } from '../../compatibility/assembly';
import { must } from '../../helpers/must';
import { messageOf } from '../../helpers/problems';
import { propertiesOf, resourcesOf, statementsOf, testStack } from '../../helpers/stack';

const { JSONATA } = sfn.QueryLanguage;
const ARN = 'arn:aws:sagemaker:us-east-1:123456789012:endpoint/theirs';
const RESOURCE = 'arn:${AWS::Partition}:states:::aws-sdk:sagemakerruntime:invokeEndpoint';
const arnIn = (resource: string, place = 'us-east-1:123456789012') => (
  { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:sagemaker:${place}:${resource}`]] });

function anEndpoint(stack: Stack, endpointName?: string): Endpoint {
  return new Endpoint(stack, 'Endpoint', { endpointName, endpointConfig: EndpointConfig.fromEndpointConfigName(stack, 'Config', 'theirs') });
}

const imported = (stack: Stack) => Endpoint.fromEndpointArn(stack, 'Theirs', ARN);

function machine(stack: Stack, chain: sfn.IChainable, queryLanguage?: sfn.QueryLanguage): sfn.StateMachine {
  return new sfn.StateMachine(stack, 'Machine', { definitionBody: sfn.DefinitionBody.fromChainable(chain), queryLanguage });
}

/** The definition of the only state machine, in which references are written as in Fn::Sub. */
function definitionIn(stack: Stack): any {
  const { DefinitionString: definition } = propertiesOf(stack, 'AWS::StepFunctions::StateMachine');
  const parts: any[] = typeof definition === 'string' ? [definition] : definition['Fn::Join'][1];
  return JSON.parse(parts.map((part) => typeof part === 'string' ? part : `\${${part.Ref ?? part['Fn::GetAtt']?.join('.') ?? part['Fn::ImportValue']}}`).join(''));
}

/** The only task, and what the state machine may do. */
function invoking(props?: InvokeEndpointTaskProps, endpoint: (stack: Stack) => IEndpoint = imported, language?: sfn.QueryLanguage) {
  const stack = testStack();
  machine(stack, endpoint(stack).createInvokeTask(stack, 'Invoke', props), language);
  return { task: definitionIn(stack).States.Invoke, statements: statementsOf(stack) };
}

/** Each option of the request, and the parameter that it becomes. */
const OPTIONS: [keyof InvokeEndpointTaskProps, string][] = [
  ['body', 'Body'],
  ['contentType', 'ContentType'],
  ['accept', 'Accept'],
  ['targetVariant', 'TargetVariant'],
  ['targetModel', 'TargetModel'],
  ['targetContainerHostname', 'TargetContainerHostname'],
  ['inferenceComponentName', 'InferenceComponentName'],
  ['customAttributes', 'CustomAttributes'],
];

/** The options that each state has, whether or not it invokes an endpoint. */
const STATE_OPTIONS = new Set(ownTypes().find(({ name }) => name === 'InvokeInferenceComponentTaskProps')!.properties!.map(({ name }) => name)
  .filter((name) => !OPTIONS.some(([option]) => option === name)));

const allowing = (Resource: unknown) => ({ Action: 'sagemaker:InvokeEndpoint', Effect: 'Allow', Resource });

describe('the targets that a task is allowed', () => {
  const like = (conditions: { [key: string]: string }) => [{ ...allowing(ARN), Condition: { StringLike: conditions } }];

  test.each<[string, InvokeEndpointTaskProps, { [key: string]: string }]>([
    ['a model', { targetModel: 'churn.tar.gz' }, { 'sagemaker:TargetModel': 'churn.tar.gz' }],
    ['a model whose name would be a pattern', { targetModel: 'a*b.tar.gz' }, { 'sagemaker:TargetModel': 'a${*}b.tar.gz' }],
    ['a container', { targetContainerHostname: 'ranking' }, { 'sagemaker:TargetContainerHostname': 'ranking' }],
    ['both', { targetModel: 'a', targetContainerHostname: 'b' }, { 'sagemaker:TargetModel': 'a', 'sagemaker:TargetContainerHostname': 'b' }],
  ])('are only those that its request names: %s', (_what, props, conditions) => {
    expect(invoking(props).statements).toEqual(like(conditions));
  });

  test.each<[string, InvokeEndpointTaskProps, sfn.QueryLanguage | undefined]>([
    ['no target', {}, undefined],
    ['null, as from Python', { targetModel: null as unknown as undefined }, undefined],
    ['an expression', { targetModel: sfn.JsonPath.stringAt('$.model') }, undefined],
    ['an expression in JSONata', { targetModel: '{% $states.input.model %}' }, JSONATA],
  ])('are all of them with %s', (_what, props, language) => {
    expect(invoking(props, imported, language).statements).toEqual([allowing(ARN)]);
  });

  test('are separate for two tasks', () => {
    const stack = testStack();
    const endpoint = imported(stack);
    const [one, two] = ['one', 'two'].map((targetModel) => endpoint.createInvokeTask(stack, targetModel, { targetModel }));
    machine(stack, one.next(two));
    expect(statementsOf(stack)).toEqual(['one', 'two'].flatMap((model) => like({ 'sagemaker:TargetModel': model })));
  });
});

describe('the task', () => {
  test('sends the input of the state, as JSON', () => {
    expect(invoking().task).toEqual({
      Type: 'Task',
      End: true,
      Resource: RESOURCE,
      Parameters: { 'EndpointName': 'theirs', 'Body.$': 'States.JsonToString($)', 'ContentType': 'application/json' },
    });
  });

  test('sends the same when each option is undefined, as other languages give them', () => {
    const undefineds = Object.fromEntries([...OPTIONS.map(([option]) => option), 'queryLanguage'].map((option) => [option, undefined]));
    expect(invoking(undefineds)).toEqual(invoking());
    expect(invoking({})).toEqual(invoking());
  });

  test('belongs to the given scope, and is one of several', () => {
    const stack = testStack();
    const endpoint = anEndpoint(stack);
    const [one, two] = ['One', 'Two'].map((id) => endpoint.createInvokeTask(stack, id, { body: id }));
    expect([one, two].map(({ node }) => node.path)).toEqual(['Test/One', 'Test/Two']);
    machine(stack, one.next(two));
    const { States } = definitionIn(stack);
    expect([States.One.Parameters.Body, States.Two.Parameters.Body]).toEqual(['One', 'Two']);
    expect(statementsOf(stack)).toEqual([allowing({ Ref: 'Endpoint8024A810' })]);
  });

  test.each(OPTIONS)('has %s as a text, and as an expression of either language', (option, parameter) => {
    const withDefaults = { 'EndpointName': 'theirs', 'Body.$': 'States.JsonToString($)', 'ContentType': 'application/json' } as Record<string, string>;
    const others = Object.fromEntries(Object.entries(withDefaults).filter(([name]) => name !== parameter && name !== `${parameter}.$`));
    expect(invoking({ [option]: 'given' }).task.Parameters).toEqual({ ...others, [parameter]: 'given' });
    expect(invoking({ [option]: sfn.JsonPath.stringAt('$.given') }).task.Parameters).toEqual({ ...others, [`${parameter}.$`]: '$.given' });
    expect(invoking({ [option]: '{% $states.input.given %}', queryLanguage: JSONATA }).task.Arguments).toMatchObject({ [parameter]: '{% $states.input.given %}' });
  });

  test('has tokens unbroken', () => {
    const stack = testStack();
    const token = (id: string) => new CfnParameter(stack, id).valueAsString;
    machine(stack, imported(stack).createInvokeTask(stack, 'Invoke', { body: token('Body'), accept: token('Accept'), targetModel: token('Target') }));
    expect(definitionIn(stack).States.Invoke.Parameters)
      .toEqual({ EndpointName: 'theirs', Body: '${Body}', ContentType: 'application/json', Accept: '${Accept}', TargetModel: '${Target}' });
  });

  test.each<[keyof InvokeEndpointTaskProps, unknown, object]>([
    ['stateName', 'Predict', {}],
    ['comment', 'churn', { Comment: 'churn' }],
    ['credentials', { role: sfn.TaskRole.fromRoleArnJsonPath('$.role') }, { Credentials: { 'RoleArn.$': '$.role' } }],
    ['integrationPattern', sfn.IntegrationPattern.REQUEST_RESPONSE, { Resource: RESOURCE }],
    ['taskTimeout', sfn.Timeout.duration(Duration.minutes(1)), { TimeoutSeconds: 60 }],
    ['heartbeatTimeout', sfn.Timeout.at('$.beat'), { HeartbeatSecondsPath: '$.beat' }],
    ['inputPath', '$.request', { InputPath: '$.request' }],
    ['outputPath', sfn.JsonPath.DISCARD, { OutputPath: null }],
    ['resultPath', '$.answer', { ResultPath: '$.answer' }],
    ['resultSelector', { 'body.$': '$.Body' }, { ResultSelector: { 'body.$': '$.Body' } }],
    ['assign', { 'answer.$': '$.Body' }, { Assign: { 'answer.$': '$.Body' } }],
    ['queryLanguage', JSONATA, { QueryLanguage: 'JSONata' }],
    ['outputs', '{% $states.result.Body %}', { Output: '{% $states.result.Body %}' }],
  ])('has %s, as each state', (name, value, expected) => {
    const stack = testStack();
    const language = name === 'outputs' ? { queryLanguage: JSONATA } : {};
    const props = { [name]: value, ...language };
    machine(stack, imported(stack).createInvokeTask(stack, 'Invoke', props));
    const { States } = definitionIn(stack);
    expect(Object.keys(States)).toEqual([name === 'stateName' ? 'Predict' : 'Invoke']);
    expect(Object.values(States)[0]).toMatchObject(expected);
    STATE_OPTIONS.delete(name);
  });

  test('has no option of a state that is not tested here', () => {
    expect([...STATE_OPTIONS]).toEqual([]);
  });

  test('is retried like any other', () => {
    const stack = testStack();
    const task = imported(stack).createInvokeTask(stack, 'Invoke');
    machine(stack, task.addRetry({ errors: ['SageMakerRuntime.ModelErrorException'], maxAttempts: 2 }));
    expect(definitionIn(stack).States.Invoke.Retry).toEqual([{ ErrorEquals: ['SageMakerRuntime.ModelErrorException'], MaxAttempts: 2 }]);
  });
});

describe('in JSONata', () => {
  const Arguments = { EndpointName: 'theirs', Body: '{% $string($states.input) %}', ContentType: 'application/json' };

  test('the task sends the input of the state, in a state machine of JSONPath', () => {
    const { task } = invoking({ queryLanguage: JSONATA });
    expect(task).toEqual({ Type: 'Task', End: true, QueryLanguage: 'JSONata', Resource: RESOURCE, Arguments });
  });

  test('the task sends the same in a state machine of JSONata', () => {
    const { task } = invoking({ queryLanguage: JSONATA, outputs: '{% $states.result.Body %}' }, imported, JSONATA);
    expect(task).toEqual({ Type: 'Task', End: true, Resource: RESOURCE, Arguments, Output: '{% $states.result.Body %}' });
  });

  test.each<[string, InvokeEndpointTaskProps]>([['no options', {}], ['a query language of null', { queryLanguage: null as unknown as undefined }]])(
    'the task follows the language of its state machine with %s', (_what, props) => {
      expect(invoking(props, imported, JSONATA).task).toEqual({ Type: 'Task', End: true, Resource: RESOURCE, Arguments });
    });

  test('the task that follows its state machine keeps its other options', () => {
    const stack = testStack();
    machine(stack, imported(stack).createInvokeTask(stack, 'Invoke', { accept: 'text/csv' }).addRetry({ maxAttempts: 2 }), JSONATA);
    expect(definitionIn(stack).States.Invoke).toMatchObject({ Arguments: { ...Arguments, Accept: 'text/csv' }, Retry: [{ MaxAttempts: 2 }] });
  });

  test('the task in a Map state, to which the CDK does not pass the language of the state machine, has its own', () => {
    const stack = testStack();
    const task = imported(stack).createInvokeTask(stack, 'Invoke', { queryLanguage: JSONATA });
    machine(stack, new sfn.Map(stack, 'Each', { items: sfn.ProvideItems.jsonata('{% $states.input %}') }).itemProcessor(task), JSONATA);
    expect(definitionIn(stack).States.Each.ItemProcessor.States.Invoke).toMatchObject({ QueryLanguage: 'JSONata', Arguments });
  });

  test('a task of JSONPath keeps its language in a state machine of JSONPath that says so', () => {
    expect(invoking({}, imported, sfn.QueryLanguage.JSON_PATH)).toEqual(invoking());
  });

  test('a given body needs no other language than that of the state machine', () => {
    expect(invoking({ body: '{% $states.input.text %}' }, imported, JSONATA).task.Arguments).toEqual({ ...Arguments, Body: '{% $states.input.text %}' });
  });
});

describe('the state machine', () => {
  test('may invoke the endpoint, and nothing else', () => {
    expect(invoking({}, anEndpoint)).toMatchObject({
      task: { Parameters: { EndpointName: '${Endpoint8024A810.EndpointName}' } }, statements: [allowing({ Ref: 'Endpoint8024A810' })],
    });
  });

  test.each<[string, (stack: Stack) => IEndpoint, string, unknown]>([
    ['its ARN', imported, 'theirs', ARN],
    ['its name', (stack) => Endpoint.fromEndpointName(stack, 'Theirs', 'theirs'), 'theirs', arnIn('endpoint/theirs')],
    ['a name with capitals, of which the ARN that SageMaker makes has none',
      (stack) => Endpoint.fromEndpointName(stack, 'Theirs', 'Churn-Prod'), 'Churn-Prod', [arnIn('endpoint/Churn-Prod'), arnIn('endpoint/churn-prod')]],
    ['a name that is a token', (stack) => Endpoint.fromEndpointName(stack, 'Theirs', new CfnParameter(stack, 'Name').valueAsString), '${Name}', {
      'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':sagemaker:us-east-1:123456789012:endpoint/', { Ref: 'Name' }]],
    }],
  ])('may invoke an endpoint that is imported by %s', (_how, endpoint, name, resource) => {
    const { task, statements } = invoking({}, endpoint);
    expect(task.Parameters.EndpointName).toBe(name);
    expect(statements).toEqual([allowing(resource)]);
  });

  test('may invoke an inference component by its name', () => {
    const { task, statements } = invoking({ inferenceComponentName: 'llm' });
    expect(task.Parameters.InferenceComponentName).toBe('llm');
    expect(statements).toEqual([allowing([ARN, arnIn('inference-component/llm')])]);
  });

  test('may invoke an inference component whose name is a token', () => {
    const stack = testStack();
    machine(stack, imported(stack).createInvokeTask(stack, 'Invoke', { inferenceComponentName: new CfnParameter(stack, 'Component').valueAsString }));
    expect(definitionIn(stack).States.Invoke.Parameters.InferenceComponentName).toBe('${Component}');
    expect(statementsOf(stack)).toEqual([allowing([ARN, {
      'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':sagemaker:us-east-1:123456789012:inference-component/', { Ref: 'Component' }]],
    }])]);
  });

  test.each<[string, InvokeEndpointTaskProps]>([
    ['JSONPath', { inferenceComponentName: sfn.JsonPath.stringAt('$.component') }],
    ['an intrinsic function', { inferenceComponentName: sfn.JsonPath.format('llm-{}', sfn.JsonPath.stringAt('$.tenant')) }],
    ['JSONata', { inferenceComponentName: '{% $states.input.component %}', queryLanguage: JSONATA }],
  ])('may invoke any inference component of the endpoint when only the state knows the name, by %s', (_how, props) => {
    expect(invoking(props).statements).toEqual([allowing([ARN, arnIn('inference-component/*')])]);
  });

  test('of another stack may invoke the endpoint', () => {
    const app = new App();
    const [there, here] = [testStack({ app, id: 'There' }), testStack({ app })];
    machine(here, anEndpoint(there, 'Churn-Prod').createInvokeTask(here, 'Invoke'));
    app.synth();
    expect(definitionIn(here).States.Invoke.Parameters.EndpointName).toMatch(/^\$\{There:ExportsOutputFnGetAttEndpoint/);
    expect(statementsOf(here)).toEqual([allowing({ 'Fn::ImportValue': expect.stringMatching(/^There:ExportsOutputRefEndpoint/) })]);
  });

  test('may invoke an endpoint of another account by a role that is there', () => {
    const app = new App();
    const [there, here] = [testStack({ app, id: 'There', env: { account: '210987654321', region: 'us-east-1' } }), testStack({ app })];
    const roleArn = 'arn:aws:iam::210987654321:role/invokes';
    const credentials = { role: sfn.TaskRole.fromRole(iam.Role.fromRoleArn(here, 'Role', roleArn)) };
    machine(here, anEndpoint(there, 'Churn-Prod').createInvokeTask(here, 'Invoke', { inferenceComponentName: 'llm', credentials }));
    app.synth();
    expect(definitionIn(here).States.Invoke).toMatchObject({ Credentials: { RoleArn: roleArn }, Parameters: { EndpointName: 'Churn-Prod' } });
    const place = 'us-east-1:210987654321';
    expect(statementsOf(here)).toEqual([
      allowing([arnIn('endpoint/churn-prod', place), arnIn('inference-component/llm', place)]),
      { Action: 'sts:AssumeRole', Effect: 'Allow', Resource: roleArn },
    ]);
  });
});

describe('an integration of API Gateway, as the CDK has it', () => {
  function integrated(stack: Stack, endpoint: IEndpoint, options?: apigateway.SagemakerIntegrationOptions): any {
    new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false }).root.addMethod('POST', new apigateway.SagemakerIntegration(endpoint, options));
    return propertiesOf(stack, 'AWS::ApiGateway::Method').Integration;
  }

  test('takes an endpoint of ours, which it may invoke', () => {
    const stack = testStack();
    const integration = integrated(stack, anEndpoint(stack));
    const name = { 'Fn::GetAtt': ['Endpoint8024A810', 'EndpointName'] };
    expect(integration).toMatchObject({ Type: 'AWS', IntegrationHttpMethod: 'POST' });
    expect(integration.Uri).toEqual({
      'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':apigateway:us-east-1:runtime.sagemaker:path/endpoints/', name, '/invocations']],
    });
    expect(statementsOf(stack)).toEqual([allowing({ Ref: 'Endpoint8024A810' })]);
    expect(integration.Credentials).toEqual({ 'Fn::GetAtt': [Object.keys(resourcesOf(stack, 'AWS::IAM::Role'))[0], 'Arn'] });
  });

  test('takes an imported endpoint, by a role that is given', () => {
    const stack = testStack();
    const credentialsRole = new iam.Role(stack, 'Given', { assumedBy: new iam.ServicePrincipal('apigateway.amazonaws.com') });
    expect(integrated(stack, imported(stack), { credentialsRole }).Credentials).toEqual(stack.resolve(credentialsRole.roleArn));
    expect(statementsOf(stack)).toEqual([allowing(ARN)]);
  });
});

describe('an endpoint that is elsewhere', () => {
  const elsewhere = (region: string, account: string) => (stack: Stack) =>
    Endpoint.fromEndpointArn(stack, 'Theirs', `arn:aws:sagemaker:${region}:${account}:endpoint/theirs`);

  test('fails in another region, where the state machine would look for it in its own', () => {
    const stack = testStack();
    expect(messageOf(() => elsewhere('eu-west-1', '123456789012')(stack).createInvokeTask(stack, 'Invoke')))
      .toBe(`Test: the endpoint ${must.beInSame('region', 'us-east-1', 'eu-west-1')}`);
  });

  test('fails in another account', () => {
    const stack = testStack();
    expect(messageOf(() => elsewhere('us-east-1', '210987654321')(stack).createInvokeTask(stack, 'Invoke')))
      .toBe(`Test: the endpoint ${must.beInSame('account', '123456789012', '210987654321')}`);
  });

  test('in another account is invoked by a role of that account', () => {
    const stack = testStack();
    const role = iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::210987654321:role/caller');
    const task = elsewhere('us-east-1', '210987654321')(stack).createInvokeTask(stack, 'Invoke', { credentials: { role: sfn.TaskRole.fromRole(role) } });
    machine(stack, task);
    expect(definitionIn(stack).States.Invoke.Credentials).toEqual({ RoleArn: 'arn:aws:iam::210987654321:role/caller' });
  });

  test('is not compared where the region is a token', () => {
    const stack = testStack({ env: undefined });
    machine(stack, elsewhere('eu-west-1', '210987654321')(stack).createInvokeTask(stack, 'Invoke'));
    expect(definitionIn(stack).States.Invoke.Resource).toContain('sagemakerruntime:invokeEndpoint');
  });
});

describe('customAttributes', () => {
  test.each(['', 'trace=1', 'a'.repeat(1024), sfn.JsonPath.stringAt('$.trace')])('may be %p', (customAttributes) => {
    expect(invoking({ customAttributes }).task.Parameters).toHaveProperty(customAttributes.includes('Token') ? ['CustomAttributes.$'] : 'CustomAttributes');
  });

  test.each(['a'.repeat(1025), 'caf\u00e9'])('fail as %p', (customAttributes) => {
    expect(messageOf(() => invoking({ customAttributes })))
      .toBe(`Test: customAttributes must be visible US-ASCII characters (0 to 1024 characters), got '${customAttributes}'`);
  });
});

test('an inference component with capitals is allowed in lower case too, and languages other than TypeScript may give null for none', () => {
  const named = invoking({ inferenceComponentName: 'LLM' }).statements.flatMap(({ Resource }) => Resource);
  expect(named).toEqual([ARN, arnIn('inference-component/LLM'), arnIn('inference-component/llm')]);
  expect(invoking({ inferenceComponentName: null as unknown as undefined }).statements.map(({ Resource }) => Resource)).toEqual([ARN]);
});
