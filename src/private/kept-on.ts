/**
 * A value that is kept on a construct. It belongs to this copy of the package: other copies, whose versions can differ, keep values of their own.
 */
export class KeptOn<C extends object, T> {
  private readonly key = Symbol();

  /** @param create the function that creates the value for a construct that has none */
  constructor(private readonly create: (construct: C) => T) {}

  /** Returns the value of a construct. */
  public of(construct: C): T {
    const holder = construct as { [key: symbol]: T };
    if (!(this.key in holder)) {
      Object.defineProperty(holder, this.key, { value: this.create(construct) });
    }
    return holder[this.key];
  }
}
