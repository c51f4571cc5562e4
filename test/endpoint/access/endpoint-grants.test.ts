import { App, CfnParameter, Fn, PhysicalName, aws_iam as iam, type Stack } from 'aws-cdk-lib';
import { Endpoint, EndpointConfig, type IEndpoint, type InvocationTargets } from '../../../src';
import { grantableArns } from '../../../src/endpoint/access/endpoint-grants';
import { aConfig, aModel } from '../../helpers/given';
import { like, messageOf } from '../../helpers/problems';
import { resourcesOf, statementsOf, testStack } from '../../helpers/stack';

const ARN = 'arn:aws:sagemaker:us-east-1:123456789012:endpoint/theirs';
const EU = { account: '123456789012', region: 'eu-west-1' };
const THEIRS = { account: '210987654321', region: 'us-east-1' };
const arnOf = (name: unknown, place = 'us-east-1:123456789012') => (
  { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:sagemaker:${place}:endpoint/${name}`]] });

function aCaller(stack: Stack, id = 'Caller', roleName?: string): iam.Role {
  return new iam.Role(stack, id, { roleName, assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
}

/** What a caller may do to use bearer tokens. */
const TOKENS = { Action: 'sagemaker:CallWithBearerToken', Effect: 'Allow', Resource: '*' };

/** An endpoint whose configuration takes no permissions of its own. */
function anEndpoint(stack: Stack, endpointName?: string, id = 'Endpoint'): Endpoint {
  return new Endpoint(stack, id, { endpointName, endpointConfig: EndpointConfig.fromEndpointConfigName(stack, `${id}Config`, 'theirs') });
}

type Grant = (endpoint: IEndpoint, grantee: iam.IGrantable) => iam.Grant;

describe.each<[string, Grant, object, ...object[]]>([
  ['grantInvoke', (endpoint, grantee) => endpoint.grantInvoke(grantee), { Action: 'sagemaker:InvokeEndpoint' }],
  ['grantInvokeAsync', (endpoint, grantee) => endpoint.grantInvokeAsync(grantee), { Action: 'sagemaker:InvokeEndpointAsync' }],
  ['grantInvokeWithResponseStream', (endpoint, grantee) => endpoint.grantInvokeWithResponseStream(grantee),
    { Action: ['sagemaker:InvokeEndpoint', 'sagemaker:InvokeEndpointWithResponseStream'] }],
  ['grantInvokeOpenAi', (endpoint, grantee) => endpoint.grantInvokeOpenAi(grantee), { Action: 'sagemaker:InvokeEndpoint' }, TOKENS],
  ['grantInvokeWithBidirectionalStream', (endpoint, grantee) => endpoint.grantInvokeWithBidirectionalStream(grantee),
    { Action: 'sagemaker:InvokeEndpointWithBidirectionalStream' }],
  ['grantInvokeTargets', (endpoint, grantee) => endpoint.grantInvokeTargets(grantee, { targetModels: ['churn.tar.gz'] }),
    { Action: 'sagemaker:InvokeEndpoint', Condition: { StringLike: { 'sagemaker:TargetModel': ['churn.tar.gz'] } } }],
])('%s', (_name, grant, allowing, ...besides) => {
  const statement = (Resource: unknown) => ({ ...allowing, Effect: 'Allow', Resource });
  const statements = (...resources: unknown[]) => [...resources.slice(0, 1).map(statement), ...besides, ...resources.slice(1).map(statement)];

  /** The whole of what a caller may do. */
  function allowedBy(endpoint: (stack: Stack) => IEndpoint): any[] {
    const stack = testStack();
    expect(grant(endpoint(stack), aCaller(stack)).success).toBe(true);
    return statementsOf(stack);
  }

  test('allows the endpoint, and nothing else', () => {
    const stack = testStack();
    grant(anEndpoint(stack), aCaller(stack));
    const [Ref] = Object.keys(resourcesOf(stack, 'AWS::SageMaker::Endpoint'));
    expect(statementsOf(stack)).toEqual(statements({ Ref }));
  });

  test('allows an endpoint whose given name has capitals by its attribute, which has none', () => {
    expect(allowedBy((stack) => anEndpoint(stack, 'Churn-Prod'))).toEqual(statements({ Ref: 'Endpoint8024A810' }));
  });

  test('allows two endpoints to one caller, and one to two', () => {
    const stack = testStack();
    const [one, two] = ['One', 'Two'].map((id) => anEndpoint(stack, undefined, id));
    const [caller, other] = ['Caller', 'Other'].map((id) => aCaller(stack, id));
    grant(one, caller);
    grant(two, caller);
    grant(one, other);
    grant(one, other);
    const [ofOne, ofTwo] = [one, two].map((endpoint) => stack.resolve(endpoint.endpointArn));
    const policies = Object.values(resourcesOf(stack, 'AWS::IAM::Policy')).map(({ Properties }) => Properties.PolicyDocument.Statement);
    expect(policies).toEqual([statements(ofOne, ofTwo), statements(ofOne)]);
  });

  test.each<[string, (stack: Stack) => IEndpoint, unknown]>([
    ['by its ARN', (stack) => Endpoint.fromEndpointArn(stack, 'Theirs', ARN), ARN],
    ['by its name', (stack) => Endpoint.fromEndpointName(stack, 'Theirs', 'theirs'), arnOf('theirs')],
    ['by a name with capitals, of which the ARN that SageMaker makes has none',
      (stack) => Endpoint.fromEndpointName(stack, 'Theirs', 'Churn-Prod'), [arnOf('Churn-Prod'), arnOf('churn-prod')]],
    ['by an ARN with capitals', (stack) => Endpoint.fromEndpointArn(stack, 'Theirs', ARN.replace('theirs', 'Theirs')), [ARN.replace('theirs', 'Theirs'), ARN]],
    ['by an ARN in lower case and a name with capitals',
      (stack) => Endpoint.fromEndpointAttributes(stack, 'Theirs', { endpointArn: ARN, endpointName: 'Theirs' }), ARN],
    ['by an ARN that is a token', (stack) => Endpoint.fromEndpointArn(stack, 'Theirs', new CfnParameter(stack, 'Arn').valueAsString), { Ref: 'Arn' }],
    ['by a name that is a token', (stack) => Endpoint.fromEndpointName(stack, 'Theirs', Fn.importValue('name')), {
      'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':sagemaker:us-east-1:123456789012:endpoint/', { 'Fn::ImportValue': 'name' }]],
    }],
    ['from another account and region',
      (stack) => Endpoint.fromEndpointArn(stack, 'Theirs', 'arn:aws:sagemaker:eu-west-1:210987654321:endpoint/theirs'),
      'arn:aws:sagemaker:eu-west-1:210987654321:endpoint/theirs'],
  ])('allows the same of an endpoint that is imported %s', (_how, endpoint, resource) => {
    expect(allowedBy(endpoint)).toEqual(statements(resource));
  });

  test.each([
    ['region', EU, 'eu-west-1:123456789012'],
    ['account', THEIRS, 'us-east-1:210987654321'],
  ])('allows a caller of another %s, by the ARN in lower case', (_what, env, place) => {
    const app = new App();
    const [there, here] = [testStack({ app, id: 'There', env }), testStack({ app })];
    grant(anEndpoint(there, 'Churn-Prod'), aCaller(here, 'Caller', PhysicalName.GENERATE_IF_NEEDED));
    app.synth();
    expect(statementsOf(here)).toEqual(statements(arnOf('churn-prod', place)));
  });

  test('allows a caller of another region an endpoint whose name the CDK makes', () => {
    const app = new App();
    const [there, here] = [testStack({ app, id: 'There', env: EU }), testStack({ app })];
    grant(anEndpoint(there, PhysicalName.GENERATE_IF_NEEDED), aCaller(here));
    app.synth();
    const { EndpointName } = Object.values(resourcesOf(there, 'AWS::SageMaker::Endpoint'))[0].Properties;
    expect(EndpointName).toMatch(/^[a-z0-9]+$/);
    expect(statementsOf(here)).toEqual(statements(arnOf(EndpointName, 'eu-west-1:123456789012')));
  });

  test('allows a caller of another stack of the same place', () => {
    const app = new App();
    const [there, here] = [testStack({ app, id: 'There' }), testStack({ app })];
    grant(anEndpoint(there), aCaller(here));
    app.synth();
    expect(statementsOf(here)).toEqual(statements({ 'Fn::ImportValue': expect.stringMatching(/^There:ExportsOutputRefEndpoint/) }));
  });

  test('says so when a grantee can not be allowed anything', () => {
    const endpoint = Endpoint.fromEndpointArn(testStack(), 'Theirs', ARN);
    expect(grant(endpoint, new iam.ServicePrincipal('lambda.amazonaws.com')).success).toBe(false);
  });
});

describe('the targets of grantInvokeTargets', () => {
  function conditionOf(targets: (stack: Stack) => InvocationTargets): any {
    const stack = testStack();
    Endpoint.fromEndpointArn(stack, 'Theirs', ARN).grantInvokeTargets(aCaller(stack), targets(stack));
    const statements = statementsOf(stack);
    expect(statements).toEqual([{ Action: 'sagemaker:InvokeEndpoint', Effect: 'Allow', Resource: ARN, Condition: expect.anything() }]);
    return statements[0].Condition;
  }

  test('are models', () => {
    expect(conditionOf(() => ({ targetModels: ['churn.tar.gz', 'team-a/*'], targetContainers: undefined })))
      .toEqual({ StringLike: { 'sagemaker:TargetModel': ['churn.tar.gz', 'team-a/*'] } });
  });

  test('are containers', () => {
    expect(conditionOf(() => ({ targetModels: undefined, targetContainers: ['first'] })))
      .toEqual({ StringLike: { 'sagemaker:TargetContainerHostname': ['first'] } });
  });

  test('are models of containers, where both have to match', () => {
    expect(conditionOf(() => ({ targetModels: ['a.tar.gz'], targetContainers: ['first', 'second'] })))
      .toEqual({ StringLike: { 'sagemaker:TargetModel': ['a.tar.gz'], 'sagemaker:TargetContainerHostname': ['first', 'second'] } });
  });

  test('may be tokens', () => {
    expect(conditionOf((stack) => ({ targetModels: [new CfnParameter(stack, 'Target').valueAsString], targetContainers: [Fn.importValue('container')] })))
      .toEqual({ StringLike: { 'sagemaker:TargetModel': [{ Ref: 'Target' }], 'sagemaker:TargetContainerHostname': [{ 'Fn::ImportValue': 'container' }] } });
  });

  test('may be lists that are tokens', () => {
    expect(conditionOf((stack) => ({ targetModels: new CfnParameter(stack, 'Targets', { type: 'CommaDelimitedList' }).valueAsList })))
      .toEqual({ StringLike: { 'sagemaker:TargetModel': { Ref: 'Targets' } } });
  });

  test('allow the same of a model twice, and another one in a statement of its own', () => {
    const stack = testStack();
    const [endpoint, caller] = [Endpoint.fromEndpointArn(stack, 'Theirs', ARN), aCaller(stack)];
    ['a', 'b', 'a'].forEach((model) => endpoint.grantInvokeTargets(caller, { targetModels: [model] }));
    expect(statementsOf(stack).map(({ Condition }) => Condition.StringLike['sagemaker:TargetModel'])).toEqual([['a'], ['b']]);
  });

  const REQUIRED = 'targetModels or targetContainers is required; use grantInvoke to allow all models and containers';
  const NO_MODELS = 'targetModels must not be empty; omit it to allow all models';
  const NO_CONTAINERS = 'targetContainers must not be empty; omit it to allow all containers';

  test.each<[string, InvocationTargets, string]>([
    ['without any', {}, REQUIRED],
    ['with undefined', { targetModels: undefined, targetContainers: undefined }, REQUIRED],
    ['with no model', { targetModels: [] }, NO_MODELS],
    ['with no container', { targetContainers: [] }, NO_CONTAINERS],
    ['with a model, but no container', { targetModels: ['a.tar.gz'], targetContainers: [] }, NO_CONTAINERS],
    ['with neither', { targetModels: [], targetContainers: [] }, `2 problems:\n  - ${NO_MODELS}\n  - ${NO_CONTAINERS}`],
  ])('fails %s', (_how, targets, problem) => {
    const stack = testStack();
    const [own, imported] = [new Endpoint(stack, 'Endpoint', { endpointConfig: aConfig(stack) }), Endpoint.fromEndpointArn(stack, 'Theirs', ARN)];
    const caller = aCaller(stack);
    expect(messageOf(() => own.grantInvokeTargets(caller, targets))).toBe(`Test/Endpoint: ${problem}`);
    expect(messageOf(() => imported.grantInvokeTargets(caller, targets))).toBe(`Test/Theirs: ${problem}`);
    expect(Object.keys(resourcesOf(stack, 'AWS::IAM::Policy')).filter((id) => id.startsWith('Caller'))).toEqual([]);
  });
});

describe('the ARNs to grant', () => {
  test.each([
    [`${ARN.replace('theirs', 'Theirs')}`, 'Theirs', [ARN.replace('theirs', 'Theirs'), ARN]],
    [ARN, 'theirs', [ARN]],
    [ARN, 'Theirs', [ARN]],
    [ARN, 'Other', [ARN]],
  ])('of %s with the name %s', (arn, name, arns) => {
    expect(grantableArns(arn, name)).toEqual(arns);
  });
});

describe('a grant to the role that the endpoint is hosted by', () => {
  test('is in a policy of its own, because that of the role comes before the model, and so before the endpoint', () => {
    const stack = testStack();
    const model = aModel(stack);
    const endpointConfig = new EndpointConfig(stack, 'Config', { instanceProductionVariants: [{ model, variantName: 'main' }] });
    const endpoint = new Endpoint(stack, 'Endpoint', { endpointConfig });
    endpoint.grantInvoke(model);
    endpoint.grantInvokeWithResponseStream(model.role!);
    endpoint.grantInvokeOpenAi(model.role!);
    const own = Object.entries(resourcesOf(stack, 'AWS::IAM::Policy')).filter(([id]) => id.startsWith('Endpoint')).map(([, policy]) => policy.Properties);
    const [endpointId] = Object.keys(resourcesOf(stack, 'AWS::SageMaker::Endpoint'));
    expect(own).toEqual([expect.objectContaining({
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          { Action: 'sagemaker:InvokeEndpoint', Effect: 'Allow', Resource: { Ref: endpointId } },
          { Action: ['sagemaker:InvokeEndpoint', 'sagemaker:InvokeEndpointWithResponseStream'], Effect: 'Allow', Resource: { Ref: endpointId } },
          TOKENS,
        ],
      },
      Roles: [{ Ref: expect.stringMatching(/^ModelRole/) }],
    })]);
  });

  test('fails with targets that are null, as other languages give what is not there', () => {
    const stack = testStack();
    const nothing = null as unknown as undefined;
    const endpoint = Endpoint.fromEndpointName(stack, 'Theirs', 'theirs');
    expect(messageOf(() => endpoint.grantInvokeTargets(new iam.ServicePrincipal('lambda.amazonaws.com'), { targetModels: nothing, targetContainers: nothing })))
      .toEqual(like('Test/Theirs: targetModels ... targetContainers ... grantInvoke ...'));
  });
});
