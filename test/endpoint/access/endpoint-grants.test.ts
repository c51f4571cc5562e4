import { App, CfnParameter, aws_iam as iam, type Stack } from 'aws-cdk-lib';
import { Endpoint, EndpointConfig, type IEndpoint } from '../../../src';
import { grantableArns } from '../../../src/endpoint/access/endpoint-grants';
import { aConfig } from '../../helpers/given';
import { resourcesOf, statementsOf, testStack } from '../../helpers/stack';

const ARN = 'arn:aws:sagemaker:us-east-1:123456789012:endpoint/theirs';
const arnOf = (name: string) => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:sagemaker:us-east-1:123456789012:endpoint/${name}`]] });

function aCaller(stack: Stack): iam.Role {
  return new iam.Role(stack, 'Caller', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
}

/** The whole of what a caller may do. */
function allowedBy(endpoint: (stack: Stack) => IEndpoint): any[] {
  const stack = testStack();
  endpoint(stack).grantInvokeAsync(aCaller(stack));
  return statementsOf(stack);
}

const queueing = (Resource: unknown) => [{ Action: 'sagemaker:InvokeEndpointAsync', Effect: 'Allow', Resource }];

describe('grantInvokeAsync', () => {
  test('allows to put requests into the queue of this endpoint, and nothing else', () => {
    const stack = testStack();
    const endpoint = new Endpoint(stack, 'Endpoint', { endpointConfig: EndpointConfig.fromEndpointConfigName(stack, 'Theirs', 'theirs') });
    expect(endpoint.grantInvokeAsync(aCaller(stack)).success).toBe(true);
    const [Ref] = Object.keys(resourcesOf(stack, 'AWS::SageMaker::Endpoint'));
    expect(statementsOf(stack)).toEqual(queueing({ Ref }));
  });

  test.each<[string, (stack: Stack) => IEndpoint, unknown]>([
    ['by its ARN', (stack) => Endpoint.fromEndpointArn(stack, 'Theirs', ARN), ARN],
    ['by its name', (stack) => Endpoint.fromEndpointName(stack, 'Theirs', 'theirs'), arnOf('theirs')],
    ['by a name with capitals, of which the ARN that SageMaker makes has none',
      (stack) => Endpoint.fromEndpointName(stack, 'Theirs', 'Churn-Prod'), [arnOf('Churn-Prod'), arnOf('churn-prod')]],
    ['by an ARN in lower case and a name with capitals',
      (stack) => Endpoint.fromEndpointAttributes(stack, 'Theirs', { endpointArn: ARN, endpointName: 'Theirs' }), ARN],
    ['by an ARN that is a token', (stack) => Endpoint.fromEndpointArn(stack, 'Theirs', new CfnParameter(stack, 'Arn').valueAsString), { Ref: 'Arn' }],
  ])('allows the same of an endpoint that is imported %s', (_how, endpoint, resource) => {
    expect(allowedBy(endpoint)).toEqual(queueing(resource));
  });

  test('says so when a grantee can not be allowed anything', () => {
    const grant = Endpoint.fromEndpointArn(testStack(), 'Theirs', ARN).grantInvokeAsync(new iam.ServicePrincipal('lambda.amazonaws.com'));
    expect(grant.success).toBe(false);
  });

  test('allows a caller of another stack, by the name that the endpoint has there', () => {
    const app = new App();
    const there = testStack({ app, id: 'There', env: { account: '123456789012', region: 'eu-west-1' } });
    const here = testStack({ app });
    const endpoint = new Endpoint(there, 'Endpoint', { endpointConfig: aConfig(there), endpointName: 'fixed' });
    endpoint.grantInvokeAsync(aCaller(here));
    app.synth();
    expect(statementsOf(here)).toEqual(queueing({
      'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':sagemaker:eu-west-1:123456789012:endpoint/fixed']],
    }));
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
