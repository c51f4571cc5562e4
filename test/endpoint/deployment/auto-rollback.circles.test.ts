import { Tags, aws_cloudwatch as cloudwatch, aws_cloudwatch_actions as actions, aws_lambda as lambda, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { alarmOf, anEndpoint, otherAlarm } from './given';
import type { Endpoint } from '../../../src';
import { problemsAtSynth, synthMessageOf } from '../../helpers/problems';
import { testStack } from '../../helpers/stack';

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
