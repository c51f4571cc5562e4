import { CfnParameter, SecretValue, Token, aws_secretsmanager as secretsmanager, type Stack } from 'aws-cdk-lib';
import { environmentOf, llama, MODEL_ID, TOKEN } from './given';
import { ModelServer, ModelWeights, type HuggingFaceWeightsOptions } from '../../../src';
import { messageOf } from '../../helpers/problems';
import { testStack, warningsOf } from '../../helpers/stack';

const tokenIn = (stack: Stack, token: SecretValue) => {
  llama(stack, ModelServer.vllm({ weights: ModelWeights.huggingFace(MODEL_ID, { token }) }));
  return environmentOf(stack).HF_TOKEN;
};

const problemWith = (modelId: any, options?: HuggingFaceWeightsOptions) => messageOf(
  () => llama(testStack(), ModelServer.vllm({ weights: ModelWeights.huggingFace(modelId, options) }))).replace(/^Test\/Llama: /, '');

describe('a token is', () => {
  test('a dynamic reference', () => {
    expect(tokenIn(testStack(), TOKEN)).toBe('{{resolve:secretsmanager:hub:SecretString:token::}}');
  });

  test('a dynamic reference to a secret of the stack', () => {
    const stack = testStack();
    const secret = new secretsmanager.Secret(stack, 'Hub');

    expect(tokenIn(stack, secret.secretValue)).toEqual({ 'Fn::Join': ['', ['{{resolve:secretsmanager:', { Ref: expect.stringMatching(/^Hub/) }, ':SecretString:::}}']] });
    expect(warningsOf(stack)).toEqual([]);
  });

  test('a parameter without echo', () => {
    const stack = testStack();
    const parameter = new CfnParameter(stack, 'HubToken', { noEcho: true });

    expect(tokenIn(stack, SecretValue.cfnParameter(parameter))).toEqual({ Ref: 'HubToken' });
  });
});

const STORE = 'store it in AWS Secrets Manager, and use SecretValue.secretsManager(name)';

describe('weights of the hub are refused', () => {
  test.each<[string, any, any, string]>([
    ['with plain text as the token', MODEL_ID, { token: SecretValue.unsafePlainText('hf_AbC') },
      `the token of server.weights is plain text, which is visible to all who can read the template; ${STORE}`],
    ['with a string as the token', MODEL_ID, { token: 'hf_AbC' }, `the token of server.weights must be a SecretValue, got text; ${STORE}`],
    ['with an object as the token', MODEL_ID, { token: { secretName: 'hub' } }, `the token of server.weights must be a SecretValue, got an object; ${STORE}`],
    ['with a secure string as the token', MODEL_ID, { token: SecretValue.ssmSecure('/hub', '1') },
      'the token of server.weights must not be a secure string of AWS Systems Manager, which CloudFormation does not resolve in a model; use SecretValue.secretsManager(name)'],
    ['without an ID', undefined, undefined, "the model ID of server.weights is required; specify the ID of the model, such as 'org/llama-8b-instruct'"],
    ['with null as the ID', null, null, "the model ID of server.weights is required; specify the ID of the model, such as 'org/llama-8b-instruct'"],
    ['with a number as the ID', 8, undefined, "the model ID of server.weights must be a string, got number 8; specify the ID of the model, such as 'org/llama-8b-instruct'"],
    ['with a URI in Amazon S3', 's3://weights/llama/', undefined, "the model ID of server.weights must be an ID of the Hugging Face Hub, such as 'org/llama-8b-instruct', "
      + "got 's3://weights/llama/'; for weights in Amazon S3, use ModelWeights.fromModelData"],
    ['with a path', '/opt/ml/model', undefined, "the model ID of server.weights must be an ID of the Hugging Face Hub, such as 'org/llama-8b-instruct', "
      + "got '/opt/ml/model'; for weights in Amazon S3, use ModelWeights.fromModelData"],
    ['with an empty revision', MODEL_ID, { revision: '' }, 'the revision of server.weights must not be empty; omit it for the default branch'],
    ['with a number as the revision', MODEL_ID, { revision: 7 }, 'ModelWeights.huggingFace: revision must be a string, got number 7'],
  ])('%s', (_case, modelId, options, message) => {
    expect(problemWith(modelId, options)).toBe(message);
  });

  test('with all problems in one message, none of which contains the token', () => {
    expect(problemWith('a b', { revision: '', token: 'hf_AbC' as any })).toMatch(/^3 problems:(?!.*hf_AbC)/s);
  });
});

test.each(['bert-base-uncased', 'org/model.v1-8B_it', 'org/model-GGUF:Q4_K_M', Token.asString({ Ref: 'ModelId' })])('%s is an ID', (modelId) => {
  const stack = testStack();
  llama(stack, ModelServer.vllm({ weights: ModelWeights.huggingFace(modelId, null as any) }));

  expect(environmentOf(stack).SM_VLLM_MODEL).toEqual(stack.resolve(modelId));
});

test.each([[undefined, 'modelData of server.weights is required; use a method of ModelData'],
  ['s3://weights/', "modelData of server.weights must be model data, got 's3://weights/'; use a method of ModelData"]])(
  'artifacts that are %s are refused', (data: any, message) => {
    expect(messageOf(() => llama(testStack(), ModelServer.vllm({ weights: ModelWeights.fromModelData(data) })))).toBe(`Test/Llama: ${message}`);
  });
