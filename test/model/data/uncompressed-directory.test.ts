import { execFileSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, AssetStaging, CfnParameter, IgnoreMode, Lazy, Size, SymlinkFollowMode, aws_kms as kms, aws_s3 as s3 } from 'aws-cdk-lib';
import { ModelData, type BucketLocation, type UncompressedDirectoryOptions } from '../../../src';
import { aModel } from '../../helpers/given';
import { must } from '../../helpers/must';
import { like, messageOf } from '../../helpers/problems';
import { propertiesOf, resourcesOf, testStack, warningsOf } from '../../helpers/stack';
import { UserImage, dependenciesIn, modelIn } from '../given';

let directory: string;

beforeEach(() => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'uncompressed-'));
  fs.writeFileSync(path.join(directory, 'weights.bin'), 'weights');
});

afterEach(() => fs.rmSync(directory, { recursive: true }));

function modelWith(location: Partial<BucketLocation> = {}, options: Partial<UncompressedDirectoryOptions> = {}, stack = testStack()) {
  const bucket = location.bucket ?? s3.Bucket.fromBucketName(stack, 'Bucket', 'artifacts');
  const modelData = ModelData.fromUncompressedDirectory(directory, { destination: { bucket, prefix: location.prefix }, ...options });
  return aModel(stack, 'Model', { containers: [{ image: new UserImage(), modelData }] });
}

function prefixIn(model: ReturnType<typeof modelWith>): string {
  return propertiesOf(model, 'Custom::CDKBucketDeployment').DestinationBucketKeyPrefix;
}

function statementsOfTheRole(model: ReturnType<typeof modelWith>): any[] {
  const [policy] = Object.entries(resourcesOf(model, 'AWS::IAM::Policy')).filter(([id]) => id.startsWith('Model')).map(([, resource]) => resource);
  return policy.Properties.PolicyDocument.Statement.slice(2);
}

const arnOf = (place: string) => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:s3:::${place}`]] });

test('the files go below a prefix of their own, from which the model reads them', () => {
  const model = modelWith({ prefix: 'churn/' });
  expect(prefixIn(model)).toMatch(/^churn\/[0-9a-f]{16}\/$/);
  expect(modelIn(model).PrimaryContainer.ModelDataSource.S3DataSource)
    .toEqual({ CompressionType: 'None', S3DataType: 'S3Prefix', S3Uri: `s3://artifacts/${prefixIn(model)}` });
});

test('the files are those of the directory', () => {
  const model = modelWith();
  const { SourceBucketNames: [bucket], SourceObjectKeys: keys } = propertiesOf(model, 'Custom::CDKBucketDeployment');
  expect(bucket).toMatch(/^cdk-hnb659fds-assets-/);
  expect(keys).toEqual([expect.stringMatching(/^[0-9a-f]{64}\.zip$/)]);
});

test('what has been copied before stays', () => {
  expect(propertiesOf(modelWith(), 'Custom::CDKBucketDeployment')).toMatchObject({ Prune: false, RetainOnDelete: true });
});

test('the model may read what is there for it, and waits until it is', () => {
  const model = modelWith({ prefix: 'churn' });
  expect(statementsOfTheRole(model)).toEqual([
    { Action: 's3:GetObject', Effect: 'Allow', Resource: arnOf('artifacts/churn/*') },
    { Action: 's3:ListBucket', Condition: { StringLike: { 's3:prefix': 'churn/*' } }, Effect: 'Allow', Resource: arnOf('artifacts') },
  ]);
  expect(dependenciesIn(model)).toEqual(expect.arrayContaining(Object.keys(resourcesOf(model, 'Custom::CDKBucketDeployment'))));
});

test('the model may use the key of the bucket', () => {
  const stack = testStack();
  const encryptionKey = kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:us-east-1:123456789012:key/1');
  const bucket = s3.Bucket.fromBucketAttributes(stack, 'Bucket', { bucketName: 'artifacts', encryptionKey });
  expect(statementsOfTheRole(modelWith({ bucket }, {}, stack)))
    .toContainEqual({ Action: 'kms:Decrypt', Effect: 'Allow', Resource: 'arn:aws:kms:us-east-1:123456789012:key/1' });
});

test.each([['churn', 'churn/'], ['churn/', 'churn/'], ['/churn/', 'churn/'], [undefined, ''], ['', ''], ['/', '']])('the prefix %p is %p', (prefix, keys) => {
  expect(prefixIn(modelWith({ prefix }))).toMatch(new RegExp(`^${keys}[0-9a-f]{16}/$`));
});

test('the prefix changes with the content, and with nothing else', () => {
  const before = prefixIn(modelWith());
  expect(prefixIn(modelWith())).toBe(before);
  fs.writeFileSync(path.join(directory, 'weights.bin'), 'others');
  expect(prefixIn(modelWith())).not.toBe(before);
});

test('files may be left out', () => {
  const before = prefixIn(modelWith());
  fs.writeFileSync(path.join(directory, 'train.log'), 'log');
  expect(prefixIn(modelWith({}, { exclude: ['*.log'] }))).not.toBe(prefixIn(modelWith()));
  expect(before).toBeDefined();
});

test('the function may get more memory and disk', () => {
  const model = modelWith({}, { memoryLimit: Size.gibibytes(2), ephemeralStorageSize: Size.gibibytes(10) });
  const functions = Object.values(resourcesOf(model, 'AWS::Lambda::Function')).map(({ Properties }) => Properties);
  expect(functions).toEqual([expect.objectContaining({ MemorySize: 2048, EphemeralStorage: { Size: 10240 } })]);
});

test('two of them fit into one model', () => {
  const stack = testStack();
  const bucket = s3.Bucket.fromBucketName(stack, 'Bucket', 'artifacts');
  const modelData = ModelData.fromUncompressedDirectory(directory, { destination: { bucket } });
  aModel(stack, 'Model', { containers: [{ image: new UserImage(), modelData }, { image: new UserImage(), modelData }] });
  expect(Object.keys(resourcesOf(stack, 'Custom::CDKBucketDeployment'))).toHaveLength(2);
});

test('a directory that does not exist fails', () => {
  directory = path.join(directory, 'missing');
  expect(messageOf(() => modelWith())).toBe(`Test/Model: model data must be a directory, got '${directory}'; specify the path of a directory`);
  directory = path.dirname(directory);
});

test('a file fails', () => {
  const folder = directory;
  directory = path.join(directory, 'weights.bin');
  expect(messageOf(() => modelWith())).toEqual(like(`Test/Model: ... directory, got '${directory}'; ...`));
  directory = folder;
});

describe('the prefix', () => {
  test('may have 85 characters', () => {
    expect(prefixIn(modelWith({ prefix: `${'p'.repeat(84)}/` }))).toHaveLength(102);
  });

  test('fails with 86', () => {
    expect(messageOf(() => modelWith({ prefix: `${'p'.repeat(85)}/` })))
      .toBe(`Test/Model: the prefix of the destination must have at most 85 characters, got 86: '${'p'.repeat(85)}/'`);
  });

  test('may not be known', () => {
    const stack = testStack();
    expect(prefixIn(modelWith({ prefix: new CfnParameter(stack, 'Prefix').valueAsString }, {}, stack)))
      .toEqual({ 'Fn::Join': ['', [{ Ref: 'Prefix' }, expect.stringMatching(/^\/[0-9a-f]{16}\/$/)]] });
  });
});

describe.each<['memoryLimit' | 'ephemeralStorageSize', number]>([['memoryLimit', 128], ['ephemeralStorageSize', 512]])('%s', (name, min) => {
  test.each([min, 10240])('may be %d MiB', (mebibytes) => {
    const copying = Object.values(resourcesOf(modelWith({}, { [name]: Size.mebibytes(mebibytes) }), 'AWS::Lambda::Function')).map(({ Properties }) => Properties);
    expect(copying).toEqual([expect.objectContaining(name === 'memoryLimit' ? { MemorySize: mebibytes } : { EphemeralStorage: { Size: mebibytes } })]);
  });

  test.each([[Size.mebibytes(min - 1), min - 1], [Size.mebibytes(10241), 10241], [Size.kibibytes(1024 * 600 + 512), 600.5]])('fails as %s', (size, got) => {
    expect(messageOf(() => modelWith({}, { [name]: size })))
      .toBe(`Test/Model: ${name} ${must.beMebibytes(min, 10240, got)}`);
  });

  test('fails when it is not known', () => {
    expect(messageOf(() => modelWith({}, { [name]: Size.mebibytes(Lazy.number({ produce: () => 1024 })) })))
      .toBe(`Test/Model: ${name} ${must.beSizeKnown()}`);
  });
});

test('a bucket of another region warns', () => {
  const stack = testStack();
  const bucket = s3.Bucket.fromBucketAttributes(stack, 'Bucket', { bucketName: 'artifacts', region: 'eu-west-1' });
  expect(warningsOf(modelWith({ bucket }, {}, stack))).toEqual([
    like('Test/Model: ... bucket of the model data ... eu-west-1, ... us-east-1, ... region ... [ack: cdk-sagemaker-hosting:otherRegion]'),
  ]);
});

describe('what an archive cannot contain is not copied either', () => {
  const link = (name: string, target: string) => fs.symlinkSync(target, path.join(directory, name));
  const refused = (problem: string) => `Test/Model: the directory '${directory}' cannot be packed:\n  - ${problem}`;
  const external = (target: string) => refused(`secret is a link to '${target}', which is outside the directory; exclude it, or set followSymlinks to ALWAYS `
    + 'to pack the target');

  test.each([undefined, SymlinkFollowMode.NEVER, SymlinkFollowMode.BLOCK_EXTERNAL])('a link out of the directory, with %p', (followSymlinks) => {
    link('secret', __filename);
    expect(messageOf(() => modelWith({}, { followSymlinks }))).toBe(external(__filename));
  });

  test('a link out of the directory may be followed or excluded', () => {
    link('secret', __filename);
    [SymlinkFollowMode.ALWAYS, SymlinkFollowMode.EXTERNAL].forEach((followSymlinks) => expect(() => modelWith({}, { followSymlinks })).not.toThrow());
    expect(() => modelWith({}, { exclude: ['secret'] })).not.toThrow();
  });

  test('a link within the directory is taken', () => {
    link('secret', 'weights.bin');
    expect(() => modelWith()).not.toThrow();
  });

  test('a link without a target, and one to a directory that contains it', () => {
    link('missing', 'nowhere');
    link('self', '.');
    expect(messageOf(() => modelWith())).toBe(`${refused("missing is a link to 'nowhere', which does not exist")}\n`
      + "  - self is a link to '.', a directory that contains the link");
    expect(messageOf(() => modelWith({}, { followSymlinks: SymlinkFollowMode.ALWAYS, exclude: ['missing'] })))
      .toBe(refused("self is a link to '.', a directory that contains the link"));
  });

  test('a named pipe', () => {
    execFileSync('mkfifo', [path.join(directory, 'pipe')]);
    expect(messageOf(() => modelWith())).toBe(refused('pipe is a named pipe, which an archive cannot contain; exclude it'));
    expect(() => modelWith({}, { exclude: ['pipe'] })).not.toThrow();
  });

  test('nothing', () => {
    expect(messageOf(() => modelWith({}, { exclude: ['**'] })))
      .toBe(`Test/Model: the directory '${directory}' contains no files to pack; exclude fewer files, or add the model files`);
  });
});

describe('the output of the app', () => {
  /** The files that are copied, of an app whose output is in the directory. */
  function filesOf(outdir: string, options: Partial<UncompressedDirectoryOptions> = {}): string[] {
    AssetStaging.clearAssetHashCache();
    const app = new App({ outdir: path.join(directory, outdir) });
    modelWith({}, options, testStack({ app }));
    const { directory: out } = app.synth();
    const staged = fs.readdirSync(out).map((name) => path.join(out, name)).find((name) => fs.existsSync(path.join(name, 'weights.bin')))!;
    return fs.readdirSync(staged, { recursive: true }).map(String).sort();
  }

  test.each([undefined, IgnoreMode.GLOB, IgnoreMode.GIT, IgnoreMode.DOCKER])('is not copied, with %p', (ignoreMode) => {
    fs.writeFileSync(path.join(directory, 'train.log'), 'log');
    expect(filesOf('cdk.out', { ignoreMode, exclude: ['*.log'] })).toEqual(['weights.bin']);
    expect(filesOf('cdk.out', { ignoreMode, exclude: ['*.log', 'cdk.out'] })).toEqual(['weights.bin']);
  });

  test.each([undefined, IgnoreMode.GIT, IgnoreMode.DOCKER])('is not copied from where its name has characters of a pattern, with %p', (ignoreMode) => {
    expect(filesOf('build/[out] {1}', { ignoreMode })).toEqual(['build', 'weights.bin']);
  });

  test('does not change the prefix', () => {
    const prefixOf = () => {
      AssetStaging.clearAssetHashCache();
      return prefixIn(modelWith({}, {}, testStack({ app: new App({ outdir: path.join(directory, 'cdk.out') }) })));
    };
    expect(prefixOf()).toBe(prefixOf());
  });
});

describe('patterns have the given syntax', () => {
  /** The files that are copied. */
  function copied(options: Partial<UncompressedDirectoryOptions>): string[] {
    ['train.log', 'keep.log'].forEach((name) => fs.writeFileSync(path.join(directory, name), 'log'));
    AssetStaging.clearAssetHashCache();
    const app = new App();
    modelWith({}, options, testStack({ app }));
    const { directory: out } = app.synth();
    const staged = fs.readdirSync(out).map((name) => path.join(out, name)).find((name) => fs.existsSync(path.join(name, 'weights.bin')))!;
    return fs.readdirSync(staged).sort();
  }

  test.each([IgnoreMode.GIT, IgnoreMode.DOCKER])('of %p, with what a pattern takes back', (ignoreMode) => {
    expect(copied({ ignoreMode, exclude: ['*.log', '!keep.log'] })).toEqual(['keep.log', 'weights.bin']);
  });

  test('of git, in which a slash begins at the directory', () => {
    expect(copied({ ignoreMode: IgnoreMode.GIT, exclude: ['/*.log', '!/keep.log'] })).toEqual(['keep.log', 'weights.bin']);
    expect(copied({ exclude: ['/*.log'] })).toEqual(['keep.log', 'train.log', 'weights.bin']);
  });

  test('also where the files are looked through', () => {
    fs.writeFileSync(path.join(directory, '.env'), 'TOKEN=1');
    const [git, glob] = [testStack(), testStack()];
    modelWith({}, { exclude: ['/.*', '!/.gitkeep'], ignoreMode: IgnoreMode.GIT }, git);
    modelWith({}, { exclude: ['/.*'] }, glob);
    expect(warningsOf(git)).toEqual([]);
    expect(warningsOf(glob)).toEqual([expect.stringContaining('credentialsInDirectory')]);
  });
});

test('files that can contain credentials warn', () => {
  fs.writeFileSync(path.join(directory, '.env'), 'TOKEN=1');
  const stack = testStack();
  modelWith({}, {}, stack);
  expect(warningsOf(stack)).toEqual([like(`Test/Model: the directory '${directory}' contains '.env', ... [ack: cdk-sagemaker-hosting:credentialsInDirectory]`)]);
  const other = testStack();
  modelWith({}, { exclude: ['.env'] }, other);
  expect(warningsOf(other)).toEqual([]);
});

test('the destination is required', () => {
  expect(messageOf(() => modelWith({}, { destination: undefined as any }))).toEqual(like('... destination is required; specify a bucket and optionally a prefix'));
});
