/**
 * Marks the instances of a class, so that instances of another copy of this package are recognized too: `instanceof` recognizes only those
 * of its own copy. An app has several copies if a library depends on another version, or is linked.
 *
 * @param name the name of the class, unique in this package
 */
export function mark(prototype: object, name: string): void {
  Object.defineProperty(prototype, symbolOf(name), { value: true });
}

/**
 * Returns whether a value is an instance of a marked class, of this or another copy of the package.
 *
 * @param members the internal members that the caller uses; an instance of another version that lacks one of them counts as unknown
 */
export function isMarked(value: unknown, name: string, members: readonly string[] = []): boolean {
  return typeof value === 'object' && value !== null && symbolOf(name) in value && members.every((member) => member in value);
}

/** Returns the same symbol in each copy of the package. */
function symbolOf(name: string): symbol {
  return Symbol.for(`cdk-sagemaker-hosting.${name}`);
}
