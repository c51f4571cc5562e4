import * as fs from 'fs';
import * as path from 'path';
import * as cdk from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import * as ts from 'typescript';
import * as library from '../src';
import { PACKAGE, ownTypes, type Type } from './compatibility/assembly';
import { cdkWarningsOf } from './helpers/stack';
import { declared, KNOWN_VARIANTS } from './same/declared';

/*
 * Runs the examples of the doc comments, as jsii-rosetta compiles them: as parts of a stack. Python shows each in a docstring; test/python looks there.
 */

const ROOT = path.join(__dirname, '..');
const FIXTURE = fs.readFileSync(path.join(ROOT, 'rosetta', 'default.ts-fixture'), 'utf8');

const nameOf = (type: Type) => type.fqn.slice(PACKAGE.length + 1);

/** The examples that the sources contain; jsii-rosetta copies some to the structs that have none. */
const EXAMPLES = ownTypes().flatMap((type): [string, string][] =>
  type.docs?.example && !type.docs.custom?.exampleMetadata?.includes('infused') ? [[nameOf(type), type.docs.example]] : []);

/** What examples look up that the endpoint of test/same/declared.ts does not have, if its variants are known. */
const UNKNOWN_VARIANTS = /: sm.InferenceComponent;|'llama'|'gpu'|'shared'|'pools'|'next'|endpoint.findServerlessProductionVariant|findContainer/;

function given(scope: Construct, name: string, type: string): unknown {
  const attributes = { endpointConfigArn: 'arn:aws:sagemaker:us-east-1:123456789012:endpoint-config/theirs' };
  switch (type) {
    case 'string':
      return '{}';
    case 'lambda.IFunction':
      return declared(scope, name, 'lambda.Function');
    case 'sm.InferenceComponent':
      return new library.InferenceComponent(scope, `Declared-${name}`, {
        endpoint: given(scope, 'endpoint', 'sm.Endpoint') as library.Endpoint,
        variantName: 'gpu',
        specification: library.InferenceComponentSpecification.fromModel(given(scope, 'base', 'sm.Model') as library.Model, { compute: { minMemory: cdk.Size.gibibytes(1) } }),
      });
    case 'sm.ScalableInstanceCount':
      return new library.Endpoint(scope, `Declared-${name}`, {
        endpointConfig: library.EndpointConfig.fromEndpointConfigAttributes(scope, `Declared-${name}-Config`, {
          ...attributes, asyncInference: true, instanceProductionVariants: [{ variantName: 'main', instanceType: library.InstanceType.G5_XLARGE }],
        }),
      }).autoScaleInstanceCount({ maxCapacity: 10 });
    case 'sm.registry.ModelPackageGroup':
      return new library.registry.ModelPackageGroup(scope, `Declared-${name}`);
    default:
      return declared(scope, name, type);
  }
}

/** The fixture has an example in the constructor of a stack. */
function stackOf(example: string): cdk.Stack {
  const defined = example.replace(/^declare const (\w+): ([\w.]+);/gm, "const $1: any = given(this, '$1', '$2');");
  const { outputText } = ts.transpileModule(`${FIXTURE.replace('/// here', defined)}\nexport { Fixture };`, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  const exported: { Fixture?: new (scope: cdk.App, id: string) => cdk.Stack } = {};
  const load = (name: string) => name === PACKAGE ? library : jest.requireActual(name);
  new Function('require', 'exports', 'given', outputText)(load, exported, given);
  const context = { [KNOWN_VARIANTS]: !UNKNOWN_VARIANTS.test(example) };
  return new exported.Fixture!(new cdk.App({ context }), 'Examples');
}

const before = process.cwd();

beforeAll(() => {
  process.chdir(fs.mkdtempSync(path.join(cdk.FileSystem.tmpdir, 'examples-')));
  for (const [folder, file] of [['images/inference', 'Dockerfile'], ['artifacts/model', 'weights.json']]) {
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(path.join(folder, file), 'FROM scratch\n');
  }
});

afterAll(() => process.chdir(before));

test('each class and each interface has an example of its own', () => {
  const without = ownTypes().filter((type) => type.kind !== 'enum' && !type.datatype && !EXAMPLES.some(([name]) => name === nameOf(type))).map(nameOf);
  expect(without).toEqual([]);
});

test.each(EXAMPLES)('the example of %s adds no warning of the CDK', (_, example) => {
  const stack = stackOf(example);
  expect(() => (stack.node.root as cdk.App).synth()).not.toThrow();
  expect(cdkWarningsOf(stack)).toEqual([]);
});

test.each(EXAMPLES)('the example of %s is short', (_, example) => {
  expect(example.split('\n').length).toBeLessThanOrEqual(18);
});
