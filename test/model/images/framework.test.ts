import { App, Aws, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ContainerImage, EndpointConfig, Framework, InstanceType, Model, Processor, type FrameworkImageOptions } from '../../../src';
import { like, messageOf } from '../../helpers/problems';
import { otherWarningsOf, propertiesOf, testStack, warningsOf } from '../../helpers/stack';
import { LOG_IN, imageIn, modelIn, ownStatements } from '../given';

const { PYTORCH, SKLEARN, XGBOOST } = Framework;
const DLC = '763104351884.dkr.ecr.us-east-1';
const PULL = { Action: ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'], Effect: 'Allow' };

/** What an image of a framework without artifacts can read its model by. */
const ENVIRONMENT = { SAGEMAKER_SUBMIT_DIRECTORY: '/opt/code' };

function modelOf(framework: Framework, version?: string, options?: FrameworkImageOptions, stack = testStack()): Model {
  return new Model(stack, 'Model', { containers: [{ image: ContainerImage.fromFramework(framework, version, options), environment: ENVIRONMENT }] });
}

/** A model on instances of some types, and its image. */
function hosted(framework: Framework, version: string, types: (string | undefined)[], options?: FrameworkImageOptions) {
  const model = modelOf(framework, version, options);
  new EndpointConfig(model.stack, 'Config', {
    instanceProductionVariants: types.map((type, index) => ({
      model, variantName: `v${index}`, instanceType: type === undefined ? undefined : InstanceType.of(type),
    })),
  });
  return { image: modelIn(model).PrimaryContainer.Image, model };
}

test('an image of a framework is named, and may be pulled', () => {
  const model = modelOf(PYTORCH, '2.6', { pythonVersion: 'py312', processor: Processor.CPU });
  expect(modelIn(model).PrimaryContainer).toEqual({ Image: imageIn('pytorch-inference:2.6-cpu-py312', DLC), Environment: ENVIRONMENT });
  expect(ownStatements(model)).toEqual([
    { ...PULL, Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':ecr:us-east-1:763104351884:repository/pytorch-inference']] } },
    LOG_IN,
  ]);
});

test('an image of a built-in algorithm is in the registry of its own', () => {
  expect(modelIn(modelOf(XGBOOST, '1.7-1')).PrimaryContainer.Image).toEqual(imageIn('sagemaker-xgboost:1.7-1', '683313688378.dkr.ecr.us-east-1'));
});

describe('the processor', () => {
  test.each([
    [['ml.m5.large'], '2.6-cpu-py312'],
    [['ml.g5.xlarge'], '2.6-gpu-py312'],
    [['ml.g5.xlarge', 'ml.p4d.24xlarge'], '2.6-gpu-py312'],
    [[undefined], '2.6-cpu-py312'],
    [['ml.new9.large'], '2.6-cpu-py312'],
    [['ml.g5.xlarge', 'ml.m5.large'], '2.6-cpu-py312'],
    [[], '2.6-cpu-py312'],
  ])('follows instances %p: %s', (types, tag) => {
    const model = modelOf(PYTORCH, '2.6');
    if (types.length > 0) {
      expect(hosted(PYTORCH, '2.6', types).image).toEqual(imageIn(`pytorch-inference:${tag}`, DLC));
    } else {
      expect(modelIn(model).PrimaryContainer.Image).toEqual(imageIn(`pytorch-inference:${tag}`, DLC));
    }
  });

  test('follows a variant that is added later, and brings its repository with it', () => {
    const model = modelOf(PYTORCH, '2.0.0');
    const config = new EndpointConfig(model.stack, 'Config');
    config.addInstanceProductionVariant({ model, variantName: 'main', instanceType: InstanceType.of('ml.c7g.large') });
    expect(modelIn(model).PrimaryContainer.Image).toEqual(imageIn('pytorch-inference-graviton:2.0.0-cpu-py310-ubuntu20.04-sagemaker', DLC));
    expect(ownStatements(model)[0].Resource)
      .toEqual({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':ecr:us-east-1:763104351884:repository/pytorch-inference-graviton']] });
  });

  test('is the CPU on serverless inference', () => {
    const model = modelOf(PYTORCH, '2.6');
    new EndpointConfig(model.stack, 'Config', { serverlessProductionVariant: { model, variantName: 'main', maxConcurrency: 1, memorySizeInMB: 1024 } });
    expect(modelIn(model).PrimaryContainer.Image).toEqual(imageIn('pytorch-inference:2.6-cpu-py312', DLC));
    expect(warningsOf(model)).toEqual([]);
  });

  test('is the one that is named', () => {
    expect(hosted(PYTORCH, '2.6', ['ml.g5.xlarge'], { processor: Processor.CPU }).image).toEqual(imageIn('pytorch-inference:2.6-cpu-py312', DLC));
  });

  test('is the CPU where the framework has no other image, with a warning', () => {
    const { image, model } = hosted(SKLEARN, '1.2-1', ['ml.g5.xlarge']);
    expect(image).toEqual(imageIn('sagemaker-scikit-learn:1.2-1-cpu-py3', '683313688378.dkr.ecr.us-east-1'));
    expect(otherWarningsOf(model, 'scriptNotNamed')).toEqual([
      like("Test/Config: variant 'v0': instanceType ml.g5.xlarge ... gpu, ... [ack: cdk-sagemaker-hosting:imageProcessor]"),
    ]);
  });

  test('warns when the model is hosted on several', () => {
    expect(warningsOf(hosted(PYTORCH, '2.6', ['ml.g5.xlarge', 'ml.m5.large']).model)).toEqual([
      'Test/Model: the model is hosted on gpu and cpu, but it has only one image, which is for cpu; define a model for each processor, or '
        + 'set processor [ack: cdk-sagemaker-hosting:mixedProcessors]',
      like("Test/Config: variant 'v0': instanceType ml.g5.xlarge ... gpu, ... [ack: cdk-sagemaker-hosting:imageProcessor]"),
    ]);
  });

  const unknown = (framework: string, processor: string, all: string) => 'Test/Model: the processor of an instance type that hosts the model is '
    + `not known at synthesis, so the image of framework '${framework}' is the one for ${processor}; set processor, which can be ${all} `
    + '[ack: cdk-sagemaker-hosting:unknownProcessor]';

  test('is the CPU on instances of a type that is a token, with a warning', () => {
    const { image, model } = hosted(PYTORCH, '2.6', [Aws.STACK_NAME]);
    expect(image).toEqual(imageIn('pytorch-inference:2.6-cpu-py312', DLC));
    expect(warningsOf(model)).toEqual([unknown('pytorch', 'cpu', 'cpu, gpu, graviton')]);
  });

  test('is the one that is known, also with a warning', () => {
    const { image, model } = hosted(PYTORCH, '2.6', [Aws.STACK_NAME, 'ml.g5.xlarge']);
    expect(image).toEqual(imageIn('pytorch-inference:2.6-gpu-py312', DLC));
    expect(warningsOf(model)).toEqual([unknown('pytorch', 'gpu', 'cpu, gpu, graviton')]);
  });

  test.each<[string, Framework, string, FrameworkImageOptions]>([
    ['of a framework for one processor', SKLEARN, '1.2-1', {}],
    ['of a model server for GPUs', Framework.VLLM, '0.30.0', {}],
    ['for all processors', XGBOOST, '1.7-1', {}],
    ['whose processor is given', PYTORCH, '2.6', { processor: Processor.GPU }],
  ])('does not depend on the instances for an image %s, so nothing warns of a token', (_which, framework, version, options) => {
    expect(otherWarningsOf(hosted(framework, version, [Aws.STACK_NAME], options).model, 'scriptNotNamed')).toEqual([]);
  });

  test('does not warn when it is the right one', () => {
    expect(warningsOf(hosted(PYTORCH, '2.6', ['ml.g5.xlarge']).model)).toEqual([]);
  });
});

describe('the region', () => {
  test('decides on the registry', () => {
    const model = modelOf(PYTORCH, '2.6', {}, testStack({ env: { region: 'il-central-1' } }));
    expect(modelIn(model).PrimaryContainer.Image).toEqual(imageIn('pytorch-inference:2.6-cpu-py312', '780543022126.dkr.ecr.il-central-1'));
  });

  test('is looked up at deployment where it is not known, by one table for all images of a registry', () => {
    const stack = new Stack(new App(), 'Test');
    const image = ContainerImage.fromFramework(PYTORCH, '2.6');
    new Model(stack, 'Model', { containers: [{ image }, { image }, { image: ContainerImage.fromFramework(XGBOOST, '1.7-1') }] });
    const { Mappings } = Template.fromStack(stack).toJSON();
    const [dlc, xgboost] = Object.keys(Mappings);
    expect(Object.keys(Mappings)).toHaveLength(2);
    expect(dlc).toBe('DlcRepositoryAccountMap');
    expect(Mappings[dlc]['eu-west-1']).toEqual({ value: '763104351884' });
    expect(modelIn(stack).Containers.map((container: any) => container.Image['Fn::Join'][1][0])).toEqual([dlc, dlc, xgboost].map((table) => (
      { 'Fn::FindInMap': [table, { Ref: 'AWS::Region' }, table === dlc ? 'value' : 'account'] }
    )));
  });

  test('fails when no account is known for the region', () => {
    expect(messageOf(() => modelOf(PYTORCH, '2.6', {}, testStack({ env: { region: 'mars-north-1' } })))).toMatch(
      /^Test\/Model: no account is known for the images of framework 'pytorch' in region 'mars-north-1'; the regions with a known account are (?:\w+(?:-\w+)+, )+us-west-2; specify the account with 'accountId'$/,
    );
  });

  test('may be any when the account is named', () => {
    const model = modelOf(PYTORCH, '2.6', { accountId: '111122223333' }, testStack({ env: { region: 'mars-north-1' } }));
    expect(modelIn(model).PrimaryContainer.Image).toEqual(imageIn('pytorch-inference:2.6-cpu-py312', '111122223333.dkr.ecr.mars-north-1'));
  });
});

describe('an image that there is not', () => {
  test('fails with the nearest versions', () => {
    expect(messageOf(() => modelOf(PYTORCH, '2.99', { accountId: '1' }))).toMatch(
      /^Test\/Model: 2 problems:\n {2}- accountId must be 12 digits, got '1'\n {2}- framework 'pytorch' has no version '2.99' in the catalog; the nearest are /,
    );
  });

  test('fails with the processors there are', () => {
    expect(messageOf(() => modelOf(PYTORCH, '2.6', { processor: Processor.NEURON })))
      .toMatch(/^Test\/Model: framework 'pytorch' version '2.6' has no image for neuron; there are images for cpu, gpu/);
  });

  test('fails as an unknown framework', () => {
    expect(messageOf(() => modelOf(Framework.of('pytroch')))).toMatch(/^Test\/Model: framework 'pytroch' is not in the catalog; similar names: pytorch; /);
  });
});

test('nothing but the image depends on the variants', () => {
  const { model } = hosted(PYTORCH, '2.6', ['ml.g5.xlarge']);
  expect(propertiesOf(model, 'AWS::SageMaker::EndpointConfig').ProductionVariants[0].InstanceType).toBe('ml.g5.xlarge');
});

describe('an image that is one for all processors but Graviton', () => {
  test.each(['ml.m5.large', 'ml.g5.xlarge', 'ml.inf2.xlarge'])('runs on %s', (type) => {
    expect(warningsOf(hosted(XGBOOST, '1.7-1', [type]).model)).toEqual([]);
  });

  test('runs on instances of several kinds', () => {
    expect(warningsOf(hosted(XGBOOST, '1.7-1', ['ml.m5.large', 'ml.g5.xlarge']).model)).toEqual([]);
  });

  test('warns on Graviton, where it does not run', () => {
    expect(warningsOf(hosted(XGBOOST, '1.7-1', ['ml.c7g.large']).model)).toEqual([
      like("Test/Config: variant 'v0': ... x86, ... instanceType ml.c7g.large ... graviton; ... [ack: cdk-sagemaker-hosting:imageProcessor]"),
    ]);
  });
});

test('without a version, the newest one for Graviton warns when it is an older one', () => {
  const model = modelOf(XGBOOST);
  new EndpointConfig(model.stack, 'Config', { instanceProductionVariants: [{ model, variantName: 'v', instanceType: InstanceType.of('ml.c7g.large') }] });
  expect(warningsOf(model)).toEqual([
    expect.stringMatching(new RegExp("^Test/Model: version is omitted, so the image of framework 'xgboost' for graviton has version "
      + '1\\.5-1, but the image for other processors has version [0-9.-]+; specify the version '
      + '\\[ack: cdk-sagemaker-hosting:olderVersionForProcessor\\]$')),
  ]);
});

test('a region of the Deep Learning Containers that the catalog leaves out has their images too', () => {
  const model = modelOf(PYTORCH, '2.6', {}, testStack({ env: { region: 'eusc-de-east-1' } }));
  expect(modelIn(model).PrimaryContainer.Image).toEqual(imageIn('pytorch-inference:2.6-cpu-py312', '204133271717.dkr.ecr.eusc-de-east-1'));
});

test.each([
  [PYTORCH, '2.6', { pythonVersion: 'py310' }, "framework 'pytorch' version '2.6' has no Python version 'py310'; it has py312"],
  [Framework.HUGGINGFACE, '4.26', {}, /^Test\/Model: framework 'huggingface' version '4\.26' requires a base framework version; specify one of /],
])('%s %s with %p fails for that alone, whatever the processor will be', (framework, version, options, problem) => {
  const message = messageOf(() => modelOf(framework, version, options));
  if (typeof problem === 'string') {
    expect(message).toBe(`Test/Model: ${problem}`);
  } else {
    expect(message).toMatch(problem);
    expect(message).not.toMatch(/processor|for cpu/);
  }
});

test('a framework that is not there fails', () => {
  expect(messageOf(() => modelOf(undefined as any))).toBe('Test/Model: framework is required; use a member of Framework');
});

test.each([Framework.MODEL_MONITOR, Framework.CLARIFY])('an image of %s, which is for monitoring jobs, warns', (framework) => {
  expect(warningsOf(modelOf(framework))).toEqual([
    `Test/Model: the image of framework '${framework}' is for monitoring jobs, and does not serve requests; choose the framework of the model `
      + '[ack: cdk-sagemaker-hosting:imageNotForHosting]',
  ]);
});

describe('network isolation', () => {
  const isolated = (image: ContainerImage) => {
    const stack = testStack();
    new Model(stack, 'Model', { networkIsolation: true, containers: [{ image, environment: ENVIRONMENT }] });
    return warningsOf(stack);
  };
  const WARNING = 'Test/Model: containers[0].image is an AWS image for Chainer or reinforcement learning, which does not support networkIsolation; '
    + 'omit networkIsolation, or choose another image [ack: cdk-sagemaker-hosting:imageNetworkIsolation]';

  test.each([
    ContainerImage.fromFramework(Framework.CHAINER, '5.0.0', { pythonVersion: 'py3' }),
    ContainerImage.fromFramework(Framework.CHAINER, '5.0.0', { pythonVersion: 'py3', processor: Processor.CPU }),
    ContainerImage.fromDlc('sagemaker-chainer', '5.0.0-cpu-py3', '520713654638'),
    ContainerImage.fromEcrRepositoryArn('arn:aws:ecr:us-east-1:462105765813:repository/sagemaker-rl-coach-container', 'coach-1.0.0-tf-cpu-py3'),
  ])('warns with an image that does not support it', (image) => {
    expect(isolated(image)).toEqual([WARNING]);
  });

  test.each([
    ContainerImage.fromFramework(PYTORCH, '2.6'),
    ContainerImage.fromDlc('pytorch-inference', '2.6.0-cpu-py312'),
    ContainerImage.fromEcrRepositoryArn('arn:aws:ecr:us-east-1:123456789012:repository/sagemaker-chainer-and-more', '1'),
    ContainerImage.fromEcrRepositoryArn('arn:aws:ecr:us-east-1:123456789012:repository/my-sagemaker-chainer', '1'),
    ContainerImage.fromEcrRepositoryArn('arn:aws:ecr:us-east-1:123456789012:repository/team/serving', 'sagemaker-rl-1'),
  ])('does not with another', (image) => {
    expect(isolated(image)).toEqual([]);
  });

  test('is not missed where it is not set', () => {
    expect(warningsOf(modelOf(Framework.CHAINER, '5.0.0', { pythonVersion: 'py3' }))).toEqual([]);
  });
});
