/**
 * Compares versions number by number; the result is below 0 if the first one is older. For example, 1.10 is newer than 1.9, and 1.0-1 is
 * newer than 1.
 */
export function compareVersions(one: string, other: string): number {
  const [left, right] = [numbersOf(one), numbersOf(other)];
  const at = left.findIndex((number, index) => number !== right[index]);
  if (at === -1) { return left.length - right.length; }
  return at < right.length ? left[at] - right[at] : 1;
}

/** Returns each version once, the newest first. */
export function newestFirst(versions: readonly string[]): string[] {
  return [...new Set(versions)].sort((one, other) => compareVersions(other, one));
}

/** Returns each Python version once, the newest first: py310 is Python 3.10, and py3 is any version of Python 3. */
export function newestPythonFirst(pythons: readonly string[]): string[] {
  const dotted = (python: string) => python.replace(/\d/, '$&.');
  return [...new Set(pythons)].sort((one, other) => compareVersions(dotted(other), dotted(one)));
}

function numbersOf(version: string): number[] {
  return (String(version).match(/\d+/g) ?? []).map(Number);
}
