import { execFileSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, Stack, aws_s3 as s3 } from 'aws-cdk-lib';
import type * as hosting from '../../../src';
import { Given } from '../given';
import { ARCHIVE, IMAGE } from '../l1';
import { AWS, call, handled, silent, synth, types, warned, type Mistake } from '../mistake';

const { REFUSES, FAILS, REQUESTS_FAIL, IGNORES, HARMS, UNDOCUMENTED } = AWS;
const prefixed = (s3Uri: string, compressionType = 'None') => ({ image: IMAGE, modelDataSource: { s3DataSource: { s3Uri, s3DataType: 'S3Prefix', compressionType } } });

const PYTORCH = ['pytorch-inference', '2.6.0-cpu-py312-ubuntu22.04-sagemaker'] as const;
const PYTORCH_IMAGE = `763104351884.dkr.ecr.us-east-1.amazonaws.com/${PYTORCH.join(':')}`;

/** A model with the files of a directory as its artifacts, which are not packed. */
const unpackedFrom = (g: Given, folder: string, options: Partial<hosting.UncompressedDirectoryOptions> = {}) =>
  g.container({ modelData: g.sm.ModelData.fromUncompressedDirectory(folder, { destination: { bucket: g.bucket, prefix: 'churn/' }, ...options }) });
/** The same of a new directory with a file, and with what is added to it. */
function unpacked(g: Given, add: (folder: string) => unknown, options: Partial<hosting.UncompressedDirectoryOptions> = {}): hosting.Model {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'artifacts-'));
  fs.writeFileSync(path.join(folder, 'config.json'), '{}');
  add(folder);
  return unpackedFrom(g, folder, options);
}

/** A model with the AWS image for PyTorch and the files of a new directory. */
function onPytorch(
  g: Given, files: { readonly [name: string]: string }, { environment, ...props }: hosting.ModelProps & Pick<hosting.ContainerDefinition, 'environment'> = {},
): hosting.Model {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'artifacts-'));
  for (const [name, content] of Object.entries({ 'model.pth': '', ...files })) {
    fs.mkdirSync(path.join(folder, path.dirname(name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), content);
  }
  const image = g.sm.ContainerImage.fromDlc(...PYTORCH);
  return g.container({ image, modelData: g.sm.ModelData.fromDirectory(folder), environment }, props);
}

export const artifacts: readonly Mistake[] = [
  {
    title: 'artifacts as a `ModelDataUrl` and a `ModelDataSource`',
    rules: ['artifacts have either a `ModelDataUrl` or a `ModelDataSource`'],
    aws: REFUSES,
    ours: types,
    l1: (g) => g.container({ ...prefixed('s3://models/churn/'), modelDataUrl: 's3://models/churn.tar.gz' }),
    alpha: types,
  },
  {
    title: 'a prefix with the compression type `Gzip`',
    rules: ['a prefix as `ModelDataSource` has the compression type'],
    aws: REFUSES,
    ours: types,
    l1: (g) => g.container(prefixed('s3://models/churn/', 'Gzip')),
  },
  {
    title: 'a prefix without a slash at its end',
    rules: ['a prefix ends with `/`'],
    aws: REFUSES,
    ours: call("prefix must end with '/', got 'models'; append it", (g) => g.container({ modelData: g.sm.ModelData.fromBucketPrefix(g.bucket, 'models') })),
    l1: (g) => g.container(prefixed('s3://models/churn')),
    right: (g) => g.container({ modelData: g.models }),
  },
  {
    title: 'the URI of a bucket as artifacts',
    rules: ['the URI is that of an object or a prefix'],
    aws: REFUSES,
    ours: call("or s3://my-bucket/models/, got 's3://models'", (g) => g.container({ modelData: g.sm.ModelData.fromS3Uri('s3://models') })),
    l1: (g) => g.container({ image: IMAGE, modelDataUrl: 's3://models' }),
    right: (g) => g.container({ modelData: g.sm.ModelData.fromS3Uri('s3://models/churn/model.tar.gz') }),
  },
  {
    title: 'an address with https as artifacts',
    rules: ['the URI is that of an object or a prefix'],
    aws: FAILS,
    ours: call("got 'https://example.com/model.tar.gz'", (g) => g.container({ modelData: g.sm.ModelData.fromS3Uri('https://example.com/model.tar.gz') })),
    l1: (g) => g.container({ image: IMAGE, modelDataUrl: 'https://example.com/model.tar.gz' }),
  },
  {
    title: 'a URL as the key of an object',
    rules: ['a key or prefix is not a URL'],
    aws: FAILS,
    ours: warned('urlAsKey', (g) => g.container({ modelData: g.sm.ModelData.fromBucket(g.bucket, 's3://models/model.tar.gz') })),
    l1: (g) => g.container({ image: IMAGE, modelDataUrl: 's3://models/s3://models/model.tar.gz' }),
    alpha: silent,
    right: (g) => g.container({ modelData: g.data }),
  },
  {
    title: 'an archive in another format than `.tar.gz`',
    rules: ['Model / Artifacts > the name of the archive of a single model ends in'],
    aws: FAILS,
    ours: warned('modelDataNotArchive', (g) => g.container({ modelData: g.sm.ModelData.fromBucket(g.bucket, 'model.zip') })),
    l1: (g) => g.container({ image: IMAGE, modelDataUrl: 's3://models/model.zip' }),
    alpha: silent,
  },
  {
    title: 'artifacts with a license agreement that is not accepted',
    rules: ['the license agreement of an artifact in a private JumpStart bucket'],
    aws: 'fails: "The AcceptEula value must be explicitly defined as True"',
    ours: warned('eulaNotAccepted', (g) => g.container({
      modelData: g.sm.ModelData.fromBucketPrefix(s3.Bucket.fromBucketName(g.stack, 'JumpStart', 'jumpstart-private-cache-prod-us-east-1'), 'llama/'),
    })),
    l1: (g) => g.container(prefixed('s3://jumpstart-private-cache-prod-us-east-1/llama/')),
    right: (g) => g.container({
      modelData: g.sm.ModelData.fromBucketPrefix(s3.Bucket.fromBucketName(g.stack, 'JumpStart', 'jumpstart-private-cache-prod-us-east-1'), 'llama/', { acceptEula: true }),
    }),
  },
  {
    title: 'artifacts in a bucket of another region',
    rules: ['artifacts and model packages are in the region of the model'],
    aws: FAILS,
    ours: warned('otherRegion', (g) => g.container({
      modelData: g.sm.ModelData.fromBucket(s3.Bucket.fromBucketAttributes(g.stack, 'Far', { bucketName: 'far', region: 'eu-west-1' }), 'model.tar.gz'),
    })),
    l1: (g) => g.container({ image: IMAGE, modelDataUrl: 's3://far/model.tar.gz' }),
    alpha: silent,
  },
  {
    title: 'a directory that does not exist as artifacts',
    rules: ['each entry can be packed'],
    aws: FAILS,
    ours: call("the directory '/no/such/directory' does not exist; specify the path of", (g) => g.container({ modelData: g.sm.ModelData.fromDirectory('/no/such/directory') })),
    right: (g) => g.container({ modelData: g.sm.ModelData.fromDirectory(g.directories.model) }),
  },
  {
    title: 'a file with credentials among the artifacts',
    rules: ['artifacts contain no credentials'],
    aws: HARMS,
    ours: warned('credentialsInDirectory', (g) => g.container({ modelData: g.sm.ModelData.fromDirectory(g.directories.credentials) })),
    right: (g) => g.container({ modelData: g.sm.ModelData.fromDirectory(g.directories.credentials, { exclude: ['.netrc'] }) }),
  },
  {
    title: 'the directory of artifacts as an asset, which becomes a zip file',
    aws: FAILS,
    source: 'https://docs.aws.amazon.com/sagemaker/latest/dg/cdf-inference.html',
    ours: call('model data must be a file whose name ends in .tar.gz, got the directory', (g) => g.container({ modelData: g.sm.ModelData.fromAsset(g.directories.model) })),
    alpha: call('Asset must be a gzipped tar file with extension .tar.gz'),
  },
  {
    title: 'artifacts that the role may not read',
    rules: [],
    aws: FAILS,
    source: 'https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html',
    ours: handled('"s3:GetObject', (g) => g.model()),
    l1: (g) => g.model(),
    alpha: handled('"s3:GetObject'),
  },
  {
    title: 'two multi-model containers',
    rules: ['a model has at most 1 multi-model container'],
    aws: REFUSES,
    ours: call('at most 1 container of a model can be a multi-model container, got 2', (g) => g.pipeline({ mode: g.sm.ContainerMode.multiModel(), modelData: g.models }, { mode: g.sm.ContainerMode.multiModel(), modelData: g.models })),
    l1: (g) => g.pipeline({ mode: 'MultiModel', modelDataUrl: 's3://models/a/' }, { mode: 'MultiModel', modelDataUrl: 's3://models/b/' }),
  },
  {
    title: 'a multi-model container with one archive',
    rules: ['a multi-model container has a prefix, not one archive'],
    aws: REQUESTS_FAIL,
    ours: call('containers[0].modelData is a single object, but a multi-model container', (g) => g.container({ mode: g.sm.ContainerMode.multiModel(), modelData: g.data })),
    l1: (g) => g.container({ image: IMAGE, mode: 'MultiModel', modelDataUrl: 's3://models/model.tar.gz' }),
    right: (g) => g.multiModel(),
  },
  {
    title: 'a multi-model container with a `ModelDataSource`',
    rules: ['a multi-model container has no `ModelDataSource`'],
    aws: REFUSES,
    ours: handled('"ModelDataUrl"', (g) => g.multiModel()),
    l1: (g) => g.container({ ...prefixed('s3://models/churn/'), mode: 'MultiModel' }),
  },
  {
    title: 'a multi-model container with a license agreement',
    rules: ['a multi-model container has no `ModelDataSource`'],
    aws: REFUSES,
    ours: call('containers[0].modelData has acceptEula or hubContentArn, which', (g) => g.container({ mode: g.sm.ContainerMode.multiModel(), modelData: g.sm.ModelData.fromBucketPrefix(g.bucket, 'models/', { acceptEula: true }) })),
    l1: (g) => g.container({ ...prefixed('s3://models/churn/'), mode: 'MultiModel' }),
  },
  {
    title: 'a cache setting of a container with a single model',
    rules: ['only multi-model containers have a cache setting'],
    aws: REFUSES,
    ours: types,
    l1: (g) => g.container({ image: IMAGE, mode: 'SingleModel', multiModelConfig: { modelCacheSetting: 'Disabled' } }),
    right: (g) => g.multiModel({ modelCaching: false }),
  },
  {
    title: 'a multi-model container on instances with AWS Inferentia2',
    rules: ['a multi-model container is not on instances with AWS Neuron'],
    aws: 'refuses: "MultiModel mode is not supported for instance type"',
    ours: warned('multiModelAccelerator', (g) => g.config({ model: g.multiModel(), instanceType: g.sm.InstanceType.INF2_XLARGE })),
    l1: (g) => g.config({
      modelName: g.container({ image: IMAGE, mode: 'MultiModel', modelDataUrl: 's3://models/all/' }).attrModelName, instanceType: 'ml.inf2.xlarge',
    }),
    right: (g) => g.config({ model: g.multiModel(), instanceType: g.sm.InstanceType.G5_XLARGE }),
  },
  {
    title: 'direct invocation of one container',
    rules: ['direct invocation requires at least 2 containers'],
    aws: REFUSES,
    ours: synth('a model with inferenceExecutionMode DIRECT must have at least 2', (g) => g.model({ inferenceExecutionMode: g.sm.InferenceExecutionMode.DIRECT })),
    l1: (g) => g.model({ inferenceExecutionConfig: { mode: 'Direct' } }),
    right: (g) => g.direct(),
  },
  {
    title: 'direct invocation of containers without host names',
    rules: ['direct invocation requires at least 2 containers'],
    aws: REFUSES,
    ours: synth('each container of a model with inferenceExecutionMode DIRECT must have', (g) => g.pipeline({}, {}, { inferenceExecutionMode: g.sm.InferenceExecutionMode.DIRECT })),
    l1: (g) => g.pipeline({}, {}, { inferenceExecutionConfig: { mode: 'Direct' } }),
  },
  {
    title: 'direct invocation of a multi-model container',
    rules: ['AWS does not document direct invocation of a multi-model container'],
    aws: UNDOCUMENTED,
    ours: warned('directMultiModel', (g) => g.pipeline(
      { containerHostname: 'one' }, { containerHostname: 'two', mode: g.sm.ContainerMode.multiModel(), modelData: g.models }, { inferenceExecutionMode: g.sm.InferenceExecutionMode.DIRECT },
    )),
    l1: (g) => g.pipeline({ containerHostname: 'one' }, { containerHostname: 'two', mode: 'MultiModel', modelDataUrl: 's3://models/a/' }, { inferenceExecutionConfig: { mode: 'Direct' } }),
  },
  {
    title: 'a link to a file outside of the directory of artifacts',
    rules: ['each entry can be packed'],
    aws: HARMS,
    source: 'https://docs.aws.amazon.com/cdk/v2/guide/assets.html',
    ours: call('weights.bin is a link to', (g) => unpacked(g, (folder) => fs.symlinkSync(__filename, path.join(folder, 'weights.bin')))),
    right: (g) => unpacked(g, (folder) => fs.symlinkSync('config.json', path.join(folder, 'weights.bin'))),
  },
  {
    title: 'a named pipe among the artifacts',
    rules: ['each entry can be packed'],
    aws: HARMS,
    source: 'https://docs.aws.amazon.com/cdk/v2/guide/assets.html',
    ours: call('socket is a named pipe, which an archive cannot contain; exclude it', (g) => unpacked(g, (folder) => execFileSync('mkfifo', [path.join(folder, 'socket')]))),
    right: (g) => unpacked(g, (folder) => execFileSync('mkfifo', [path.join(folder, 'socket')]), { exclude: ['socket'] }),
  },
  {
    title: 'packages that a container in network isolation has to download',
    rules: ['with network isolation, an AWS image for a framework does not have to'],
    aws: 'fails: "failed to install required packages"',
    ours: warned('requirementsWithoutNetwork', (g) => onPytorch(g, { 'code/requirements.txt': 'lightgbm==4.6.0' }, { networkIsolation: true })),
    l1: (g) => g.container({ image: PYTORCH_IMAGE, modelDataUrl: ARCHIVE }, { enableNetworkIsolation: true }),
    right: (g) => onPytorch(g, { 'code/requirements.txt': '--no-index\n--find-links /opt/ml/model/code/wheels\nlightgbm==4.6.0' }, { networkIsolation: true }),
  },
  {
    title: 'the name of an inference script that the artifacts do not contain',
    rules: ['the script that `SAGEMAKER_PROGRAM` names exists'],
    aws: IGNORES,
    ours: warned('missingScript', (g) => onPytorch(g, { 'code/inference.py': '' }, { environment: { SAGEMAKER_PROGRAM: 'serve.py' } })),
    l1: (g) => g.container({ image: PYTORCH_IMAGE, modelDataUrl: ARCHIVE, environment: { SAGEMAKER_PROGRAM: 'serve.py' } }),
    right: (g) => onPytorch(g, { 'code/serve.py': '' }, { environment: { SAGEMAKER_PROGRAM: 'serve.py' } }),
  },
  {
    title: 'the output of the app within the directory of artifacts',
    aws: HARMS,
    source: 'https://docs.aws.amazon.com/cdk/v2/guide/assets.html',
    ours: handled('"AWS::SageMaker::Model"', (g) => {
      const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'artifacts-'));
      fs.writeFileSync(path.join(folder, 'config.json'), '{}');
      const inside = new App({ outdir: path.join(folder, 'cdk.out'), analyticsReporting: false });
      unpackedFrom(new Given(g.sm, new Stack(inside, 'Test')), folder);
      inside.synth();
      g.model();
    }),
    right: (g) => unpacked(g, () => undefined),
  },
];
