import * as fs from 'fs';
import * as path from 'path';
import fc from 'fast-check';
import { extracted, fingerprintOf, make, membersOf, packed, temporaryDirectory, type Tree } from './given';

const home = temporaryDirectory();

const name = fc.string({ unit: 'binary', minLength: 1, maxLength: 12 })
  .map((text) => text.replace(/[/\0*]/g, '-').replace(/^\.\.?$/, 'dot'));
const file = fc.record({
  path: fc.array(name, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/')),
  content: fc.uint8Array({ maxLength: 2000 }),
  executable: fc.boolean(),
});
const files = fc.uniqueArray(file, { minLength: 1, maxLength: 8, comparator: (one, other) => collide(one.path, other.path) });

/** Whether two files can't be in one directory, on a file system that knows neither case nor form. */
function collide(one: string, other: string): boolean {
  const [short, long] = [one, other].map((text) => `${text.normalize('NFKD').toLowerCase()}/`).sort((a, b) => a.length - b.length);
  return long.startsWith(short);
}

function treeOf(list: readonly { path: string; content: Uint8Array; executable: boolean }[]): Tree {
  return Object.fromEntries(list.map((each) => [`${each.path}${each.executable ? '*' : ''}`, each.content]));
}

/** All in a directory gets times, permissions and, where that is possible, an owner of its own. */
function disguise(directory: string): void {
  for (const child of fs.readdirSync(directory, { withFileTypes: true, recursive: true })) {
    const each = path.join(child.parentPath, child.name);
    if (process.getuid?.() === 0) { fs.chownSync(each, 1234, 5678); }
    fs.chmodSync(each, fs.statSync(each).mode % 0o200 === 0o155 ? 0o711 : child.isDirectory() ? 0o700 : 0o600);
    fs.utimesSync(each, 12345, 67890);
  }
}

/** What there is in a directory, as files say it. */
function contentsOf(directory: string): unknown[] {
  return fs.readdirSync(directory, { withFileTypes: true, recursive: true }).map((child) => {
    const each = path.join(child.parentPath, child.name);
    return [path.relative(directory, each), child.isFile() ? fs.readFileSync(each, 'hex') : 'directory', fs.statSync(each).mode.toString(8)];
  }).sort();
}

test('a copy of a directory has the same hash, and the archive holds just what the directory holds', () => {
  fc.assert(fc.property(files, (list) => {
    const base = fs.mkdtempSync(path.join(home(), 'run-'));
    const original = make(path.join(base, 'original'), treeOf(list));
    const copy = make(path.join(base, 'another', 'copy'), treeOf([...list].reverse()));
    const expected = contentsOf(original);
    disguise(copy);
    expect(fingerprintOf(copy)).toBe(fingerprintOf(original));

    const archives = [original, copy].map((directory) => packed(directory, `${directory}.tar.gz`));
    expect(fs.readFileSync(archives[1])).toEqual(fs.readFileSync(archives[0]));
    expect(contentsOf(extracted(archives[1], path.join(base, 'extracted')))).toEqual(expected);
    const members = membersOf(archives[1]).map((member) => member.name);
    expect(members).toEqual([...members].sort());
    expect([...members].sort()).toEqual(expected.map((each) => (each as string[])[0]).sort());
  }), { numRuns: 20 });
});

test('another content, name or permission makes another hash', () => {
  fc.assert(fc.property(files, fc.nat(), fc.constantFrom('content', 'path', 'executable'), (list, index, what) => {
    const base = fs.mkdtempSync(path.join(home(), 'run-'));
    const chosen = list[index % list.length];
    const other = {
      ...chosen,
      ...what === 'content' ? { content: Uint8Array.of(...chosen.content, 0) } : {},
      ...what === 'path' ? { path: `${chosen.path}+` } : {},
      ...what === 'executable' ? { executable: !chosen.executable } : {},
    };
    const changed = list.map((each) => each === chosen ? other : each);
    fc.pre(what !== 'path' || list.every((each) => each === chosen || !collide(each.path, other.path)));
    expect(fingerprintOf(make(path.join(base, 'changed'), treeOf(changed)))).not.toBe(fingerprintOf(make(path.join(base, 'original'), treeOf(list))));
  }), { numRuns: 50 });
});
