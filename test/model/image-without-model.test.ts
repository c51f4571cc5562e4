import { Annotations, CfnParameter, Lazy, Size, type CfnResource, type Stack } from 'aws-cdk-lib';
import {
  ContainerImage, Endpoint, EndpointConfig, Framework, InferenceComponentSpecification, InstanceType, Model, ModelData, registry,
  type ContainerDefinition, type ContainerImageConfig, type InferenceComponentSpecificationOptions,
} from '../../src';
import { anImage } from '../helpers/given';
import { testStack, warningsOf } from '../helpers/stack';

const PYTORCH = ContainerImage.fromFramework(Framework.PYTORCH, '2.6', { pythonVersion: 'py312' });
const HUGGING_FACE = ContainerImage.fromDlc('huggingface-pytorch-inference', '2.6.0-transformers4.51.3-gpu-py312-cu124-ubuntu22.04');
const KNN = ContainerImage.fromFramework(Framework.KNN);
const DATA = ModelData.fromS3Uri('s3://models/model.tar.gz');

const ours = (scope: Stack) => warningsOf(scope).filter((each) => each.includes('imageWithoutModel'));

function warned(container: ContainerDefinition, stack: Stack = testStack(), change: (resource: CfnResource) => void = () => undefined): string[] {
  const model = new Model(stack, 'Model', { containers: [container] });
  change(model.node.defaultChild as CfnResource);
  return ours(stack);
}

const ofFramework = (name: string, way = '') => [`Test/Model: containers[0] has the AWS image for ${name}, which serves the model in its artifacts, but neither modelData nor environment; set `
  + `modelData${way} [ack: cdk-sagemaker-hosting:imageWithoutModel]`];
const ofAlgorithm = (name: string) => [`Test/Model: containers[0] has the AWS image for the built-in algorithm '${name}', but no modelData, which SageMaker requires; set modelData to the `
  + 'artifacts of its training job [ack: cdk-sagemaker-hosting:imageWithoutModel]'];

describe('the image of a built-in algorithm without artifacts is warned of', () => {
  test.each(['knn', 'blazingtext', 'linear-learner', 'kmeans', 'pca', 'object2vec', 'seq2seq', 'lda', 'randomcutforest'])('%s', (name) => {
    expect(warned({ image: ContainerImage.fromFramework(Framework.of(name)) })).toEqual(ofAlgorithm(name));
  });

  test('by its URI, also the older image of XGBoost, which is only an algorithm', () => {
    expect(warned({ image: ContainerImage.fromUri('382416733822.dkr.ecr.us-east-1.amazonaws.com/knn:1') })).toEqual(ofAlgorithm('knn'));
    expect(warned({ image: ContainerImage.fromUri('811284229777.dkr.ecr.us-east-1.amazonaws.com/xgboost:1') })).toEqual(ofAlgorithm('xgboost'));
  });

  test('also with an environment', () => {
    expect(warned({ image: KNN, environment: { LEVEL: 'info' } })).toEqual(ofAlgorithm('knn'));
  });
});

describe('the image of a framework with neither artifacts nor an environment is warned of', () => {
  test.each<[string, ContainerImage]>([
    ['PyTorch', PYTORCH],
    ['PyTorch', ContainerImage.fromDlc('pytorch-inference-graviton', '2.0.0-cpu-py310')],
    ['TensorFlow', ContainerImage.fromFramework(Framework.TENSORFLOW, '2.19')],
    ['MXNet', ContainerImage.fromDlc('mxnet-inference', '1.9.0-cpu-py38')],
    ['scikit-learn', ContainerImage.fromFramework(Framework.SKLEARN, '1.2-1')],
    ['XGBoost', ContainerImage.fromFramework(Framework.XGBOOST, '1.7-1')],
  ])('%s', (name, image) => {
    expect(warned({ image })).toEqual(ofFramework(name));
  });

  test('Hugging Face, which can download its model', () => {
    expect(warned({ image: HUGGING_FACE })).toEqual(ofFramework('Hugging Face', ', or HF_MODEL_ID in environment'));
    expect(warned({ image: HUGGING_FACE, environment: { HF_MODEL_ID: 'org/model', HF_TASK: 'text-classification' } })).toEqual([]);
  });

  test('in a stack without a region, and in each container of a pipeline', () => {
    expect(warned({ image: PYTORCH }, testStack({ env: undefined }))).toEqual(ofFramework('PyTorch'));
    const stack = testStack();
    new Model(stack, 'Model', { containers: [{ image: PYTORCH, modelData: DATA }, { image: KNN }] });
    expect(ours(stack)).toEqual([expect.stringMatching(/^Test\/Model: containers\[1\] has the AWS image for the built-in algorithm 'knn', /)]);
  });
});

describe('no warning is added for', () => {
  class OwnImage extends ContainerImage {
    public bind(): ContainerImageConfig {
      return { imageName: '763104351884.dkr.ecr.us-east-1.amazonaws.com/pytorch-inference:2.6.0-cpu-py312' };
    }
  }
  class OwnData extends ModelData {
    public bind() {
      return { uri: Lazy.string({ produce: () => 's3://models/model.tar.gz' }) };
    }
  }
  const account = '123456789012.dkr.ecr.us-east-1.amazonaws.com';

  test.each<[string, (stack: Stack) => ContainerDefinition]>([
    ['artifacts', () => ({ image: KNN, modelData: DATA })],
    ['artifacts of a class of the user', () => ({ image: PYTORCH, modelData: new OwnData() })],
    ['an environment, which can name a script or a model', () => ({ image: PYTORCH, environment: { SAGEMAKER_SUBMIT_DIRECTORY: '/opt/code' } })],
    ['an environment that is a token', () => ({ image: PYTORCH, environment: Lazy.any({ produce: () => ({ A: 'b' }) }) as any })],
    ['an image of the user', (stack) => ({ image: anImage(stack, 'knn') })],
    ['an image of the user with the name of a framework', () => ({ image: ContainerImage.fromUri(`${account}/pytorch-inference:1.0`) })],
    ['an image of a class of the user', () => ({ image: new OwnImage() })],
    ['an image that is a token', (stack) => ({ image: ContainerImage.fromUri(new CfnParameter(stack, 'Image').valueAsString) })],
    ['a repository that is a token', (stack) => ({ image: ContainerImage.fromDlc(new CfnParameter(stack, 'Name').valueAsString, '1.0') })],
    ...[Framework.VLLM, Framework.SGLANG, Framework.TEI, Framework.TGI, Framework.LMI, Framework.TRITON, Framework.AUTOGLUON].map(
      (framework): [string, () => ContainerDefinition] => [`${framework}`, () => ({ image: ContainerImage.fromFramework(framework) })],
    ),
    ['a model package', (stack) => ({
      modelPackage: registry.ModelPackage.fromModelPackageArn(stack, 'Package', 'arn:aws:sagemaker:us-east-1:123456789012:model-package/churn/3'), image: KNN,
    })],
  ])('%s', (_what, container) => {
    const stack = testStack();
    expect(warned(container(stack), stack)).toEqual([]);
  });

  test.each<[string, unknown]>([
    ['ModelDataUrl', 's3://models/model.tar.gz'],
    ['ModelDataSource', { S3DataSource: { S3Uri: 's3://models/a/', S3DataType: 'S3Prefix', CompressionType: 'None' } }],
    ['Environment', { HF_MODEL_ID: 'org/model' }],
    ['Image', 'registry.example/serving:1'],
  ])('%s that the L1 construct has', (name, value) => {
    expect(warned({ image: PYTORCH }, testStack(), (resource) => resource.addPropertyOverride(`PrimaryContainer.${name}`, value))).toEqual([]);
  });

  test('another container that is set on the L1 construct, but for another property', () => {
    const another = { image: 'a/b:1', modelDataUrl: 's3://a/b.tar.gz' };
    expect(warned({ image: PYTORCH }, testStack(), (resource) => { (resource as any).primaryContainer = another; })).toEqual([]);
    expect(warned({ image: PYTORCH }, testStack(), (resource) => resource.addPropertyOverride('PrimaryContainer', undefined))).toEqual([]);
    expect(warned({ image: PYTORCH }, testStack(), (resource) => resource.addPropertyOverride('EnableNetworkIsolation', true))).toEqual(ofFramework('PyTorch'));
  });

  test('an acknowledged one', () => {
    const stack = testStack();
    Annotations.of(stack).acknowledgeWarning('cdk-sagemaker-hosting:imageWithoutModel');
    expect(warned({ image: KNN }, stack)).toEqual([]);
  });
});

describe('an inference component', () => {
  const compute = { minMemory: Size.gibibytes(4) };
  const nothing = (_resource: CfnResource) => undefined;
  function component(specification: (stack: Stack) => InferenceComponentSpecification, change: (resource: CfnResource) => void = nothing): string[] {
    const stack = testStack();
    const config = new EndpointConfig(stack, 'Config', { instanceProductionVariants: [{ variantName: 'main', instanceType: InstanceType.M5_LARGE }] });
    const added = new Endpoint(stack, 'Endpoint', { endpointConfig: config }).addInferenceComponent('Churn', { specification: specification(stack) });
    change(added.node.defaultChild as CfnResource);
    return ours(stack);
  }
  const ofImage = (image: ContainerImage, options: Partial<InferenceComponentSpecificationOptions> = {}) =>
    () => InferenceComponentSpecification.fromImage(image, { compute, ...options });

  test('is warned of, also one of several specifications', () => {
    expect(component(ofImage(KNN))).toEqual(ofAlgorithm('knn').map((each) => each.replace('Test/Model: containers[0]', 'Test/Endpoint/Churn: specification')));
    const stack = testStack();
    const config = new EndpointConfig(stack, 'Config', { instanceProductionVariants: [{ variantName: 'main', instanceType: InstanceType.M5_LARGE }] });
    const specifications = [
      { instanceType: InstanceType.M5_LARGE, specification: ofImage(PYTORCH, { modelData: DATA })() },
      { instanceType: InstanceType.M5_XLARGE, specification: ofImage(PYTORCH)() },
    ];
    new Endpoint(stack, 'Endpoint', { endpointConfig: config }).addInferenceComponent('Churn', { specifications });
    expect(ours(stack)).toEqual([expect.stringMatching(/^Test\/Endpoint\/Churn: specifications\[1\].specification has the AWS image for PyTorch, /)]);
  });

  test('is not without its resource', () => {
    const stack = testStack();
    const config = new EndpointConfig(stack, 'Config', { instanceProductionVariants: [{ variantName: 'main', instanceType: InstanceType.M5_LARGE }] });
    const added = new Endpoint(stack, 'Endpoint', { endpointConfig: config }).addInferenceComponent('Churn', { specification: ofImage(PYTORCH)() });
    expect(added.node.tryRemoveChild(added.node.defaultChild!.node.id)).toBe(true);
    added.node.defaultChild = undefined;
    expect(ours(stack)).toEqual([]);
  });

  test('is not with artifacts, an environment, a model, or an override', () => {
    expect(component(ofImage(KNN, { modelData: DATA }))).toEqual([]);
    expect(component(ofImage(PYTORCH, { environment: { SAGEMAKER_SUBMIT_DIRECTORY: '/opt/code' } }))).toEqual([]);
    const withoutData = (stack: Stack) => new Model(stack, 'Model', { containers: [{ image: PYTORCH }] });
    expect(component((stack) => InferenceComponentSpecification.fromModel(withoutData(stack), { compute, modelData: DATA }))).toEqual([]);
    const modelWith = (stack: Stack) => new Model(stack, 'Model', { containers: [{ image: anImage(stack), modelData: DATA }] });
    expect(component((stack) => InferenceComponentSpecification.fromModel(modelWith(stack), { compute, image: PYTORCH }))).toEqual([]);
    expect(component(ofImage(PYTORCH), (resource) => resource.addPropertyOverride('Specification.Container.ArtifactUrl', 's3://models/model.tar.gz'))).toEqual([]);
  });
});
