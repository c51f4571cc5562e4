import * as fs from 'fs';
import * as path from 'path';
import { SymlinkFollowMode } from 'aws-cdk-lib';

/** A symbolic link and its target. */
export interface Link {
  /** The text of the link. */
  readonly text: string;
  /** The real path of the target; undefined if it does not exist. */
  readonly target?: string;
  /** Indicates whether the target is in the directory to pack. */
  readonly internal: boolean;
}

/** The way to pack a link, or the reason why it cannot be packed. */
export type Treatment = 'follow' | 'keep' | { readonly problem: string };

/**
 * Reads a symbolic link.
 *
 * @param root the real path of the directory to pack
 */
export function readLink(link: string, root: string): Link {
  const target = realPathOf(link);
  return { text: fs.readlinkSync(link), target, internal: target !== undefined && isWithin(root, target) };
}

/** Decides how to pack a link. */
export function treatmentOf(link: Link, mode: SymlinkFollowMode = SymlinkFollowMode.BLOCK_EXTERNAL): Treatment {
  if (mode === SymlinkFollowMode.NEVER) { return 'keep'; }
  if (link.target === undefined) {
    return { problem: `is a link to '${link.text}', which does not exist` };
  }
  if (mode === SymlinkFollowMode.BLOCK_EXTERNAL && !link.internal) {
    return { problem: `is a link to '${link.text}', which is outside the directory; exclude it, or set followSymlinks to ALWAYS to pack the target` };
  }
  return mode === SymlinkFollowMode.EXTERNAL && link.internal ? 'keep' : 'follow';
}

/** Returns the text to store for a kept link, which does not depend on the location of the directory. */
export function storedText(link: Link, name: string, root: string): string {
  if (link.target === undefined || !link.internal) { return withSlashes(link.text); }
  return path.posix.relative(path.posix.dirname(`/${name}`), `/${withSlashes(path.relative(root, link.target))}`) || '.';
}

function realPathOf(link: string): string | undefined {
  try {
    return fs.realpathSync(link);
  } catch (error) {
    // Includes ELOOP, the error for a link that leads to itself.
    if (['ENOENT', 'ENOTDIR', 'ELOOP'].includes((error as NodeJS.ErrnoException).code!)) { return undefined; }
    throw error;
  }
}

/** Returns whether a path is in a directory, or is the directory. */
export function isWithin(root: string, target: string): boolean {
  const relative = path.relative(root, target);
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}

function withSlashes(text: string): string {
  return text.split(path.sep).join('/');
}
