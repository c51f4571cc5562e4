import { execFileSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import { IgnoreMode, SymlinkFollowMode } from 'aws-cdk-lib';
import { failing, make, temporaryDirectory, type Tree } from './given';
import { Listing } from '../../../../src/model/data/directory/listing';
import type { DirectoryOptions } from '../../../../src/model/data/packed-directory';

const home = temporaryDirectory();
afterEach(() => jest.restoreAllMocks());

function listed(tree: Tree, options: DirectoryOptions = {}) {
  return new Listing(make(path.join(home(), 'model'), tree), options);
}

function namesOf(tree: Tree, options: DirectoryOptions = {}) {
  const { entries, problems } = listed(tree, options);
  expect(problems).toEqual([]);
  return entries.map(({ name }) => name);
}

describe('names', () => {
  test('are relative, without a dot at the start', () => {
    expect(namesOf({ 'model.pth': 'weights', 'code/inference.py': 'code' })).toEqual(['code', 'code/inference.py', 'model.pth']);
  });

  test('are in the order of their characters, a directory before what is in it', () => {
    expect(namesOf({ 'b': '', 'a/x': '', 'a-b': '', 'B': '', 'é': '', 'a.b/c': '' })).toEqual(['B', 'a', 'a-b', 'a.b', 'a.b/c', 'a/x', 'b', 'é']);
  });

  test('are in this order in whichever order the operating system lists them', () => {
    const tree = { 'c': '', 'a/z': '', 'a/b': '', 'b': '' };
    const original = fs.readdirSync.bind(fs);
    const expected = namesOf(tree);
    jest.spyOn(fs, 'readdirSync').mockImplementation(((folder: string) => original(folder).reverse()) as any);
    expect(namesOf(tree)).toEqual(expected);
  });

  test.each(['@scope', '-rf', '...', ' blank ', 'C:x', 'a\\b', 'a\nb', '?', '\u00e9', 'e\u0301', '\u{1F600}', '__proto__'])('can be %j', (name) => {
    expect(namesOf({ [`${name}/x`]: '', [`${name}/${name}`]: '' })).toHaveLength(3);
  });

  test('that are not UTF-8 are refused', () => {
    make(path.join(home(), 'model'), { fine: '' });
    fs.writeFileSync(Buffer.concat([Buffer.from(path.join(home(), 'model', 'bad-')), Buffer.from([0xff])]), '');
    expect(listed({}).problems).toEqual(['bad-\uFFFD has a name that is not UTF-8; rename it']);
  });
});

test('empty directories are kept', () => {
  expect(namesOf({ 'ensemble/1': '/', 'ensemble/config.pbtxt': '' })).toEqual(['ensemble', 'ensemble/1', 'ensemble/config.pbtxt']);
});

test('any permission to execute makes a file executable', () => {
  const directory = make(path.join(home(), 'model'), { 'all*': '', 'group': '', 'none': '' });
  fs.chmodSync(path.join(directory, 'group'), 0o610);
  const { entries } = new Listing(directory, {});
  expect(entries.map((entry) => [entry.name, entry.type === 'File' && entry.executable])).toEqual([['all', true], ['group', true], ['none', false]]);
});

describe('exclude', () => {
  const TREE = { 'model.pth': '', 'checkpoints/1.pth': '', 'code/a.py': '', 'code/a.pyc': '', 'code/deep/b.pyc': '' };

  test('takes globs', () => {
    expect(namesOf(TREE, { exclude: ['checkpoints', '*.pyc'] })).toEqual(['code', 'code/a.py', 'code/deep', 'model.pth']);
  });

  test('takes patterns as in .gitignore', () => {
    expect(namesOf(TREE, { exclude: ['/checkpoints/', 'deep'], ignoreMode: IgnoreMode.GIT }))
      .toEqual(['code', 'code/a.py', 'code/a.pyc', 'model.pth']);
  });

  test('takes patterns as in .dockerignore, which bring back files of what is left out', () => {
    expect(namesOf(TREE, { exclude: ['*', '!code/a.py'], ignoreMode: IgnoreMode.DOCKER })).toEqual(['code', 'code/a.py']);
  });

  test('leaves out what could not be packed', () => {
    const directory = make(path.join(home(), 'model'), { 'outside': '->/etc', 'broken': '->missing', 'model.pth': '' });
    execFileSync('mkfifo', [path.join(directory, 'pipe')]);
    expect(namesOf({}, { exclude: ['outside', 'broken', 'pipe'] })).toEqual(['model.pth']);
  });

  test('leaves out a directory that a link leads to', () => {
    expect(namesOf({ 'a/x': '', 'b': '->a' }, { exclude: ['b'] })).toEqual(['a', 'a/x']);
  });
});

describe('what can not be packed', () => {
  test.each([
    ['a named pipe', (file: string) => execFileSync('mkfifo', [file])],
    ['a socket', (file: string) => execFileSync('python3', ['-c', `import socket; socket.socket(socket.AF_UNIX).bind(${JSON.stringify(file)})`])],
  ])('%s', (kind, create) => {
    make(path.join(home(), 'model'), { fine: '' });
    create(path.join(home(), 'model', 'strange'));
    expect(listed({}).problems).toEqual([`strange is ${kind}, which an archive cannot contain; exclude it`]);
  });

  test('a device', () => {
    expect(listed({ null: '->/dev/null' }, { followSymlinks: SymlinkFollowMode.ALWAYS }).problems)
      .toEqual(['null is a device, which an archive cannot contain; exclude it']);
  });

  test('a file without read permission', () => {
    jest.spyOn(fs, 'accessSync').mockImplementation(failing('EACCES'));
    expect(listed({ 'code/secret': '' }).problems).toEqual(['code/secret cannot be read (EACCES)']);
  });

  test('a directory without read permission', () => {
    const original = fs.readdirSync.bind(fs);
    const readdir = (folder: string) => folder.endsWith('secret') ? failing('EACCES')() : original(folder);
    jest.spyOn(fs, 'readdirSync').mockImplementation(readdir as any);
    expect(listed({ 'secret/x': '', 'fine': '' }).problems).toEqual(['secret cannot be read (EACCES)']);
  });

  test('the directory itself, without read permission', () => {
    const directory = make(path.join(home(), 'model'), { fine: '' });
    jest.spyOn(fs, 'readdirSync').mockImplementation(failing('EACCES'));
    expect(new Listing(directory, {}).problems).toEqual(['. cannot be read (EACCES)']);
  });

  test('all of it, in the order of the names', () => {
    expect(listed({ 'c': '->missing', 'a/b': '->/etc', 'd': '' }).problems.map((problem) => problem.split(' ')[0])).toEqual(['a/b', 'c']);
  });
});
