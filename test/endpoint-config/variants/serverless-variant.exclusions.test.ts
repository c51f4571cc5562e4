import { App, CfnParameter, aws_ecr as ecr, type Stack } from 'aws-cdk-lib';
import { serverless, warning } from './given';
import {
  ContainerImage, ContainerMode, EndpointConfig, Framework, InstanceType, Model, ModelData, ModelDataFormat, Processor, RepositoryAccessMode,
  type ModelProps,
} from '../../../src';
import { aModel, aVpc } from '../../helpers/given';
import { like, messageOf, problemsAtSynth } from '../../helpers/problems';
import { testStack, warningsOf } from '../../helpers/stack';
import { UserData, UserImage } from '../../model/given';
import { aBucket } from '../../registry/given';

function problemsWith(model: Partial<ModelProps>, stack: Stack): string[] {
  return problemsAtSynth(serverless({ model: aModel(stack, 'Special', model) }, stack));
}

const cant = (what: string, remedy: string) => [
  like(`serverless variant 'less' ... 'Test/Special', ... ${what}; ${remedy} ...`),
];

describe('a model that serverless inference does not host', () => {
  const multiModel = (stack: Stack) => ({ mode: ContainerMode.multiModel(), modelData: ModelData.fromBucketPrefix(aBucket(stack), 'models/') });

  test('has a multi-model container', () => {
    const stack = testStack();
    expect(problemsWith({ containers: [{ image: new UserImage(), ...multiModel(stack) }] }, stack))
      .toEqual(cant('a multi-model container', 'use a single-model container'));
  });

  test('says that its container is a single-model container, and may be hosted', () => {
    expect(problemsWith({ containers: [{ image: new UserImage(), mode: ContainerMode.singleModel() }] }, testStack())).toEqual([]);
  });

  test('has an image in a private registry, which takes a VPC', () => {
    const stack = testStack();
    expect(problemsWith({ vpc: aVpc(stack), containers: [{ image: ContainerImage.fromRegistry('registry.corp.example/model:1') }] }, stack)).toEqual([
      ...cant('a VPC', 'remove vpc of the model'),
      ...cant('an image in a private registry', 'copy the image to Amazon ECR'),
    ]);
  });

  test('has an image that says it is in Amazon ECR, and may be hosted', () => {
    const image = new UserImage({ imageName: 'image:1', repositoryAccessMode: RepositoryAccessMode.PLATFORM });
    expect(problemsWith({ containers: [{ image }] }, testStack())).toEqual([]);
  });

  describe('has artifacts that are no archive', () => {
    const problem = cant('model data that is uncompressed, requires an EULA, or comes from a hub', 'use 1 compressed archive');

    test.each<[string, (stack: Stack) => ModelData]>([
      ['a prefix', (stack) => ModelData.fromBucketPrefix(aBucket(stack), 'llama/')],
      ['an uncompressed object', (stack) => ModelData.fromBucket(aBucket(stack), 'model.bin', { compressed: false })],
      ['an archive with a licence', (stack) => ModelData.fromBucket(aBucket(stack), 'model.tar.gz', { acceptEula: true })],
      ['an archive of a hub', (stack) => ModelData.fromBucket(aBucket(stack), 'model.tar.gz', {
        hubContentArn: 'arn:aws:sagemaker:us-east-1:aws:hub-content/SageMakerPublicHub/Model/llama/1.0.0',
      })],
      ['what a user of the library says is a prefix', () => new (class extends UserData {
        public bind() {
          return { uri: 's3://bucket/models/', format: ModelDataFormat.PREFIX };
        }
      })('')],
    ])('but %s', (_what, data) => {
      const stack = testStack();
      expect(problemsWith({ containers: [{ image: new UserImage(), modelData: data(stack) }] }, stack)).toEqual(problem);
    });

    test.each<[string, (stack: Stack) => ModelData]>([
      ['an archive', (stack) => ModelData.fromBucket(aBucket(stack), 'model.tar.gz')],
      ['an archive of unknown kind', () => new UserData('s3://bucket/model.tar.gz')],
    ])('and may be hosted with %s', (_what, data) => {
      const stack = testStack();
      expect(problemsWith({ containers: [{ image: new UserImage(), modelData: data(stack) }] }, stack)).toEqual([]);
    });
  });
});

describe('an image of another account', () => {
  const THEIRS = 'arn:aws:ecr:us-east-1:210987654321:repository/theirs';
  const problem = cant('an image in a repository of account 210987654321', 'copy the image to the account of the endpoint');
  const withImage = (image: ContainerImage, stack: Stack) => problemsWith({ containers: [{ image }] }, stack);

  test.each<[string, (stack: Stack) => ContainerImage]>([
    ['by the ARN of its repository', () => ContainerImage.fromEcrRepositoryArn(THEIRS, '1')],
    ['in an imported repository', (stack) => ContainerImage.fromEcrRepository(ecr.Repository.fromRepositoryArn(stack, 'Theirs', THEIRS), '1')],
    ['by its name', () => new UserImage({ imageName: '210987654321.dkr.ecr.us-east-1.amazonaws.com/theirs:1' })],
    ['at the FIPS endpoint', () => ContainerImage.fromUri('210987654321.dkr.ecr-fips.us-east-1.amazonaws.com/theirs:1')],
    ['at the dual-stack endpoint', () => ContainerImage.fromUri('210987654321.dkr-ecr.us-east-1.on.aws/theirs:1')],
  ])('is refused %s', (_how, image) => {
    const stack = testStack();
    expect(withImage(image(stack), stack)).toEqual(problem);
  });

  test.each<[string, (stack: Stack) => ContainerImage]>([
    ['is in the same account', () => ContainerImage.fromEcrRepositoryArn('arn:aws:ecr:us-east-1:123456789012:repository/ours', '1')],
    ['is in a repository of the stack', (stack) => ContainerImage.fromEcrRepository(new ecr.Repository(stack, 'Ours'), '1')],
    ['is a Deep Learning Container', () => ContainerImage.fromDlc('pytorch-inference', '2.6.0-cpu-py312-ubuntu22.04-sagemaker')],
    ['is one for a framework', () => ContainerImage.fromFramework(Framework.PYTORCH, '2.6.0')],
    ['is one for a built-in algorithm', () => ContainerImage.fromFramework(Framework.XGBOOST)],
    ['is in a repository of AWS', () => new UserImage({ imageName: '763104351884.dkr.ecr.us-east-1.amazonaws.com/pytorch-inference:1' })],
    ['is in a repository that is not looked up yet', (stack) => ContainerImage.fromEcrRepository(ecr.Repository.fromLookup(stack, 'Looked', { repositoryName: 'x' }), '1')],
    ['is in an account that is not known', (stack) => ContainerImage.fromEcrRepositoryArn(new CfnParameter(stack, 'Arn').valueAsString, '1')],
  ])('is not meant by one that %s', (_what, image) => {
    const stack = testStack();
    expect(withImage(image(stack), stack)).toEqual([]);
  });

  test('may turn out to be in the same one, where that of the stack is not known', () => {
    const stack = testStack({ env: undefined });
    expect(withImage(ContainerImage.fromEcrRepositoryArn(THEIRS, '1'), stack)).toEqual([]);
  });

  test('may be hosted on instances', () => {
    const stack = testStack();
    const model = aModel(stack, 'Special', { containers: [{ image: ContainerImage.fromEcrRepositoryArn(THEIRS, '1') }] });
    expect(problemsAtSynth(new EndpointConfig(stack, 'Config', { instanceProductionVariants: [{ model, variantName: 'main' }] }))).toEqual([]);
  });
});

describe('what a serverless endpoint does not offer', () => {
  const refusal = (what: string) => [`serverless variant 'less' cannot be combined with ${what}; remove ${what} or use an instance variant`];

  test('is asynchronous inference', () => {
    const stack = testStack();
    expect(problemsAtSynth(serverless({}, stack, { asyncInference: { output: { bucket: aBucket(stack) } } }))).toEqual(refusal('asyncInference'));
  });

  test.each([undefined, true])('is data capture that is turned on: %p', (enabled) => {
    const stack = testStack();
    expect(problemsAtSynth(serverless({}, stack, { dataCapture: { destination: { bucket: aBucket(stack) }, enabled } }))).toEqual(refusal('dataCapture'));
  });

  test('is not known of data capture that is turned off', () => {
    const stack = testStack();
    expect(problemsAtSynth(serverless({}, stack, { dataCapture: { destination: { bucket: aBucket(stack) }, enabled: false } }))).toEqual([]);
  });

  test('is a VPC of inference components', () => {
    const stack = testStack();
    expect(problemsAtSynth(serverless({}, stack, { vpc: aVpc(stack) })))
      .toEqual([like("vpc ... 'less', ... vpc ...")]);
  });

  test('is nothing else: key and metrics are fine', () => {
    const stack = testStack();
    expect(problemsAtSynth(serverless({}, stack, { metrics: { enhancedMetrics: true } }))).toEqual([]);
  });

  test('is found out when the variant is added late', () => {
    const stack = testStack();
    const config = new EndpointConfig(stack, 'Config', { dataCapture: { destination: { bucket: aBucket(stack) } } });
    config.addServerlessProductionVariant({ model: aModel(stack), variantName: 'less', maxConcurrency: 1, memorySizeInMB: 1024 });
    expect(problemsAtSynth(config)).toEqual(refusal('dataCapture'));
  });
});

test('fails without a model when it is added, too', () => {
  expect(messageOf(() => new EndpointConfig(testStack(), 'Config').addServerlessProductionVariant({ variantName: 'less', maxConcurrency: 1, memorySizeInMB: 1024 })))
    .toBe("Test/Config: variant 'less': model is required; specify a Model");
});

test('may host a model of another stack', () => {
  const app = new App();
  const model = aModel(testStack({ app, id: 'There' }));
  const config = serverless({ model }, testStack({ app }));
  expect(problemsAtSynth(config)).toEqual([]);
  app.synth();
});

describe('an image for other processors than the CPU', () => {
  const withImage = (processor: Processor) => {
    const stack = testStack();
    serverless({ model: new Model(stack, 'Model', { containers: [{ image: new UserImage({ imageName: 'image:1', processor }) }] }) }, stack);
    return warningsOf(stack);
  };

  test.each([Processor.GPU, Processor.NEURON, Processor.GRAVITON])('is warned of: %s', (processor) => {
    expect(withImage(processor)).toEqual([like(warning('imageProcessor', `variant 'less': ... ${processor}, ... serverless inference ... cpu; ...`))]);
  });

  test('is not one for the CPU', () => {
    expect(withImage(Processor.CPU)).toEqual([]);
  });
});

test('the image of a framework is that for the CPU, also beside a model on GPUs', () => {
  const stack = testStack();
  const model = (id: string) => aModel(stack, id, { containers: [{ image: ContainerImage.fromFramework(Framework.PYTORCH, '2.6.0') }] });
  serverless({ model: model('Less') }, stack);
  new EndpointConfig(stack, 'OnGpus', { instanceProductionVariants: [{ model: model('Gpu'), variantName: 'main', instanceType: InstanceType.G5_XLARGE }] });
  const images = ['Less', 'Gpu'].map((id) => JSON.stringify(stack.resolve((stack.node.findChild(id).node.defaultChild as any).primaryContainer).image));
  expect(images).toEqual([expect.stringContaining('-cpu-'), expect.stringContaining('-gpu-')]);
});
