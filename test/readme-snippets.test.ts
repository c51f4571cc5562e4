import * as fs from 'fs';
import * as path from 'path';
import * as cdk from 'aws-cdk-lib';
import * as ts from 'typescript';
import { cdkWarningsOf } from './helpers/stack';
import { KNOWN_VARIANTS } from './same/declared';

/*
 * Runs the TypeScript examples of the README, as jsii-rosetta compiles them: as parts of a stack. What they declare, test/same/declared.ts makes.
 */

const ROOT = path.join(__dirname, '..');
const FIXTURE = fs.readFileSync(path.join(ROOT, 'rosetta', 'default.ts-fixture'), 'utf8');
const README = fs.readFileSync(path.join(ROOT, 'README.md'), 'utf8');
const SNIPPETS = README.split(/^#+ /m).slice(1).flatMap((section): [string, string][] => [...section.matchAll(/^```ts\n(.*?)^```$/gms)]
  .map(([, text], index) => [`${section.split('\n')[0]} ${index}`, text]));

/** The fixture has a snippet in the constructor of a stack. */
function stackOf(snippet: string): cdk.Stack {
  const defined = snippet.replace(/^declare const (\w+): ([\w.]+);$/gm, "const $1: any = declared(this, '$1', '$2');");
  const source = `import { declared } from './same/declared';\n${FIXTURE.replace('/// here', defined)}\nexport { Fixture };`;
  const { outputText } = ts.transpileModule(source, { compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 } });
  const exported: { Fixture?: new (scope: cdk.App, id: string) => cdk.Stack } = {};
  const load = (name: string) => jest.requireActual(name === 'cdk-sagemaker-hosting' ? '../src' : name);
  new Function('require', 'exports', outputText)(load, exported);
  // Alarms and dashboards need the variants to be known; other snippets look for variants that the declared configuration does not have.
  const context = { [KNOWN_VARIANTS]: /Alarms|ashboard/.test(snippet) };
  return new exported.Fixture!(new cdk.App({ context }), 'Readme');
}

/** Makes what the snippets name: an archive, the folder of an image, or a folder of artifacts. */
function makeLocalFiles(): void {
  for (const [, name] of README.matchAll(/['"]((?:images|artifacts)\/[\w./-]+)['"]/g)) {
    const file = name.endsWith('.tar.gz') ? name : path.join(name, name.startsWith('images/') ? 'Dockerfile' : 'weights.json');
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, 'FROM scratch\n');
  }
}

const before = process.cwd();

beforeAll(() => {
  process.chdir(fs.mkdtempSync(path.join(cdk.FileSystem.tmpdir, 'readme-')));
  makeLocalFiles();
});

afterAll(() => process.chdir(before));

test('there are snippets', () => {
  expect(SNIPPETS.length).toBeGreaterThan(30);
});

test.each(SNIPPETS)('%s adds no warning of the CDK', (_, snippet) => {
  const stack = stackOf(snippet);
  expect(() => (stack.node.root as cdk.App).synth()).not.toThrow();
  expect(cdkWarningsOf(stack)).toEqual([]);
});
