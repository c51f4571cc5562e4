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

/**
 * Returns the known names that an unknown one can stand for, the nearest first: names that have a similar part, or have it as a part. All are of
 * the same kind as the nearest one, because a built-in algorithm is no alternative to a model server. Returns none if no name is similar.
 *
 * @param kinds the known names of each kind
 * @param aliases the known names by other names, in lower case
 */
export function nearestNames(name: string, kinds: readonly (readonly string[])[], aliases: ReadonlyMap<string, string> = new Map()): string[] {
  const wanted = name.toLowerCase();
  const meant = [...aliases].filter(([alias]) => alias === wanted || partsOf(wanted).includes(alias)).map(([, known]) => known);
  const distances = new Map(kinds.flat().map((candidate) => [candidate, distanceTo(wanted, candidate)]));
  const similar = [...distances.keys()].filter((candidate) => Number.isFinite(distances.get(candidate)))
    .sort((one, other) => distances.get(one)! - distances.get(other)! || (one < other ? -1 : 1));
  const [nearest, ...others] = new Set([...meant, ...similar]);
  const kind = kinds.find((names) => names.includes(nearest)) ?? [];
  return nearest === undefined ? [] : [nearest, ...others.filter((other) => kind.includes(other))].slice(0, COUNT);
}

/** Returns the distance of a known name to an unknown one, as a whole or part by part; infinite if they are not similar. */
function distanceTo(wanted: string, candidate: string): number {
  const [parts, own] = [partsOf(wanted), partsOf(candidate)];
  const distances = parts.map((part) => Math.min(...own.map((each) => similarity(part, each))));
  const byPart = distances.some(Number.isFinite)
    ? distances.reduce((sum, distance, index) => sum + Math.min(distance, parts[index].length), Math.max(0, own.length - parts.length) / 2)
    : Infinity;
  return Math.min(similarity(wanted, candidate), byPart);
}

/** Returns the edit distance of two words; infinity if they differ in too many letters to be meant for one another. */
function similarity(one: string, other: string): number {
  const distance = editDistance(one, other);
  return distance <= (Math.max(one.length, other.length) - 1) / 3 ? distance : Infinity;
}

function partsOf(name: string): string[] {
  return name.split(/[^a-z0-9]+/).filter((part) => part !== '');
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
