import * as fs from 'fs';
import * as path from 'path';
import { SymlinkFollowMode } from 'aws-cdk-lib';
import { failing, make, temporaryDirectory, type Tree } from './given';
import { Listing } from '../../../../src/model/data/directory/listing';

const { ALWAYS, BLOCK_EXTERNAL, EXTERNAL, NEVER } = SymlinkFollowMode;
const home = temporaryDirectory();
afterEach(() => jest.restoreAllMocks());

/** Names with what they are; a kept link with what it says. */
function listed(tree: Tree, followSymlinks?: SymlinkFollowMode) {
  make(path.join(home(), 'outside'), { 'file': 'x', 'folder/file': 'y' });
  const { entries, problems } = new Listing(make(path.join(home(), 'model'), tree), { followSymlinks });
  return { entries: entries.map((entry) => `${entry.name} ${entry.type === 'SymbolicLink' ? `-> ${entry.target}` : entry.type}`), problems };
}

const STAYS = { 'latest': '->versions/2', 'versions/2/weights': 'w', 'alias': '->versions/2/weights' };
const FOLLOWED = [
  'alias File', 'latest Directory', 'latest/weights File', 'versions Directory', 'versions/2 Directory', 'versions/2/weights File',
];
const KEPT = ['alias -> versions/2/weights', 'latest -> versions/2', 'versions Directory', 'versions/2 Directory', 'versions/2/weights File'];

test.each([[undefined, FOLLOWED], [BLOCK_EXTERNAL, FOLLOWED], [ALWAYS, FOLLOWED], [EXTERNAL, KEPT], [NEVER, KEPT]])(
  'a link that stays in the directory, with %s', (mode, expected) => {
    expect(listed(STAYS, mode)).toEqual({ entries: expected, problems: [] });
  },
);

const LEAVES = { a: '->../outside/file', b: '->../outside/folder' };
const INCLUDED = ['a File', 'b Directory', 'b/file File'];

test.each([[ALWAYS, INCLUDED], [EXTERNAL, INCLUDED], [NEVER, ['a -> ../outside/file', 'b -> ../outside/folder']]])(
  'a link that leads out of the directory, with %s', (mode, expected) => {
    expect(listed(LEAVES, mode)).toEqual({ entries: expected, problems: [] });
  },
);

test.each([undefined, BLOCK_EXTERNAL])('a link that leads out of the directory is refused with %s', (mode) => {
  expect(listed(LEAVES, mode).problems).toEqual(['../outside/file', '../outside/folder'].map((text, index) =>
    `${'ab'[index]} is a link to '${text}', which is outside the directory; exclude it, or set followSymlinks to ALWAYS to pack the target`));
});

test('a link that leads out of the directory by way of another one is refused', () => {
  expect(listed({ a: '->b', b: '->../outside/file' }).problems).toHaveLength(2);
});

test('a neighbour whose name begins like that of the directory is outside', () => {
  make(path.join(home(), 'model-2'), { file: '' });
  expect(listed({ a: '->../model-2/file' }).problems).toHaveLength(1);
});

test('a name that begins with dots is inside', () => {
  expect(listed({ 'a': '->..b', '..b': '' }).problems).toEqual([]);
});

describe('a link that leads nowhere', () => {
  const nowhere = (link: string, to: string) => `${link} is a link to '${to}', which does not exist`;

  test.each([undefined, ALWAYS, EXTERNAL, BLOCK_EXTERNAL])('is refused with %s', (mode) => {
    expect(listed({ a: '->missing', b: '->b', c: '->d/x', d: '' }, mode).problems).toEqual([
      nowhere('a', 'missing'),
      nowhere('b', 'b'),
      nowhere('c', 'd/x'),
    ]);
  });

  test('is kept with never', () => {
    expect(listed({ a: '->missing', b: '->/opt/ml/code' }, NEVER)).toEqual({ entries: ['a -> missing', 'b -> /opt/ml/code'], problems: [] });
  });
});

describe('a link to a directory that holds it', () => {
  const circular = (link: string, to: string) => `${link} is a link to '${to}', a directory that contains the link`;

  test.each([undefined, ALWAYS])('is refused with %s', (mode) => {
    expect(listed({ 'a/up': '->..', 'a/same': '->.' }, mode).problems).toEqual([
      circular('a/same', '.'),
      circular('a/up', '..'),
    ]);
  });

  test('is refused by way of another link', () => {
    expect(listed({ 'a/to-b': '->../b', 'b/to-a': '->../a' }).problems).toEqual([
      circular('a/to-b/to-a', '../a'),
      circular('b/to-a/to-b', '../b'),
    ]);
  });

  test.each([EXTERNAL, NEVER])('is kept with %s', (mode) => {
    expect(listed({ 'a/up': '->..', 'a/same': '->.' }, mode).entries).toEqual(['a Directory', 'a/same -> .', 'a/up -> ..']);
  });
});

test.each([EXTERNAL, NEVER])('a kept link says the same wherever the directory is, with %s', (mode) => {
  const target = path.join(home(), 'model', 'versions', '2');
  expect(listed({ 'versions/2/weights': '', 'a/b/latest': `->${target}` }, mode).entries).toContain('a/b/latest -> ../../versions/2');
});

test('the directory itself may be a link', () => {
  make(path.join(home(), 'model'), STAYS);
  fs.symlinkSync('model', path.join(home(), 'link'));
  const { entries, problems } = new Listing(path.join(home(), 'link'), {});
  expect([entries.map(({ name }) => name), problems]).toEqual([FOLLOWED.map((text) => text.split(' ')[0]), []]);
});

test('a link whose target cannot be resolved is listed as a problem', () => {
  const original = fs.realpathSync;
  const lookUp = (file: string) => file.endsWith('a') ? failing('EACCES')() : original(file);
  jest.spyOn(fs, 'realpathSync').mockImplementation(lookUp as any);
  expect(listed({ a: '->b', b: '' }).problems).toEqual(['a cannot be read (EACCES)']);
});
