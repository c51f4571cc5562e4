import * as fs from 'fs';
import * as path from 'path';
import * as cdk from 'aws-cdk-lib';
import * as constructs from 'constructs';
import * as ts from 'typescript';
import * as sagemaker from '../src';
import { aConfig, aModel } from './helpers/given';
import { cdkWarningsOf, resourcesOf, testStack } from './helpers/stack';

/*
 * Runs the TypeScript examples of the pages in docs/, as parts of a stack, like those of the README. test/python runs the Python examples.
 */

const DOCS = path.join(__dirname, '..', 'docs');
const BLOCKS = pages(DOCS).flatMap((file): [string, string][] => [...fs.readFileSync(file, 'utf8').matchAll(/^```(?:ts|typescript|js)\n(.*?)^```$/gms)]
  .map(([, block], index) => [`${path.relative(DOCS, file)} ${index}`, block]));

function pages(folder: string): string[] {
  return fs.readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => entry.isDirectory() ? pages(path.join(folder, entry.name)) : entry.name.endsWith('.md') ? [path.join(folder, entry.name)] : []);
}

/** Runs a block in a stack that has what the block declares. */
function stackOf(block: string): cdk.Stack {
  const stack = testStack();
  const endpointConfig = aConfig(stack, 'Config', {
    instanceProductionVariants: [{ model: aModel(stack), variantName: 'AllTraffic', instanceType: sagemaker.InstanceType.M5_LARGE }],
  });
  const names = { ...cdk, ...constructs, sagemaker, endpoint: new sagemaker.Endpoint(stack, 'Endpoint', { endpointConfig }) };
  const { outputText } = ts.transpileModule(block, { compilerOptions: { target: ts.ScriptTarget.ES2022 } });
  new Function(...Object.keys(names), outputText).call(stack, ...Object.values(names));
  return stack;
}

test('there are examples', () => {
  expect(BLOCKS.map(([name]) => name)).toContain('migrating-from-l1.md 0');
});

test.each(BLOCKS)('%s runs, without a warning of the CDK', (_, block) => {
  const stack = stackOf(block);
  expect(() => (stack.node.root as cdk.App).synth()).not.toThrow();
  expect(cdkWarningsOf(stack)).toEqual([]);
});

test('the example for L1 constructs keeps the logical IDs', () => {
  const stack = stackOf(new Map(BLOCKS).get('migrating-from-l1.md 0')!);
  expect(Object.keys(resourcesOf(stack, 'AWS::SageMaker::Endpoint'))).toEqual(['ChurnEndpoint']);
  expect(Object.keys(resourcesOf(stack, 'AWS::ApplicationAutoScaling::ScalableTarget'))).toEqual(['ChurnTarget']);
  expect(Object.keys(resourcesOf(stack, 'AWS::ApplicationAutoScaling::ScalingPolicy'))).toEqual(['ChurnPolicy']);
});
