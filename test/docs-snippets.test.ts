import * as fs from 'fs';
import * as path from 'path';
import * as cdk from 'aws-cdk-lib';
import * as ts from 'typescript';
import { cdkWarningsOf } from './helpers/stack';
import { KNOWN_VARIANTS } from './same/declared';

/*
 * Runs the TypeScript examples of README.md and of the pages in docs/, as parts of a stack. What they declare, test/same/declared.ts makes.
 * test/python/test_snippets.py compares their templates with those of the Python examples, and `npm test -- docs` checks their types.
 */

const ROOT = path.join(__dirname, '..');
const SNIPPETS = [path.join(ROOT, 'README.md'), ...pages(path.join(ROOT, 'docs'))].flatMap((file): [string, string][] =>
  fs.readFileSync(file, 'utf8').split(/^#+ /m).slice(1).flatMap((section) => [...section.matchAll(/^```ts\n(.*?)^```$/gms)]
    .map(([, text], index): [string, string] => [`${path.relative(ROOT, file)}: ${section.split('\n')[0]} ${index}`, text])))
  .filter(([, text]) => !text.includes('new App('));

function pages(folder: string): string[] {
  return fs.readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => entry.isDirectory() ? pages(path.join(folder, entry.name)) : entry.name.endsWith('.md') ? [path.join(folder, entry.name)] : []);
}

/** Runs a snippet in the constructor of a stack. */
function stackOf(snippet: string, knownVariants: boolean): cdk.Stack {
  const imports = [...snippet.matchAll(/^import [^;]*;$/gm)].map(([line]) => line).filter((line) => !/'constructs'/.test(line));
  const body = snippet.replace(/^import [^;]*;$/gm, '').replace(/^declare const (\w+): ([\w.]+);$/gm, "const $1: any = declared(this, '$1', '$2');");
  const source = [
    ...imports,
    "import * as cdk from 'aws-cdk-lib';",
    "import { Construct } from 'constructs';",
    "import { declared } from './same/declared';",
    `export class Fixture extends cdk.Stack {\n  constructor(scope: Construct, id: string) {\n    super(scope, id);\n${body}\n  }\n}`,
  ].join('\n');
  const { outputText } = ts.transpileModule(source, { compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 } });
  const exported: { Fixture?: new (scope: cdk.App, id: string) => cdk.Stack } = {};
  const load = (name: string) => jest.requireActual(name === 'cdk-sagemaker-hosting' ? '../src' : name);
  new Function('require', 'exports', outputText)(load, exported);
  return new exported.Fixture!(new cdk.App({ context: { [KNOWN_VARIANTS]: knownVariants } }), 'Docs');
}

/** Alarms and dashboards need the variants to be known; other snippets look for variants that the declared configuration does not have. */
function synthesized(snippet: string): cdk.Stack {
  try {
    const stack = stackOf(snippet, true);
    (stack.node.root as cdk.App).synth();
    return stack;
  } catch {
    const stack = stackOf(snippet, false);
    (stack.node.root as cdk.App).synth();
    return stack;
  }
}

/** Makes what the snippets name: an archive, the folder of an image, or a folder of artifacts. */
function makeLocalFiles(): void {
  for (const [, text] of SNIPPETS) {
    for (const [, name] of text.matchAll(/['"]((?:images|artifacts)\/[\w./-]+)['"]/g)) {
      const file = name.endsWith('.tar.gz') ? name : path.join(name, name.startsWith('images/') ? 'Dockerfile' : 'weights.json');
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, 'FROM scratch\n');
    }
  }
}

const before = process.cwd();

beforeAll(() => {
  process.chdir(fs.mkdtempSync(path.join(cdk.FileSystem.tmpdir, 'docs-')));
  makeLocalFiles();
});

afterAll(() => process.chdir(before));

test('there are snippets', () => {
  expect(SNIPPETS.length).toBeGreaterThan(55);
});

test.each(SNIPPETS)('%s adds no warning of the CDK', (_, snippet) => {
  expect(cdkWarningsOf(synthesized(snippet))).toEqual([]);
});
