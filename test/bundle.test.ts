import { execFileSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import * as library from '../src';

/*
 * The published file, lib/index.js, in which the files of the library run on first use: docs/decisions/06-one-file.md. `npm test -- package` does the same with
 * the packed package, as users have it.
 */

const BUNDLE = fs.realpathSync(path.join(__dirname, '..', 'lib', 'index.js'));

/** What a program prints, as JSON. Runs in a process of its own, which has loaded nothing else. */
function printed(program: string, type: 'commonjs' | 'module' = 'commonjs'): any {
  const args = [`--input-type=${type}`, '--eval', program.replaceAll('BUNDLE', JSON.stringify(BUNDLE))];
  return JSON.parse(execFileSync(process.execPath, args, { cwd: path.join(__dirname, '..'), encoding: 'utf8' }));
}

/** The names of a module, and for each the kind of its value, with the members of enums and the names of classes. */
const shape = (module: object): any => Object.fromEntries(Object.entries(module).map(([name, value]) => [
  name, name === 'registry' ? shape(value) : typeof value === 'function' ? `class ${value.name} ${Object.getOwnPropertyNames(value).sort()}` : value,
]));

test('it exports what the sources export', () => {
  const program = `const shape = ${shape.toString()}; console.log(JSON.stringify(shape(require(BUNDLE))));`;
  const exported = printed(program);
  expect(Object.keys(exported).length).toBeGreaterThan(40);
  expect(Object.keys(exported.registry)).toContain('ModelPackageGroup');
  expect(exported).toEqual(JSON.parse(JSON.stringify(shape(library))));
});

test('it has one value for each name', () => {
  const program = 'const sm = require(BUNDLE); console.log(JSON.stringify(Object.keys(sm).filter((name) => sm[name] !== sm[name])))';
  expect(printed(program)).toEqual([]);
});

test('it has classes that can be used', () => {
  const program = `
    const { App, Stack } = require('aws-cdk-lib');
    const stack = new Stack(new App(), 'Test');
    new (require(BUNDLE).registry).ModelPackageGroup(stack, 'Group');
    const model = new (require(BUNDLE)).Model(stack, 'Model', { containers: [{ image: require(BUNDLE).ContainerImage.fromUri('123456789012.dkr.ecr.us-east-1.amazonaws.com/serving:1') }] });
    console.log(JSON.stringify([model instanceof require(BUNDLE).Model, model.node.path]));`;
  expect(printed(program)).toEqual([true, 'Test/Model']);
});

test('it names what an ES module can import', () => {
  const imported = printed('import * as sm from BUNDLE; console.log(JSON.stringify(Object.keys(sm)))', 'module');
  expect(imported.filter((name: string) => !['default', 'module.exports'].includes(name)).sort()).toEqual(Object.keys(library).sort());
});

describe('a program that imports it', () => {
  const LOADED = 'console.log(JSON.stringify(Object.keys(require.cache)))';

  test('loads nothing else', () => {
    expect(printed(`require(BUNDLE); ${LOADED}`)).toEqual([BUNDLE]);
  });

  test.each<[string, 'commonjs' | 'module', string]>([
    ['in CommonJS', 'commonjs', `const { Model } = require(BUNDLE); ${LOADED}`],
    // Node.js reads the values of all names for an ES module.
    ['in an ES module', 'module', `import { Model } from BUNDLE; import { createRequire } from 'module'; const require = createRequire(BUNDLE); ${LOADED}`],
  ])('by name loads few modules of the CDK, and no table of its region-info: %s', (_how, type, program) => {
    const loaded: string[] = printed(program, type);
    expect(loaded).toContain(BUNDLE);
    expect(loaded.length).toBeLessThan(40);
    expect(loaded.filter((name) => /region-info|aws-(stepfunctions|events|lambda)\b/.test(name))).toEqual([]);
  });
});
