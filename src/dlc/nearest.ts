import { compareVersions, newestFirst } from './version-order';

/** The number of candidates that a message lists. */
const COUNT = 5;

/** Returns the known versions closest to an unknown one, older and newer, the newest first. If it is not a version, returns the newest ones. */
export function nearestVersions(version: string, known: readonly string[]): string[] {
  const sorted = newestFirst(known);
  const older = /\d/.test(version) ? sorted.findIndex((candidate) => compareVersions(candidate, version) < 0) : 0;
  const middle = older === -1 ? sorted.length : older;
  const start = Math.max(0, Math.min(middle - Math.floor(COUNT / 2), sorted.length - COUNT));
  return sorted.slice(start, start + COUNT);
}

/** Returns the known names with the smallest edit distance to an unknown one, the nearest first. */
export function nearestNames(name: string, known: readonly string[]): string[] {
  const distances = new Map(known.map((candidate) => [candidate, editDistance(name.toLowerCase(), candidate)]));
  return [...known].sort((one, other) => distances.get(one)! - distances.get(other)! || (one < other ? -1 : 1)).slice(0, COUNT);
}

/** Returns the number of letters that must be inserted, removed or replaced. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      next.push(Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (from[i - 1] === to[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[to.length];
}
