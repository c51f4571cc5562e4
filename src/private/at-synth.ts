import type { IConstruct } from 'constructs';

/**
 * Looks at a construct when the stage it is in is synthesized, because only the finished tree can tell: until then calls, aspects and the
 * properties of other constructs may still change.
 *
 * It is the CDK's validation. Aspects have been applied and references between stacks resolved, templates have not been written: so warnings
 * that are added then are reported, but the tree must not be changed any more. It runs again on each synthesis, and not at all with
 * `skipValidation`.
 *
 * @param look returns the problems, which fail the synthesis; a function that only warns returns nothing
 */
export function atSynth(construct: IConstruct, look: () => readonly string[] | void): void {
  construct.node.addValidation({ validate: () => [...look() ?? []] });
}
