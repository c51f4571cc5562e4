import { DLC_ACCOUNTS } from './dlc-accounts.generated';
import { IMAGE_CATALOG } from './image-catalog.generated';
import type { Processor } from './processor';

/** An image, with the values that distinguish it from others. */
export interface CatalogEntry {
  /** The version as it is written in queries: '2.6' and '2.6.0' are two entries with different tags. */
  readonly version: string;
  readonly versionIsAlias: boolean;
  /** The base framework, for example 'pytorch2.6.0'; undefined if the framework has none. */
  readonly base?: string;
  readonly baseIsAlias: boolean;
  /** The Python version, for example 'py312'; undefined if there is no choice. */
  readonly python?: string;
  /** The processor; undefined if the image is for all processors except Graviton. */
  readonly processor?: Processor;
  readonly repository: string;
  readonly tag: string;
  /** The key in the table of accounts. */
  readonly accounts: string;
  /** The purpose of an image that is not for hosting; undefined for other images. */
  readonly purpose?: 'monitoring' | 'processing';
  /** Indicates whether only the older source of the catalog has the image; the newer one has another image in its place. */
  readonly kept?: boolean;
}

/** A group of images that differ in the values of the placeholders in their tag. Empty lists are omitted. */
interface Images {
  readonly repository: string;
  readonly tag: string;
  readonly accounts: string;
  readonly processors?: readonly Processor[];
  readonly pythons?: readonly string[];
  /** The base frameworks, each with its aliases. */
  readonly bases?: Aliases;
  readonly versions: Aliases;
  readonly purpose?: CatalogEntry['purpose'];
  readonly kept?: boolean;
}

interface Aliases {
  readonly [name: string]: readonly string[];
}

interface Catalog {
  /** The regions by key and account. */
  readonly accounts: { readonly [key: string]: { readonly [account: string]: readonly string[] } };
  /** The frameworks of each kind, such as built-in algorithms and model servers. */
  readonly kinds: { readonly [kind: string]: readonly string[] };
  /** The frameworks by other names that users look for, in lower case. */
  readonly aliases: { readonly [alias: string]: string };
  readonly frameworks: { readonly [framework: string]: readonly Images[] };
}

/** The repository of the versions of XGBoost that are only an algorithm. The catalog has them among those of the framework. */
const OLDER_XGBOOST = 'xgboost';

let parsed: Catalog | undefined;

/** Parses the catalog on first use, because most apps do not use it. */
function catalog(): Catalog {
  parsed ??= JSON.parse(IMAGE_CATALOG) as Catalog;
  return parsed;
}

/** Returns the names of all frameworks. */
export function frameworkNames(): string[] {
  return Object.keys(catalog().frameworks);
}

/** Returns the frameworks of each kind. */
export function frameworksByKind(): readonly (readonly string[])[] {
  return Object.values(catalog().kinds);
}

/** Returns whether a repository has the images of a built-in algorithm. */
export function isOfAlgorithm(repository: string): boolean {
  const { kinds, frameworks } = catalog();
  return repository === OLDER_XGBOOST || kinds.algorithm.some((name) => frameworks[name].some((images) => images.repository === repository));
}

/** Returns the frameworks by other names that users look for, in lower case. */
export function frameworksByAlias(): ReadonlyMap<string, string> {
  return new Map(Object.entries(catalog().aliases));
}

/** Returns all images of a framework; undefined if the catalog does not contain it. */
export function entriesOf(framework: string): CatalogEntry[] | undefined {
  return Object.hasOwn(catalog().frameworks, framework) ? catalog().frameworks[framework].flatMap(expand) : undefined;
}

/** The accounts that own the registries, by region. */
export type RegistryAccounts = { readonly [region: string]: string };

/** Returns the accounts that own a set of registries, by region. */
export function accountsOf(key: string): RegistryAccounts {
  const regionsByAccount = Object.entries(catalog().accounts[key]);
  return Object.fromEntries(regionsByAccount.flatMap(([account, regions]) => regions.map((region) => [region, account])).sort());
}

/** Returns whether accounts are those of the registries of the Deep Learning Containers, of which the catalog omits regions. */
export function isDlcRegistry(accounts: RegistryAccounts): boolean {
  return Object.entries(accounts).every(([region, account]) => !(region in DLC_ACCOUNTS) || DLC_ACCOUNTS[region] === account);
}

/** Adds regions that have the registries of the Deep Learning Containers, but are missing in the catalog. */
export function withDlcRegions(accounts: RegistryAccounts): RegistryAccounts {
  return isDlcRegistry(accounts) ? { ...DLC_ACCOUNTS, ...accounts } : accounts;
}

/** Returns the accounts of all registries in the catalog. */
export function allAccounts(): string[] {
  return [...new Set(Object.values(catalog().accounts).flatMap((regionsByAccount) => Object.keys(regionsByAccount)))];
}

/** Returns whether AWS owns the images in an account. */
export function isAccountOfAws(account: string): boolean {
  return Object.values(DLC_ACCOUNTS).includes(account) || allAccounts().includes(account);
}

/** Returns the images of a group, one for each combination of values. */
function expand({ repository, tag, accounts, versions, bases, pythons, processors, purpose, kept }: Images): CatalogEntry[] {
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
          tag: fill(tag, { version: version.name, python, processor }),
          accounts,
          purpose,
          kept,
        })))));
}

interface Name {
  readonly name: string;
  readonly isAlias: boolean;
}

function namesOf(names: Aliases = {}): Name[] {
  return Object.entries(names).flatMap(([name, aliases]) => [{ name, isAlias: false }, ...aliases.map((alias) => ({ name: alias, isAlias: true }))]);
}

/** Returns the values, or a single undefined value if there are none, because the group still has an image. */
function orNothing<T>(values: readonly T[] = []): readonly (T | undefined)[] {
  return values.length > 0 ? values : [undefined];
}

/** Fills the placeholders of a tag. */
function fill(template: string, values: { readonly [placeholder: string]: string | undefined }): string {
  return template.replace(/\{(\w+)\}/g, (_, placeholder) => values[placeholder]!);
}
