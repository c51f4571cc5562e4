import type { CatalogEntry } from './image-catalog';
import { Processor } from './processor';
import { newestFirst, newestPythonFirst } from './version-order';

/** Returns the versions of the images without aliases, the newest first. */
export function versionsOf(entries: readonly CatalogEntry[]): string[] {
  return newestFirst(entries.filter((entry) => !entry.versionIsAlias).map((entry) => entry.version));
}

/** Returns the base frameworks of the images without aliases. */
export function basesOf(entries: readonly CatalogEntry[]): string[] {
  return given(entries.filter((entry) => !entry.baseIsAlias).map((entry) => entry.base)).sort();
}

/** Returns the Python versions of the images, the newest first. */
export function pythonsOf(entries: readonly CatalogEntry[]): string[] {
  return newestPythonFirst(given(entries.map((entry) => entry.python)));
}

/** Returns the processors that the images run on. */
export function processorsOfEntries(entries: readonly CatalogEntry[]): Processor[] {
  return Object.values(Processor).filter((processor) => entries.some((entry) => runsOn(entry, processor)));
}

/**
 * Returns whether an image runs on a processor. An image without a processor runs on x86 instances, which include instances with GPUs and
 * AWS Neuron.
 */
export function runsOn(entry: CatalogEntry, processor: string): boolean {
  return entry.processor === undefined ? processor !== Processor.GRAVITON : entry.processor === processor;
}

function given<T>(values: readonly (T | undefined)[]): T[] {
  return [...new Set(values.filter((value): value is T => value !== undefined))];
}
