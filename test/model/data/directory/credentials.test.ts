import * as path from 'path';
import type { Stack } from 'aws-cdk-lib';
import { make, temporaryDirectory, type Tree } from './given';
import { contentsOf } from '../../../../src/model/data/directory/contents';
import { testStack, warningsOf } from '../../../helpers/stack';

const home = temporaryDirectory();

/** The warnings about a directory. */
function warningsFor(tree: Tree, exclude?: string[]): string[] {
  const stack: Stack = testStack();
  contentsOf(stack, make(path.join(home(), 'model'), { 'model.pth': 'weights', ...tree }), { exclude });
  return warningsOf(stack);
}

const warning = (contains: string, exclude = contains) => `Test: the directory '${path.join(home(), 'model')}' contains ${contains}, which can contain `
  + `credentials and become part of the artifacts; exclude them: exclude: [${exclude}] [ack: cdk-sagemaker-hosting:credentialsInDirectory]`;

test.each([
  '.env', '.env.local', '.env.production', '.env.example2', '.env.samples', '.env.template.local', '.env.distant', '.envrc', '.netrc', '.npmrc', '.pypirc', '.pgpass', '.git-credentials',
  'id_rsa', 'id_dsa', 'id_ecdsa', 'id_ed25519', 'code/.env', '.git', '.aws/', '.ssh/', '.kube/', '.docker/', '.azure/', '.gnupg/', 'vendor/lib/.git/',
])('%s warns, and no longer when it is excluded as the warning says', (name) => {
  const found = name.replace(/\/$/, '');
  const tree = { [name.endsWith('/') ? `${name}a/b` : name]: 'content' };
  expect(warningsFor(tree)).toEqual([warning(`'${found}'`)]);
  expect(warningsFor(tree, [found])).toEqual([]);
});

test('a folder is named once, and what is in it is not', () => {
  expect(warningsFor({ '.git/config': '', '.git/objects/pack/id_rsa': '', 'code/.env': '' })).toEqual([warning("'.git', 'code/.env'")]);
});

test.each(['.env.example', '.env.sample', '.env.template', '.env.dist', 'env', 'id_rsa.pub', '.gitignore', '.gitattributes', '.huggingface/x', 'aws'])(
  '%s does not warn', (name) => {
    expect(warningsFor({ [name]: 'content' })).toEqual([]);
  },
);

test('an empty folder does not warn', () => {
  expect(warningsFor({ '.ssh': '/' })).toEqual([]);
});

test('a link warns', () => {
  expect(warningsFor({ '.env': '->model.pth' })).toEqual([warning("'.env'")]);
});

test('at most 10 are listed', () => {
  const names = Array.from({ length: 12 }, (_, index) => `'${String.fromCharCode(97 + index)}/.env'`);
  const tree = Object.fromEntries(names.map((name) => [name.replaceAll("'", ''), '']));
  expect(warningsFor(tree)).toEqual([warning(`${names.slice(0, 10).join(', ')} and 2 more`, names.slice(0, 10).join(', '))]);
});
