import { aws_events as events } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { assertValid } from '../private/checks';
import { RULE_TARGET, shaped } from '../private/shapes';

/**
 * Creates a rule for the state change events of a SageMaker resource.
 *
 * @param detailType the detail type of the events
 * @param detail the values by which events identify the resource
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/automating-sagemaker-with-eventbridge.html
 */
export function stateChangeRule(
  scope: Construct, id: string, options: events.OnEventOptions, detailType: string, detail: { [field: string]: unknown[] },
): events.Rule {
  const { target, crossStackScope, ...props } = options;
  assertValid(scope, shaped('target', target, RULE_TARGET));
  const rule = new events.Rule(crossStackScope ?? scope, id, props);
  rule.addEventPattern({ source: ['aws.sagemaker'], detailType: [detailType], detail });
  rule.addTarget(target);
  return rule;
}
