import { Stage } from 'aws-cdk-lib';
import { Dependable, type IConstruct, type IDependable } from 'constructs';

/** What the constructs of a stage share in a synthesis. */
interface Shared<T> {
  value?: T;
  /** The constructs that have used the value. */
  readonly users: Set<IConstruct>;
}

/**
 * Computes a value once in each synthesis of a stage, for all constructs in it: when the first construct uses it, after aspects. The value is kept
 * on the stage, because a variable of this module would keep each app in memory.
 */
export class OncePerSynth<T extends object> {
  // Not shared with other copies of this package, whose versions can differ.
  private readonly key = Symbol('cdk-sagemaker-hosting.oncePerSynth');

  /**
   * @param create the function that computes the value for a stage
   */
  constructor(private readonly create: (stage: IConstruct) => T) {}

  /** Prepares the stage of a construct that will use the value. Call it when the construct is created. */
  public announce(construct: IConstruct): void {
    this.sharedBy(construct);
  }

  /** Returns the value while the CDK looks at dependencies. */
  public of(construct: IConstruct): T {
    const shared = this.sharedBy(construct);
    shared.value ??= this.create(stageOf(construct));
    return shared.value;
  }

  /** Returns the value during validation. A construct that asks again is validated again, by itself, and gets a new value. */
  public atValidation(construct: IConstruct): T {
    const shared = this.sharedBy(construct);
    if (shared.users.has(construct)) {
      forget(shared);
    }
    shared.users.add(construct);
    return this.of(construct);
  }

  private sharedBy(construct: IConstruct): Shared<T> {
    const stage = stageOf(construct) as IConstruct & { [key: symbol]: Shared<T> | undefined };
    const existing = stage[this.key];
    if (existing) {
      return existing;
    }
    const shared: Shared<T> = { users: new Set() };
    Object.defineProperty(stage, this.key, { value: shared });
    forgetAtSynth(stage, shared);
    return shared;
  }
}

/** Forgets the value at the beginning of each synthesis: of the dependencies and the validations of a stage, the CDK looks at its own first. */
function forgetAtSynth(stage: IConstruct, shared: Shared<object>): void {
  const nothing: IDependable = {};
  Dependable.implement(nothing, {
    get dependencyRoots() {
      forget(shared);
      return [];
    },
  });
  stage.node.addDependency(nothing);
  stage.node.addValidation({
    validate: () => {
      forget(shared);
      return [];
    },
  });
}

function forget(shared: Shared<object>): void {
  shared.value = undefined;
  shared.users.clear();
}

function stageOf(construct: IConstruct): IConstruct {
  return Stage.of(construct) ?? construct.node.root;
}
