import { aws_events_targets as targets, aws_sns as sns } from 'aws-cdk-lib';
import { stateChangeRule } from '../../src/common/state-change-rule';
import { propertiesOf, testStack } from '../helpers/stack';

const DETAIL = { ThingName: ['mine'] };
const PATTERN = { 'source': ['aws.sagemaker'], 'detail-type': ['SageMaker Thing State Change'], 'detail': DETAIL };

test('a rule is for one kind of event of one thing', () => {
  const stack = testStack();
  const rule = stateChangeRule(stack, 'Changed', {}, 'SageMaker Thing State Change', DETAIL);
  expect(rule.node.path).toBe('Test/Changed');
  expect(propertiesOf(stack, 'AWS::Events::Rule')).toEqual({ EventPattern: PATTERN, State: 'ENABLED' });
});

test('a rule has what else is asked of it, in the scope that is asked for', () => {
  const [stack, other] = [testStack(), testStack()];
  const rule = stateChangeRule(stack, 'Changed', {
    crossStackScope: other,
    target: new targets.SnsTopic(new sns.Topic(other, 'Topic')),
    ruleName: 'changed',
    description: 'what happens',
    eventPattern: { detail: { Other: ['too'] } },
  }, 'SageMaker Thing State Change', DETAIL);
  expect(rule.node.scope).toBe(other);
  expect(propertiesOf(other, 'AWS::Events::Rule')).toEqual({
    Description: 'what happens',
    EventPattern: { ...PATTERN, detail: { ...DETAIL, Other: ['too'] } },
    Name: 'changed',
    State: 'ENABLED',
    Targets: [{ Arn: { Ref: 'TopicBFC7AF6E' }, Id: 'Target0' }],
  });
});
