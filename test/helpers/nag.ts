import type { App } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';

/**
 * Returns what AwsSolutions finds in a synthesized app, each as `rule finding`.
 *
 * @param where matches the paths of the resources to look at
 */
export function nagFindings(app: App, where: RegExp): string[] {
  app.synth();
  return new AwsSolutionsChecks().validateScope(app).violations
    .filter(({ violatingResources }) => violatingResources.some(({ constructPath }) => where.test(constructPath ?? '')))
    .map(({ ruleName }) => ruleName);
}
