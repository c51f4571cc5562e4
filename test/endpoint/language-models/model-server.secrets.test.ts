import { SecretValue, type Stack } from 'aws-cdk-lib';
import { HUB, llama, MODEL_ID, TOKEN } from './given';
import { Capacity, InstanceType, Model, ModelEndpoint, ModelServer, ModelWeights } from '../../../src';
import { anImage } from '../../helpers/given';
import { testStack, warningsOf } from '../../helpers/stack';

/** A value in the form of a secret, in parts, so that no scanner takes this file for one that contains secrets. */
const fake = (begin: string, end: string) => `${begin}${end}${'A1'.repeat(18)}`;

const PLAIN = fake('h', 'f_');

type Environment = { [name: string]: string };

const WAYS: { [way: string]: (stack: Stack, environment: Environment) => unknown } = {
  'the environment of vLLM': (stack, environment) => llama(stack, ModelServer.vllm({ weights: HUB, environment })),
  'the environment of SGLang': (stack, environment) => llama(stack, ModelServer.sglang({ weights: HUB, environment })),
  'the environment of TEI': (stack, environment) =>
    llama(stack, ModelServer.tei({ weights: HUB, environment }), { capacity: Capacity.instances(InstanceType.G6E_XLARGE) }),
  'copies': (stack, environment) =>
    llama(stack, ModelServer.lmi({ weights: HUB, environment }), { capacity: Capacity.components(InstanceType.G6E_XLARGE) }),
  'a model': (stack, environment) => new Model(stack, 'Model', { containers: [{ image: anImage(stack), environment }] }),
  'an endpoint with one model': (stack, environment) => new ModelEndpoint(stack, 'Churn', {
    container: { image: anImage(stack), environment }, capacity: Capacity.instances(InstanceType.M7I_LARGE),
  }),
};

/** What comes of a call: a refusal, or the warnings. */
function outcomeOf(call: (stack: Stack) => unknown): string {
  const stack = testStack();
  try {
    call(stack);
  } catch (error) {
    expect((error as Error).name).toBe('ValidationError');
    return (error as Error).message;
  }
  return warningsOf(stack).join('\n');
}

const LEAKS: [string, Environment][] = [
  ['the environment of vLLM', { HF_TOKEN: PLAIN }],
  ['the environment of vLLM', { HF_TOKEN: SecretValue.unsafePlainText('any').unsafeUnwrap() }],
  ['the environment of vLLM', { HUGGING_FACE_HUB_TOKEN: PLAIN }],
  ['the environment of vLLM', { SM_VLLM_API_KEY: 'any' }],
  ['the environment of SGLang', { SM_SGLANG_API_KEY: 'any' }],
  ['the environment of SGLang', { WANDB_API_KEY: 'any' }],
  ['the environment of TEI', { API_KEY: 'any' }],
  ['the environment of TEI', { OTHER: fake('s', 'k-') }],
  ['copies', { AWS_ACCESS_KEY_ID: 'AK' + 'IAIOSFODNN7EXAMPLE' }],
  ['copies', { AWS_SECRET_ACCESS_KEY: 'any' }],
  ['a model', { HF_TOKEN: PLAIN }],
  ['a model', { EXTRA: `--hf-token ${PLAIN}` }],
  ['a model', { GIT: fake('gh', 'p_') }],
  ['an endpoint with one model', { HF_TOKEN: 'any' }],
  ['an endpoint with one model', { DATABASE_URL: 'postgres://user:p4ss@db.example/app' }],
  ['the environment of vLLM', { hf_token: 'any' }],
  ['the environment of vLLM', { HFTOKEN: 'any' }],
  ['the environment of vLLM', { HF_TOKENS: 'any,other' }],
  ['the environment of vLLM', { SM_VLLM_HF_TOKEN: 'any' }],
  ['the environment of vLLM', { VLLM_ARGS: '--api-key any --max-model-len 8192' }],
  ['the environment of vLLM', { SM_VLLM_MODEL_LOADER_EXTRA_CONFIG: '{"download":{"hf_token":"any"}}' }],
  ['the environment of SGLang', { EXTRA: '--hf-token=any' }],
  ['the environment of SGLang', { OTHER: `(${PLAIN})` }],
  ['the environment of TEI', { HF_ENDPOINT: `https://${PLAIN}@mirror.example/hub` }],
  ['the environment of TEI', { OTLP_ENDPOINT: 'https://otlp.example/?access_token=any' }],
  ['copies', { OTEL_EXPORTER_OTLP_HEADERS: 'Authorization=Bearer abcdefghijkl' }],
  ['copies', { HEADERS: '{"Authorization":"Basic dXNlcjpwYXNz"}' }],
  ['copies', { SLACK_WEBHOOK: `https://hooks.slack.com/${'services'}/T0/B0/x` }],
  ['a model', { PGPASSWORD: 'any' }],
  ['a model', { DB_PASS: 'any' }],
  ['a model', { OPENAI_KEY: 'any' }],
  ['a model', { GITHUB_PAT: 'any' }],
  ['an endpoint with one model', { STORAGE: 'AccountName=models;AccountKey=any' }],
  ['an endpoint with one model', { REDIS_URL: 'redis://:p4ss@cache.example:6379/0' }],
];

test('there are at least 20 ways to leak a token by an environment', () => {
  expect(LEAKS.length).toBeGreaterThanOrEqual(20);
});

describe('a secret as text is refused or warned of', () => {
  test.each(LEAKS)('in %s: %j', (way, environment) => {
    expect(outcomeOf((stack) => WAYS[way](stack, environment))).toMatch(/secretInEnvironment/);
  });

  test.each<[string, (stack: Stack) => unknown]>([
    ['the token of weights as plain text', (stack) => llama(stack, ModelServer.vllm({
      weights: ModelWeights.huggingFace(MODEL_ID, { token: SecretValue.unsafePlainText(PLAIN) }),
    }))],
    ['the token of weights as a string', (stack) => llama(stack, ModelServer.lmi({ weights: ModelWeights.huggingFace(MODEL_ID, { token: PLAIN as any }) }))],
    ['a second token of weights', (stack) => llama(stack, ModelServer.vllm({
      weights: ModelWeights.huggingFace(MODEL_ID, { token: TOKEN }), environment: { HF_TOKEN: PLAIN },
    }))],
    ['an argument', (stack) => llama(stack, ModelServer.vllm({ weights: HUB, additionalArguments: { 'api-key': 'any' } }))],
    ['a token among the values of an argument', (stack) => llama(stack, ModelServer.sglang({
      weights: HUB, additionalArguments: { 'model-loader-extra-config': `{"token":"${PLAIN}"}` },
    }))],
    ['a token in a speculative configuration', (stack) => llama(stack, ModelServer.vllm({ weights: HUB, speculativeConfig: { model: 'org/draft', token: PLAIN } }))],
  ])('%s', (_way, call) => {
    const outcome = outcomeOf(call);
    expect(outcome).toMatch(/secretInEnvironment|token|HF_TOKEN/);
    expect(outcome).not.toContain(PLAIN);
  });
});

describe('what only looks like a secret is neither', () => {
  test.each<Environment>([
    { HF_TOKEN: TOKEN.unsafeUnwrap() },
    { WANDB_API_KEY: SecretValue.secretsManager('wandb').unsafeUnwrap() },
    { API_KEY: '{{resolve:ssm:/app/key}}' },
    { TOKENIZERS_PARALLELISM: 'true' },
    { SM_VLLM_TOKENIZER: 'org/tokenizer' },
    { SM_VLLM_MAX_LOGPROBS: '20' },
    { DB_SECRET: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:db-AbCdEf' },
    { SECRET_NAME: 'prod/db' },
    { EOS_TOKEN: '</s>' },
    { HF_ENDPOINT: 'https://mirror.example:8443/hub' },
    { S3_KEY: 'models/1/config.json' },
    { HF_TOKEN_PATH: '/opt/token' },
    { VLLM_ARGS: '--max-tokens 512 --tokenizer org/tokenizer --eos-token end' },
    { VLLM_API_ARGS: '--api-key $API_KEY' },
    { SM_VLLM_OVERRIDE_GENERATION_CONFIG: '{"max_new_tokens":512,"pad_token":"pad","stop_token":"end"}' },
    { SM_VLLM_SERVED_MODEL_NAME: 'hf_embeddings' },
    { TOOL_START_TOKEN: 'tool' },
    { API_KEY_HEADER: 'X-Api-Key' },
    { PASSWORD_MIN_LENGTH: '8' },
    { HUB_URL: 'https://hub.example/models?page=2&sort=name' },
    { SYSTEM_PROMPT: 'Basic instructions: answer with a token of the list' },
    { PARTITION_KEY: 'user' },
  ])('%j', (environment) => {
    expect(outcomeOf((stack) => WAYS['the environment of vLLM'](stack, environment))).toBe('');
  });
});
