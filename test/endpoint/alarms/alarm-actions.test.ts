import { App, CfnParameter, Stack, aws_cloudwatch as cloudwatch, aws_cloudwatch_actions as actions, aws_sns as sns } from 'aws-cdk-lib';
import { like, messageOf, problemsAtSynth } from '../../helpers/problems';
import { resourcesOf, testStack } from '../../helpers/stack';
import { onInstances } from '../kinds';

const ALARM = 'AWS::CloudWatch::Alarm';

function topics(stack: Stack, count: number, region = 'us-east-1'): cloudwatch.IAlarmAction[] {
  return Array.from({ length: count }, (_, index) => new actions.SnsAction(
    sns.Topic.fromTopicArn(stack, `Topic${stack.node.children.length}-${index}`, `arn:aws:sns:${region}:123456789012:topic${index}`)));
}

test('an alarm whose resource is removed is skipped', () => {
  const stack = testStack();
  const alarms = onInstances(stack).addRecommendedAlarms({ actions: topics(stack, 1) });
  const [removed] = alarms.all;
  removed.node.tryRemoveChild('Resource');
  const rest = Object.values(resourcesOf(stack, ALARM));
  expect(rest).toHaveLength(alarms.all.length - 1);
});

test('alarms that roll back, of which one has no resource, are described', () => {
  const stack = testStack();
  const endpoint = onInstances(stack);
  const { all: [removed], critical } = endpoint.addRecommendedAlarms();
  endpoint.addAutoRollbackAlarms(...critical);
  removed.node.tryRemoveChild('Resource');
  expect(problemsAtSynth(endpoint)).toEqual([]);
});

describe('the number of actions', () => {
  test('for one state of an alarm is at most that of CloudWatch', () => {
    const stack = testStack();
    const endpoint = onInstances(stack);
    const options = { actions: topics(stack, 3), criticalActions: topics(stack, 3), okActions: topics(stack, 6) };

    expect(messageOf(() => endpoint.addRecommendedAlarms(options)))
      .toBe('Test/Endpoint/RecommendedAlarms: 2 problems:\n'
        + '  - actions and criticalActions together must have at most 5 entries, the maximum of CloudWatch for each state of an alarm, got 6; '
        + 'send them to one SNS topic\n'
        + '  - okActions must have at most 5 entries, the maximum of CloudWatch for each state of an alarm, got 6; send them to one SNS topic');
  });

  test('counts an action that is in the list twice, as CloudWatch does', () => {
    const stack = testStack();
    const [one] = topics(stack, 1);

    expect(messageOf(() => onInstances(stack).addRecommendedAlarms({ actions: Array(6).fill(one) })))
      .toEqual(like('Test/Endpoint/RecommendedAlarms: actions must have at most 5 entries, ..., got 6; ...'));
  });

  test('may be 5 for each state', () => {
    const stack = testStack();
    const options = { actions: topics(stack, 3), criticalActions: topics(stack, 2), okActions: topics(stack, 5) };
    const alarms = onInstances(stack).addRecommendedAlarms(options);

    const rendered = Object.values(resourcesOf(stack, ALARM)).map(({ Properties }) => [Properties.AlarmActions.length, Properties.OKActions.length]);
    expect(rendered).toEqual(expect.arrayContaining([[5, 5], [3, 5]]));
    expect(problemsAtSynth(alarms)).toEqual([]);
  });

  test('is checked again at synthesis, because actions can be added to an alarm', () => {
    const stack = testStack();
    const alarms = onInstances(stack).addRecommendedAlarms({ actions: topics(stack, 5) });
    alarms.all[0].addAlarmAction(...topics(stack, 1));
    alarms.all[1].addOkAction(...topics(stack, 6));

    expect(problemsAtSynth(alarms)).toEqual([
      like("the alarm actions of 'Test/Endpoint/RecommendedAlarms/mainServerErrorRate' must have at most 5 entries, ..., got 6; ..."),
      like(`the OK actions of '${alarms.all[1].node.path}' must have at most 5 entries, ..., got 6; ...`),
    ]);
  });
});

describe('an SNS topic', () => {
  const words = (what: string) => `the SNS topic of ${what} must be in the same region (us-east-1), got eu-west-1`;

  test('of another region is refused, because CloudWatch does not notify it', () => {
    const stack = testStack();
    const endpoint = onInstances(stack);
    const options = { actions: topics(stack, 1), criticalActions: topics(stack, 1, 'eu-west-1'), okActions: topics(stack, 1, 'eu-west-1') };

    expect(messageOf(() => endpoint.addRecommendedAlarms(options)))
      .toBe(`Test/Endpoint/RecommendedAlarms: 2 problems:\n  - ${words('criticalActions[0]')}\n  - ${words('okActions[0]')}`);
  });

  test('of a stack in another region is refused', () => {
    const app = new App();
    const there = new Stack(app, 'There', { env: { account: '123456789012', region: 'eu-west-1' } });
    const topic = new sns.Topic(there, 'Topic', { topicName: 'topic' });
    const endpoint = onInstances(testStack({ app }));

    expect(messageOf(() => endpoint.addRecommendedAlarms({ actions: [new actions.SnsAction(topic)] })))
      .toBe(`Test/Endpoint/RecommendedAlarms: ${words('actions[0]')}`);
  });

  test.each<[string, (stack: Stack) => cloudwatch.IAlarmAction]>([
    ['of the same stack', (stack) => new actions.SnsAction(new sns.Topic(stack, 'Topic'))],
    ['of another account in the same region', (stack) => new actions.SnsAction(sns.Topic.fromTopicArn(stack, 'Topic', 'arn:aws:sns:us-east-1:222222222222:theirs'))],
    ['whose ARN is a parameter', (stack) => new actions.SnsAction(sns.Topic.fromTopicArn(stack, 'Topic', new CfnParameter(stack, 'Arn').valueAsString))],
  ])('%s is allowed', (_what, action) => {
    const stack = testStack();

    expect(() => onInstances(stack).addRecommendedAlarms({ actions: [action(stack)] })).not.toThrow();
  });

  test('may be in any region if that of the alarms is not known', () => {
    const stack = testStack({ env: undefined });

    expect(() => onInstances(stack).addRecommendedAlarms({ actions: topics(stack, 1, 'eu-west-1') })).not.toThrow();
  });
});

test('another action than one of SNS has no region that is compared', () => {
  const stack = testStack();
  const own: cloudwatch.IAlarmAction = { bind: () => ({ alarmActionArn: 'arn:aws:swf:eu-west-1:123456789012:action/actions/AWS_EC2.InstanceId.Stop/1.0' }) };

  expect(() => onInstances(stack).addRecommendedAlarms({ actions: [own] })).not.toThrow();
});
