import * as fs from 'fs';
import * as path from 'path';
import { IgnoreStrategy, type IgnoreMode, type SymlinkFollowMode } from 'aws-cdk-lib';
import type { Entry } from './entry';
import { readLink, storedText, treatmentOf, type Link } from './links';
import type { Check } from '../../../private/checks';

/** The options that decide which files are listed. */
export interface ListingOptions {
  readonly exclude?: string[];
  readonly ignoreMode?: IgnoreMode;
  readonly followSymlinks?: SymlinkFollowMode;
}

/** Any execute permission. Windows has none, so no file is executable there. */
const EXECUTE = 0o111;
/** The character that replaces bytes which are not UTF-8. */
const UNKNOWN_CHARACTER = '\uFFFD';

/** The files of a directory to pack, sorted by name, and the reasons why others cannot be packed. */
export class Listing {
  public readonly entries: Entry[] = [];
  public readonly problems: string[] = [];
  private readonly realRoot: string;
  private readonly ignored: IgnoreStrategy;

  /**
   * @param root the absolute path of the directory
   * @param output the output directory of the app, which is excluded; otherwise each synthesis would pack the output of the previous one
   */
  constructor(private readonly root: string, private readonly options: ListingOptions, private readonly output?: string) {
    this.realRoot = fs.realpathSync(root);
    this.ignored = IgnoreStrategy.fromCopyOptions({ exclude: options.exclude, ignoreMode: options.ignoreMode }, root);
    this.attempt('.', () => this.addContents('', [this.realRoot]));
    this.entries.sort((one, other) => one.name < other.name ? -1 : 1);
    this.problems.sort();
  }

  /** Adds the contents of a folder. @param holders the real paths of the folder and its parents */
  private addContents(folder: string, holders: string[]): void {
    for (const child of fs.readdirSync(this.pathOf(folder))) {
      const name = folder === '' ? child : `${folder}/${child}`;
      this.attempt(name, () => this.add(name, holders));
    }
  }

  private attempt(name: string, action: () => void): void {
    try {
      action();
    } catch (error) {
      this.problems.push(`${name} ${unreadable(name, error)}`);
    }
  }

  private add(name: string, holders: string[]): void {
    const file = this.pathOf(name);
    const stats = fs.lstatSync(file);
    if (!stats.isSymbolicLink()) {
      this.addFile(name, stats, holders);
    } else if (!this.ignored.ignores(file)) {
      this.addLink(name, readLink(file, this.realRoot), holders);
    }
  }

  private addLink(name: string, link: Link, holders: string[]): void {
    const treatment = treatmentOf(link, this.options.followSymlinks);
    if (treatment === 'keep') {
      this.entries.push({ type: 'SymbolicLink', name, target: storedText(link, name, this.realRoot) });
    } else if (treatment !== 'follow') {
      this.problems.push(`${name} ${treatment.problem}`);
    } else if (holders.includes(link.target!)) {
      this.problems.push(`${name} is a link to '${link.text}', a directory that contains the link`);
    } else {
      this.addFile(name, fs.statSync(link.target!), holders);
    }
  }

  private addFile(name: string, stats: fs.Stats, holders: string[]): void {
    const file = this.pathOf(name);
    if (stats.isDirectory()) {
      this.addFolder(name, holders);
    } else if (this.ignored.ignores(file)) {
      return;
    } else if (stats.isFile()) {
      fs.accessSync(file, fs.constants.R_OK);
      this.entries.push({ type: 'File', name, path: file, size: stats.size, executable: isExecutable(stats) });
    } else {
      this.problems.push(`${name} is ${kindOf(stats)}, which an archive cannot contain; exclude it`);
    }
  }

  private addFolder(name: string, holders: string[]): void {
    const folder = this.pathOf(name);
    if (this.ignored.completelyIgnores(folder)) { return; }
    const real = fs.realpathSync(folder);
    if (real === this.output) { return; }
    const before = this.entries.length;
    this.addContents(name, [...holders, real]);
    // Keeps an ignored directory if a negated pattern includes a file in it.
    if (this.entries.length > before || !this.ignored.ignores(folder)) {
      this.entries.push({ type: 'Directory', name });
    }
  }

  private pathOf(name: string): string {
    return path.join(this.root, name);
  }
}

/** The number of problems that a message lists. */
const SHOWN = 10;

/** Checks the entries that were found in a directory. */
export function listingCheck(directory: string, entries: readonly Entry[], problems: readonly string[]): Check {
  if (problems.length > 0) {
    return `the directory '${directory}' cannot be packed:\n${shorten(problems).map((problem) => `  - ${problem}`).join('\n')}`;
  }
  return entries.every(({ type }) => type === 'Directory')
    ? `the directory '${directory}' contains no files to pack; exclude fewer files, or add the model files`
    : undefined;
}

function shorten(problems: readonly string[]): string[] {
  const hidden = problems.length - SHOWN;
  return hidden > 0 ? [...problems.slice(0, SHOWN), `and ${hidden} more`] : [...problems];
}

/** Returns whether a file is executable: `stats.mode` is a set of bits. */
function isExecutable(stats: fs.Stats): boolean {
  // eslint-disable-next-line no-bitwise
  return (stats.mode & EXECUTE) !== 0;
}

function kindOf(stats: fs.Stats): string {
  if (stats.isSocket()) { return 'a socket'; }
  return stats.isFIFO() ? 'a named pipe' : 'a device';
}

/** Returns the reason of the operating system, in the same form on every platform. */
function unreadable(name: string, error: unknown): string {
  return name.includes(UNKNOWN_CHARACTER)
    ? 'has a name that is not UTF-8; rename it'
    : `cannot be read (${(error as NodeJS.ErrnoException).code ?? error})`;
}
