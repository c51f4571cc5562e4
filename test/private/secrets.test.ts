import { CfnParameter, SecretValue } from 'aws-cdk-lib';
import { warnOfSecrets } from '../../src/private/secrets';
import { testStack, warningsOf } from '../helpers/stack';

function warningsWith(environment: { [name: string]: string } | undefined, stack = testStack()): string[] {
  warnOfSecrets(stack, 'containers[0].environment', environment);
  return warningsOf(stack);
}

const warning = (names: string) => [`Test: containers[0].environment contains ${names} as text, which is visible to all who can read the template; store it in AWS `
  + 'Secrets Manager, and use SecretValue.secretsManager(name).unsafeUnwrap() as the value [ack: cdk-sagemaker-hosting:secretInEnvironment]'];

/** A value in the form of a secret, in parts, so that no scanner takes this file for one that contains secrets. */
function fake(begin: string, end: string, length: number): string {
  return begin + end + 'A1'.repeat(length).slice(0, length);
}

test.each([
  ['HF_TOKEN', 'abc'], ['HUGGING_FACE_HUB_TOKEN', 'abc'], ['GITHUB_TOKEN', 'ghp_1'], ['CLIENT_SECRET', 'x y'], ['DB_PASSWORD', 'p4ss'], ['OPENAI_API_KEY', 'sk-1'],
  ['api_key', 'sk-1'], ['SECRET', 'x'], ['ANY', 'hf_AbC123'],
  ['DB_PASSWD', 'x'], ['DB_PWD', 'x'], ['KEY_PASSPHRASE', 'x'], ['GCP_CREDENTIALS', 'x'], ['AWS_SECRET_ACCESS_KEY', 'x'], ['SECRET_KEY', 'x'],
  ['SIGNING_PRIVATE_KEY', 'x'], ['hubToken', 'x'], ['openaiApiKey', 'x'], ['SM_VLLM_API_KEY', 'x'],
  ['ANY', fake('sk-', 'proj-', 24)], ['ANY', fake('sk-', 'ant-', 24)], ['ANY', fake('AK', 'IA', 16)], ['ANY', fake('AS', 'IA', 16)], ['ANY', fake('gh', 'p_', 36)],
  ['ANY', fake('github', '_pat_', 30)], ['ANY', fake('gl', 'pat-', 20)], ['ANY', fake('nv', 'api-', 30)], ['ANY', fake('xo', 'xb-', 20)], ['ANY', fake('AI', 'za', 35)],
  ['ANY', fake('-----BEGIN RSA PRIVATE', ' KEY-----', 10)], ['ANY', fake('ey', 'J', 10) + fake('.ey', 'J', 10) + fake('.', '', 10)],
  ['AUTHORIZATION', fake('Bearer', ' ', 16)], ['DATABASE_URL', 'postgres://user:p4ss@db.example:5432/app'], ['REDIS_URL', 'redis://:p4ss@cache.example'],
  ['EXTRA_ARGS', `--token=${fake('h', 'f_', 24)}`], ['CONFIG', `{"token":"${fake('h', 'f_', 24)}"}`],
  ['ARGS', '--db-password hunter2'], ['CONFIG', '{"db-password": "hunter2"}'], ['URL', 'https://db.example/?db-password=hunter2'], ['DSN', 'Host=db;Password=hunter2'],
])('%s with the value %s is warned of, without the value', (name, value) => {
  expect(warningsWith({ OTHER: '1', [name]: value })).toEqual(warning(`'${name}'`));
});

test('several are one warning', () => {
  expect(warningsWith({ HF_TOKEN: 'abc', DB_PASSWORD: 'p4ss' })).toEqual(warning("'HF_TOKEN' and 'DB_PASSWORD'"));
});

test.each([
  ['MAX_INPUT_TOKENS', '1024'], ['TOKENIZER', 'fast'], ['SECRETARY', 'x'], ['PASSWORDLESS', 'x'],
  ['MAX_TOKEN', '512'], ['ADD_BOS_TOKEN', 'true'], ['EOS_TOKEN', '<|endoftext|>'], ['PAD_TOKEN', '[PAD]'], ['HF_TOKEN', ''],
  ['DB_SECRET', 'arn:aws:secretsmanager:us-east-1:123456789012:secret:db-AbCdEf'], ['API_KEY', '/app/api-key'],
  ['HF_TOKEN', '{{resolve:secretsmanager:hub:SecretString:token::}}'], ['MODEL', 'hf_model_name'],
  ['MODEL', 'org/sk-learn-4'], ['MODEL', 'sk-learn-contrib-models'], ['BOS_TOKEN', 'BOS'], ['STOP_TOKEN', '###'], ['MASK_TOKEN', '[MASK]'], ['PWD', '/opt/ml'],
  ['SECRET_NAME', 'prod/db'], ['TOKEN_LIMIT', 'low'], ['KEY_PREFIX', 'models/'], ['S3_KEY', 'models/1/x.json'], ['TOKENIZERS_PARALLELISM', 'true'],
  ['HUB_URL', 'https://hub.example:8443/models'], ['REGISTRY', 'user@example.com'], ['PROXY', 'http://{{resolve:ssm:/user}}:{{resolve:ssm:/p}}@proxy'],
  ['KV_CACHE', 'auto'], ['SERVED', 'AKIAL-model'],
])('%s with the value %s is none', (name, value) => {
  expect(warningsWith({ [name]: value })).toEqual([]);
});

test('a secret of AWS Secrets Manager and a parameter are none', () => {
  const stack = testStack();
  const parameter = new CfnParameter(stack, 'Token', { noEcho: true });
  expect(warningsWith({ HF_TOKEN: SecretValue.secretsManager('hub').unsafeUnwrap(), API_KEY: parameter.valueAsString }, stack)).toEqual([]);
});

test('no environment has none, and neither have values that are no strings', () => {
  expect(warningsWith(undefined)).toEqual([]);
  expect(warningsWith({ HF_TOKEN: 7 as unknown as string })).toEqual([]);
});
