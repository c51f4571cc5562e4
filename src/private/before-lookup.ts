/*
 * The values that the CDK returns for lookups that it has not performed yet. `cdk synth` runs the app once more with the real values, so no check
 * refuses these.
 */

/** The ID of a VPC. */
export const VPC_ID_BEFORE_LOOKUP = 'vpc-12345';

/** The value of a parameter of Systems Manager, and the end of the ARN of a role or of a repository, which has an account of no meaning. */
const BEFORE_LOOKUP = /dummy-value-for-|[:/]DUMMY_ARN\b/;

/** Returns whether a text is, or contains, a value that the CDK has not looked up yet. */
export function isBeforeLookup(text: string): boolean {
  return BEFORE_LOOKUP.test(text);
}
