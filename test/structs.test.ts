import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, type Stack } from 'aws-cdk-lib';
import { ownTypes, typeOf, PACKAGE, withAncestors, type Property, type Type, type TypeReference } from './compatibility/assembly';
import { testStack } from './helpers/stack';
import { call, STRUCTS, type Any } from './structs';

/*
 * JavaScript and Python may pass anything where the types require a struct. Each method that takes a struct is called without one and with values of
 * other kinds, and each property of each struct is given values of other kinds.
 */

const short = (fqn: string) => fqn.replace(`${PACKAGE}.`, '').replace('aws-cdk-lib.', '');

/** The types that a reference mentions. */
const mentioned = ({ fqn, collection, union }: TypeReference): string[] =>
  fqn ? [fqn] : collection ? mentioned(collection.elementtype) : (union?.types ?? []).flatMap(mentioned);

const isStruct = (fqn: string) => typeOf(fqn)?.datatype === true;

/** The methods and constructors (`new`) that take a struct as their last argument. */
const METHODS = ownTypes().filter(({ datatype }) => !datatype).flatMap(({ fqn, initializer, methods = [] }) =>
  [{ name: 'new', parameters: initializer?.parameters }, ...methods]
    .filter(({ parameters = [] }) => parameters.slice(-1).some(({ type }) => mentioned(type).some(isStruct)))
    .map(({ name, parameters = [] }) => [`${short(fqn)}.${name}`, call(`${short(fqn)}.${name}`, parameters)] as const));

/** The structs that callers can pass: those of the parameters, and of the properties of such structs. */
function structsToPass(): Type[] {
  const found = new Map<string, Type>();
  const waiting = ownTypes().filter(({ datatype }) => !datatype).flatMap(({ initializer, methods = [] }) =>
    [initializer ?? {}, ...methods].flatMap(({ parameters = [] }) => parameters.flatMap(({ type }) => mentioned(type))));
  for (let fqn = waiting.pop(); fqn !== undefined; fqn = waiting.pop()) {
    if (fqn.startsWith(`${PACKAGE}.`) && isStruct(fqn) && !found.has(fqn)) {
      const type = typeOf(fqn)!;
      found.set(fqn, type);
      waiting.push(...propertiesOf(type).flatMap((property) => mentioned(property.type)));
    }
  }
  return [...found.values()].sort((one, other) => one.fqn.localeCompare(other.fqn));
}

function propertiesOf(type: Type): Property[] {
  return withAncestors(type).flatMap(({ properties = [] }) => properties);
}

/** One folder for all apps, of which only the templates are read. */
const APPS = { outdir: fs.mkdtempSync(path.join(os.tmpdir(), 'structs-')), treeMetadata: false, analyticsReporting: false };

/** The message of a call and of the synthesis after it, or the templates. Fails if an error is not one for the caller. */
function outcomeOf(use: (stack: Stack) => unknown): string {
  const stack = testStack({ app: new App(APPS) });
  try {
    use(stack);
  } catch (error) {
    // Errors of the CDK have other names, but never those of JavaScript.
    expect(error).not.toMatchObject({ name: expect.stringMatching(/^(Type|Range|Reference)?Error$/) });
    expect((error as Error).message).not.toMatch(/is not a function|Cannot read|is not iterable|\bNaN\b|undefined/);
    return (error as Error).message;
  }
  try {
    return JSON.stringify((stack.node.root as App).synth().stacks.map(({ template }) => template as unknown));
  } catch (error) {
    expect(error).not.toMatchObject({ name: expect.stringMatching(/TypeError|RangeError|ReferenceError/) });
    expect((error as Error).message).not.toMatch(/is not a function|Cannot read|is not iterable/);
    return (error as Error).message;
  }
}

/** Properties that the types require, but that can be omitted, with the reason. */
const REQUIRED_BY_TYPE_ONLY: { [property: string]: string } = {
  'ScalableInstanceCountProps.dimension': 'the CDK reports it by its name in CloudFormation',
  'ScalableInstanceCountProps.role': 'the CDK creates a role',
};

/** What messages call a property besides its name: in words, or as the CDK does. */
const OTHER_NAMES: { [property: string]: string } = {
  baseFrameworkVersion: 'base framework version',
  container: 'containers\\[0\\]',
  inferenceExecutionMode: 'mode',
  objectKey: 'key',
  pythonVersion: 'Python version',
  retention: 'retentionInDays',
  shadowProductionVariants: 'variant',
  status: 'Status',
};

/** The values that are tried, with their descriptions. */
const VALUES: [string, Any][] = [
  ['a string', 'text'], ['a number', 7], ['a boolean', true], ['an empty object', {}], ['a list', ['text']], ['a list of an object', [{}]], ['a list of null', [null]], ['a function', () => 7],
];

/** Collects the failures of several attempts, so that a test shows all of them. */
function failuresOf(attempts: [string, () => void][]): string[] {
  return attempts.flatMap(([what, attempt]) => {
    try {
      attempt();
      return [];
    } catch (error) {
      return [`${what}: ${(error as Error).message}`];
    }
  });
}

test('there are methods that take a struct', () => {
  expect(METHODS.length).toBeGreaterThan(150);
});

test('each struct is used', () => {
  const structs = structsToPass().map(({ fqn }) => short(fqn));
  expect(structs.length).toBeGreaterThan(60);
  expect(structs.filter((struct) => !(struct in STRUCTS))).toEqual([]);
});

describe.each(METHODS)('%s', (_method, use) => {
  test('accepts nothing and null alike, or says what is missing', () => {
    expect(outcomeOf((stack) => use(stack, null))).toBe(outcomeOf((stack) => use(stack, undefined)));
  });

  test('accepts values of other kinds, or says what is expected', () => {
    expect(failuresOf(VALUES.map(([what, value]) => [what, () => { outcomeOf((stack) => use(stack, value)); }]))).toEqual([]);
  });
});

/** A struct of a class that always throws. */
const OF_NO_USE = 'PipelineProps';

describe.each(structsToPass().map((type) => [short(type.fqn), type] as const).filter(([name]) => name !== OF_NO_USE))('%s', (name, type) => {
  const { valid, use } = STRUCTS[name];
  const attempt = (member: string, value: Any) => outcomeOf((stack) => use(stack, { ...valid(stack), [member]: value }));

  const outcomes: { [member: string]: string } = {};
  let given: string[] | undefined;
  /** What becomes of the struct without a property. Most have no value in the example: they share one attempt. */
  const attemptWithout = (member: string) => {
    given ??= Object.keys(valid(testStack()));
    const key = given.includes(member) ? member : '';
    return outcomes[key] ??= outcomeOf((stack) => {
      const { [key]: _, ...others } = valid(stack);
      use(stack, others);
    });
  };

  test('has an example that is accepted', () => {
    const stack = testStack();
    expect(() => use(stack, valid(stack))).not.toThrow();
  });

  const required = propertiesOf(type).filter(({ name: member, optional }) => !optional && !(`${name}.${member}` in REQUIRED_BY_TYPE_ONLY)).map((property) => property.name);

  test('requires each required property, by its name', () => {
    expect(failuresOf(required.map((member) => [member, () => {
      expect(attemptWithout(member)).toMatch(new RegExp(`^(Test|RoutingStrategy.prefixAware)[^{]*\\b${member}\\b`));
    }]))).toEqual([]);
  });

  test('treats null like a property that is omitted', () => {
    expect(failuresOf(propertiesOf(type).map(({ name: member }) => [
      member, () => { expect(attempt(member, null)).toBe(attemptWithout(member)); },
    ]))).toEqual([]);
  });

  test('accepts values of other kinds, or says what is expected of which property', () => {
    expect(failuresOf(propertiesOf(type).flatMap((property) => VALUES.map(([what, value]) => [
      `${property.name}: ${what}`, () => { expect(attempt(property.name, value)).toMatch(new RegExp(`^\\[|\\b${property.name}\\b|${OTHER_NAMES[property.name] ?? '^$'}`)); },
    ] as [string, () => void])))).toEqual([]);
  });
});
