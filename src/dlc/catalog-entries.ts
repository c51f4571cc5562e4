import type { CatalogEntry } from './image-catalog';
import { Processor } from './processor';
import { newestFirst, newestPythonFirst } from './version-order';

/** Lists the versions of some images, the newest first, without aliases. */
export function versionsOf(entries: readonly CatalogEntry[]): string[] {
  return newestFirst(entries.filter((entry) => !entry.versionIsAlias).map((entry) => entry.version));
}

/** Lists the base frameworks of some images, without aliases. */
export function basesOf(entries: readonly CatalogEntry[]): string[] {
  return given(entries.filter((entry) => !entry.baseIsAlias).map((entry) => entry.base)).sort();
}

/** Lists the Python versions of some images, the newest first. */
export function pythonsOf(entries: readonly CatalogEntry[]): string[] {
  return newestPythonFirst(given(entries.map((entry) => entry.python)));
}

/** Lists the processors that some images run on. */
export function processorsOfEntries(entries: readonly CatalogEntry[]): Processor[] {
  return Object.values(Processor).filter((processor) => entries.some((entry) => runsOn(entry, processor)));
}

/**
 * Tells whether an image runs on a processor. One that is for no particular processor runs wherever the instruction set is that of x86,
 * which instances with GPUs and AWS Neuron have too.
 */
export function runsOn(entry: CatalogEntry, processor: string): boolean {
  return entry.processor === undefined ? processor !== Processor.GRAVITON : entry.processor === processor;
}

function given<T>(values: readonly (T | undefined)[]): T[] {
  return [...new Set(values.filter((value): value is T => value !== undefined))];
}
