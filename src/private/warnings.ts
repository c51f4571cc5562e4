import { Annotations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Warns of something that is legal but probably not meant.
 *
 * @param rule stable, so that users can acknowledge the warning by it
 */
export function warn(scope: IConstruct, rule: string, message: string): void {
  Annotations.of(scope).addWarningV2(`cdk-sagemaker-hosting:${rule}`, message);
}
