import { IgnoreMode, RemovalPolicy, SymlinkFollowMode, Token, type IResolvable } from 'aws-cdk-lib';
import { Construct, type IConstruct } from 'constructs';
import { isToken, joinProblems, oneOf, problemsOf, type Check } from './checks';
import { ValidationError } from './errors';
import { CONSTRUCT, describe, IMAGE, MODEL_DATA, nameIn, shaped, type Shape } from './shapes';
import { STRUCTS } from './structs.generated';

/** The name of a struct: an interface with properties only, which callers pass as an object. */
export type StructName = keyof typeof STRUCTS;

/** The kinds of the properties of a struct. */
type Kinds = Readonly<Record<string, string>>;

/** The classes that properties take and that the code relies on, by their names in the table of the structs. */
const CLASSES: Readonly<Record<string, Shape>> = {
  'CapacitySize': { what: 'a capacity size', members: ['_render'], remedy: 'use a method of CapacitySize' },
  'ContainerImage': IMAGE,
  'ContainerMode': { what: 'a container mode', members: ['_isMultiModel', '_rendered'], remedy: 'use a member of ContainerMode' },
  'DeploymentStrategy': { what: 'a deployment strategy', members: ['_times', '_render'], remedy: 'use DeploymentStrategy.blueGreen or DeploymentStrategy.rolling' },
  'Duration': { what: 'a duration', members: ['toMilliseconds'], remedy: 'use a method of Duration' },
  'Explainer': { what: 'an explainer', members: ['_clarify'], remedy: 'use Explainer.clarify' },
  'InferenceComponentSpecification': {
    what: 'a specification', members: ['_checks', '_options'], remedy: 'use a method of InferenceComponentSpecification',
  },
  'ModelData': MODEL_DATA,
  'RoutingStrategy': { what: 'a routing strategy', members: ['_rendered', '_isPrefixAware'], remedy: 'use a member of RoutingStrategy' },
  'ScaleInPolicy': { what: 'a scale-in policy', members: ['_options', '_render'], remedy: 'use ScaleInPolicy.consolidation or ScaleInPolicy.idleRelease' },
  'ShapBaseline': { what: 'a SHAP baseline', members: ['_rendered'], remedy: 'use ShapBaseline.inline or ShapBaseline.fromBucket' },
  'Size': { what: 'a size', members: ['toMebibytes'], remedy: 'use a method of Size' },
  'TrafficRouting': { what: 'a traffic routing', members: ['_steps', '_render'], remedy: 'use a method of TrafficRouting' },
  'VariantPropertyRetention': { what: 'a retention of variant properties', members: ['_keepsInstanceCount'], remedy: 'use a method of VariantPropertyRetention' },
  'aws_applicationautoscaling.Schedule': { what: 'a schedule', members: ['expressionString'], remedy: 'use a method of applicationautoscaling.Schedule' },
  'aws_events.IRuleTarget': { what: 'a target of a rule', members: ['bind'], remedy: 'use a class of aws_events_targets, such as SnsTopic' },
  'aws_iam.PolicyDocument': { what: 'a policy document', members: ['addStatements'], remedy: 'use iam.PolicyDocument' },
  'constructs.Construct': CONSTRUCT,
  'date': { what: 'a date', members: ['toISOString'], remedy: 'use Date' },
  'registry.TransformData': { what: 'data to transform', members: ['_s3DataType'], remedy: 'use a method of registry.TransformData' },
};

/** The classes whose objects stand for a name, which JavaScript may pass as a string. */
const NAMES: Readonly<Record<string, Pick<Shape, 'what' | 'remedy'>>> = {
  AcceleratorType: { what: 'an accelerator type', remedy: 'use AcceleratorType' },
  InferenceAmiVersion: { what: 'a version of a machine image', remedy: 'use InferenceAmiVersion' },
};

/** The enums of the CDK that properties take and that the CDK does not check. The enums of this package are checked by the code that uses them. */
const ENUMS: Readonly<Record<string, readonly string[]>> = {
  IgnoreMode: Object.values(IgnoreMode),
  RemovalPolicy: Object.values(RemovalPolicy),
  SymlinkFollowMode: Object.values(SymlinkFollowMode),
};

/** How a list and an object are written, for messages. */
const ENCLOSED = { list: 'enclose it in brackets', object: 'enclose its properties in braces' };

/** The classes of JavaScript whose objects hold their content elsewhere than in properties, and how it becomes properties. */
const NOT_PLAIN: Readonly<Record<string, string>> = {
  Map: 'convert it with Object.fromEntries', Promise: 'await it', ...Object.fromEntries(['Date', 'RegExp', 'Set'].map((name) => [name, ENCLOSED.object])),
};

/**
 * Returns the properties that a caller passed. Types require them to be of a kind, but JavaScript and Python may pass anything. Throws if a property, or a
 * property of one of its structs, is of another kind, such as a string where a list is expected. The message lists all such properties.
 *
 * `null` counts as omitted, and an omitted struct as an empty one, so that no other code has to expect them. The structs, lists and maps are copies, because
 * some are rendered at synthesis: what the caller changes in them after the call, such as variables for the next model, has no effect.
 *
 * @param struct the name of the struct
 * @param value the value that was passed
 * @param place the construct that the message is about, its future path, or the name of a static method
 * @param name the name of the parameter
 */
export function given<T extends object>(struct: StructName, value: T | undefined, place: IConstruct | string, name = 'props'): T {
  const checks: Check[] = [];
  const cleaned = structOf(name, '', STRUCTS[struct], value ?? {}, checks);
  const problems = problemsOf(...checks);
  if (problems.length > 0) {
    const message = joinProblems(problems);
    throw typeof place === 'string' ? new ValidationError(`${place}: ${message}`) : new ValidationError(message, place);
  }
  return cleaned as T;
}

/** Returns the path of a construct that is not defined yet. */
export function pathOf(scope: IConstruct | undefined, id: unknown): string {
  return [scope?.node?.path, id].filter((part) => part !== undefined && part !== '').join('/');
}

/** Returns a copy of a value without its nulls. Adds the problems of the value. */
function valueOf(name: string, kind: string, value: unknown, problems: Check[]): unknown {
  if (value === undefined || value === null) {
    return undefined;
  }
  if (kind.endsWith('[]')) {
    return listOf(name, kind.slice(0, -2), value, problems);
  }
  if (kind.endsWith('{}')) {
    return mapOf(name, value, problems);
  }
  if (kind in STRUCTS) {
    return structOf(name, `${name}.`, STRUCTS[kind as StructName], value, problems);
  }
  problems.push(kindCheck(name, kind, value));
  return value;
}

function mapOf(name: string, value: unknown, problems: Check[]): unknown {
  if (isScalarToken(value)) {
    return withoutEntries(Token.asAny(value));
  }
  problems.push(objectCheck(name, value, Construct.isConstruct(value)));
  return isObject(value) ? { ...value as object } : value;
}

/** Returns a token for a map whose entries are unknown. Code that reads its entries sees none, instead of the members of the token. */
function withoutEntries(token: IResolvable): object {
  const members: { [name: string]: (...args: any[]) => unknown } = { resolve: (context) => token.resolve(context), toString: () => token.toString() };
  return Object.defineProperties({}, Object.fromEntries(Object.entries(members).map(([member, value]) => [member, { value }])));
}

function structOf(name: string, prefix: string, kinds: Kinds, value: unknown, problems: Check[]): unknown {
  if (!isObject(value)) {
    problems.push(objectCheck(name, value));
    return value;
  }
  const members = value as Record<string, unknown>;
  const copied = Object.entries(kinds).map(([member, kind]) => [member, valueOf(`${prefix}${member}`, kind, members[member], problems)] as const);
  return { ...members, ...Object.fromEntries(copied.filter(([member]) => member in members)) };
}

function listOf(name: string, kind: string, value: unknown, problems: Check[]): unknown {
  if (!Array.isArray(value)) {
    problems.push(isScalarToken(value) && kind === 'string' ? undefined : `${name} must be a list, got ${describe(value)}; ${ENCLOSED.list}`);
    return value;
  }
  return value.map((entry, index) => {
    if (entry === undefined || entry === null) {
      problems.push(isInterface(kind) ? undefined : `${name}[${index}] is required; specify ${withArticle(shortName(kind))}`);
      return entry as unknown;
    }
    return valueOf(`${name}[${index}]`, kind, entry, problems);
  });
}

function kindCheck(name: string, kind: string, value: unknown): Check {
  if (kind in CLASSES) {
    return shaped(name, value, CLASSES[kind]);
  }
  if (kind in ENUMS) {
    return oneOf(name, value as string, ENUMS[kind]);
  }
  if (kind in NAMES) {
    return nameIn(value) === undefined ? `${name} must be ${NAMES[kind].what}, got ${describe(value)}; ${NAMES[kind].remedy}` : undefined;
  }
  return ['string', 'number', 'boolean'].includes(kind) && typeof value !== kind && !isScalarToken(value)
    ? `${name} must be a ${kind}, got ${describe(value)}`
    : undefined;
}

/** Returns whether a value is a token for a single value. A list is none, also if a token stands for its entries. */
function isScalarToken(value: unknown): boolean {
  return isToken(value) && !Array.isArray(value);
}

/** Returns whether a kind is an interface other than a struct, such as `aws_iam.IRole`. The code that uses its objects checks them, with a hint for each. */
function isInterface(kind: string): boolean {
  return /^I[A-Z]/.test(shortName(kind));
}

function shortName(kind: string): string {
  return kind.split('.').at(-1)!;
}

function withArticle(noun: string): string {
  return `${/^[AEIOU]/i.test(noun) ? 'an' : 'a'} ${noun}`;
}

/** Returns whether a value can be an object with properties, which a list, a function and a token are not. */
function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !Token.isUnresolved(value) && !(classOf(value) in NOT_PLAIN);
}

function objectCheck(name: string, value: unknown, isOther = false): Check {
  if (isObject(value) && !isOther) {
    return undefined;
  }
  const remedy = NOT_PLAIN[classOf(value)];
  return `${name} must be ${remedy ? 'a plain object' : 'an object'}, got ${describe(value)}; ${remedy ?? ENCLOSED.object}`;
}

/** Returns the class of JavaScript that a value has, also in another realm, such as that of a test runner. */
function classOf(value: unknown): string {
  return Object.prototype.toString.call(value).slice('[object '.length, -1);
}
