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
  /** The key of these accounts: it is unique, and changes only if the accounts change. */
  readonly registryTableKey: string;
  /** The processor; undefined if the image is for all processors except Graviton. */
  readonly processor: Processor | undefined;
  readonly version: string;
  /** The purpose of an image that is not for hosting; undefined for other images. */
  readonly purpose: CatalogEntry['purpose'];
}

/** The problems of a query. */
export interface ImageProblems {
  readonly problems: string[];
}

/** Looks up an image; returns the problems of the query if there is none. */
export function findImage(query: ImageQuery): CatalogImage | ImageProblems {
  const narrowed = narrow(query);
  const { entry, problems } = chooseEntry(narrowed, query);
  return entry === undefined || narrowed.problems.length > 0 ? { problems: [...narrowed.problems, ...problems] } : imageOf(entry);
}

/** Returns the problems of a query whose processor is determined later. A missing processor is not a problem. */
export function problemsBesideProcessor(query: ImageQuery): readonly string[] {
  const narrowed = narrow(query);
  return [...narrowed.problems, ...chooseEntry(narrowed, query, true).problems];
}

/** Returns the processors that images are available for. The processor of the query is ignored. */
export function processorsOf(query: ImageQuery): Processor[] {
  return Object.values(Processor).filter((processor) => narrow({ ...query, processor }).problems.length === 0);
}

function imageOf({ repository, tag, accounts, processor, version, purpose }: CatalogEntry): CatalogImage {
  return { repository, tag, accounts: accountsOf(accounts), registryTableKey: accounts, processor, version, purpose };
}
