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
  'TOKEN', 'HF_TOKEN', 'SECRET', 'CLIENT_SECRET', 'DB_PASSWD', 'KEY_PASSPHRASE', 'DB_PASS', 'DB_PWD', 'GCP_CREDENTIALS', 'GCP_CREDENTIAL', 'api_key',
  'OPENAI_API_KEY', 'APIKEY', 'AWS_SECRET_ACCESS_KEY', 'ACCESSKEY', 'ACCOUNT_KEY', 'SECRET_KEY', 'SIGNING_PRIVATE_KEY', 'AUTH_KEY', 'TS_AUTHKEY', 'SIGNING_KEY',
  'GITHUB_PAT', 'GITLAB_PAT', 'GIT_PAT', 'MY_GIT_PAT', 'PASSWORD', 'DB_PASSWORD', 'PGPASSWORD', 'dbPassword',
  'HUGGING_FACE_HUB_TOKEN', 'HUGGING_FACE_HUB_TOKENS', 'HF_TOKENS', 'MY_HF_TOKENS', 'GITHUBTOKEN', 'API_TOKENS', 'AUTH_TOKENS', 'ACCESS_TOKENS', 'GITLAB_TOKENS',
  'OPENAI_KEY', 'ANTHROPIC_KEY', 'COHERE_KEY', 'MISTRAL_KEY', 'NVIDIA_KEY',
  'hubToken', 'clientSecret', 'openaiApiKey', 'awsAccessKey', 'accountAccountKey', 'awsSecretKey', 'sshPrivateKey', 'START_TOKEN_SECRET', 'RESTART_TOKEN',
])('%s is warned of by its name', (name) => {
  expect(warningsWith({ OTHER: '1', [name]: 'hunter2' })).toEqual(warning(`'${name}'`));
});

test.each([
  'TOKENIZER', 'MAX_TOKENS', 'SECRETARY', 'SECRET_NAME', 'PASSWORDLESS', 'TOKEN_LIMIT', 'KEY_PREFIX', 'CREDENTIALS_FILE', 'API_KEY_NAME', 'APIKEYS', 'MYSECRET', 'GIT_PATH',
  'DIGIT_PATCH', 'LEGIT_PAT', 'CHIP_TOKENS', 'SHELF_TOKENS', 'HF_TOKENS_PER_SECOND', 'OPENAI_KEYS', 'MY_OPENAI_KEY', 'SORT_KEY', 'hubTokenizer', 'Token_kind', 'JSONToken',
  'BOS_TOKEN', 'ADD_EOS_TOKEN', 'PAD_TOKEN', 'STOP_TOKEN', 'IMAGE_TOKEN', 'LAST_TOKEN',
])('%s is no name of a secret', (name) => {
  expect(warningsWith({ [name]: 'hunter2' })).toEqual([]);
});

test.each([
  'hf_AbC123', 'hf_abcde1', 'hf_abcdeF', fake('h', 'f_', 20), `https://${fake('h', 'f_', 20)}@hub.example`, `tokens (${fake('h', 'f_', 20)})`,
  fake('gh', 'p_', 20), fake('gh', 'o_', 36), fake('gh', 'u_', 36), fake('gh', 's_', 36), fake('gh', 'r_', 36), fake('github', '_pat_', 20), fake('gl', 'pat-', 16),
  fake('nv', 'api-', 16), fake('xo', 'xa-', 10), fake('xo', 'xb-', 10), fake('xo', 'xp-', 10), fake('xo', 'xr-', 10), fake('xo', 'xs-', 10), fake('AI', 'za', 30),
  fake('gl', 'pat-x-', 16), `key ${fake('gh', 'p_', 36)}`, `'${fake('gh', 'p_', 36)}'`, `"${fake('gh', 'p_', 36)}"`, `a=${fake('gh', 'p_', 36)}`, `a:${fake('gh', 'p_', 36)}`,
  `a,${fake('gh', 'p_', 36)}`,
  fake('sk-', '', 16), fake('sk-', 'proj-', 24), `sk-a${'bcde'.repeat(4)}1`, `keys ${fake('sk-', 'ant-', 24)}`, `a=${fake('sk-', '', 16)}`, `"${fake('sk-', '', 16)}"`,
  fake('ey', 'J', 8) + fake('.ey', 'J', 8) + fake('.', '', 10), `token ${fake('ey', 'J-', 8)}${fake('.ey', 'J_', 8)}.`,
  fake('AK', 'IA', 16), fake('AS', 'IA', 16), `key=${fake('AK', 'IA', 16)};`,
  '-----BEGIN PRIVATE' + ' KEY-----', '-----BEGIN RSA PRIVATE' + ' KEY-----',
  fake('Bearer', ' ', 8), fake('bearer', '  ', 16), fake('Basic', ' ', 16), `Bearer ${'a.~+/=-_'}`,
  `authorization: ${fake('Bearer', ' ', 8)}`, `-H "Authorization: ${fake('Basic', '  ', 16)}"`, `{"Authorization":"${fake('Bearer', ' ', 16)}"}`,
  `{'authorization' : '${fake('Bearer', ' ', 16)}'}`, `{\\"Authorization\\": \\"${fake('Bearer', ' ', 16)}\\"}`, `AUTHORIZATION=${fake('Bearer', ' a.~+/=-_', 1)}`,
  'postgres://user:p4ss@db.example:5432/app', 'postgresql+psycopg2://u:p@db', 'redis://:p4ss@cache.example', 'S3://user:p4ss@host', '--proxy http://user:p4ss@proxy.example',
  '{"url":"amqp://user:p4ss@queue.example"}', '//hooks.slack.com/services/T', 'https://hooks.slack.com/services/T0/B0/x',
])('the value %s is warned of by its form', (value) => {
  expect(warningsWith({ OTHER: '1', ANY: value })).toEqual(warning("'ANY'"));
});

test.each([
  'hf_model_name', 'hf_models', 'hf_Model-1', 'hf_Models2-large', 'hf_A1bcd', 'my_hf_AbC123', 'hf_', fake('h', 'f_', 5), `models ${fake('h', 'f_', 19)}`, `org/${fake('h', 'f_', 20)}`,
  fake('gh', 'p_', 19), fake('gh', 'x_', 36), `x${fake('gh', 'p_', 36)}`, fake('github', '_pat_', 19), fake('gl', 'pat-', 15), fake('nv', 'api-', 15), fake('xo', 'xa-', 9),
  fake('xo', 'xx-', 10), fake('AI', 'za', 29), `org/${fake('gl', 'pat-', 16)}`, 'nvapi-a/b-c-d-e-f-g-h-i-j-k', 'ghp_the-model-that-is-named-like-a-token',
  fake('sk-', '', 15), 'sk-learn-contrib-models', `org/${fake('sk-', '', 16)}`, 'task-abcdefghijklmnop1', 'sk-learn/contrib-models-of-2024', 'sk-learn/1-abcdefghijklmnop',
  fake('ey', 'J', 7) + fake('.ey', 'J', 8) + '.', fake('ey', 'J', 8) + fake('.ey', 'J', 7) + '.', fake('ey', 'J', 8) + fake('.ey', 'J', 8), `x${fake('ey', 'J', 8)}${fake('.ey', 'J', 8)}.`,
  'AKIAL-model', fake('AK', 'IA', 15), fake('AK', 'IA', 17), `X${fake('AS', 'IA', 16)}`, `x${fake('AS', 'IA', 16)}`, `1${fake('AS', 'IA', 16)}`, `${fake('AK', 'IA', 16)}x`,
  '-----BEGIN PUBLIC' + ' KEY-----', '-----BEGIN 1 PRIVATE' + ' KEY-----',
  'Bearer 1234567', 'Bearer', 'Bearer: abcdefgh', 'Bearer ${TOKEN_OF_HUB}', 'Basic instructions follow', 'for Bearer abcdefgh', 'authorization: Bearer 1234567', 'authorization: Bearer ${HUB_TOKEN}',
  'authorization of Bearer abcdefgh', 'authorization: none, Basic abcdefgh', 'authorization, Basic abcdefgh', 'authorization: Digest abcdefgh', 'authorization:BasicSettings',
  'https://hub.example:8443/models', 'user@example.com', 'https://user@hub.example', 'https://hub.example/a:b@c', 'https://user:@hub.example', 's3://bucket/a b:c@d',
  '{"url":"https://hub.example","mail":"me@hub.example"}', "{'url':'https://hub.example','mail':'me@hub.example'}", 'https://hub.example me:you@hub.example', 'a://b:c d@e', 'C:/x:y@z',
  'http://{{resolve:ssm:/user}}:{{resolve:ssm:/p}}@proxy', 'https://hooks.slack.com/services/', 'https://hooks.slack.com/services/-', 'https://slack.com/services/T0',
])('the value %s has no form of a secret', (value) => {
  expect(warningsWith({ ANY: value })).toEqual([]);
});

test.each([
  '--db-password hunter2', '--my-token x', '--port 80 --api-key=x', '--api-key  x', '--api-key = x', '["serve", "--api-key x"]', '--db-password=x --port 80',
  '{"db-password": "hunter2"}', '{"token":"x"}', '{"token" : "x"}', '{"user": "x", "hubToken":  "x"}',
  'https://db.example/?db-password=hunter2', 'https://db.example/?a=1&token=x', 'token=x', 'Host=db;Password=x', 'Host=db;  pwd=hunter2;Port=1', 'SharedAccessKey=x',
])('the value %s contains a name and a secret', (value) => {
  expect(warningsWith({ ANY: value })).toEqual(warning("'ANY'"));
});

test.each([
  '--tokenizer fast', '--hf-token --port 80', '--api-key', '--use-auth-token true', '--api-key /run/secrets/key', '-token x', '--eos-token x', '--api-key auto --port 80',
  '{"tokenizer": "fast"}', '{"token": ""}', '{"token": "true"}', '{"token": null, "a": "b"}', '{"eos-token": "x"}', '{token: "x"}', '{"token"; "x"}', '{"token", "a": "x"}', '{"a": "token"}',
  'https://db.example/?token-limit=low', 'https://db.example/?token=true&a=b', 'https://db.example/?token=true#top', 'https://db.example/?token=', 'https://db.example/token=x',
  'Host=db;Port=1', 'Host=db;Password=none;Port=1', 'Host=db;Password=', 'Password;Host=db', 'a token=x', 'token=none x',
])('the value %s contains none', (value) => {
  expect(warningsWith({ ANY: value })).toEqual([]);
});

test.each([
  'x y', 'trueish', 'untrue', 'x-none', '1024x', 'v1', '12-34', 'x<y', 'a/b', 'a:arn:b', 'a$b', '-x-', '{{hunter2}}',
])('a password can be %s', (value) => {
  expect(warningsWith({ DB_PASSWORD: value })).toEqual(warning("'DB_PASSWORD'"));
});

test.each([
  '', 'true', 'False', 'yes', 'no', 'on', 'off', 'none', 'auto', '7', '1024', '0.5', '###', '-', '<|endoftext|>', '[PAD]', '$TOKEN', '${TOKEN}', '/opt/ml/token',
  'arn:aws:secretsmanager:us-east-1:123456789012:secret:db-AbCdEf', '{{resolve:secretsmanager:hub:SecretString:token::}}', 'x{{resolve:ssm:/p}}',
])('a token is not %s', (value) => {
  expect(warningsWith({ HF_TOKEN: value })).toEqual([]);
});

test('several are one warning', () => {
  expect(warningsWith({ HF_TOKEN: 'abc', DB_PASSWORD: 'p4ss' })).toEqual(warning("'HF_TOKEN' and 'DB_PASSWORD'"));
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
