import * as fs from 'fs';
import type { HeaderData } from 'tar/header';
import type { PackSync } from 'tar/pack';
import { readInPieces } from './content';
import type { Entry, FileEntry } from './entry';
import type { Digests } from './fingerprint';
import { ValidationError } from '../../../private/errors';

/** The modification time of each member: the earliest that every tool can represent. */
const MODIFIED = new Date('1980-01-01T00:00:00Z');

/** Writes a gzip-compressed tar archive. Leaves no file if that fails. */
export function pack(entries: readonly Entry[], digests: Digests, archive: string): void {
  // Writes to another name first, so that an incomplete archive is never used.
  const partial = `${archive}.partial`;
  try {
    write(entries, digests, partial);
    fs.renameSync(partial, archive);
  } catch (error) {
    fs.rmSync(partial, { force: true });
    throw error;
  }
}

function write(entries: readonly Entry[], digests: Digests, file: string): void {
  const descriptor = fs.openSync(file, 'w');
  try {
    // Sets `portable`, because the gzip header contains the operating system otherwise, and `preservePaths`, so that names are not changed.
    const packer = new (tar().PackSync)({ gzip: { portable: true }, preservePaths: true });
    packer.on('data', (piece) => fs.writeFileSync(descriptor, piece));
    for (const entry of entries) {
      add(packer, entry, digests);
    }
    packer.end();
  } finally {
    fs.closeSync(descriptor);
  }
}

/** Adds a member in pieces, because the packer would read a whole file into memory before it writes it. */
function add(packer: PackSync, entry: Entry, digests: Digests): void {
  const { Header, ReadEntry } = tar();
  const member = new ReadEntry(new Header({ ...headerOf(entry), uid: 0, gid: 0, uname: '', gname: '', mtime: MODIFIED }));
  packer.add(member);
  if (entry.type === 'File') {
    copy(entry, digests, (piece) => member.write(piece));
  }
  member.end();
}

function headerOf(entry: Entry): HeaderData {
  const { type, name } = entry;
  switch (type) {
    case 'File': return { type, path: name, size: entry.size, mode: entry.executable ? 0o755 : 0o644 };
    case 'Directory': return { type, path: `${name}/`, size: 0, mode: 0o755 };
    case 'SymbolicLink': return { type, path: name, linkpath: entry.target, size: 0, mode: 0o777 };
  }
}

function copy(entry: FileEntry, digests: Digests, take: (piece: Buffer) => void): void {
  let remaining = entry.size;
  const digest = readInPieces(entry.path, (piece) => {
    remaining -= piece.length;
    assertUnchanged(entry, remaining >= 0);
    take(piece);
  });
  assertUnchanged(entry, digest === digests.get(entry.name));
}

function assertUnchanged(entry: FileEntry, unchanged: boolean): void {
  if (!unchanged) {
    throw new ValidationError(`${entry.path} changed while it was packed; synthesize again when the file is no longer being written`);
  }
}

/** Loads the packer on first use, because every app loads this library, and few apps pack a directory. */
function tar() {
  /* eslint-disable @typescript-eslint/no-require-imports, import/no-extraneous-dependencies -- bundled into lib/index.js */
  const { Header } = require('tar/header') as typeof import('tar/header');
  const { PackSync } = require('tar/pack') as typeof import('tar/pack');
  const { ReadEntry } = require('tar/read-entry') as typeof import('tar/read-entry');
  /* eslint-enable */
  return { Header, PackSync, ReadEntry };
}
