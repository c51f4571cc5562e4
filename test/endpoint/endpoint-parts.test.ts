import { Resource, aws_iam as iam, type Stack, type aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import { Endpoint, EndpointAlarms, EndpointConfig, EndpointDashboard, type IEndpoint } from '../../src';
import { partsOf } from '../../src/endpoint/endpoint-parts';
import { aConfig } from '../helpers/given';
import { messageOf } from '../helpers/problems';
import { propertiesOf, testStack } from '../helpers/stack';

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
  expect(partsOf(endpoint)).toMatchObject({ isAsync: false, instance: [{ variantName: 'main', scaling: undefined }], shadow: [], alarms: [] });
  endpoint.findInstanceProductionVariant('main').autoScaleInstanceCount({ maxCapacity: 3 });
  const { all } = endpoint.addRecommendedAlarms();
  const parts = partsOf(endpoint);
  expect(parts.instance).toEqual([endpoint.findInstanceProductionVariant('main')]);
  expect(parts.metrics.metricApproximateBacklogSize()).toEqual(endpoint.metricApproximateBacklogSize());
  expect(parts.instance[0].scaling).toMatchObject({ minCapacity: 1, maxCapacity: 3 });
  expect(parts.alarms).toEqual(all);
});

test('an imported endpoint tells as much as its configuration', () => {
  const stack = testStack();
  const endpoint = Endpoint.fromEndpointAttributes(stack, 'Imported', { endpointArn: ARN, endpointConfig: aConfig(stack) });
  expect(partsOf(endpoint)).toMatchObject({ instance: [{ variantName: 'main', vcpus: 2, hostsComponents: false, isMultiModel: false }] });
});

test('fails for an endpoint of another library, by its path', () => {
  const stack = testStack();
  const endpoint = theirs(stack);
  const message = "Test/Theirs: 'Test/Theirs' was not created with this library, so its variants are not known; import it with Endpoint.fromEndpointAttributes";
  expect(messageOf(() => partsOf(endpoint))).toBe(message);
  expect(messageOf(() => new EndpointAlarms(stack, 'Alarms', { endpoint }))).toBe(message);
  expect(messageOf(() => new EndpointDashboard(stack, 'Dashboard', { endpoint }))).toBe(message);
});

test.each([
  ['nothing', undefined, 'undefined'],
  ['null', null, 'undefined'],
  ['a text', 'theirs', 'undefined'],
  ['an object without a place in the app', {}, 'undefined'],
  ['something of the same name', { _parts: [] }, 'undefined'],
])('fails for %s, as languages without such types may give', (_what, endpoint, path) => {
  expect(messageOf(() => partsOf(endpoint as unknown as IEndpoint)))
    .toBe(`'${path}' was not created with this library, so its variants are not known; import it with Endpoint.fromEndpointAttributes`);
});

test('fails for another construct of this library, by its path', () => {
  const config = aConfig(testStack());
  expect(config).toBeInstanceOf(EndpointConfig);
  expect(messageOf(() => partsOf(config)))
    .toBe("Test/Config: 'Test/Config' was not created with this library, so its variants are not known; import it with Endpoint.fromEndpointAttributes");
});

describe('an endpoint of another copy of the package', () => {
  const cdk = jest.requireActual('aws-cdk-lib');
  let Other: typeof import('../../src');
  jest.isolateModules(() => {
    jest.doMock('aws-cdk-lib', () => cdk);
    Other = jest.requireActual('../../src');
  });

  function otherEndpoint(stack: Stack): IEndpoint {
    return new Other.Endpoint(stack, 'Endpoint', { endpointConfig: aConfig(stack) }) as unknown as IEndpoint;
  }

  test('is of another class', () => {
    expect(otherEndpoint(testStack())).not.toBeInstanceOf(Endpoint);
  });

  test('has alarms and a dashboard of this copy', () => {
    const stack = testStack();
    const endpoint = otherEndpoint(stack);
    const { all } = new EndpointAlarms(stack, 'Alarms', { endpoint });
    expect(all.map(({ node }) => node.id)).toContain('mainServerErrorRate');
    new EndpointDashboard(stack, 'Dashboard', { endpoint });
    expect(JSON.stringify(propertiesOf(stack, 'AWS::CloudWatch::Dashboard').DashboardBody)).toContain('**main**, ml.m5.large');
  });
});
