import type { IConstruct } from 'constructs';

/**
 * Looks at a construct when the app is synthesized: for what only the finished tree can tell, because later calls may change it. This is
 * the CDK's validation, so what the function returns are problems that fail the synthesis; it may also add warnings, and then returns
 * nothing. In a nested stage it is called when that stage is synthesized.
 */
export function atSynth(construct: IConstruct, look: () => readonly string[] | void): void {
  construct.node.addValidation({ validate: () => [...look() ?? []] });
}
