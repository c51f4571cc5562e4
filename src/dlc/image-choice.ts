import { basesOf, processorsOfEntries, pythonsOf, versionsOf } from './catalog-entries';
import type { CatalogEntry } from './image-catalog';
import type { ImageQuery, Narrowed } from './image-narrowing';

/** The chosen image, or the problems that prevent a choice. */
export interface Choice {
  readonly entry?: CatalogEntry;
  readonly problems: readonly string[];
}

/**
 * Chooses the image with the newest version and the newest Python version. If there are several processors or base frameworks, the query must
 * specify one, because the right one depends on the model.
 *
 * @param anyProcessor indicates whether the query can omit the processor
 */
export function chooseEntry({ entries, subject }: Narrowed, query: ImageQuery, anyProcessor = false): Choice {
  if (entries.length === 0 || (query.version !== undefined && entries[0].version !== query.version)) {
    // Returns no problems, because the missing properties are known only for a version that exists.
    return { problems: [] };
  }
  const current = preferred(entries, (entry) => !entry.kept);
  const candidates = query.processor === undefined ? preferForAll(current) : current;
  const processors = query.processor === undefined && !anyProcessor ? ownProcessorsOf(candidates) : [];
  const problems = ambiguous(subject, 'a processor', processors);
  if (query.version === undefined && problems.length > 0) {
    return { problems };
  }
  const ofVersion = query.version === undefined ? newest(candidates) : candidates;
  problems.push(...ambiguous(subject, 'a base framework version', query.baseFrameworkVersion === undefined ? basesOf(ofVersion) : []));
  return problems.length > 0 ? { problems } : { entry: best(ofVersion, query), problems };
}

/** Prefers images for all processors. An image for Graviton among them is chosen only if the query specifies it. */
function preferForAll(entries: readonly CatalogEntry[]): readonly CatalogEntry[] {
  return preferred(entries, (entry) => entry.processor === undefined);
}

/** Returns the entries with a property, or all if none has it. */
function preferred(entries: readonly CatalogEntry[], has: (entry: CatalogEntry) => boolean): readonly CatalogEntry[] {
  const found = entries.filter(has);
  return found.length > 0 ? found : entries;
}

function ownProcessorsOf(entries: readonly CatalogEntry[]): string[] {
  return processorsOfEntries(entries.filter((entry) => entry.processor !== undefined));
}

function ambiguous(subject: string, what: string, values: readonly string[]): string[] {
  return values.length > 1 ? [`${subject} requires ${what}; specify one of ${values.join(', ')}`] : [];
}

function newest(entries: readonly CatalogEntry[]): CatalogEntry[] {
  const [version] = versionsOf(entries);
  return entries.filter((entry) => entry.version === version);
}

function best(entries: readonly CatalogEntry[], query: ImageQuery): CatalogEntry | undefined {
  const [python] = pythonsOf(entries);
  return entries.find((entry) => entry.python === python && (entry.base === query.baseFrameworkVersion || !entry.baseIsAlias));
}
