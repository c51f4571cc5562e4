import { Lazy, Size, type Stack } from 'aws-cdk-lib';
import {
  ContainerImage, Endpoint, EndpointConfig, Framework, InferenceComponentSpecification, InstanceType, Model, ModelData, registry,
  type ContainerDefinition,
} from '../../src';
import { anImage } from '../helpers/given';
import { testStack, warningsOf } from '../helpers/stack';

const AWS_REGISTRY = '763104351884.dkr.ecr.us-east-1.amazonaws.com';
const TGI = ContainerImage.fromUri(`${AWS_REGISTRY}/huggingface-pytorch-tgi-inference:2.7.0-tgi3.3.6-gpu-py311-cu124-ubuntu22.04`);
const VLLM = ContainerImage.fromFramework(Framework.VLLM);
const SCIKIT_LEARN = ContainerImage.fromDlc('sagemaker-scikit-learn', '1.4-2-cpu-py3');
const DATA = ModelData.fromS3Uri('s3://models/model.tar.gz');
const IDS = /modelPathWithoutData|scriptNotNamed|tokenLimits/;

function warned(container: ContainerDefinition, stack: Stack = testStack()): string[] {
  new Model(stack, 'Model', { containers: [container] });
  return warningsOf(stack).filter((each) => IDS.test(each));
}

const warning = (id: string, problem: string, place = 'Test/Model: containers[0].environment') => `${place} has ${problem} [ack: cdk-sagemaker-hosting:${id}]`;

describe('a model in the directory of artifacts, of which there are none', () => {
  test.each([
    [VLLM, 'SM_VLLM_MODEL', '/opt/ml/model', 'vLLM'],
    [ContainerImage.fromFramework(Framework.SGLANG), 'SM_SGLANG_MODEL_PATH', '/opt/ml/model/', 'SGLang'],
    [ContainerImage.fromFramework(Framework.LMI), 'OPTION_MODEL_ID', '/opt/ml/model/weights', 'LMI'],
    [ContainerImage.fromFramework(Framework.TEI), 'HF_MODEL_ID', '/opt/ml/model', 'TEI'],
    [TGI, 'HF_MODEL_ID', '/opt/ml/model', 'TGI'],
  ])('is warned of with %p', (image, name, path, server) => {
    expect(warned({ image, environment: { [name]: path } })).toEqual([warning('modelPathWithoutData', `${name} '${path}', which is the directory of the artifacts, but the container has `
      + `none, so that ${server} does not start; specify modelData, or the ID of a model of the Hugging Face Hub`)]);
  });

  test.each<[string, (stack: Stack) => ContainerDefinition]>([
    ['with artifacts', () => ({ image: VLLM, modelData: DATA, environment: { SM_VLLM_MODEL: '/opt/ml/model' } })],
    ['in another directory', () => ({ image: VLLM, environment: { SM_VLLM_MODEL: '/opt/ml/models' } })],
    ['of the hub', () => ({ image: VLLM, environment: { SM_VLLM_MODEL: 'org/model' } })],
    ['that is a token', () => ({ image: VLLM, environment: { SM_VLLM_MODEL: Lazy.string({ produce: () => '/opt/ml/model' }) } })],
    ['in an image of the user', () => ({ image: ContainerImage.fromUri('123456789012.dkr.ecr.us-east-1.amazonaws.com/vllm:1'), environment: { SM_VLLM_MODEL: '/opt/ml/model' } })],
    ['of another framework', () => ({ image: ContainerImage.fromFramework(Framework.PYTORCH, '2.6'), environment: { HF_MODEL_ID: '/opt/ml/model' } })],
    ['of a model package', (stack) => ({
      modelPackage: registry.ModelPackage.fromModelPackageArn(stack, 'Package', 'arn:aws:sagemaker:us-east-1:123456789012:model-package/churn/3'),
      image: VLLM,
      environment: { SM_VLLM_MODEL: '/opt/ml/model' },
    })],
  ])('%s, is not', (_what, container) => {
    const stack = testStack();
    expect(warned(container(stack), stack)).toEqual([]);
  });

  test('is warned of in an inference component', () => {
    const stack = testStack();
    const config = new EndpointConfig(stack, 'Config', { instanceProductionVariants: [{ variantName: 'gpu', instanceType: InstanceType.G6E_XLARGE }] });
    const endpoint = new Endpoint(stack, 'Endpoint', { endpointConfig: config });
    const options = { environment: { SM_VLLM_MODEL: '/opt/ml/model' }, compute: { minMemory: Size.gibibytes(8), accelerators: 1 } };
    endpoint.addInferenceComponent('Empty', { specification: InferenceComponentSpecification.fromImage(VLLM, options) });
    endpoint.addInferenceComponent('Full', {
      specification: InferenceComponentSpecification.fromImage(VLLM, { ...options, modelData: DATA }),
    });

    expect(warningsOf(stack).filter((each) => IDS.test(each))).toEqual([expect.stringMatching(/^Test\/Endpoint\/Empty: specification.environment has SM_VLLM_MODEL /)]);
  });
});

describe('the tokens of TGI', () => {
  const limits = (image: ContainerImage, input: string, total: string, name = 'MAX_INPUT_TOKENS') =>
    warned({ image, environment: { HF_MODEL_ID: 'org/model', [name]: input, MAX_TOTAL_TOKENS: total } });

  test.each(['MAX_INPUT_TOKENS', 'MAX_INPUT_LENGTH'])('are warned of if %s is not lower than the total', (name) => {
    const problem = (input: string) => warning('tokenLimits', `${name} ${input} and MAX_TOTAL_TOKENS 2048, but TGI does not start unless ${name} is lower, because the total includes `
      + 'generated tokens; reduce it, or increase the total');
    expect(limits(TGI, '4096', '2048', name)).toEqual([problem('4096')]);
    expect(limits(TGI, '2048', '2048', name)).toEqual([problem('2048')]);
    expect(limits(TGI, '2047', '2048', name)).toEqual([]);
  });

  test('are not compared if one is no number, or not set, or with another server', () => {
    expect(limits(TGI, Lazy.string({ produce: () => '4096' }), '2048')).toEqual([]);
    expect(warned({ image: TGI, environment: { HF_MODEL_ID: 'org/model', MAX_INPUT_TOKENS: '4096' } })).toEqual([]);
    expect(limits(ContainerImage.fromUri('123456789012.dkr.ecr.us-east-1.amazonaws.com/my-tgi-inference:1'), '4096', '2048')).toEqual([]);
  });
});

describe('the image for scikit-learn', () => {
  test('is warned of without a script', () => {
    expect(warned({ image: SCIKIT_LEARN, modelData: DATA })).toEqual(['Test/Model: containers[0].environment has no SAGEMAKER_PROGRAM, without which the AWS image for '
      + 'scikit-learn does not start; set SAGEMAKER_PROGRAM to the name of the script with model_fn, and SAGEMAKER_SUBMIT_DIRECTORY to its directory, such as /opt/ml/model/code '
      + '[ack: cdk-sagemaker-hosting:scriptNotNamed]']);
  });

  test('is not with one, and neither are other images', () => {
    const stack = testStack();
    expect(warned({ image: SCIKIT_LEARN, environment: { SAGEMAKER_PROGRAM: 'inference.py' } })).toEqual([]);
    expect(warned({ image: anImage(stack) }, stack)).toEqual([]);
    expect(warned({ image: ContainerImage.fromFramework(Framework.XGBOOST) })).toEqual([]);
  });
});

describe('an AWS image for jobs', () => {
  const jobWarnings = (image: ContainerImage) => {
    const stack = testStack();
    new Model(stack, 'Model', { containers: [{ image }] });
    return warningsOf(stack).filter((each) => each.includes('imageNotForHosting'));
  };

  test.each([
    'huggingface-pytorch-training', 'pytorch-training', 'tensorflow-training', 'pytorch-training-neuronx', 'huggingface-pytorch-trcomp-training', 'sagemaker-clarify-processing',
    'sagemaker-model-monitor-analyzer', 'sagemaker-debugger-rules',
  ])('of %s is warned of', (repository) => {
    expect(jobWarnings(ContainerImage.fromDlc(repository, '1.0'))).toEqual([`Test/Model: containers[0] has an image of '${repository}', which is for jobs and does not serve requests; use the `
      + 'image for inference [ack: cdk-sagemaker-hosting:imageNotForHosting]']);
  });

  test('of a framework is warned of once, and one for inference or of the user is not', () => {
    expect(jobWarnings(ContainerImage.fromFramework(Framework.CLARIFY))).toHaveLength(1);
    ['huggingface-pytorch-inference', 'sagemaker-constraining-serving', 'pytorch-trainings'].forEach((each) => expect(jobWarnings(ContainerImage.fromDlc(each, '1.0'))).toEqual([]));
    expect(jobWarnings(ContainerImage.fromUri('123456789012.dkr.ecr.us-east-1.amazonaws.com/pytorch-training:1'))).toEqual([]);
  });
});
