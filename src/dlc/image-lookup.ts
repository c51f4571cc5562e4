import { accountsOf, type CatalogEntry, type RegistryAccounts } from './image-catalog';
import { chooseEntry } from './image-choice';
import { type ImageQuery, narrow } from './image-narrowing';
import { Processor } from './processor';

export type { ImageQuery } from './image-narrowing';

/** An AWS image, in all its regions. */
export interface CatalogImage {
  readonly repository: string;
  readonly tag: string;
  readonly accounts: RegistryAccounts;
  /** A name for these accounts: no other accounts have it, and it stays as long as they do. */
  readonly registryTableKey: string;
  /** Undefined if it is one image for all processors but Graviton. */
  readonly processor: Processor | undefined;
  readonly version: string;
}

/** All that is wrong with a query. */
export interface ImageProblems {
  readonly problems: string[];
}

/** Looks an image up; returns the problems of the query when there is none. */
export function findImage(query: ImageQuery): CatalogImage | ImageProblems {
  const narrowed = narrow(query);
  const { entry, problems } = chooseEntry(narrowed, query);
  return entry === undefined || narrowed.problems.length > 0 ? { problems: [...narrowed.problems, ...problems] } : imageOf(entry);
}

/** Returns the problems of a query whose processor will be known later, whichever it is. */
export function problemsBesideProcessor(query: ImageQuery): readonly string[] {
  const narrowed = narrow(query);
  return [...narrowed.problems, ...chooseEntry(narrowed, query, true).problems];
}

/** Returns the processors that there are images for, whether or not the query names one. */
export function processorsOf(query: ImageQuery): Processor[] {
  return Object.values(Processor).filter((processor) => narrow({ ...query, processor }).problems.length === 0);
}

function imageOf({ repository, tag, accounts, processor, version }: CatalogEntry): CatalogImage {
  return { repository, tag, accounts: accountsOf(accounts), registryTableKey: accounts, processor, version };
}
