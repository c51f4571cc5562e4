import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { Annotations, App, CfnParameter, Size, Stack, aws_s3 as s3 } from 'aws-cdk-lib';
import {
  ContainerImage, Endpoint, EndpointConfig, Framework, InferenceComponentSpecification, InstanceType, Model, ModelData,
  type ContainerDefinition, type DirectoryOptions,
} from '../../src';
import { anImage } from '../helpers/given';
import { testStack, warningsOf } from '../helpers/stack';

const PYTORCH = ContainerImage.fromDlc('pytorch-inference', '2.6.0-cpu-py312-ubuntu22.04-sagemaker');
const TENSORFLOW = ContainerImage.fromDlc('tensorflow-inference', '2.19.0-cpu-py312-ubuntu22.04-sagemaker');
const SCIKIT_LEARN = ContainerImage.fromDlc('sagemaker-scikit-learn', '1.4-2-cpu-py3');
const SCRIPT = { 'code/inference.py': '', 'model.pth': '' };

const folders: string[] = [];
afterEach(() => folders.splice(0).forEach((folder) => fs.rmSync(folder, { recursive: true })));

/** A directory with these files. */
function directoryWith(files: { [name: string]: string }): string {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'model-'));
  folders.push(directory);
  for (const [name, content] of Object.entries(files)) {
    fs.mkdirSync(path.join(directory, path.dirname(name)), { recursive: true });
    fs.writeFileSync(path.join(directory, name), content);
  }
  return directory;
}

const ours = (stack: Stack) => warningsOf(stack).filter((each) => each.includes('requirementsWithoutNetwork'));

interface Case {
  readonly files?: { [name: string]: string };
  readonly options?: DirectoryOptions;
  readonly container?: Partial<ContainerDefinition>;
  readonly networkIsolation?: boolean;
  readonly stack?: Stack;
}

function warned(requirements: string, { files = SCRIPT, options, container, networkIsolation = true, stack = testStack() }: Case = {}): string[] {
  const modelData = ModelData.fromDirectory(directoryWith({ ...files, 'code/requirements.txt': requirements }), options);
  new Model(stack, 'Model', { networkIsolation, containers: [{ image: PYTORCH, modelData, ...container }] });
  return ours(stack);
}

const warning = (framework: string, way = '', place = 'Test/Model: containers[0]', owner = 'model') => [`${place}.modelData has code/requirements.txt, whose packages the AWS image for `
  + `${framework} installs when it starts, but networkIsolation of the ${owner} blocks the package index; use an image that contains the packages, ${way}or omit networkIsolation `
  + '[ack: cdk-sagemaker-hosting:requirementsWithoutNetwork]'];

test.each<[string, string, { [name: string]: string }]>([
  ['PyTorch', 'pytorch-inference', {}],
  ['MXNet', 'mxnet-inference', {}],
  ['Hugging Face', 'huggingface-pytorch-inference', {}],
  ['XGBoost', 'sagemaker-xgboost', {}],
  ['scikit-learn', 'sagemaker-scikit-learn', { SAGEMAKER_SUBMIT_DIRECTORY: '/opt/ml/model/code', SAGEMAKER_PROGRAM: 'inference.py' }],
])('packages for %s are warned of in network isolation', (framework, repository, environment) => {
  expect(warned('lightgbm==4.6.0\n', { container: { image: ContainerImage.fromDlc(repository, '1.0'), environment } })).toEqual(warning(framework));
});

test('packages for TensorFlow are warned of with a script, and not without one, or with code/lib, for which the image ignores them', () => {
  const of = (files: { [name: string]: string }) => warned('pillow', { files: { '1/saved_model.pb': '', ...files }, container: { image: TENSORFLOW } });
  expect(of({ 'code/inference.py': '' })).toEqual(warning('TensorFlow', 'store them in code/lib, '));
  expect(of({})).toEqual([]);
  expect(of({ 'code/inference.py': '', 'code/lib/pillow/__init__.py': '' })).toEqual([]);
});

test('packages for scikit-learn are not warned of if its script is in another directory', () => {
  const environment = { SAGEMAKER_PROGRAM: 'inference.py', SAGEMAKER_SUBMIT_DIRECTORY: '/opt/ml/model' };
  expect(warned('lightgbm', { container: { image: SCIKIT_LEARN, environment } })).toEqual([]);
});

test.each<[string, string, boolean]>([
  ['an empty file', '\n\n', false],
  ['comments', '# lightgbm\n  # more\n', false],
  ['a comment behind a package', 'lightgbm # for trees\n', true],
  ['a package on lines that continue', 'lightgbm \\\n  --hash=sha256:0\n', true],
  ['no index', '--no-index\nlightgbm\n', false],
  ['a folder with packages', '--find-links /opt/ml/model/code/wheels\nlightgbm\n', false],
  ['the same in short', '-f wheels\r\nlightgbm\r\n', false],
  ['another index', '--index-url https://pypi.corp.example/simple\nlightgbm\n', true],
  ['a relative path', './wheels/lightgbm-4.6.0-py3-none-any.whl\n', false],
  ['a path without a dot', 'wheels/lightgbm-4.6.0-py3-none-any.whl ; python_version > "3"\n', false],
  ['an absolute path', '/opt/ml/model/code/lightgbm.tar.gz\n', false],
  ['a URL of a file', 'lightgbm @ file:///opt/ml/model/code/lightgbm.whl\n', false],
  ['an address', 'https://example.com/lightgbm-4.6.0-py3-none-any.whl\n', true],
  ['a repository', 'git+https://github.com/microsoft/LightGBM\n', true],
  ['a path and a package', './wheels/lightgbm.whl\npandas\n', true],
])('%s: %j', (_what, requirements, expected) => {
  expect(warned(requirements)).toEqual(expected ? warning('PyTorch') : []);
});

test.each<[string, (stack: Stack) => Case]>([
  ['without network isolation', () => ({ networkIsolation: false })],
  ['with an image of the user', (stack) => ({ container: { image: anImage(stack, 'pytorch-inference') } })],
  ['with an image that is a token', (stack) => ({ container: { image: ContainerImage.fromUri(new CfnParameter(stack, 'Image').valueAsString) } })],
  ['with a model server', () => ({ container: { image: ContainerImage.fromFramework(Framework.VLLM) } })],
  ['that are excluded', () => ({ options: { exclude: ['code/requirements.txt'] } })],
  ['in an archive', () => ({ container: { modelData: ModelData.fromS3Uri('s3://models/model.tar.gz') } })],
])('packages %s are not warned of', (_what, of) => {
  const stack = testStack();
  expect(warned('lightgbm', { ...of(stack), stack })).toEqual([]);
});

test('a variable with another index has no effect, because the network is blocked', () => {
  expect(warned('lightgbm', { container: { environment: { PIP_INDEX_URL: 'https://pypi.corp.example/simple' } } })).toEqual(warning('PyTorch'));
});

test('packages beside the folder of the script are not installed', () => {
  const stack = testStack();
  const modelData = ModelData.fromDirectory(directoryWith({ ...SCRIPT, 'requirements.txt': 'lightgbm' }));
  new Model(stack, 'Model', { networkIsolation: true, containers: [{ image: PYTORCH, modelData }] });
  expect(ours(stack)).toEqual([]);
});

test('a directory that is not read, or whose file is gone at synthesis, is not warned of, nor is an acknowledged warning', () => {
  const skipping = new Stack(new App({ context: { 'aws:cdk:bundling-stacks': [] } }), 'Test');
  expect(warned('lightgbm', { stack: skipping })).toEqual([]);
  const stack = testStack();
  const directory = directoryWith({ ...SCRIPT, 'code/requirements.txt': 'lightgbm' });
  new Model(stack, 'Model', { networkIsolation: true, containers: [{ image: PYTORCH, modelData: ModelData.fromDirectory(directory) }] });
  fs.rmSync(path.join(directory, 'code', 'requirements.txt'));
  expect(ours(stack)).toEqual([]);
  const acknowledged = testStack();
  Annotations.of(acknowledged).acknowledgeWarning('cdk-sagemaker-hosting:requirementsWithoutNetwork');
  expect(warned('lightgbm', { stack: acknowledged })).toEqual([]);
});

test('the files of an uncompressed directory are read, too', () => {
  const stack = testStack();
  const destination = { bucket: new s3.Bucket(stack, 'Bucket'), prefix: 'churn/' };
  const modelData = ModelData.fromUncompressedDirectory(directoryWith({ ...SCRIPT, 'code/requirements.txt': 'lightgbm' }), { destination });
  new Model(stack, 'Model', { networkIsolation: true, containers: [{ image: PYTORCH, modelData }] });
  expect(ours(stack)).toEqual(warning('PyTorch'));
});

test('an inference component has the network isolation of the endpoint configuration', () => {
  const stack = testStack();
  const modelData = ModelData.fromDirectory(directoryWith({ ...SCRIPT, 'code/requirements.txt': 'lightgbm' }));
  const config = new EndpointConfig(stack, 'Config', {
    networkIsolation: true, instanceProductionVariants: [{ variantName: 'main', instanceType: InstanceType.M5_LARGE }],
  });
  const specification = InferenceComponentSpecification.fromImage(PYTORCH, { compute: { minMemory: Size.gibibytes(4) }, modelData });
  new Endpoint(stack, 'Endpoint', { endpointConfig: config }).addInferenceComponent('Churn', { specification });
  expect(ours(stack)).toEqual(warning('PyTorch', '', 'Test/Endpoint/Churn: specification', 'endpoint configuration'));
});
