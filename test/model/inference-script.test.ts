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

const ours = (stack: Stack) => warningsOf(stack).filter((each) => each.includes('scriptOutsideCode'));

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

const ID = '[ack: cdk-sagemaker-hosting:scriptOutsideCode]';
const outside = (script = 'inference.py', framework = 'PyTorch') => [`Test/Model: containers[0].modelData has the script ${script} outside of the folder code, where the documentation of the `
  + `AWS image for ${framework} expects it, and not all versions of the image find it elsewhere; move it to code/${script} ${ID}`];
const missing = (script = 'serve.py') => [`Test/Model: containers[0].environment has SAGEMAKER_PROGRAM '${script}', but the directory of modelData has neither code/${script} nor ${script}; `
  + `add the script, or correct its name ${ID}`];

describe('a script at the root of the artifacts', () => {
  test.each([['PyTorch', 'pytorch-inference'], ['MXNet', 'mxnet-inference'], ['Hugging Face', 'huggingface-pytorch-inference']])('is warned of with %s', (framework, repository) => {
    expect(warned(['inference.py'], { image: dlc(repository) })).toEqual(outside('inference.py', framework));
  });

  test('is warned of by its name', () => {
    expect(warned(['serve.py'], { environment: { SAGEMAKER_PROGRAM: 'serve.py' } })).toEqual(outside('serve.py'));
    expect(warned(['serve.py'], { environment: { SAGEMAKER_PROGRAM: 'serve' } })).toEqual(outside('serve.py'));
    expect(warned(['serve.py'])).toEqual([]);
  });

  test('is warned of if that in the folder code is excluded', () => {
    expect(warned(['inference.py', 'code/inference.py'], { options: { exclude: ['code/inference.py'] } })).toEqual(outside());
    expect(warned(['inference.py', 'code/inference.py'])).toEqual([]);
    expect(warned(['inference.py'], { options: { exclude: ['inference.py'] } })).toEqual([]);
  });

  test.each<[string, string[], (stack: Stack) => Case]>([
    ['with TensorFlow', ['inference.py', '1/saved_model.pb'], () => ({ image: dlc('tensorflow-inference') })],
    ['with scikit-learn', ['inference.py'], () => ({ image: dlc('sagemaker-scikit-learn'), environment: { SAGEMAKER_PROGRAM: 'inference.py' } })],
    ['with a model server', ['inference.py'], () => ({ image: ContainerImage.fromFramework(Framework.VLLM) })],
    ['with an image of the user', ['inference.py'], (stack) => ({ image: anImage(stack, 'pytorch-inference') })],
    ['with an image that is a token', ['inference.py'], (stack) => ({ image: ContainerImage.fromUri(new CfnParameter(stack, 'Image').valueAsString) })],
    ['whose directory is set', ['inference.py'], () => ({ environment: { SAGEMAKER_SUBMIT_DIRECTORY: '/opt/ml/model' } })],
    ['whose directory is a token', ['inference.py'], () => ({ environment: { SAGEMAKER_SUBMIT_DIRECTORY: Lazy.string({ produce: () => '/opt/code' }) } })],
    ['beside an archive of TorchServe', ['inference.py', 'model.mar'], () => ({})],
    ['beside the manifest of such an archive', ['inference.py', 'MAR-INF/MANIFEST.json'], () => ({})],
  ])('%s is not', (_what, files, of) => {
    const stack = testStack();
    expect(warned(files, { ...of(stack), stack })).toEqual([]);
  });

  test('is not where the folder code is a link that is kept', () => {
    const stack = testStack();
    const directory = directoryWith(['inference.py', 'src/inference.py']);
    fs.symlinkSync('src', path.join(directory, 'code'));
    const modelData = ModelData.fromDirectory(directory, { followSymlinks: SymlinkFollowMode.NEVER });
    new Model(stack, 'Model', { containers: [{ image: PYTORCH, modelData }] });
    expect(ours(stack)).toEqual([]);
  });
});

describe('a script that SAGEMAKER_PROGRAM names', () => {
  const named = (files: string[], name: string, more: Case = {}) => warned(files, { ...more, environment: { SAGEMAKER_PROGRAM: name, ...more.environment } });

  test('is warned of if it is missing, or excluded', () => {
    expect(named(['code/inference.py'], 'serve.py')).toEqual(missing());
    expect(named(['code/serve.py'], 'serve.py', { options: { exclude: ['code/serve.py'] } })).toEqual(missing());
    expect(named([], 'serve.py', { environment: { SAGEMAKER_SUBMIT_DIRECTORY: '/opt/ml/model/code' } })).toEqual(missing());
    expect(named([], 'serve.py', { image: dlc('sagemaker-scikit-learn'), environment: { SAGEMAKER_SUBMIT_DIRECTORY: '/opt/ml/model' } })).toEqual(missing());
    expect(named([], 'serve.py', { image: dlc('sagemaker-xgboost') })).toEqual(missing());
  });

  test.each<[string, string[], string, Case?]>([
    ['in the folder code', ['code/serve.py'], 'serve.py', {}],
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
  Annotations.of(acknowledged).acknowledgeWarning('cdk-sagemaker-hosting:scriptOutsideCode');
  expect(warned(['inference.py'], { stack: acknowledged })).toEqual([]);
});

test('an inference component is warned of', () => {
  const stack = testStack();
  const config = new EndpointConfig(stack, 'Config', { instanceProductionVariants: [{ variantName: 'main', instanceType: InstanceType.M5_LARGE }] });
  const options = { compute: { minMemory: Size.gibibytes(4) }, modelData: ModelData.fromDirectory(directoryWith(['inference.py'])) };
  const specification = InferenceComponentSpecification.fromImage(PYTORCH, options);
  new Endpoint(stack, 'Endpoint', { endpointConfig: config }).addInferenceComponent('Churn', { specification });
  expect(ours(stack)).toEqual(outside().map((each) => each.replace('Test/Model: containers[0]', 'Test/Endpoint/Churn: specification')));
});
