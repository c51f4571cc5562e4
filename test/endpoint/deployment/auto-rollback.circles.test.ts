import { NestedStack, Tags, aws_cloudwatch as cloudwatch, aws_cloudwatch_actions as actions, aws_lambda as lambda, type CfnElement, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { Construct } from 'constructs';
import { alarmOf, anEndpoint, otherAlarm } from './given';
import { Endpoint, EndpointAlarms, type IEndpoint } from '../../../src';
import { problemsAtSynth, synthMessageOf } from '../../helpers/problems';
import { resourcesOf, testStack } from '../../helpers/stack';

const AGAIN = 'because each would have to be created before the other; set endpointName, and use that string instead of a reference '
  + 'to the endpoint';

/** A client that is told the name of an endpoint. */
function aClient(stack: Stack, name: string): lambda.Function {
  return new lambda.Function(stack, 'Client', {
    runtime: lambda.Runtime.NODEJS_20_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = () => {}'), environment: { ENDPOINT: name },
  });
}

function alarmOfClient(stack: Stack, endpoint: Endpoint, name = endpoint.endpointName): cloudwatch.Alarm {
  return alarmOf(stack, aClient(stack, name).metricErrors());
}

describe('a circle', () => {
  test('fails, by way of a client that knows the endpoint', () => {
    const stack = testStack();
    const endpoint = anEndpoint(stack);
    endpoint.addAutoRollbackAlarms(alarmOfClient(stack, endpoint));
    expect(synthMessageOf(endpoint)).toBe('Validation failed with the following errors:\n'
      + `  [Test/Endpoint] the alarm 'Test/Alarm' cannot both roll back the endpoint and depend on it through 'Test/Client/Resource', ${AGAIN}`);
  });

  test('fails, where the name is set already, with the string', () => {
    const stack = testStack();
    const endpoint = anEndpoint(stack, { endpointName: 'fixed' });
    endpoint.addAutoRollbackAlarms(alarmOfClient(stack, endpoint));
    expect(synthMessageOf(endpoint)).toBe('Validation failed with the following errors:\n'
      + "  [Test/Endpoint] the alarm 'Test/Alarm' cannot both roll back the endpoint and depend on it through 'Test/Client/Resource', because each would have to be created before the "
      + "other; use the string 'fixed' instead of a reference to the endpoint");
  });

  test('fails, where the name is set already, by way of a grant, but not by one on an import', () => {
    const granted = (grantable: (stack: Stack, endpoint: Endpoint) => IEndpoint) => {
      const stack = testStack();
      const endpoint = anEndpoint(stack, { endpointName: 'fixed' });
      const client = aClient(stack, 'fixed');
      grantable(stack, endpoint).grantInvoke(client);
      endpoint.addAutoRollbackAlarms(alarmOf(stack, client.metricErrors()));
      return endpoint;
    };
    expect(synthMessageOf(granted((_stack, endpoint) => endpoint))).toBe('Validation failed with the following errors:\n'
      + "  [Test/Endpoint] the alarm 'Test/Alarm' cannot both roll back the endpoint and depend on it through 'Test/Client/Resource', "
      + "'Test/Client/ServiceRole/DefaultPolicy/Resource', because each would have to be created before the other; grant the permission on an import, such as with "
      + "Endpoint.fromEndpointName(scope, id, 'fixed').grantInvoke(grantee), or omit the grant");
    const endpoint = granted((stack) => Endpoint.fromEndpointName(stack, 'Import', 'fixed'));
    expect(resourcesOf(endpoint, 'AWS::IAM::Policy')).not.toEqual({});
    expect(problemsAtSynth(endpoint)).toEqual([]);
  });

  test('fails, by way of the action of the alarm', () => {
    const stack = testStack();
    const endpoint = anEndpoint(stack);
    const alarm = otherAlarm(stack);
    alarm.addAlarmAction(new actions.LambdaAction(aClient(stack, endpoint.endpointName)));
    endpoint.addAutoRollbackAlarms(alarm);
    expect(() => Template.fromStack(stack)).toThrow(`the alarm 'Test/Other' cannot both roll back the endpoint and depend on it through 'Test/Client/Resource', ${AGAIN}`);
  });

  test('fails, by a tag of the alarm itself', () => {
    const stack = testStack();
    const endpoint = anEndpoint(stack);
    const alarm = otherAlarm(stack);
    Tags.of(alarm).add('endpoint', endpoint.endpointName);
    endpoint.addAutoRollbackAlarms(alarm);
    expect(() => Template.fromStack(stack)).toThrow(`the alarm 'Test/Other' cannot both roll back the endpoint and depend on it, ${AGAIN}`);
  });

  test('fails, by a dependency', () => {
    const stack = testStack();
    const endpoint = anEndpoint(stack);
    const alarm = otherAlarm(stack);
    alarm.node.addDependency(endpoint.node.defaultChild!);
    endpoint.addAutoRollbackAlarms(alarm);
    expect(() => Template.fromStack(stack)).toThrow(`the alarm 'Test/Other' cannot both roll back the endpoint and depend on it, ${AGAIN}`);
  });

  test('is none where the client has the name as a text', () => {
    const stack = testStack();
    const endpoint = anEndpoint(stack, { endpointName: 'churn' });
    endpoint.addAutoRollbackAlarms(alarmOfClient(stack, endpoint, 'churn'));
    expect(problemsAtSynth(endpoint)).toEqual([]);
    expect(Template.fromStack(stack).findResources('AWS::Lambda::Function')).not.toEqual({});
  });

  test('is none where an alarm that does not roll back knows the endpoint', () => {
    const stack = testStack();
    const endpoint = anEndpoint(stack);
    alarmOfClient(stack, endpoint);
    endpoint.addAutoRollbackAlarms(otherAlarm(stack));
    expect(Object.keys(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm'))).toHaveLength(2);
  });
});

test('a circle of composite alarms is left to CloudFormation, and the endpoint in it is named', () => {
  const stack = testStack();
  const endpoint = anEndpoint(stack);
  const named = alarmOf(stack, new cloudwatch.Metric({ namespace: 'Shop', metricName: 'Sold', dimensionsMap: { EndpointName: endpoint.endpointName } }), 'Named');
  const [one, two] = ['One', 'Two'].map((id) => new cloudwatch.CompositeAlarm(stack, id, {
    alarmRule: cloudwatch.AlarmRule.fromAlarm(named, cloudwatch.AlarmState.ALARM),
  }));
  [[one, two], [two, one]].forEach(([from, to]) =>
    (from.node.defaultChild as cloudwatch.CfnCompositeAlarm).addPropertyOverride('ActionsSuppressor', { Ref: stack.getLogicalId(to.node.defaultChild as CfnElement) }));
  endpoint.addAutoRollbackAlarms(one);
  expect(synthMessageOf(endpoint)).toContain("[Test/Endpoint] the alarm 'Test/One' cannot both roll back the endpoint and refer to its name attribute");
});

describe('a circle through a nested stack', () => {
  const namesIt = (alarm: string) => `the alarm '${alarm}' cannot both roll back the endpoint and refer to its name attribute, because each would have to be created `
    + 'before the other; create it from a metric that the endpoint returns, such as endpoint.metric(namespace, metricName), and omit endpointName from the '
    + 'name and the description of the alarm';
  const byName = (scope: Construct, endpoint: Endpoint) =>
    alarmOf(scope, new cloudwatch.Metric({ namespace: 'Shop', metricName: 'Sold', dimensionsMap: { EndpointName: endpoint.endpointName } }));

  test('fails where something beside the alarms needs the endpoint', () => {
    const stack = testStack();
    const endpoint = anEndpoint(stack);
    const nested = new NestedStack(stack, 'Nested');
    const alarms = new EndpointAlarms(nested, 'Alarms', { endpoint });
    aClient(nested, endpoint.endpointName);
    endpoint.addAutoRollbackAlarms(alarms.critical[0]);
    expect(synthMessageOf(endpoint)).toBe('Validation failed with the following errors:\n  [Test/Endpoint] the endpoint depends on itself, so that CloudFormation '
      + `cannot create it: 'Test/Endpoint/Endpoint' -> '${alarms.critical[0].node.path}/Resource', which is in a nested stack with 'Test/Nested/Client/Resource' -> `
      + "'Test/Endpoint/Endpoint'; set endpointName, and use that string in 'Test/Nested/Client/Resource' instead of a reference to the endpoint");
  });

  test('is none where there are only the alarms', () => {
    const stack = testStack();
    const endpoint = anEndpoint(stack);
    endpoint.addAutoRollbackAlarms(...new EndpointAlarms(new NestedStack(stack, 'Nested'), 'Alarms', { endpoint }).critical);
    expect(Template.fromStack(stack).findResources('AWS::CloudFormation::Stack')).not.toEqual({});
  });

  test('is none where the client is in another nested stack', () => {
    const stack = testStack();
    const endpoint = anEndpoint(stack);
    endpoint.addAutoRollbackAlarms(...new EndpointAlarms(new NestedStack(stack, 'Nested'), 'Alarms', { endpoint }).critical);
    aClient(new NestedStack(stack, 'Clients'), endpoint.endpointName);
    expect(Object.keys(Template.fromStack(stack).findResources('AWS::CloudFormation::Stack'))).toHaveLength(2);
  });

  test.each<[string, (stack: Stack) => [Construct, Construct], string]>([
    ['the endpoint is in it', (stack) => [new NestedStack(stack, 'Nested'), stack], 'Test/Alarm'],
    ['the alarm is in it', (stack) => [stack, new NestedStack(stack, 'Nested')], 'Test/Nested/Alarm'],
    ['each is in one', (stack) => [new NestedStack(stack, 'One'), new NestedStack(stack, 'Two')], 'Test/Two/Alarm'],
  ])('fails where the alarm names the endpoint, and %s', (_where, scopes, path) => {
    const [ofEndpoint, ofAlarm] = scopes(testStack());
    const endpoint = anEndpoint(ofEndpoint as Stack);
    endpoint.addAutoRollbackAlarms(byName(ofAlarm, endpoint));
    expect(synthMessageOf(endpoint)).toBe(`Validation failed with the following errors:\n  [${endpoint.node.path}] ${namesIt(path)}`);
  });

  test('fails where the alarm needs the endpoint in it by way of a client', () => {
    const stack = testStack();
    const endpoint = anEndpoint(new NestedStack(stack, 'Nested'));
    endpoint.addAutoRollbackAlarms(alarmOfClient(stack, endpoint));
    expect(synthMessageOf(endpoint)).toContain(`the alarm 'Test/Alarm' cannot both roll back the endpoint and depend on it through 'Test/Client/Resource', ${AGAIN}`);
  });
});
