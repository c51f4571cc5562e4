import type { Entry } from './entry';

/** Returns a file of a directory; undefined if it is missing, excluded, or a link that is kept. */
export function fileIn(contents: readonly Entry[], name: string): Extract<Entry, { type: 'File' }> | undefined {
  return contents.find((entry) => entry.type === 'File' && entry.name === name) as Extract<Entry, { type: 'File' }> | undefined;
}

/** Returns whether a directory has an entry, or can have it behind a link that is kept. */
export function mayHave(contents: readonly Entry[], name: string): boolean {
  return contents.some((entry) => entry.name === name || (entry.type === 'SymbolicLink' && name.startsWith(`${entry.name}/`)));
}
