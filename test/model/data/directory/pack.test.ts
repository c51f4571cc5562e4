import { createHash } from 'crypto';
import * as fs from 'fs';
import * as path from 'path';
import { gunzipSync } from 'zlib';
import { SymlinkFollowMode } from 'aws-cdk-lib';
import { extracted, failing, make, membersOf, packed, temporaryDirectory, type Tree } from './given';
import { digestsOf } from '../../../../src/model/data/directory/fingerprint';
import { Listing } from '../../../../src/model/data/directory/listing';
import { pack } from '../../../../src/model/data/directory/pack';
import { messageOf } from '../../../helpers/problems';

const home = temporaryDirectory();
afterEach(() => jest.restoreAllMocks());

const TREE = { 'model.pth': 'weights', 'code/serve*': 'run', 'empty': '/', 'nothing': '' };
const sha256 = (content: string | Uint8Array) => createHash('sha256').update(content).digest('hex');

function archiveOf(tree: Tree, options = {}) {
  return packed(make(path.join(home(), 'model'), tree), path.join(home(), 'model.tar.gz'), options);
}

test('members have nothing of the machine that packs them', () => {
  const same = { owner: [0, 0, '', ''], modified: Date.UTC(1980, 0, 1) / 1000, target: '' };
  expect(membersOf(archiveOf(TREE))).toEqual([
    { ...same, name: 'code', type: 'directory', mode: '0o755', size: 0 },
    { ...same, name: 'code/serve', type: 'file', mode: '0o755', size: 3, sha256: sha256('run') },
    { ...same, name: 'empty', type: 'directory', mode: '0o755', size: 0 },
    { ...same, name: 'model.pth', type: 'file', mode: '0o644', size: 7, sha256: sha256('weights') },
    { ...same, name: 'nothing', type: 'file', mode: '0o644', size: 0, sha256: sha256('') },
  ]);
});

test('the same content makes the same bytes', () => {
  const archives = ['one', 'two'].map((name) => packed(make(path.join(home(), name), TREE), path.join(home(), `${name}.tar.gz`)));
  expect(fs.readFileSync(archives[0])).toEqual(fs.readFileSync(archives[1]));
});

test('the header of gzip names neither a time nor an operating system', () => {
  expect([...fs.readFileSync(archiveOf(TREE)).subarray(0, 10)]).toEqual([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);
});

test('the archive ends as an archive does', () => {
  const content = gunzipSync(fs.readFileSync(archiveOf(TREE)));
  expect(content.length % 512).toBe(0);
  expect(content.subarray(-1024).every((byte) => byte === 0)).toBe(true);
});

test.each([
  'é'.repeat(20), 'e\u0301', '\u{1F600}', 'a'.repeat(99), 'b'.repeat(255), '@scope', '-rf', ' blank ', 'a\\b', 'a\nb', 'C:x', '=', '%PaxHeader',
])('a file can be called %j', (name) => {
  expect(membersOf(archiveOf({ [name]: 'x' }))).toMatchObject([{ name, type: 'file', sha256: sha256('x') }]);
});

test('a name of just 100 characters may get a dot in front, which leads to the same file', () => {
  const name = 'a'.repeat(100);
  expect(membersOf(archiveOf({ [name]: 'x' }))).toMatchObject([{ name: expect.stringMatching(`^(./)?${name}$`) }]);
});

test.each([99, 100, 101, 155, 156, 255, 256, 257, 600])('a path can have %i characters', (length) => {
  const name = `${'folder/'.repeat(100).slice(0, length - 2)}/f`.replace('//', '/x');
  expect(name).toHaveLength(length);
  const members = membersOf(archiveOf({ [name]: 'x' }));
  expect(members[members.length - 1]).toMatchObject({ name, type: 'file', size: 1 });
  expect(fs.readFileSync(path.join(extracted(path.join(home(), 'model.tar.gz'), path.join(home(), 'out')), name), 'utf8')).toBe('x');
});

test.each([1, 511, 512, 513, 262_143, 262_144, 262_145, 1_000_000])('a file can have %i bytes', (size) => {
  const content = Buffer.alloc(size, 'a few bytes that repeat, ');
  expect(membersOf(archiveOf({ a: content, b: 'next' }))).toMatchObject([{ size, sha256: sha256(content) }, { sha256: sha256('next') }]);
});

test('links that are kept are members', () => {
  const target = `${'long/'.repeat(30)}file`;
  const members = membersOf(archiveOf({ a: `->${target}`, b: '->c', c: '' }, { followSymlinks: SymlinkFollowMode.NEVER }));
  expect(members).toMatchObject([{ name: 'a', type: 'link', target }, { name: 'b', type: 'link', target: 'c', mode: '0o777' }, { name: 'c' }]);
});

test('two names of one file are two files', () => {
  const directory = make(path.join(home(), 'model'), { a: 'x' });
  fs.linkSync(path.join(directory, 'a'), path.join(directory, 'b'));
  expect(membersOf(archiveOf({}))).toMatchObject([{ name: 'a', type: 'file', size: 1 }, { name: 'b', type: 'file', size: 1 }]);
});

describe('a file that changes', () => {
  const CHANGED = 'changed while it was packed; synthesize again when the file is no longer being written';

  function packAfter(change: (file: string) => void) {
    const directory = make(path.join(home(), 'model'), { 'a': 'first', 'model.pth': 'weights' });
    const { entries } = new Listing(directory, {});
    const digests = digestsOf(entries);
    const file = path.join(directory, 'model.pth');
    change(file);
    return { file, action: () => pack(entries, digests, path.join(home(), 'model.tar.gz')) };
  }

  test.each(['changes', 'less', 'much more of them', ''])('fails, when it becomes %j', (content) => {
    const { file, action } = packAfter((name) => fs.writeFileSync(name, content));
    expect(messageOf(action)).toBe(`${file} ${CHANGED}`);
    expect(fs.readdirSync(home())).toEqual(['model']);
  });

  test('fails, when it no longer fits in its blocks', () => {
    const { file, action } = packAfter((name) => fs.truncateSync(name, 1024 * 1024));
    expect(messageOf(action)).toBe(`${file} ${CHANGED}`);
    expect(fs.readdirSync(home())).toEqual(['model']);
  });

  test('fails, when it vanishes', () => {
    expect(packAfter((name) => fs.rmSync(name)).action).toThrow(/^ENOENT: .*model\.pth'$/);
    expect(fs.readdirSync(home())).toEqual(['model']);
  });

  test('leaves an archive from before alone', () => {
    fs.writeFileSync(path.join(home(), 'model.tar.gz'), 'before');
    expect(packAfter((name) => fs.rmSync(name)).action).toThrow();
    expect(fs.readFileSync(path.join(home(), 'model.tar.gz'), 'utf8')).toBe('before');
  });

  test('may have other times', () => {
    packAfter((name) => fs.utimesSync(name, 1, 2)).action();
    expect(membersOf(path.join(home(), 'model.tar.gz'))).toHaveLength(2);
  });
});

test('a full disk fails, and leaves nothing behind', () => {
  const directory = make(path.join(home(), 'model'), TREE);
  jest.spyOn(fs, 'writeFileSync').mockImplementation(failing('ENOSPC'));
  expect(() => packed(directory, path.join(home(), 'model.tar.gz'))).toThrow('ENOSPC');
  expect(fs.readdirSync(home())).toEqual(['model']);
});
