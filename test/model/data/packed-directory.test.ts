import * as fs from 'fs';
import * as path from 'path';
import { App, AssetStaging, aws_iam as iam } from 'aws-cdk-lib';
import { make, membersOf, temporaryDirectory, type Tree } from './directory/given';
import { archiveAsset, type DirectoryOptions } from '../../../src/model/data/packed-directory';
import { like, messageOf } from '../../helpers/problems';
import { statementsOf, testStack, warningsOf } from '../../helpers/stack';

const home = temporaryDirectory();
const TREE = { 'model.pth': 'weights', 'code/inference.py': 'code' };

let progress: jest.SpyInstance;
beforeEach(() => {
  AssetStaging.clearAssetHashCache();
  progress = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(() => jest.restoreAllMocks());

function given(tree: Tree = TREE, name = 'model') {
  return make(path.join(home(), name), tree);
}

/** An asset of an app that is synthesized into a directory of the test. */
function assetOf(directory: string, options: DirectoryOptions & { readonly context?: object; readonly out?: string } = {}) {
  const { context, out = 'cdk.out', ...rest } = options;
  const app = new App({ outdir: path.join(home(), out), context: { ...context } });
  const stack = testStack({ app });
  const { asset } = archiveAsset(stack, 'Asset', directory, rest);
  return { app, stack, asset };
}

function fileAssetsOf(app: App): any[] {
  const assembly = app.synth();
  return Object.values(JSON.parse(fs.readFileSync(path.join(assembly.directory, 'Test.assets.json'), 'utf8')).files)
    .filter((file: any) => !file.source.path.endsWith('.template.json'));
}

const packedTimes = () => progress.mock.calls.filter(([text]) => `${text}`.startsWith('Bundling asset')).length;
const messageFor = (directory: string, options: DirectoryOptions = {}) => messageOf(() => assetOf(directory, options));

test('uploads the archive', () => {
  const { app, asset } = assetOf(given());
  expect(fileAssetsOf(app)).toMatchObject([{ displayName: 'Asset', source: { path: `asset.${asset.assetHash}.tar.gz`, packaging: 'file' } }]);
  expect(asset.s3ObjectKey).toBe(`${asset.assetHash}.gz`);
  expect(asset.isFile).toBe(true);
  expect(membersOf(path.join(home(), 'cdk.out', asset.assetPath)).map(({ name }) => name)).toEqual(['code', 'code/inference.py', 'model.pth']);
});

test('nothing else of the size of the directory is left in the output', () => {
  const { app } = assetOf(given({ 'model.pth': 'w'.repeat(1_000_000) }));
  const out = app.synth().directory;
  const sizes = fs.readdirSync(out, { withFileTypes: true, recursive: true })
    .map((file) => fs.statSync(path.join(file.parentPath, file.name))).filter((stats) => stats.isFile()).map(({ size }) => size);
  expect(Math.max(...sizes)).toBeLessThan(100_000);
});

test('has the same hash in any place and app', () => {
  expect(assetOf(given(TREE, 'copy'), { out: 'second.out' }).asset.assetHash).toBe(assetOf(given()).asset.assetHash);
});

test('has the hash of this format, with any version of the CDK', () => {
  expect(assetOf(given()).asset.assetHash).toBe('44969bf360d2ebf3e0a1410169fb339f340d395889af111da0321c3274e1adca');
});

test('has another hash for another content or another choice of it', () => {
  const hashes = [
    assetOf(given()),
    assetOf(given(), { exclude: ['code'] }),
    assetOf(given({ ...TREE, 'model.pth': 'other' }, 'other')),
  ].map(({ asset }) => asset.assetHash);
  expect(new Set(hashes).size).toBe(3);
});

test('does not hold the output of the app, which would make it another one each time', () => {
  const first = assetOf(given(), { out: 'model/cdk.out' }).asset;
  AssetStaging.clearAssetHashCache();
  const second = assetOf(given({}), { out: 'model/cdk.out' }).asset;
  expect([first.assetHash, second.assetHash]).toEqual(Array(2).fill(assetOf(given(TREE, 'copy')).asset.assetHash));
});

test('has the same hash when a pattern excludes nothing', () => {
  expect(assetOf(given(), { exclude: ['missing'] }).asset.assetHash).toBe(assetOf(given()).asset.assetHash);
});

test('a relative path is relative to the working directory', () => {
  const expected = assetOf(given()).asset.assetHash;
  expect(assetOf(path.relative(process.cwd(), given())).asset.assetHash).toBe(expected);
});

test('takes readers and a display name', () => {
  const stack = testStack();
  const role = new iam.Role(stack, 'Reader', { assumedBy: new iam.AccountRootPrincipal() });
  archiveAsset(stack, 'Asset', given(), { readers: [role], displayName: 'Weights' });
  expect(statementsOf(stack)).toMatchObject([{ Action: ['s3:GetObject*', 's3:GetBucket*', 's3:List*'] }]);
  expect(fileAssetsOf(stack.node.root as App)).toMatchObject([{ displayName: 'Weights' }]);
});

test('warns of files that can contain credentials', () => {
  const warned = (options: DirectoryOptions = {}) => warningsOf(assetOf(given({ ...TREE, '.env': 'TOKEN=1' }), options).stack);
  expect(warned()).toEqual([like(`Test: the directory '${path.join(home(), 'model')}' contains '.env', ... [ack: cdk-sagemaker-hosting:credentialsInDirectory]`)]);
  expect(warned({ exclude: ['.env'] })).toEqual([]);
});

describe('is packed', () => {
  test('once for all that use it', () => {
    const { app, stack } = assetOf(given());
    archiveAsset(stack, 'Second', given());
    archiveAsset(testStack({ app, id: 'Other' }), 'Asset', given(TREE, 'copy'));
    expect(packedTimes()).toBe(1);
    expect(fileAssetsOf(app)).toHaveLength(1);
  });

  test('not again when the archive is there from the last time', () => {
    const { asset } = assetOf(given());
    AssetStaging.clearAssetHashCache();
    const { app } = assetOf(given());
    expect(packedTimes()).toBe(1);
    app.synth();
    expect(membersOf(path.join(home(), 'cdk.out', asset.assetPath))).toHaveLength(3);
  });

  test('again after a change', () => {
    assetOf(given());
    given({ 'model.pth': 'more weights' });
    AssetStaging.clearAssetHashCache();
    assetOf(given({}));
    expect(packedTimes()).toBe(2);
  });

  test('not for a stack that is not synthesized in full, and not read either', () => {
    const read = jest.spyOn(fs, 'readSync');
    const { app, stack } = assetOf(given(), { context: { 'aws:cdk:bundling-stacks': ['Other'] } });
    archiveAsset(stack, 'Second', given(TREE, 'copy'));
    expect(fileAssetsOf(app)).toHaveLength(2);
    expect(packedTimes()).toBe(0);
    expect(read).not.toHaveBeenCalled();
  });
});

describe('fails', () => {
  test('for what does not exist', () => {
    expect(messageFor('missing')).toBe("Test: the directory 'missing' does not exist; specify the path of the directory to pack");
  });

  test('for a file', () => {
    const file = path.join(given(), 'model.pth');
    expect(messageFor(file)).toBe(`Test: '${file}' is not a directory; use ModelData.fromAsset() for an existing archive`);
  });

  test.each<[string, Tree, DirectoryOptions]>([
    ['an empty directory', {}, {}], ['directories alone', { 'a/b': '/' }, {}], ['nothing that is not excluded', TREE, { exclude: ['**'] }],
  ])('for %s', (_what, tree, options) => {
    const directory = given({ ...tree });
    expect(messageFor(directory, options))
      .toBe(`Test: the directory '${directory}' contains no files to pack; exclude fewer files, or add the model files`);
  });

  test('with all that is wrong in a directory', () => {
    const directory = given({ ...TREE, z: '->missing', a: '->/etc/hosts' });
    expect(messageFor(directory)).toEqual(like([
      `Test: the directory '${directory}' cannot be packed:`,
      "  - a is a link to '/etc/hosts', ...",
      "  - z is a link to 'missing', ...",
    ].join('\n')));
  });

  test.each([[10, 10, ''], [11, 11, '  - and 1 more'], [30, 11, '  - and 20 more']])('with %i problems in %i lines', (count, lines, last) => {
    const directory = given(Object.fromEntries(Array.from({ length: count }, (_, index) => [`link-${index}`, '->missing'])));
    const shown = messageFor(directory).split('\n').slice(1);
    expect(shown).toHaveLength(lines);
    expect(last === '' || shown[lines - 1] === last).toBe(true);
  });

  test('while a file changes, and leaves no archive', () => {
    const directory = given();
    const file = path.join(directory, 'model.pth');
    progress.mockImplementation(() => {
      fs.writeFileSync(file, 'changes');
      return true;
    });
    expect(() => assetOf(directory)).toThrow(`${file} changed while it was packed; synthesize again when the file is no longer being written`);
    const left = fs.readdirSync(path.join(home(), 'cdk.out'), { recursive: true }).map(String);
    expect(left.filter((name) => name.includes('.tar.gz'))).toEqual([]);
  });
});
