import { CfnParameter, SecretValue } from 'aws-cdk-lib';
import { warnOfSecrets } from '../../src/private/secrets';
import { testStack, warningsOf } from '../helpers/stack';

function warningsWith(environment: { [name: string]: string } | undefined, stack = testStack()): string[] {
  warnOfSecrets(stack, 'containers[0]', environment);
  return warningsOf(stack);
}

const warning = (names: string) => [`Test: containers[0].environment contains ${names} as text, which is visible to all who can read the template; store it in AWS `
  + 'Secrets Manager, and use SecretValue.secretsManager(name).unsafeUnwrap() as the value [ack: cdk-sagemaker-hosting:secretInEnvironment]'];

test.each([
  ['HF_TOKEN', 'abc'], ['HUGGING_FACE_HUB_TOKEN', 'abc'], ['GITHUB_TOKEN', 'ghp_1'], ['CLIENT_SECRET', 'x y'], ['DB_PASSWORD', 'p4ss'], ['OPENAI_API_KEY', 'sk-1'],
  ['api_key', 'sk-1'], ['SECRET', 'x'], ['ANY', 'hf_AbC123'],
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
