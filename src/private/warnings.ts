import { Annotations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { withoutTokens } from './token-text';

/** The page that explains all warnings. Each warning refers to it, because users who see the warning may not know this library. */
export const WARNINGS_PAGE = 'https://github.com/cdk-sagemaker-hosting/cdk-sagemaker-hosting/blob/main/docs/warnings.md';

/**
 * Warns about a setting that is valid but probably unintended.
 *
 * @param rule the ID of the warning, which must not change, because users acknowledge the warning by it
 */
export function warn(scope: IConstruct, rule: string, message: string): void {
  Annotations.of(scope).addWarningV2(`cdk-sagemaker-hosting:${rule}`, `${withoutTokens(message)} (see ${WARNINGS_PAGE})`);
}
