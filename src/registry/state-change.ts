import { aws_events as events } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** @see https://docs.aws.amazon.com/sagemaker/latest/dg/automating-sagemaker-with-eventbridge.html#eventbridge-model-package */
const STATE_CHANGE: events.EventPattern = { source: ['aws.sagemaker'], detailType: ['SageMaker Model Package State Change'] };

export function stateChangeRule(
  scope: Construct, id: string, options: events.OnEventOptions, detail: { [field: string]: string[] },
): events.Rule {
  const { target, crossStackScope, ...props } = options;
  const rule = new events.Rule(crossStackScope ?? scope, id, props);
  rule.addEventPattern({ ...STATE_CHANGE, detail });
  rule.addTarget(target);
  return rule;
}
