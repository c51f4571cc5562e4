import { App, CfnParameter, aws_events as events, aws_events_targets as targets, aws_sns as sns, type Stack } from 'aws-cdk-lib';
import { Endpoint, EndpointConfig, EndpointStatus, type IEndpoint, type OnEndpointStateChangeOptions } from '../../../src';
import { messageOf } from '../../helpers/problems';
import { propertiesOf, resourcesOf, testStack } from '../../helpers/stack';

const RULE = 'AWS::Events::Rule';
const OWN_NAME = { 'Fn::GetAtt': ['Endpoint8024A810', 'EndpointName'] };

function anEndpoint(stack: Stack, endpointName?: string): Endpoint {
  return new Endpoint(stack, 'Endpoint', { endpointName, endpointConfig: EndpointConfig.fromEndpointConfigName(stack, 'Config', 'theirs') });
}

function aTarget(stack: Stack, id = 'Topic'): events.IRuleTarget {
  return new targets.SnsTopic(new sns.Topic(stack, id));
}

type On = (endpoint: IEndpoint, id: string, options?: OnEndpointStateChangeOptions) => events.Rule;

describe.each<[string, On, string]>([
  ['onStateChange', (endpoint, ...rest) => endpoint.onStateChange(...rest), 'SageMaker Endpoint State Change'],
  ['onDeploymentStateChange', (endpoint, ...rest) => endpoint.onDeploymentStateChange(...rest), 'SageMaker Endpoint Deployment State Change'],
])('%s', (_name, on, detailType) => {
  const pattern = (detail: object) => ({ 'source': ['aws.sagemaker'], 'detail-type': [detailType], detail });

  test('is a rule for the endpoint, in each state', () => {
    const stack = testStack();
    const endpoint = anEndpoint(stack);
    const rule = on(endpoint, 'Changed');
    expect(rule.node.path).toBe('Test/Endpoint/Changed');
    expect(propertiesOf(stack, RULE)).toEqual({ EventPattern: pattern({ EndpointName: [OWN_NAME] }), State: 'ENABLED' });
  });

  test('is the same with each option undefined, as other languages give them', () => {
    const stack = testStack();
    on(anEndpoint(stack), 'Changed', {
      target: undefined, statuses: undefined, description: undefined, ruleName: undefined, eventPattern: undefined, crossStackScope: undefined,
    });
    expect(propertiesOf(stack, RULE)).toEqual({ EventPattern: pattern({ EndpointName: [OWN_NAME] }), State: 'ENABLED' });
  });

  test('is for some states', () => {
    const stack = testStack();
    on(anEndpoint(stack), 'Failed', { statuses: [EndpointStatus.FAILED, EndpointStatus.UPDATE_ROLLBACK_FAILED] });
    expect(propertiesOf(stack, RULE).EventPattern).toEqual(pattern({ EndpointName: [OWN_NAME], EndpointStatus: ['FAILED', 'UPDATE_ROLLBACK_FAILED'] }));
  });

  test('fails for no state', () => {
    const stack = testStack();
    const message = 'statuses must not be empty; omit it to match all states';
    expect(messageOf(() => on(anEndpoint(stack), 'Changed', { statuses: [] }))).toBe(`Test/Endpoint: ${message}`);
    expect(messageOf(() => on(Endpoint.fromEndpointName(stack, 'Theirs', 'theirs'), 'Changed', { statuses: [] }))).toBe(`Test/Theirs: ${message}`);
    expect(resourcesOf(stack, RULE)).toEqual({});
  });

  test('has a target, a name and a description', () => {
    const stack = testStack();
    on(anEndpoint(stack), 'Changed', { target: aTarget(stack), ruleName: 'changed', description: 'what happens' });
    expect(propertiesOf(stack, RULE)).toEqual({
      Description: 'what happens',
      EventPattern: pattern({ EndpointName: [OWN_NAME] }),
      Name: 'changed',
      State: 'ENABLED',
      Targets: [{ Arn: { Ref: 'TopicBFC7AF6E' }, Id: 'Target0' }],
    });
  });

  test('gets more targets and filters later', () => {
    const stack = testStack();
    const rule = on(anEndpoint(stack), 'Changed', { target: aTarget(stack) });
    rule.addTarget(aTarget(stack, 'Other'));
    rule.addEventPattern({ detail: { EndpointConfigName: ['next'] } });
    expect(propertiesOf(stack, RULE)).toMatchObject({
      EventPattern: pattern({ EndpointName: [OWN_NAME], EndpointConfigName: ['next'] }),
      Targets: [{ Id: 'Target0' }, { Id: 'Target1' }],
    });
  });

  test('matches further fields of the event, if specified', () => {
    const stack = testStack();
    on(anEndpoint(stack), 'Changed', { eventPattern: { region: ['us-east-1'], detail: { EndpointConfigName: ['next'] } } });
    expect(propertiesOf(stack, RULE).EventPattern)
      .toEqual({ ...pattern({ EndpointName: [OWN_NAME], EndpointConfigName: ['next'] }), region: ['us-east-1'] });
  });

  test('can be there twice, for different states', () => {
    const stack = testStack();
    const endpoint = anEndpoint(stack);
    on(endpoint, 'Up', { statuses: [EndpointStatus.IN_SERVICE] });
    on(endpoint, 'Down', { statuses: [EndpointStatus.FAILED] });
    expect(Object.values(resourcesOf(stack, RULE)).map(({ Properties }) => Properties.EventPattern.detail.EndpointStatus)).toEqual([['IN_SERVICE'], ['FAILED']]);
  });

  test.each<[string, (stack: Stack) => IEndpoint, unknown]>([
    ['its name with capitals', (stack) => Endpoint.fromEndpointName(stack, 'Theirs', 'Churn-Prod'), 'Churn-Prod'],
    ['its ARN', (stack) => Endpoint.fromEndpointArn(stack, 'Theirs', 'arn:aws:sagemaker:us-east-1:123456789012:endpoint/theirs'), 'theirs'],
    ['a name that is a token', (stack) => Endpoint.fromEndpointName(stack, 'Theirs', new CfnParameter(stack, 'Name').valueAsString), { Ref: 'Name' }],
  ])('is for an endpoint that is imported by %s', (_how, endpoint, name) => {
    const stack = testStack();
    on(endpoint(stack), 'Changed');
    expect(propertiesOf(stack, RULE).EventPattern).toEqual(pattern({ EndpointName: [name] }));
  });

  test('is in another stack of the same place, which refers to the endpoint', () => {
    const app = new App();
    const [there, here] = [testStack({ app, id: 'There' }), testStack({ app })];
    on(anEndpoint(there), 'Changed', { crossStackScope: here, target: aTarget(here) });
    app.synth();
    expect(resourcesOf(there, RULE)).toEqual({});
    const exported = { 'Fn::ImportValue': expect.stringMatching(/^There:ExportsOutputFnGetAttEndpoint.*EndpointName/) };
    expect(propertiesOf(here, RULE)).toMatchObject({ EventPattern: pattern({ EndpointName: [exported] }), Targets: [{ Id: 'Target0' }] });
  });

  test('is where the endpoint is, when its target is in another stack', () => {
    const app = new App();
    const [there, here] = [testStack({ app, id: 'There' }), testStack({ app })];
    on(anEndpoint(there), 'Changed', { target: aTarget(here) });
    app.synth();
    expect(propertiesOf(there, RULE).EventPattern).toEqual(pattern({ EndpointName: [OWN_NAME] }));
    expect(resourcesOf(here, RULE)).toEqual({});
  });
});

test('both kinds of rules are there for one endpoint', () => {
  const stack = testStack();
  const endpoint = anEndpoint(stack, 'fixed');
  endpoint.onStateChange('Changed');
  endpoint.onDeploymentStateChange('Deployed');
  expect(Object.values(resourcesOf(stack, RULE)).map(({ Properties }) => Properties.EventPattern['detail-type'][0]))
    .toEqual(['SageMaker Endpoint State Change', 'SageMaker Endpoint Deployment State Change']);
});

// As the service writes them in events: in capitals, unlike those of its API.
test('the states are those of events', () => {
  expect(Object.values(EndpointStatus).sort()).toEqual([
    'CREATING', 'DELETING', 'FAILED', 'IN_SERVICE', 'OUT_OF_SERVICE', 'ROLLING_BACK', 'SYSTEM_UPDATING', 'UPDATE_ROLLBACK_FAILED', 'UPDATING',
  ]);
});
