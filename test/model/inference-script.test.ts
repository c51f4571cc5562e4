import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { Annotations, CfnParameter, Lazy, Size, SymlinkFollowMode, type Stack } from 'aws-cdk-lib';
import {
  ContainerImage, Endpoint, EndpointConfig, Framework, InferenceComponentSpecification, InstanceType, Model, ModelData,
  type DirectoryOptions,
} from '../../src';
import { anImage } from '../helpers/given';
import { testStack, warningsOf } from '../helpers/stack';

const dlc = (repository: string) => ContainerImage.fromDlc(repository, '1.0');
const PYTORCH = dlc('pytorch-inference');

const folders: string[] = [];
afterEach(() => folders.splice(0).forEach((folder) => fs.rmSync(folder, { recursive: true })));

/** A directory with these files. */
function directoryWith(files: readonly string[]): string {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'model-'));
  folders.push(directory);
  for (const file of ['model.pth', ...files]) {
    fs.mkdirSync(path.join(directory, path.dirname(file)), { recursive: true });
    fs.writeFileSync(path.join(directory, file), '');
  }
  return directory;
}

const ours = (stack: Stack) => warningsOf(stack).filter((each) => each.includes('missingScript'));

interface Case {
  readonly environment?: { [name: string]: string };
  readonly image?: ContainerImage;
  readonly options?: DirectoryOptions;
  readonly stack?: Stack;
}

function warned(files: readonly string[], { environment, image = PYTORCH, options, stack = testStack() }: Case = {}): string[] {
  new Model(stack, 'Model', { containers: [{ image, environment, modelData: ModelData.fromDirectory(directoryWith(files), options) }] });
  return ours(stack);
}

const ID = '[ack: cdk-sagemaker-hosting:missingScript]';
const missing = (script = 'serve.py') => [`Test/Model: containers[0].environment has SAGEMAKER_PROGRAM '${script}', but the directory of modelData has `
  + `neither code/${script} nor ${script}; add the script, or correct its name ${ID}`];

describe('a script that SAGEMAKER_PROGRAM names', () => {
  const named = (files: string[], name: string, more: Case = {}) =>
    warned(files, { ...more, environment: { SAGEMAKER_PROGRAM: name, ...more.environment } });

  test('is warned of if it is missing, or excluded', () => {
    expect(named(['code/inference.py'], 'serve.py')).toEqual(missing());
    expect(named(['code/serve.py'], 'serve.py', { options: { exclude: ['code/serve.py'] } })).toEqual(missing());
    expect(named([], 'serve.py', { environment: { SAGEMAKER_SUBMIT_DIRECTORY: '/opt/ml/model/code' } })).toEqual(missing());
    const directory = { environment: { SAGEMAKER_SUBMIT_DIRECTORY: '/opt/ml/model' } };
    expect(named([], 'serve.py', { image: dlc('sagemaker-scikit-learn'), ...directory })).toEqual(missing());
    expect(named([], 'serve.py', { image: dlc('sagemaker-xgboost') })).toEqual(missing());
  });

  test.each<[string, string[], string, Case?]>([
    ['in the folder code', ['code/serve.py'], 'serve.py', {}],
    ['at the root, where some versions of the images find it', ['serve.py'], 'serve.py', {}],
    ['beside an archive of TorchServe', ['model.mar'], 'serve.py', {}],
    ['beside the manifest of such an archive', ['MAR-INF/MANIFEST.json'], 'serve.py', {}],
    ['with a model server', [], 'serve.py', { image: ContainerImage.fromFramework(Framework.VLLM) }],
    ['whose directory is a token', [], 'serve.py', { environment: { SAGEMAKER_SUBMIT_DIRECTORY: Lazy.string({ produce: () => '/opt/code' }) } }],
    ['without its extension', ['code/serve.py'], 'serve', {}],
    ['in a folder', ['code/src/serve.py'], 'src/serve.py', {}],
    ['as a module', ['code/src/serve.py'], 'src.serve', {}],
    ['as a package', ['code/serve/__init__.py'], 'serve', {}],
    ['by an absolute path', [], '/opt/code/serve.py', {}],
    ['by a token', [], Lazy.string({ produce: () => 'serve.py' }), {}],
    ['in another directory', [], 'serve.py', { environment: { SAGEMAKER_SUBMIT_DIRECTORY: 's3://bucket/sourcedir.tar.gz' } }],
    ['with TensorFlow, which does not read it', [], 'serve.py', { image: dlc('tensorflow-inference') }],
  ])('%s is not', (_what, files, name, more) => {
    expect(named(files, name, more)).toEqual([]);
  });

  test.each<[string, (stack: Stack) => ContainerImage]>([
    ['an image of the user', (stack) => anImage(stack, 'pytorch-inference')],
    ['an image that is a token', (stack) => ContainerImage.fromUri(new CfnParameter(stack, 'Image').valueAsString)],
  ])('with %s is not', (_what, image) => {
    const stack = testStack();
    expect(named([], 'serve.py', { image: image(stack), stack })).toEqual([]);
  });

  test('is not where the folder code is a link that is kept', () => {
    const stack = testStack();
    const directory = directoryWith(['src/serve.py']);
    fs.symlinkSync('src', path.join(directory, 'code'));
    const modelData = ModelData.fromDirectory(directory, { followSymlinks: SymlinkFollowMode.NEVER });
    new Model(stack, 'Model', { containers: [{ image: PYTORCH, environment: { SAGEMAKER_PROGRAM: 'serve.py' }, modelData }] });
    expect(ours(stack)).toEqual([]);
  });

  test('of another kind, from JavaScript, is not', () => {
    expect(() => warned([], { environment: { SAGEMAKER_PROGRAM: 5 as any } })).toThrow('must be a string, got number 5');
    expect(warned([], { environment: { SAGEMAKER_PROGRAM: '' } })).toEqual([]);
  });
});

test('artifacts that are no directory are not warned of, nor is an acknowledged warning', () => {
  const stack = testStack();
  const modelData = ModelData.fromS3Uri('s3://models/model.tar.gz');
  new Model(stack, 'Model', { containers: [{ image: PYTORCH, environment: { SAGEMAKER_PROGRAM: 'serve.py' }, modelData }] });
  expect(ours(stack)).toEqual([]);
  const acknowledged = testStack();
  Annotations.of(acknowledged).acknowledgeWarning('cdk-sagemaker-hosting:missingScript');
  expect(warned([], { environment: { SAGEMAKER_PROGRAM: 'serve.py' }, stack: acknowledged })).toEqual([]);
});

test('an inference component is warned of', () => {
  const stack = testStack();
  const config = new EndpointConfig(stack, 'Config', { instanceProductionVariants: [{ variantName: 'main', instanceType: InstanceType.M5_LARGE }] });
  const options = { compute: { minMemory: Size.gibibytes(4) }, modelData: ModelData.fromDirectory(directoryWith([])), environment: { SAGEMAKER_PROGRAM: 'serve.py' } };
  const specification = InferenceComponentSpecification.fromImage(PYTORCH, options);
  new Endpoint(stack, 'Endpoint', { endpointConfig: config }).addInferenceComponent('Churn', { specification });
  expect(ours(stack)).toEqual(missing().map((each) => each.replace('Test/Model: containers[0]', 'Test/Endpoint/Churn: specification')));
});
