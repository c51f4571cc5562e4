import type { CatalogEntry } from './image-catalog';
import { Processor } from './processor';
import { newestFirst, newestPythonFirst } from './version-order';

/*
 * What there is to choose from among some images, as messages list it: the best first, and no alias.
 */

export function versionsOf(entries: readonly CatalogEntry[]): string[] {
  return newestFirst(entries.filter((entry) => !entry.versionIsAlias).map((entry) => entry.version));
}

export function basesOf(entries: readonly CatalogEntry[]): string[] {
  return given(entries.filter((entry) => !entry.baseIsAlias).map((entry) => entry.base)).sort();
}

export function pythonsOf(entries: readonly CatalogEntry[]): string[] {
  return newestPythonFirst(given(entries.map((entry) => entry.python)));
}

export function processorsOfEntries(entries: readonly CatalogEntry[]): Processor[] {
  return Object.values(Processor).filter((processor) => entries.some((entry) => runsOn(entry, processor)));
}

/**
 * An image that is for no particular processor runs wherever the instruction set is that of x86, which instances with GPUs and AWS
 * Neuron have too.
 */
export function runsOn(entry: CatalogEntry, processor: string): boolean {
  return entry.processor === undefined ? processor !== Processor.GRAVITON : entry.processor === processor;
}

function given<T>(values: readonly (T | undefined)[]): T[] {
  return [...new Set(values.filter((value): value is T => value !== undefined))];
}
