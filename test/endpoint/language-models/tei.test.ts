import { Size, Token, type Stack } from 'aws-cdk-lib';
import { environmentOf, inS3, llama, TOKEN } from './given';
import { Capacity, ContainerImage, InstanceType, ModelData, ModelServer, ModelWeights, type TeiServerOptions } from '../../../src';
import { messageOf } from '../../helpers/problems';
import { propertiesOf, testStack, warningsOf } from '../../helpers/stack';

const WEIGHTS = ModelWeights.huggingFace('org/embeddings');

const SERVERLESS = Capacity.serverless({ memorySize: Size.gibibytes(4), maxConcurrency: 4 });

const imageOf = (stack: Stack) => propertiesOf(stack, 'AWS::SageMaker::Model').PrimaryContainer.Image['Fn::Join'][1].at(-1);

/** The environment with options, without what each environment has. */
function environmentWith(options: Partial<TeiServerOptions>): { [name: string]: any } {
  const stack = testStack();
  llama(stack, ModelServer.tei({ weights: WEIGHTS, ...options }), { capacity: Capacity.instances(InstanceType.G6E_XLARGE) });
  const { HF_MODEL_ID, PAYLOAD_LIMIT, ...rest } = environmentOf(stack);
  return 'payloadLimit' in options ? { PAYLOAD_LIMIT, ...rest } : rest;
}

const problemWith = (options: any, capacity = Capacity.instances(InstanceType.G6E_XLARGE)) =>
  messageOf(() => llama(testStack(), ModelServer.tei({ weights: WEIGHTS, ...options }), { capacity })).replace(/^Test\/Llama: /, '');

test.each([
  ['GPUs', Capacity.instances(InstanceType.G6E_XLARGE), /^\/tei:2\.0\.1-tei1\.8\.2-gpu-/, {}],
  ['GPUs of the architecture Turing', Capacity.instances(InstanceType.G4DN_XLARGE), /^\/tei:/, { USE_FLASH_ATTENTION: 'False' }],
  ['CPUs', Capacity.instances(InstanceType.M7I_LARGE), /^\/tei-cpu:2\.0\.1-tei1\.8\.2-cpu-/, {}],
  ['a serverless capacity', SERVERLESS, /^\/tei-cpu:/, { HUGGINGFACE_HUB_CACHE: '/opt/ml/model' }],
])('on %s, the image and the environment are the ones for them', (_case, capacity, image, variables) => {
  const stack = testStack();
  llama(stack, ModelServer.tei({ weights: ModelWeights.huggingFace('org/embeddings', { revision: '0e9e39f', token: TOKEN }) }), { capacity });

  expect(imageOf(stack)).toMatch(image);
  expect(environmentOf(stack)).toEqual({
    HF_MODEL_ID: 'org/embeddings',
    HF_MODEL_REVISION: '0e9e39f',
    HF_TOKEN: '{{resolve:secretsmanager:hub:SecretString:token::}}',
    PAYLOAD_LIMIT: '6000000',
    ...variables,
  });
  expect(warningsOf(stack)).toEqual([]);
});

test('weights in Amazon S3 have their path', () => {
  const stack = testStack();
  llama(stack, ModelServer.tei({ weights: inS3(stack) }), { capacity: Capacity.instances(InstanceType.G6E_XLARGE) });

  expect(environmentOf(stack)).toEqual({ HF_MODEL_ID: '/opt/ml/model', PAYLOAD_LIMIT: '6000000' });
});

test('serverless weights in an archive are not downloaded, and a variable of the user replaces a default', () => {
  const stack = testStack();
  llama(stack, ModelServer.tei({ weights: ModelWeights.fromModelData(ModelData.fromS3Uri('s3://weights/model.tar.gz')) }), { capacity: SERVERLESS });
  expect(environmentOf(stack)).toEqual({ HF_MODEL_ID: '/opt/ml/model', PAYLOAD_LIMIT: '6000000' });

  const other = testStack();
  llama(other, ModelServer.tei({ weights: WEIGHTS, environment: { USE_FLASH_ATTENTION: 'True' } }), { capacity: Capacity.instances(InstanceType.G4DN_XLARGE) });
  expect(environmentOf(other).USE_FLASH_ATTENTION).toBe('True');
});

/** Each option, with its source: https://huggingface.co/docs/text-embeddings-inference/cli_arguments (0d124dc). */
const CASES: { readonly [option in keyof Required<TeiServerOptions>]?: [TeiServerOptions[option], { [variable: string]: string }] } = {
  maxBatchTokens: [32768, { MAX_BATCH_TOKENS: '32768' }],
  maxClientBatchSize: [64, { MAX_CLIENT_BATCH_SIZE: '64' }],
  payloadLimit: [Size.mebibytes(1), { PAYLOAD_LIMIT: '1048576' }],
  pooling: ['mean', { POOLING: 'mean' }],
  dtype: ['float16', { DTYPE: 'float16' }],
  autoTruncate: [false, { AUTO_TRUNCATE: 'false' }],
};

test.each(Object.entries(CASES))('%s becomes its variable', (option, [value, variables]: any) => {
  expect(environmentWith({ [option]: value })).toEqual(variables);
});

test('other arguments have their names in capitals', () => {
  expect(environmentWith({ additionalArguments: { 'max-concurrent-requests': '256' }, environment: { RUST_LOG: 'info' } })).toEqual({ MAX_CONCURRENT_REQUESTS: '256', RUST_LOG: 'info' });
});

describe('the copies of a server', () => {
  test.each([[InstanceType.G6E_12XLARGE, 1, 8192], [InstanceType.M7I_LARGE, undefined, 6144]])('on %s reserve %p GPU and %i MiB', (instanceType, accelerators, memory) => {
    const stack = testStack();
    llama(stack, ModelServer.tei({ weights: WEIGHTS }), { capacity: Capacity.components(instanceType) });

    expect(propertiesOf(stack, 'AWS::SageMaker::InferenceComponent').Specification.ComputeResourceRequirements)
      .toEqual({ MinMemoryRequiredInMb: memory, ...accelerators ? { NumberOfAcceleratorDevicesRequired: accelerators } : {} });
    expect(warningsOf(stack)).toEqual([]);
  });
});

test('several GPUs are warned of', () => {
  const stack = testStack();
  llama(stack, ModelServer.tei({ weights: WEIGHTS }));

  expect(warningsOf(stack)).toEqual(['Test/Llama: TEI uses 1 of the 4 GPUs of ml.g6e.12xlarge; choose an instance type with 1, or use Capacity.components for a copy on each '
    + '[ack: cdk-sagemaker-hosting:unusedGpus]']);
});

test.each<[string, any, string]>([
  ['another model', { environment: { HF_MODEL_ID: 'org/other' } }, "server.environment['HF_MODEL_ID']: use server.weights"],
  ['another model as an argument', { additionalArguments: { 'model-id': 'org/other' } }, "server.additionalArguments['model-id']: use server.weights"],
  ['a token that is not read', { environment: { HUGGING_FACE_HUB_TOKEN: 'x' } },
    "server.environment['HUGGING_FACE_HUB_TOKEN']: use the token of ModelWeights.huggingFace; TEI does not read this variable"],
  ['a limit in another unit that is a token', { payloadLimit: Size.mebibytes(Token.asNumber({ Ref: 'Limit' })) },
    'server.payloadLimit must be in bytes if it is a token; CloudFormation cannot convert it'],
  ['a limit of nothing', { payloadLimit: Size.bytes(0) }, 'server.payloadLimit in bytes must be at least 1, got 0'],
  ['a batch of nothing', { maxBatchTokens: 0 }, 'server.maxBatchTokens must be at least 1, got 0'],
  ['a limit that is given twice', { payloadLimit: Size.bytes(5), additionalArguments: { 'payload-limit': '6' } },
    "server.additionalArguments['payload-limit'] sets PAYLOAD_LIMIT, which server.payloadLimit also sets; omit one of them"],
])('%s is refused', (_case, options, message) => {
  expect(problemWith(options)).toBe(message);
});

test('other processors are refused, unless the image is the one of the user', () => {
  const on = (instanceType: InstanceType) => Capacity.instances(instanceType);
  expect(problemWith({}, on(InstanceType.INF2_XLARGE)))
    .toBe('the image of TEI requires GPUs or x86 processors, which ml.inf2.xlarge does not have; choose another instance type, such as ml.g6e.xlarge, or set server.image');
  expect(problemWith({}, on(InstanceType.C7G_LARGE))).toMatch(/^the image of TEI requires GPUs or x86 processors, which ml.c7g.large does not have; /);
  const stack = testStack();
  llama(stack, ModelServer.tei({ weights: WEIGHTS, image: ContainerImage.fromDlc('tei', '2.0') }), { capacity: on(InstanceType.C7G_LARGE) });
  expect(environmentOf(stack).HF_MODEL_ID).toBe('org/embeddings');
});
