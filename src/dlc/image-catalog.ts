import { IMAGE_CATALOG } from './image-catalog.generated';
import type { Processor } from './processor';

/** One image, by what it can be asked for with. */
export interface CatalogEntry {
  /** As it is asked for: '2.6' and '2.6.0' are two entries, with two tags. */
  readonly version: string;
  readonly versionIsAlias: boolean;
  /** Undefined if the framework is not based on another one; for example 'pytorch2.6.0'. */
  readonly base?: string;
  readonly baseIsAlias: boolean;
  /** Undefined if there is nothing to choose; for example 'py312'. */
  readonly python?: string;
  /** Undefined if one image is for all processors but Graviton. */
  readonly processor?: Processor;
  readonly repository: string;
  readonly tag: string;
  /** The key of the table of accounts. */
  readonly accounts: string;
}

/** Images that differ in what the placeholders in their tag stand for; what is empty is left out. */
interface Images {
  readonly repository: string;
  readonly tag: string;
  readonly accounts: string;
  readonly processors?: readonly Processor[];
  readonly pythons?: readonly string[];
  /** Each name with its aliases. */
  readonly bases?: Aliases;
  readonly versions: Aliases;
}

interface Aliases {
  readonly [name: string]: readonly string[];
}

interface Catalog {
  /** Key -> account -> its regions. */
  readonly accounts: { readonly [key: string]: { readonly [account: string]: readonly string[] } };
  readonly frameworks: { readonly [framework: string]: readonly Images[] };
}

let parsed: Catalog | undefined;

/** Parsed when it is asked for: most apps never do. */
function catalog(): Catalog {
  parsed ??= JSON.parse(IMAGE_CATALOG) as Catalog;
  return parsed;
}

export function frameworkNames(): string[] {
  return Object.keys(catalog().frameworks);
}

/** All images of a framework; undefined if there is no such framework. */
export function entriesOf(framework: string): CatalogEntry[] | undefined {
  return Object.hasOwn(catalog().frameworks, framework) ? catalog().frameworks[framework].flatMap(expand) : undefined;
}

/** The accounts of all registries. */
export function allAccounts(): string[] {
  return [...new Set(Object.values(catalog().accounts).flatMap((regionsByAccount) => Object.keys(regionsByAccount)))];
}

/** Region -> account. */
export function accountsOf(key: string): { [region: string]: string } {
  const regionsByAccount = Object.entries(catalog().accounts[key]);
  return Object.fromEntries(regionsByAccount.flatMap(([account, regions]) => regions.map((region) => [region, account])).sort());
}

function expand({ repository, tag, accounts, versions, bases, pythons, processors }: Images): CatalogEntry[] {
  return namesOf(versions).flatMap((version) =>
    orNothing(namesOf(bases)).flatMap((base) =>
      orNothing(pythons).flatMap((python) =>
        orNothing(processors).map((processor) => ({
          version: version.name,
          versionIsAlias: version.isAlias,
          base: base?.name,
          baseIsAlias: base?.isAlias === true,
          python,
          processor,
          repository,
          tag: fill(tag, { version: version.name, base: base && numberOf(base.name), python, processor }),
          accounts,
        })))));
}

interface Name {
  readonly name: string;
  readonly isAlias: boolean;
}

function namesOf(names: Aliases = {}): Name[] {
  return Object.entries(names).flatMap(([name, aliases]) => [{ name, isAlias: false }, ...aliases.map((alias) => ({ name: alias, isAlias: true }))]);
}

/** Where there is nothing to choose, there is still an image. */
function orNothing<T>(values: readonly T[] = []): readonly (T | undefined)[] {
  return values.length > 0 ? values : [undefined];
}

/** '2.6.0' of 'pytorch2.6.0'. */
function numberOf(base: string): string {
  return base.replace(/^[a-z]+/, '');
}

function fill(template: string, values: { readonly [placeholder: string]: string | undefined }): string {
  return template.replace(/\{(\w+)\}/g, (_, placeholder) => values[placeholder]!);
}
