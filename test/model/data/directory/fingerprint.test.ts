import * as fs from 'fs';
import * as path from 'path';
import { SymlinkFollowMode } from 'aws-cdk-lib';
import { fingerprintOf, make, temporaryDirectory, type Tree } from './given';
import { digestOf } from '../../../../src/model/data/directory/content';

const home = temporaryDirectory();
afterEach(() => jest.restoreAllMocks());

let made = 0;
const of = (tree: Tree) => fingerprintOf(make(path.join(home(), `${made++}`), tree));

const TREE = { 'model.pth': 'weights', 'code/serve*': 'run', 'empty': '/' };

test('is the same for the same content, made in another order', () => {
  expect(of({ 'empty': '/', 'code/serve*': 'run', 'model.pth': 'weights' })).toBe(of(TREE));
});

test('is the same at any time', () => {
  const directory = make(path.join(home(), 'model'), TREE);
  const before = fingerprintOf(directory);
  for (const name of ['model.pth', 'code/serve', 'code', 'empty', '.']) {
    fs.utimesSync(path.join(directory, name), 1, 2);
  }
  expect(fingerprintOf(directory)).toBe(before);
});

test('is the same whoever may read and write the files', () => {
  const directory = make(path.join(home(), 'model'), TREE);
  const before = fingerprintOf(directory);
  fs.chmodSync(path.join(directory, 'model.pth'), 0o600);
  fs.chmodSync(path.join(directory, 'code/serve'), 0o711);
  fs.chmodSync(path.join(directory, 'code'), 0o700);
  expect(fingerprintOf(directory)).toBe(before);
});

test('is the same for a link as for what it leads to', () => {
  expect(of({ a: 'x', b: '->a' })).toBe(of({ a: 'x', b: 'x' }));
});

test('is the same for two names of one file as for two files', () => {
  const directory = make(path.join(home(), 'model'), { a: 'x' });
  fs.linkSync(path.join(directory, 'a'), path.join(directory, 'b'));
  expect(fingerprintOf(directory)).toBe(of({ a: 'x', b: 'x' }));
});

test('is that of the format, which must not change by mistake', () => {
  expect(of(TREE)).toBe('a6ad182fc5a63c3573bb2d9a1310397c94e9e2692addf91aaf0061ee23fd626e');
});

test.each<[string, Tree]>([
  ['content', { ...TREE, 'model.pth': 'Weights' }],
  ['line ending', { ...TREE, 'model.pth': 'weights\r\n' }],
  ['name', { 'model.pt': 'weights', 'code/serve*': 'run', 'empty': '/' }],
  ['folder', { 'code/model.pth': 'weights', 'code/serve*': 'run', 'empty': '/' }],
  ['permission to execute', { 'model.pth': 'weights', 'code/serve': 'run', 'empty': '/' }],
  ['additional file', { ...TREE, more: '' }],
  ['missing directory', { 'model.pth': 'weights', 'code/serve*': 'run' }],
  ['file in place of a directory', { ...TREE, empty: '' }],
])('is another for another %s', (_what, tree) => {
  expect(of(tree)).not.toBe(of(TREE));
});

test('is another for a link that is kept, and for where it leads', () => {
  const keep = { followSymlinks: SymlinkFollowMode.NEVER };
  const each = ['->a', '->b', 'x'].map((text, index) => fingerprintOf(make(path.join(home(), `${index}`), { a: 'x', b: 'x', c: text }), keep));
  expect(new Set(each).size).toBe(3);
});

describe('a file', () => {
  const age = (file: string, seconds: number) => jest.spyOn(Date, 'now').mockReturnValue(fs.statSync(file).ctimeMs + seconds * 1000);

  test('is read once by all stacks of an app', () => {
    const directory = make(home(), { 'model.pth': 'weights' });
    age(path.join(directory, 'model.pth'), 3);
    const digest = digestOf(path.join(directory, 'model.pth'));
    const read = jest.spyOn(fs, 'readSync');
    expect(digestOf(path.join(directory, 'model.pth'))).toBe(digest);
    expect(read).not.toHaveBeenCalled();
  });

  test('is read again after a change', () => {
    const file = path.join(make(home(), { 'model.pth': 'weights' }), 'model.pth');
    age(file, 3);
    const digest = digestOf(file);
    fs.writeFileSync(file, 'changes');
    fs.utimesSync(file, 1, 2);
    expect(digestOf(file)).not.toBe(digest);
  });

  test.each([1, 2])('is read again while it is so new that a change would not show: %d s', (seconds) => {
    const file = path.join(make(home(), { 'model.pth': 'weights' }), 'model.pth');
    age(file, seconds);
    digestOf(file);
    const read = jest.spyOn(fs, 'readSync');
    digestOf(file);
    expect(read).toHaveBeenCalled();
  });
});
