import * as fs from 'fs';
import * as path from 'path';
import { SymlinkFollowMode } from 'aws-cdk-lib';

/** Where a symbolic link leads. */
export interface Link {
  /** What the link says. */
  readonly text: string;
  /** The real path of what it leads to; undefined if that does not exist. */
  readonly target?: string;
  /** Whether that is in the directory to be packed. */
  readonly internal: boolean;
}

/** What to do with a link, or why nothing can be done. */
export type Treatment = 'follow' | 'keep' | { readonly problem: string };

/** @param root the real path of the directory to be packed */
export function readLink(link: string, root: string): Link {
  const target = realPathOf(link);
  return { text: fs.readlinkSync(link), target, internal: target !== undefined && isWithin(root, target) };
}

export function treatmentOf(link: Link, mode: SymlinkFollowMode = SymlinkFollowMode.BLOCK_EXTERNAL): Treatment {
  if (mode === SymlinkFollowMode.NEVER) { return 'keep'; }
  if (link.target === undefined) {
    return { problem: `is a link to '${link.text}', which does not exist` };
  }
  if (mode === SymlinkFollowMode.BLOCK_EXTERNAL && !link.internal) {
    return { problem: `is a link to '${link.text}', out of the directory; exclude it, or set followSymlinks to ALWAYS to pack what is there` };
  }
  return mode === SymlinkFollowMode.EXTERNAL && link.internal ? 'keep' : 'follow';
}

/** What a link that is kept says in the archive: wherever the directory is, the same. */
export function storedText(link: Link, name: string, root: string): string {
  if (link.target === undefined || !link.internal) { return withSlashes(link.text); }
  return path.posix.relative(path.posix.dirname(`/${name}`), `/${withSlashes(path.relative(root, link.target))}`) || '.';
}

function realPathOf(link: string): string | undefined {
  try {
    return fs.realpathSync(link);
  } catch (error) {
    // ELOOP: a link that leads to itself.
    if (['ENOENT', 'ENOTDIR', 'ELOOP'].includes((error as NodeJS.ErrnoException).code!)) { return undefined; }
    throw error;
  }
}

function isWithin(root: string, target: string): boolean {
  const relative = path.relative(root, target);
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}

function withSlashes(text: string): string {
  return path.sep === '/' ? text : text.split(path.sep).join('/');
}
