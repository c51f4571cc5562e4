import { createHash } from 'crypto';
import { digestOf } from './content';
import type { Entry } from './entry';

/**
 * The version of the format. Increase it when the same files result in another archive, such as one with other permissions. A change of the
 * compression alone does not count.
 */
const FORMAT = 1;

/** The hashes of the contents of files, by name. */
export type Digests = ReadonlyMap<string, string>;

/** Reads all files, and returns their hashes. */
export function digestsOf(entries: readonly Entry[]): Digests {
  return new Map(entries.flatMap((entry) => entry.type === 'File' ? [[entry.name, digestOf(entry.path)]] : []));
}

/** Returns a hash that is equal for entries that result in the same archive, and different for all others. */
export function fingerprint(entries: readonly Entry[], digests: Digests): string {
  const hash = createHash('sha256').update(`${FORMAT}\n`);
  for (const entry of entries) {
    hash.update(`${JSON.stringify(factsOf(entry, digests))}\n`);
  }
  return hash.digest('hex');
}

function factsOf(entry: Entry, digests: Digests): unknown[] {
  switch (entry.type) {
    case 'File': return [entry.type, entry.name, entry.executable, digests.get(entry.name)];
    case 'SymbolicLink': return [entry.type, entry.name, entry.target];
    case 'Directory': return [entry.type, entry.name];
  }
}
