import { createHash } from 'crypto';
import * as fs from 'fs';

/** The number of bytes to read at a time. */
const PIECE = 256 * 1024;

/** The time within which a file can change again without a change of its timestamps. */
const SETTLED_AFTER_MS = 2_000;

/** The hashes of files that have been read. They are cached because several stacks of an app often pack the same directory. */
const known = new Map<string, string>();

/** Returns a hash of the content of a file. */
export function digestOf(file: string): string {
  const stats = fs.statSync(file);
  const key = [file, stats.dev, stats.ino, stats.size, stats.mtimeMs, stats.ctimeMs].join('|');
  const digest = known.get(key) ?? readInPieces(file);
  if (Date.now() - stats.ctimeMs > SETTLED_AFTER_MS) {
    known.set(key, digest);
  }
  return digest;
}

/**
 * Reads a file in pieces, so that it is never completely in memory, and returns its hash.
 *
 * @param take the function that receives each piece; all pieces share the same memory
 */
export function readInPieces(file: string, take: (piece: Buffer) => void = () => {}): string {
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafe(PIECE);
  const descriptor = fs.openSync(file, 'r');
  try {
    let length: number;
    while ((length = fs.readSync(descriptor, buffer, 0, PIECE, null)) > 0) {
      const piece = buffer.subarray(0, length);
      hash.update(piece);
      take(piece);
    }
  } finally {
    fs.closeSync(descriptor);
  }
  return hash.digest('hex');
}
