import { DLC_ACCOUNTS } from './dlc-accounts.generated';
import { IMAGE_CATALOG } from './image-catalog.generated';
import type { Processor } from './processor';

/** One image, by what tells it apart from others. */
export interface CatalogEntry {
  /** As a query names it: '2.6' and '2.6.0' are two entries, with two tags. */
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

/** Images that differ in the values of the placeholders in their tag; empty lists are left out. */
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

/** Parses the catalogue on first use: most apps never use it. */
function catalog(): Catalog {
  parsed ??= JSON.parse(IMAGE_CATALOG) as Catalog;
  return parsed;
}

/** Returns the names of all frameworks. */
export function frameworkNames(): string[] {
  return Object.keys(catalog().frameworks);
}

/** Returns all images of a framework; undefined if there is no such framework. */
export function entriesOf(framework: string): CatalogEntry[] | undefined {
  return Object.hasOwn(catalog().frameworks, framework) ? catalog().frameworks[framework].flatMap(expand) : undefined;
}

/** Region -> account that owns a registry there. */
export type RegistryAccounts = { readonly [region: string]: string };

/** Returns the accounts that own the registries of a set. */
export function accountsOf(key: string): RegistryAccounts {
  const regionsByAccount = Object.entries(catalog().accounts[key]);
  return Object.fromEntries(regionsByAccount.flatMap(([account, regions]) => regions.map((region) => [region, account])).sort());
}

/** Adds regions that have the registries of the Deep Learning Containers, but are not in the catalogue. */
export function withDlcRegions(accounts: RegistryAccounts): RegistryAccounts {
  const isDlc = Object.entries(accounts).every(([region, account]) => !(region in DLC_ACCOUNTS) || DLC_ACCOUNTS[region] === account);
  return isDlc ? { ...DLC_ACCOUNTS, ...accounts } : accounts;
}

/** Returns the accounts of all registries in the catalogue. */
export function allAccounts(): string[] {
  return [...new Set(Object.values(catalog().accounts).flatMap((regionsByAccount) => Object.keys(regionsByAccount)))];
}

/** Tells whether AWS has images of its own in an account. */
export function isAccountOfAws(account: string): boolean {
  return Object.values(DLC_ACCOUNTS).includes(account) || allAccounts().includes(account);
}

/** Returns the images that a group stands for, one for each combination of values. */
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

/** Returns one choice even where there is nothing to choose, because there is still an image. */
function orNothing<T>(values: readonly T[] = []): readonly (T | undefined)[] {
  return values.length > 0 ? values : [undefined];
}

/** Returns '2.6.0' for 'pytorch2.6.0'. */
function numberOf(base: string): string {
  return base.replace(/^[a-z]+/, '');
}

/** Fills the placeholders of a tag. */
function fill(template: string, values: { readonly [placeholder: string]: string | undefined }): string {
  return template.replace(/\{(\w+)\}/g, (_, placeholder) => values[placeholder]!);
}
