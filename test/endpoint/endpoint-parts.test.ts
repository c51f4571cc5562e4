import { Resource, aws_iam as iam, type Stack, type aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import { Endpoint, EndpointAlarms, EndpointDashboard, type IEndpoint } from '../../src';
import { viewOf } from '../../src/endpoint/endpoint-parts';
import { aConfig } from '../helpers/given';
import { messageOf } from '../helpers/problems';
import { testStack } from '../helpers/stack';

const ARN = 'arn:aws:sagemaker:us-east-1:123456789012:endpoint/theirs';

/** An endpoint as the CDK knows them, made by somebody else. */
class UserEndpoint extends Resource implements sagemaker.IEndpoint {
  public readonly endpointArn = ARN;
  public readonly endpointName = 'theirs';
  public readonly endpointRef = { endpointArn: ARN };

  public grantInvoke(grantee: iam.IGrantable): iam.Grant {
    return iam.Grant.drop(grantee, 'of no use here');
  }
}

function theirs(stack: Stack): IEndpoint {
  return new UserEndpoint(stack, 'Theirs') as unknown as IEndpoint;
}

test('an endpoint tells what there is at the time', () => {
  const stack = testStack();
  const endpoint = new Endpoint(stack, 'Endpoint', { endpointConfig: aConfig(stack) });
  expect(viewOf(endpoint)).toMatchObject({ isAsync: false, instance: [{ variantName: 'main', scaling: undefined }], shadow: [], alarms: [] });
  endpoint.findInstanceProductionVariant('main').autoScaleInstanceCount({ maxCapacity: 3 });
  const { all } = endpoint.addRecommendedAlarms();
  const view = viewOf(endpoint);
  expect(view.endpoint).toBe(endpoint);
  expect(view.instance[0].scaling).toMatchObject({ minCapacity: 1, maxCapacity: 3 });
  expect(view.alarms).toEqual(all);
});

test('an imported endpoint tells as much as its configuration', () => {
  const stack = testStack();
  const endpoint = Endpoint.fromEndpointAttributes(stack, 'Imported', { endpointArn: ARN, endpointConfig: aConfig(stack) });
  expect(viewOf(endpoint)).toMatchObject({ instance: [{ variantName: 'main', vcpus: 2, hostsComponents: false, multiModel: false }] });
});

test('fails for an endpoint of another library, by its path', () => {
  const stack = testStack();
  const endpoint = theirs(stack);
  const message = "Test/Theirs: 'Test/Theirs' is not an endpoint of this library, so its variants are not known; use Endpoint.fromEndpointAttributes";
  expect(messageOf(() => viewOf(endpoint))).toBe(message);
  expect(messageOf(() => new EndpointAlarms(stack, 'Alarms', { endpoint }))).toBe(message);
  expect(messageOf(() => new EndpointDashboard(stack, 'Dashboard', { endpoint }))).toBe(message);
});
