import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { Template } from 'aws-cdk-lib/assertions';
import * as ts from 'typescript';
import * as library from '../src';
import { warningsOf } from './helpers/stack';

/*
 * The JavaScript example of the README. test/python runs the same app in Python.
 */

const README = fs.readFileSync(path.join(__dirname, '..', 'README.md'), 'utf8');
const BLOCKS = [...README.matchAll(/^```js\n(.*?)^```$/gms)].map(([, block]) => block);

/** Runs a block in a folder with the files of a model, and returns its stack. */
function stackOf(block: string): any {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'readme-'));
  fs.mkdirSync(path.join(folder, 'model', 'code'), { recursive: true });
  fs.writeFileSync(path.join(folder, 'model', 'code', 'inference.py'), 'def model_fn(model_dir): ...');
  const { outputText } = ts.transpileModule(`${block}\nexport { stack };`, { compilerOptions: { module: ts.ModuleKind.CommonJS } });
  const exported: { stack?: any } = {};
  const before = process.cwd();
  process.chdir(folder);
  try {
    new Function('require', 'exports', outputText)((name: string) => name === 'cdk-sagemaker-hosting' ? library : jest.requireActual(name), exported);
    return exported.stack;
  } finally {
    process.chdir(before);
    fs.rmSync(folder, { recursive: true });
  }
}

test('there is one block in JavaScript, right after the same app in Python', () => {
  expect(BLOCKS).toHaveLength(1);
  expect([...README.matchAll(/^```(\w+)$/gm)].map(([, language]) => language).slice(0, 4)).toEqual(['console', 'python', 'js', 'json']);
});

test('the block adds no warning', () => {
  expect(warningsOf(stackOf(BLOCKS[0]))).toEqual([]);
});

test('the block defines the endpoint that the text describes, and outputs its name', () => {
  const template = Template.fromStack(stackOf(BLOCKS[0]));
  template.resourceCountIs('AWS::SageMaker::Endpoint', 1);
  template.hasResourceProperties('AWS::SageMaker::Model', { PrimaryContainer: { ModelDataUrl: {}, Image: {} } });
  template.hasResourceProperties('AWS::SageMaker::EndpointConfig', { ProductionVariants: [{ VariantName: 'AllTraffic', InstanceType: 'ml.m5.large' }] });
  template.hasOutput('EndpointName', { Value: { 'Fn::GetAtt': [Object.keys(template.findResources('AWS::SageMaker::Endpoint'))[0], 'EndpointName'] } });
});
