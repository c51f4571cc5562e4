import { App, Aspects, CfnOutput, CfnParameter, aws_sagemaker as sagemaker, type CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { Endpoint } from '../../src';
import { ENV, testStack, warningsOf } from '../helpers/stack';
import { anEndpoint, otherAlarm } from './deployment/given';

type Use = (endpoint: Endpoint) => unknown;

const cfn = ({ node }: Endpoint) => node.defaultChild as sagemaker.CfnEndpoint;
const byOverride = (name: unknown): Use => (endpoint) => cfn(endpoint).addPropertyOverride('EndpointName', name);
const byAspect = (change: (name: string | undefined) => string | undefined): Use => (endpoint) => Aspects.of(endpoint).add({
  visit: (node: IConstruct) => {
    if ((node as CfnResource).cfnResourceType === 'AWS::SageMaker::Endpoint') {
      (node as sagemaker.CfnEndpoint).endpointName = change((node as sagemaker.CfnEndpoint).endpointName);
    }
  },
});
const withLogGroup: Use = (endpoint) => endpoint.addLogGroup();
const withAlarms: Use = (endpoint) => endpoint.addAutoRollbackAlarms(...endpoint.addRecommendedAlarms().critical);

const WARNING = (rendered: string, used = "the name 'orig'") => `Test/Endpoint: an override or aspect gives the resource of the endpoint ${rendered}, but its metrics, alarms and `
  + `log group use ${used}; set endpointName instead [ack: cdk-sagemaker-hosting:overriddenEndpointName]`;

function warned(endpointName: string | undefined, ...uses: Use[]): string[] {
  const stack = testStack();
  const endpoint = anEndpoint(stack, { endpointName });
  uses.forEach((use) => use(endpoint));
  return warningsOf(stack).filter((text) => !text.endsWith('autoRollbackWithoutStrategy]'));
}

describe('a name of an override or aspect', () => {
  test.each<[string, Use]>([['a log group', withLogGroup], ['rollback alarms', withAlarms]])('is warned of beside %s', (_what, use) => {
    expect(warned('orig', use, byAspect((name) => `pre-${name}`))).toEqual([WARNING("the name 'pre-orig'")]);
    expect(warned('orig', use, byOverride('pre-orig'))).toEqual([WARNING("the name 'pre-orig'")]);
    expect(warned(undefined, use, byOverride('mine'))).toEqual([WARNING("the name 'mine'", "the name 'Test-Endpoint-0FBD4E12'")]);
    expect(warned('orig', use, byOverride({ Ref: 'AWS::StackName' }))).toEqual([WARNING('a name that is a token')]);
    expect(warned('orig', use, (endpoint) => cfn(endpoint).addPropertyDeletionOverride('EndpointName'))).toEqual([WARNING('no name')]);
  });

  test.each<[string, Use]>([['a log group', withLogGroup], ['rollback alarms', withAlarms]])('is not, if it is the same, beside %s', (_what, use) => {
    expect(warned('orig', use)).toEqual([]);
    expect(warned(undefined, use)).toEqual([]);
    expect(warned('orig', use, byOverride('orig'))).toEqual([]);
    expect(warned('orig', use, byAspect((name) => name))).toEqual([]);
    expect(warned('orig', use, byAspect(() => 'orig'))).toEqual([]);
  });

  test('is not, if what uses the endpoint refers to it', () => {
    const recommended: Use = (endpoint) => {
      endpoint.addRecommendedAlarms();
      endpoint.addDashboard();
      endpoint.autoScaleInstanceCount({ maxCapacity: 2 }).scaleOnInvocations('Load', { maxRequestsPerSecond: 5 });
    };
    expect(warned('orig', recommended, byOverride('pre-orig'))).toEqual([]);
    expect(warned('orig', byOverride('pre-orig'))).toEqual([]);
  });

  test('is not, if a rollback alarm watches something else', () => {
    expect(warned('orig', (endpoint) => endpoint.addAutoRollbackAlarms(otherAlarm(endpoint)), byOverride('pre-orig'))).toEqual([]);
  });

  test('is not, if it is a token that resolves to the same', () => {
    const stack = testStack();
    const parameter = new CfnParameter(stack, 'Name');
    const endpoint = anEndpoint(stack, { endpointName: parameter.valueAsString });
    endpoint.addLogGroup();
    byOverride({ Ref: 'Name' })(endpoint);
    expect(warningsOf(stack)).toEqual([]);
    byOverride(parameter.valueAsString)(endpoint);
    expect(warningsOf(stack)).toEqual([]);
  });

  test('is warned of beside another region, which cannot refer to the endpoint', () => {
    const of = (rename: Use) => {
      const app = new App();
      const stack = testStack({ app });
      const endpoint = anEndpoint(stack, { endpointName: 'orig' });
      new CfnOutput(testStack({ app, id: 'Far', env: { account: ENV.account, region: 'eu-west-1' } }), 'Name', { value: endpoint.endpointName });
      rename(endpoint);
      app.synth();
      return warningsOf(stack);
    };
    expect(of(byOverride('pre-orig'))).toEqual([WARNING("the name 'pre-orig'")]);
    expect(of(() => undefined)).toEqual([]);
  });
});
