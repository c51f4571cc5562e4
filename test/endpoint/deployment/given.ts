import { CfnParameter, aws_cloudwatch as cloudwatch, type Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Endpoint, EndpointConfig, type DeploymentStrategy, type EndpointProps } from '../../../src';
import { aConfig } from '../../helpers/given';
import { messageOf } from '../../helpers/problems';
import { propertiesOf, testStack } from '../../helpers/stack';

export const TYPE = 'AWS::SageMaker::Endpoint';
export const ALARM = 'AWS::CloudWatch::Alarm';

export function anEndpoint(stack: Stack, props: Partial<EndpointProps> = {}, id = 'Endpoint'): Endpoint {
  return new Endpoint(stack, id, { endpointConfig: props.endpointConfig ?? aConfig(stack, `${id}Config`), ...props });
}

/** An endpoint of which nobody here knows the variants. */
export function ofTheirConfig(stack: Stack, props: Partial<EndpointProps> = {}): Endpoint {
  return anEndpoint(stack, { endpointConfig: EndpointConfig.fromEndpointConfigName(stack, 'TheirConfig', 'theirs'), ...props });
}

/** What CloudFormation is told of the deployments of an endpoint. */
export function deploymentWith(strategy: DeploymentStrategy, stack = testStack()): any {
  ofTheirConfig(stack, { deploymentStrategy: strategy });
  return propertiesOf(stack, TYPE).DeploymentConfig;
}

export function refusalOf(strategy: DeploymentStrategy): string {
  return messageOf(() => ofTheirConfig(testStack(), { deploymentStrategy: strategy }));
}

export function aNumber(stack: Stack, id = 'Number'): number {
  return new CfnParameter(stack, id, { type: 'Number' }).valueAsNumber;
}

export function alarmOf(scope: Construct, metric: cloudwatch.IMetric, id = 'Alarm', props: Partial<cloudwatch.AlarmProps> = {}): cloudwatch.Alarm {
  return new cloudwatch.Alarm(scope, id, { metric, threshold: 1, evaluationPeriods: 1, ...props });
}

/** An alarm of this app that has nothing to do with endpoints. */
export function otherAlarm(scope: Construct, id = 'Other'): cloudwatch.Alarm {
  return alarmOf(scope, new cloudwatch.Metric({ namespace: 'Shop', metricName: 'Refunds' }), id);
}

export function theirAlarm(scope: Construct, name = 'theirs', place = 'us-east-1:123456789012'): cloudwatch.IAlarm {
  return cloudwatch.Alarm.fromAlarmArn(scope, `Alarm-${name}`, `arn:aws:cloudwatch:${place}:alarm:${name}`);
}
