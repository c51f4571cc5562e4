import { App, Aws, CfnCondition, Fn, Lazy, NestedStack, Stack, Stage, aws_iam as iam, aws_lambda as lambda, type CfnResource } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { Construct } from 'constructs';
import { Endpoint, EndpointConfig, InstanceType, type EndpointProps, type Model } from '../../src';
import { aModel, anImage } from '../helpers/given';
import { problemsAtSynth, synthMessageOf } from '../helpers/problems';
import { ENV, testStack } from '../helpers/stack';

function endpointOf(model: Model, id = 'Endpoint', props: Partial<EndpointProps> = {}): Endpoint {
  const scope = model.node.scope as Construct;
  const endpointConfig = new EndpointConfig(scope, `${id}Config`, {
    instanceProductionVariants: [{ model, variantName: 'main', instanceType: InstanceType.M5_LARGE }],
  });
  return new Endpoint(scope, id, { endpointConfig, ...props });
}

/** An endpoint of a model whose container is told something about it. */
function endpointThatKnows(scope: Construct, told: (endpoint: Endpoint) => string, props: Partial<EndpointProps> = {}): Endpoint {
  const environment = { TOLD: Lazy.string({ produce: () => told(endpoint) }) };
  const endpoint: Endpoint = endpointOf(aModel(scope, 'Model', { containers: [{ image: anImage(scope), environment }] }), 'Endpoint', props);
  return endpoint;
}

function aFunction(scope: Construct, environment: Record<string, string> = {}): lambda.Function {
  return new lambda.Function(scope, 'Client', {
    runtime: lambda.Runtime.NODEJS_20_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = () => {}'), environment,
  });
}

const circular = (path: string, advice: string) => `the endpoint depends on itself, so that CloudFormation cannot create it: ${path}; ${advice}`;
const OF_MODEL = circular("'Test/Endpoint/Endpoint' -> 'Test/EndpointConfig/EndpointConfig' -> 'Test/Model/Model' -> 'Test/Endpoint/Endpoint'",
  "set endpointName, and use that string in 'Test/Model/Model' instead of a reference to the endpoint");

describe('a model that is told its own endpoint', () => {
  test.each<[string, (endpoint: Endpoint) => string]>([
    ['by name', (endpoint) => endpoint.endpointName],
    ['by ARN', (endpoint) => `arn: ${endpoint.endpointArn}`],
    ['under a condition', (endpoint) => {
      const isUsed = new CfnCondition(endpoint, 'IsUsed', { expression: Fn.conditionEquals(Aws.REGION, 'us-east-1') });
      return Fn.conditionIf(isUsed.logicalId, endpoint.endpointName, '').toString();
    }],
    ['in a template text', (endpoint) => Fn.sub(`of $\{${Stack.of(endpoint).getLogicalId(endpoint.node.defaultChild as CfnResource)}.EndpointName}`)],
  ])('fails: %s', (_how, told) => {
    const stack = testStack();
    const value: { made?: string } = {};
    const endpoint = endpointThatKnows(stack, (own) => value.made ?? told(own));
    // Creates constructs before synthesis.
    value.made = told(endpoint);
    expect(synthMessageOf(endpoint)).toBe(`Validation failed with the following errors:\n  [Test/Endpoint] ${OF_MODEL}`);
  });

  test('fails with a fixed name too, if it is told the reference', () => {
    expect(problemsAtSynth(endpointThatKnows(testStack(), (own) => own.endpointName, { endpointName: 'churn' }))).toEqual([
      OF_MODEL.replace('set endpointName, and use that string', "use the string 'churn'"),
    ]);
  });

  test('is deployed if it is told the fixed name', () => {
    const stack = testStack();
    endpointThatKnows(stack, () => 'churn', { endpointName: 'churn' });
    Template.fromStack(stack).resourceCountIs('AWS::SageMaker::Endpoint', 1);
  });

  test('fails in a nested stack, by the paths there', () => {
    const nested = new NestedStack(testStack(), 'Nested');
    const endpoint = endpointThatKnows(nested, (own) => own.endpointName);
    expect(synthMessageOf(endpoint)).toContain(`[Test/Nested/Endpoint] ${OF_MODEL.replaceAll('Test/', 'Test/Nested/')}`);
  });

  test('fails in a stage', () => {
    const app = new App();
    endpointThatKnows(new Stack(new Stage(app, 'Prod'), 'Test', { env: ENV }), (own) => own.endpointName);
    expect(() => app.synth()).toThrow(`[Prod/Test/Endpoint] ${OF_MODEL.replaceAll('Test/', 'Prod/Test/')}`);
  });
});

describe('two endpoints whose models invoke each other', () => {
  const two = (stack: Stack) => ['One', 'Two'].map((id) => endpointOf(aModel(stack, `${id}Model`), id));
  const modelOf = (endpoint: Endpoint) => endpoint.node.scope!.node.findChild(`${endpoint.node.id}Model`) as Model;

  test('fail, once', () => {
    const [one, other] = two(testStack());
    one.grantInvoke(modelOf(other));
    other.grantInvoke(modelOf(one));
    expect(synthMessageOf(one)).toBe(`Validation failed with the following errors:\n  [Test/One] ${circular(
      "'Test/One/Endpoint' -> 'Test/OneConfig/EndpointConfig' -> 'Test/OneModel/Model' -> 'Test/OneModel/Role/DefaultPolicy/Resource' -> 'Test/Two/Endpoint' -> "
      + "'Test/TwoConfig/EndpointConfig' -> 'Test/TwoModel/Model' -> 'Test/TwoModel/Role/DefaultPolicy/Resource' -> 'Test/One/Endpoint'",
      "remove the statement that refers to the endpoint from 'Test/TwoModel/Role/DefaultPolicy/Resource', and attach it to the role with a policy of its own, "
      + 'new iam.Policy(scope, id, { roles, statements })',
    )}`);
  });

  test('are deployed if one of the statements is in a policy of its own, as the message says', () => {
    const stack = testStack();
    const [one, other] = two(stack);
    other.grantInvoke(modelOf(one));
    const invoke = new iam.PolicyStatement({ actions: ['sagemaker:InvokeEndpoint'], resources: [one.endpointArn] });
    new iam.Policy(stack, 'InvokeOne', { roles: [modelOf(other).role!], statements: [invoke] });
    Template.fromStack(stack).resourceCountIs('AWS::SageMaker::Endpoint', 2);
  });

  test('are deployed if only one invokes the other', () => {
    const stack = testStack();
    const [one, other] = two(stack);
    one.grantInvoke(modelOf(other));
    Template.fromStack(stack).resourceCountIs('AWS::SageMaker::Endpoint', 2);
  });
});

describe('a function that the model invokes', () => {
  test('fails if it is told the endpoint', () => {
    const stack = testStack();
    const model = aModel(stack);
    const endpoint = endpointOf(model);
    aFunction(stack, { ENDPOINT: endpoint.endpointName }).grantInvoke(model);
    expect(synthMessageOf(endpoint)).toBe(`Validation failed with the following errors:\n  [Test/Endpoint] ${circular(
      "'Test/Endpoint/Endpoint' -> 'Test/EndpointConfig/EndpointConfig' -> 'Test/Model/Model' -> 'Test/Model/Role/DefaultPolicy/Resource' -> "
      + "'Test/Client/Resource' -> 'Test/Endpoint/Endpoint'",
      "set endpointName, and use that string in 'Test/Client/Resource' instead of a reference to the endpoint",
    )}`);
  });

  test('is deployed if it is told the fixed name', () => {
    const stack = testStack();
    const model = aModel(stack);
    endpointOf(model, 'Endpoint', { endpointName: 'churn' });
    aFunction(stack, { ENDPOINT: 'churn' }).grantInvoke(model);
    Template.fromStack(stack).resourceCountIs('AWS::SageMaker::Endpoint', 1);
  });

  test('is deployed if it invokes the endpoint of a model that does not invoke it', () => {
    const stack = testStack();
    const endpoint = endpointOf(aModel(stack));
    endpoint.grantInvoke(aFunction(stack, { ENDPOINT: endpoint.endpointName }));
    Template.fromStack(stack).resourceCountIs('AWS::SageMaker::Endpoint', 1);
  });
});

describe('a model without an endpoint', () => {
  test('fails if its role may only be created after it', () => {
    const stack = testStack();
    const model = aModel(stack);
    model.addToRolePolicy(new iam.PolicyStatement({ actions: ['sagemaker:DescribeModel'], resources: [model.modelArn] }));
    expect(synthMessageOf(model)).toBe('Validation failed with the following errors:\n  [Test/Model] the model depends on itself, so that CloudFormation cannot '
      + "create it: 'Test/Model/Model' -> 'Test/Model/Role/DefaultPolicy/Resource' -> 'Test/Model/Model'; remove the statement that refers to the model from "
      + "'Test/Model/Role/DefaultPolicy/Resource', and attach it to the role with a policy of its own, new iam.Policy(scope, id, { roles, statements })");
  });
});

test('a configuration that its own model names fails', () => {
  const stack = testStack();
  const environment = { CONFIG: Lazy.string({ produce: () => config.endpointConfigName }) };
  const model = aModel(stack, 'Model', { containers: [{ image: anImage(stack), environment }] });
  const config: EndpointConfig = new EndpointConfig(stack, 'Config', {
    instanceProductionVariants: [{ model, variantName: 'main', instanceType: InstanceType.M5_LARGE }],
  });
  expect(synthMessageOf(config)).toBe('Validation failed with the following errors:\n  [Test/Config] the endpoint configuration depends on itself, so that '
    + "CloudFormation cannot create it: 'Test/Config/EndpointConfig' -> 'Test/Model/Model' -> 'Test/Config/EndpointConfig'; set endpointConfigName, and use that "
    + "string in 'Test/Model/Model' instead of a reference to the endpoint configuration");
});
