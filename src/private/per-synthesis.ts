import { Stage } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * A value that is computed from the complete tree of an app or a stage, once for each synthesis. Use it for checks of many constructs that look
 * at all other constructs.
 */
export class PerSynthesis<T> {
  private readonly values = new WeakMap<IConstruct, T>();
  private readonly prepared = new WeakSet<IConstruct>();

  /**
   * @param compute the function that computes the value for the root of an app or a stage
   */
  constructor(private readonly compute: (root: IConstruct) => T) {}

  /** Prepares the value for a construct that reads it at synthesis. Must be called while the tree is built. */
  public prepare(scope: IConstruct): void {
    const root = rootOf(scope);
    if (!this.prepared.has(root)) {
      this.prepared.add(root);
      // The CDK validates the root first, so that no construct reads the value of an earlier synthesis.
      root.node.addValidation({
        validate: () => {
          this.values.delete(root);
          return [];
        },
      });
    }
  }

  /** Returns the value; call it at synthesis, for a construct that was prepared. */
  public of(scope: IConstruct): T {
    const root = rootOf(scope);
    if (!this.values.has(root)) {
      this.values.set(root, this.compute(root));
    }
    return this.values.get(root)!;
  }
}

/** Returns the app or stage that is synthesized with a construct. */
function rootOf(scope: IConstruct): IConstruct {
  return Stage.of(scope) ?? scope.node.root;
}
