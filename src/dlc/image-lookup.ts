import { accountsOf, type CatalogEntry } from './image-catalog';
import { choose } from './image-choice';
import { type ImageQuery, narrow } from './image-narrowing';
import { Processor } from './processor';

export type { ImageQuery } from './image-narrowing';

/** An image of AWS, wherever it is. */
export interface CatalogImage {
  readonly repository: string;
  readonly tag: string;
  /** Region -> who has the repository there. */
  readonly accounts: { readonly [region: string]: string };
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

/** The image that is meant, or why there is none. */
export function findImage(query: ImageQuery): CatalogImage | ImageProblems {
  const narrowed = narrow(query);
  const { entry, problems } = choose(narrowed, query);
  return entry === undefined || narrowed.problems.length > 0 ? { problems: [...narrowed.problems, ...problems] } : imageOf(entry);
}

/** What is wrong with a query whose processor will be known later, whichever it is. */
export function problemsBesideProcessor(query: ImageQuery): readonly string[] {
  const narrowed = narrow(query);
  return [...narrowed.problems, ...choose(narrowed, query, true).problems];
}

/** The processors that there is an image for, whichever of them the query names. */
export function processorsOf(query: ImageQuery): Processor[] {
  return Object.values(Processor).filter((processor) => narrow({ ...query, processor }).problems.length === 0);
}

function imageOf({ repository, tag, accounts, processor, version }: CatalogEntry): CatalogImage {
  return { repository, tag, accounts: accountsOf(accounts), registryTableKey: accounts, processor, version };
}
