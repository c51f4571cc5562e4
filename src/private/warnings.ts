import { Annotations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Warns about a setting that is valid but probably unintended.
 *
 * @param rule the ID of the warning, which must not change, because users acknowledge the warning by it
 */
export function warn(scope: IConstruct, rule: string, message: string): void {
  Annotations.of(scope).addWarningV2(`cdk-sagemaker-hosting:${rule}`, message);
}
