import { CfnParameter, Fn, Stack, aws_iam as iam } from 'aws-cdk-lib';
import { Endpoint, type IEndpoint } from '../../src';
import { messageOf } from '../helpers/problems';
import { propertiesOf, statementsOf, testStack } from '../helpers/stack';

const TARGET = 'AWS::ApplicationAutoScaling::ScalableTarget';

function invocable(stack: Stack, endpoint: IEndpoint): any {
  endpoint.grantInvoke(new iam.Role(stack, 'Caller', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') }));
  const statements = statementsOf(stack);
  expect(statements).toHaveLength(1);
  return statements[0].Resource;
}

const arnOf = (name: string) => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:sagemaker:us-east-1:123456789012:endpoint/${name}`]] });

describe('the ARNs that may be invoked', () => {
  test('of a name with capitals are the one as given and the one in lower case, as SageMaker makes it', () => {
    const stack = testStack();
    expect(invocable(stack, Endpoint.fromEndpointName(stack, 'Theirs', 'Churn-Prod'))).toEqual([arnOf('Churn-Prod'), arnOf('churn-prod')]);
  });

  test('of a name in lower case are one', () => {
    const stack = testStack();
    expect(invocable(stack, Endpoint.fromEndpointName(stack, 'Theirs', 'churn-prod'))).toEqual(arnOf('churn-prod'));
  });

  test('of a name that is a token are one', () => {
    const stack = testStack();
    const name = new CfnParameter(stack, 'Name').valueAsString;
    expect(invocable(stack, Endpoint.fromEndpointName(stack, 'Theirs', name))).toEqual({
      'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':sagemaker:us-east-1:123456789012:endpoint/', { Ref: 'Name' }]],
    });
  });

  test('of an ARN in lower case and a name with capitals are the ARN', () => {
    const stack = testStack();
    const endpointArn = 'arn:aws:sagemaker:us-east-1:123456789012:endpoint/churn-prod';
    expect(invocable(stack, Endpoint.fromEndpointAttributes(stack, 'Theirs', { endpointArn, endpointName: 'Churn-Prod' }))).toBe(endpointArn);
  });
});

describe('the name beside an ARN', () => {
  const endpointArn = 'arn:aws:sagemaker:us-east-1:123456789012:endpoint/churn-prod';

  test('is what metrics and scaling use', () => {
    const stack = testStack();
    const endpoint = Endpoint.fromEndpointAttributes(stack, 'Theirs', { endpointArn, endpointName: 'Churn-Prod' });
    const variant = endpoint.findInstanceProductionVariant('main');
    variant.autoScaleInstanceCount({ maxCapacity: 3 });
    expect(endpoint.endpointName).toBe('Churn-Prod');
    expect(variant.metricInvocations().dimensions).toEqual({ EndpointName: 'Churn-Prod', VariantName: 'main' });
    expect(propertiesOf(stack, TARGET).ResourceId).toBe('endpoint/Churn-Prod/variant/main');
  });

  test('is that of the ARN if it is not given', () => {
    expect(Endpoint.fromEndpointAttributes(testStack(), 'Theirs', { endpointArn }).endpointName).toBe('churn-prod');
  });

  test('may be a token', () => {
    const stack = testStack();
    const endpoint = Endpoint.fromEndpointAttributes(stack, 'Theirs', { endpointArn, endpointName: Fn.importValue('name') });
    expect(stack.resolve(endpoint.endpointName)).toEqual({ 'Fn::ImportValue': 'name' });
  });

  test('fails as a_b', () => {
    expect(messageOf(() => Endpoint.fromEndpointAttributes(testStack(), 'Theirs', { endpointArn, endpointName: 'a_b' })))
      .toBe("Test: endpointName must be letters, digits and hyphens, with no hyphen at either end (1 to 63 characters), got 'a_b'");
  });
});

describe('scaling an imported endpoint', () => {
  const theirs = (stack: Stack, region: string, account: string) =>
    Endpoint.fromEndpointArn(stack, 'Theirs', `arn:aws:sagemaker:${region}:${account}:endpoint/theirs`);

  test('fails in another region and account, where the scaling target would not be', () => {
    const message = 'Test/Theirs: 2 problems:\n'
      + '  - the endpoint must be in the same account (123456789012), got 210987654321\n'
      + '  - the endpoint must be in the same region (us-east-1), got eu-west-1';
    const endpoint = theirs(testStack(), 'eu-west-1', '210987654321');
    expect(messageOf(() => endpoint.findInstanceProductionVariant('main').autoScaleInstanceCount({ maxCapacity: 3 }))).toBe(message);
    expect(messageOf(() => endpoint.findServerlessProductionVariant('main').autoScaleProvisionedConcurrency({ maxCapacity: 3 }))).toBe(message);
  });

  test('is possible where the stack may be in the same region', () => {
    const stack = testStack({ env: undefined });
    theirs(stack, 'eu-west-1', '210987654321').findInstanceProductionVariant('main').autoScaleInstanceCount({ maxCapacity: 3 });
    expect(propertiesOf(stack, TARGET).ResourceId).toBe('endpoint/theirs/variant/main');
  });

  test('two variants whose names are tokens get ids that other constructs do not change', () => {
    const stack = testStack();
    const endpoint = theirs(stack, 'us-east-1', '123456789012');
    const scale = (name: string) => endpoint.findInstanceProductionVariant(name).autoScaleInstanceCount({ maxCapacity: 3 }).node.id;
    const ids = ['A', 'B', 'C'].map((name) => scale(new CfnParameter(endpoint.stack, name).valueAsString));
    expect(ids).toEqual(['InstanceCount', 'InstanceCount.1', 'InstanceCount.2']);
  });
});
