import { Token } from 'aws-cdk-lib';
import { basesOf, processorsOfEntries, pythonsOf, runsOn, versionsOf } from './catalog-entries';
import { entriesOf, frameworksByAlias, frameworksByKind, type CatalogEntry } from './image-catalog';
import { nearestNames, nearestVersions } from './nearest';
import type { Processor } from './processor';

/** A query for an image. Omitted properties are derived from the others. */
export interface ImageQuery {
  readonly framework: string;
  /** The version, such as '2.6.0', or a shorter one that AWS has a tag for; by default, the newest that matches the other properties. */
  readonly version?: string;
  /** The Python version; by default, the newest that the version has. */
  readonly pythonVersion?: string;
  /** The base framework of a Hugging Face image, such as 'pytorch2.6.0'. Required if the catalog has several base frameworks. */
  readonly baseFrameworkVersion?: string;
  /** The processor. Required if there are images for several processors. */
  readonly processor?: Processor;
}

/** The entries of the catalog that match a query. */
export interface Narrowed {
  readonly entries: readonly CatalogEntry[];
  readonly problems: readonly string[];
  /** The beginning of a message: the properties of the query that match. */
  readonly subject: string;
}

/**
 * Selects the entries of the catalog that match a query. A property that does not match is skipped, so that the problems of the other
 * properties are reported too.
 */
export function narrow(query: ImageQuery): Narrowed {
  const tokens = Object.entries(query).filter(([, value]) => Token.isUnresolved(value)).map(([name]) => name);
  if (tokens.length > 0) {
    return nothing(...tokens.map((name) => `${name} must be known at synthesis, got a token; images are looked up at synthesis`));
  }
  const entries = entriesOf(query.framework);
  if (entries === undefined) {
    return nothing(unknownFramework(query.framework));
  }
  return PARTS.reduce((narrowed, part) => narrowBy(part, query, narrowed), { entries, problems: [], subject: `framework '${query.framework}'` } as Narrowed);
}

function unknownFramework(name: string): string {
  const nearest = nearestNames(name, frameworksByKind(), frameworksByAlias());
  const similar = nearest.length > 0 ? `similar names: ${nearest.join(', ')}` : 'use a member of Framework';
  return `framework '${name}' is not in the catalog; ${similar}; for an image that is not in the catalog, use ContainerImage.fromDlc if it is `
    + 'an AWS Deep Learning Container, or fromRegistry or fromEcrRepository';
}

function nothing(...problems: string[]): Narrowed {
  return { entries: [], problems, subject: '' };
}

/** A property of a query, and its wording in messages. */
interface Part {
  readonly name: keyof ImageQuery;
  readonly fits: (entry: CatalogEntry, value: string) => boolean;
  readonly right: (value: string) => string;
  readonly wrong: (value: string, entries: readonly CatalogEntry[]) => string;
}

/** The properties in the order in which they are checked: the values of each depend on the properties before it. */
const PARTS: readonly Part[] = [
  {
    name: 'version',
    fits: (entry, version) => entry.version === version,
    right: (version) => `version '${version}'`,
    wrong: (version, entries) => `has no version '${version}' in the catalog; the nearest are ${nearestVersions(version, versionsOf(entries)).join(', ')}`,
  },
  {
    name: 'processor',
    fits: runsOn,
    right: (processor) => `for ${processor}`,
    wrong: (processor, entries) => `has no image for ${processor}; there are images for ${processorsOfEntries(entries).join(', ')}`,
  },
  {
    name: 'baseFrameworkVersion',
    fits: (entry, base) => entry.base === base,
    right: (base) => `on '${base}'`,
    wrong: (base, entries) => notAmong('base framework version', base, basesOf(entries)),
  },
  {
    name: 'pythonVersion',
    fits: (entry, python) => entry.python === python,
    right: (python) => `with '${python}'`,
    wrong: (python, entries) => notAmong('Python version', python, pythonsOf(entries)),
  },
];

function narrowBy(part: Part, query: ImageQuery, { entries, problems, subject }: Narrowed): Narrowed {
  const value = query[part.name];
  if (value === undefined) {
    return { entries, problems, subject };
  }
  const fitting = entries.filter((entry) => part.fits(entry, value));
  return fitting.length > 0
    ? { entries: fitting, problems, subject: `${subject} ${part.right(value)}` }
    : { entries, problems: [...problems, `${subject} ${part.wrong(value, entries)}`], subject };
}

function notAmong(what: string, value: string, allowed: readonly string[]): string {
  return allowed.length > 0
    ? `has no ${what} '${value}'; it has ${allowed.join(', ')}`
    : `has no ${what} to choose, got '${value}'; omit it`;
}
