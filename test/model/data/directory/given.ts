import { execFileSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { digestsOf, fingerprint } from '../../../../src/model/data/directory/fingerprint';
import { Listing } from '../../../../src/model/data/directory/listing';
import { pack } from '../../../../src/model/data/directory/pack';
import type { DirectoryOptions } from '../../../../src/model/data/packed-directory';

/** A file by its content, a link by `->` and where it leads, a directory by `/`. A `*` at the end of a name makes it executable. */
export type Tree = { readonly [name: string]: string | Uint8Array };

/** A new directory for each test, removed after it. */
export function temporaryDirectory(): () => string {
  let directory: string;
  beforeEach(() => { directory = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'directory-'))); });
  afterEach(() => fs.rmSync(directory, { recursive: true }));
  return () => directory;
}

/** Makes files in the order they are given. */
export function make(directory: string, tree: Tree): string {
  fs.mkdirSync(directory, { recursive: true });
  for (const [key, content] of Object.entries(tree)) {
    const file = path.join(directory, key.replace(/\*$/, ''));
    fs.mkdirSync(path.dirname(file), { recursive: true });
    if (content === '/') {
      fs.mkdirSync(file, { recursive: true });
    } else if (typeof content === 'string' && content.startsWith('->')) {
      fs.symlinkSync(content.slice(2), file);
    } else {
      fs.writeFileSync(file, content);
      fs.chmodSync(file, key.endsWith('*') ? 0o755 : 0o644);
    }
  }
  return directory;
}

export function fingerprintOf(directory: string, options: DirectoryOptions = {}): string {
  const { entries, problems } = new Listing(directory, options);
  expect(problems).toEqual([]);
  return fingerprint(entries, digestsOf(entries));
}

export function packed(directory: string, archive: string, options: DirectoryOptions = {}): string {
  const { entries } = new Listing(directory, options);
  pack(entries, digestsOf(entries), archive);
  return archive;
}

/** A member of an archive, as Python reads it: containers of SageMaker do so too. */
export interface Member {
  readonly name: string;
  readonly type: 'file' | 'directory' | 'link' | 'other';
  readonly mode: string;
  readonly owner: [number, number, string, string];
  readonly modified: number;
  readonly size: number;
  readonly target: string;
  readonly sha256?: string;
}

const READ = `
import hashlib, json, sys, tarfile
KINDS = {tarfile.REGTYPE: 'file', tarfile.DIRTYPE: 'directory', tarfile.SYMTYPE: 'link'}
with tarfile.open(sys.argv[1], 'r:gz') as archive:
    print(json.dumps([{
        'name': m.name, 'type': KINDS.get(m.type, 'other'), 'mode': oct(m.mode), 'owner': [m.uid, m.gid, m.uname, m.gname],
        'modified': m.mtime, 'size': m.size, 'target': m.linkname,
        **({'sha256': hashlib.sha256(archive.extractfile(m).read()).hexdigest()} if m.isreg() else {}),
    } for m in archive]))
`;

export function membersOf(archive: string): Member[] {
  return JSON.parse(execFileSync('python3', ['-c', READ, archive], { encoding: 'utf8', maxBuffer: 2 ** 26 }));
}

/** Unpacks with the system's tar, which refuses nothing and keeps modes. */
export function extracted(archive: string, directory: string): string {
  fs.mkdirSync(directory, { recursive: true });
  execFileSync('tar', ['-xpzf', archive, '-C', directory, '--no-same-owner']);
  return directory;
}

export function failing(code: string): () => never {
  return () => { throw Object.assign(new Error(`${code}: simulated`), { code }); };
}
