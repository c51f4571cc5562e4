import type { IConstruct } from 'constructs';
import { withoutTokens } from './token-text';

/**
 * Checks a construct when its stage is synthesized, because calls, aspects and the properties of other constructs can change it until then.
 *
 * This uses the CDK's validation. At that time, aspects have been applied and references between stacks have been resolved, but templates
 * have not been written. Warnings that are added then are reported, but the construct tree must not be changed. The check runs on each
 * synthesis, and does not run with `skipValidation`.
 *
 * @param look the function that returns the problems, which fail the synthesis; a function that only warns returns nothing
 */
export function atSynth(construct: IConstruct, look: () => readonly string[] | void): void {
  construct.node.addValidation({ validate: () => (look() ?? []).map(withoutTokens) });
}
