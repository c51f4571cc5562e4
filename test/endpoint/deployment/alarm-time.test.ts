import { Duration, aws_cloudwatch as cloudwatch, type Stack } from 'aws-cdk-lib';
import { aNumber, alarmOf, anEndpoint, theirAlarm } from './given';
import { DeploymentStrategy, TrafficRouting, type AllAtOnceTrafficRoutingOptions } from '../../../src';
import { secondsToAlarm } from '../../../src/endpoint/deployment/alarm-time';
import { testStack, warningsOf } from '../../helpers/stack';

const metric = (minutes: number) => new cloudwatch.Metric({ namespace: 'Shop', metricName: 'Refunds', period: Duration.minutes(minutes) });

/** An alarm whose resource has another period, or metrics instead of it. */
function overridden(stack: Stack, { period, metrics }: Partial<cloudwatch.CfnAlarmProps>): cloudwatch.IAlarm {
  const alarm = alarmOf(stack, metric(5));
  Object.assign(alarm.node.defaultChild!, { period, metrics });
  return alarm;
}

describe('how long an alarm takes', () => {
  test.each<[string, (stack: Stack) => cloudwatch.IAlarm, number | undefined]>([
    ['its periods', (stack) => alarmOf(stack, metric(5), 'Alarm', { evaluationPeriods: 3 }), 900],
    ['as many of its periods as it takes', (stack) => alarmOf(stack, metric(1), 'Alarm', { evaluationPeriods: 5, datapointsToAlarm: 3 }), 180],
    ['the periods of a formula', (stack) => alarmOf(stack, new cloudwatch.MathExpression({
      expression: 'm * 2', usingMetrics: { m: metric(5) }, period: Duration.minutes(5),
    })), 300],
    ['unknown, where a number is a token', (stack) => alarmOf(stack, metric(1), 'Alarm', { evaluationPeriods: aNumber(stack) }), undefined],
    ['unknown, where its period is a token', (stack) => overridden(stack, { period: aNumber(stack) }), undefined],
    ['unknown, where its metrics have no period', (stack) => overridden(stack, { metrics: [{ id: 'q', expression: 'SELECT SUM(Refunds) FROM Shop' }] }), undefined],
    ['unknown, where it is imported', (stack) => theirAlarm(stack), undefined],
    ['unknown, where it combines others', (stack) => new cloudwatch.CompositeAlarm(stack, 'All', {
      alarmRule: cloudwatch.AlarmRule.fromAlarm(theirAlarm(stack), cloudwatch.AlarmState.ALARM),
    }), undefined],
  ])('%s', (_what, alarm, seconds) => {
    expect(secondsToAlarm(alarm(testStack()))).toBe(seconds);
  });
});

describe('a bake time', () => {
  function warned(options: AllAtOnceTrafficRoutingOptions): string[] {
    const stack = testStack();
    anEndpoint(stack, {
      deploymentStrategy: DeploymentStrategy.blueGreen({ trafficRouting: TrafficRouting.allAtOnce(options) }),
      autoRollbackAlarms: [alarmOf(stack, metric(5), 'Slow', { evaluationPeriods: 3 }), alarmOf(stack, metric(1), 'Fast')],
    });
    return warningsOf(stack);
  }

  test('that is as long as its slowest alarm takes is not warned of', () => {
    expect(warned({ bakeTime: Duration.seconds(900) })).toEqual([]);
  });

  test('that is shorter is warned of, with the alarms that are too slow', () => {
    expect(warned({ bakeTime: Duration.seconds(899) })).toEqual(['Test/Endpoint: alarms cannot roll the deployment back in time, because they take longer to go into the ALARM state '
      + "than the bakeTime of 899 seconds: 'Test/Slow' (900 seconds); increase bakeTime, or use shorter alarm periods "
      + '[ack: cdk-sagemaker-hosting:bakeTimeTooShort]']);
  });

  test('that is not there is none', () => {
    expect(warned({})).toEqual([expect.stringContaining('bakeTime of 0 seconds: '
      + "'Test/Slow' (900 seconds), 'Test/Fast' (60 seconds);")]);
  });

  test('that is a token is not looked at', () => {
    const stack = testStack();
    anEndpoint(stack, {
      deploymentStrategy: DeploymentStrategy.blueGreen({ trafficRouting: TrafficRouting.allAtOnce({ bakeTime: Duration.seconds(aNumber(stack)) }) }),
      autoRollbackAlarms: [alarmOf(stack, metric(5))],
    });
    expect(warningsOf(stack)).toEqual([]);
  });
});
