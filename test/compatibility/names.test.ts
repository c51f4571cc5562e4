import * as fs from 'fs';
import * as path from 'path';
import { PACKAGE, typeOf, withAncestors, type Method, type Property, type Type } from './assembly';
import * as recorded from './data/api-names.json';

interface RecordedMember {
  readonly kind: string;
  readonly static?: boolean;
  readonly optional?: boolean;
  readonly params?: string[];
  readonly required?: number;
}

interface RecordedType {
  readonly kind: string;
  readonly members: { [name: string]: RecordedMember };
}

type Lookup = (name: string) => Type | undefined;

/** What is optional here and not in the alpha, with the reason. Whoever sets it does not notice. */
const RELAXED: { [member: string]: string } = {
  'ContainerDefinition.image': 'a model package has its own image: RFC 431, future item 3.5',
  'InstanceProductionVariantProps.model': 'variants of inference components have no model',
  'ServerlessProductionVariantProps.model': 'shares its base with InstanceProductionVariantProps',
  'InstanceProductionVariant.modelName': 'variants of inference components have no model',
  'ServerlessProductionVariant.modelName': 'shares its base with InstanceProductionVariant',
  'ServerlessProductionVariantProps.memorySizeInMB': 'memorySize says it as a Size',
  'InstanceProductionVariantProps.variantName': 'the only variant has a default name',
  'ServerlessProductionVariantProps.variantName': 'the only variant has a default name',
  'InvocationsScalingProps.maxRequestsPerSecond': 'targetInvocationsPerMinute is an alternative',
  'Endpoint.findInstanceProductionVariant': 'the only variant is found without a name',
};

const ours: Lookup = (name) => typeOf(`${PACKAGE}.${name}`);
const ALPHA = recorded.alpha.types as { [name: string]: RecordedType };
const RFC = recorded.rfc.types as { [name: string]: string[] };

/** How the types that are there differ from what the alpha has. */
function differences(wanted: { [name: string]: RecordedType }, lookup: Lookup): string[] {
  return Object.entries(wanted).flatMap(([name, { kind, members }]) => {
    const type = lookup(name);
    if (type === undefined) {
      return [`${name}: missing`];
    }
    return [
      ...same<string>('kind', type.kind, kind).map((text) => `${name}: ${text}`),
      ...Object.entries(members).flatMap(([member, expected]) => memberDifferences(type, member, expected).map((text) => `${name}.${member}: ${text}`)),
    ];
  });
}

/** Which of the names are missing. */
function missing(wanted: { [name: string]: string[] }, lookup: Lookup): string[] {
  return Object.entries(wanted).flatMap(([name, members]) => {
    const type = lookup(name);
    return type === undefined
      ? [`${name}: missing`]
      : members.filter((member) => !findMember(type, member)).map((member) => `${name}.${member}: missing`);
  });
}

function memberDifferences(type: Type, name: string, expected: RecordedMember): string[] {
  const found = findMember(type, name);
  if (found === undefined || found.kind !== expected.kind) {
    return found === undefined ? ['missing'] : same<string>('kind', found.kind, expected.kind);
  }
  return [
    ...same('static', found.member.static ?? false, expected.static ?? false),
    ...found.kind === 'property' && !(`${type.name}.${name}` in RELAXED) ? same('optional', found.member.optional ?? false, expected.optional) : [],
    ...found.kind === 'method' ? parameterDifferences(found.member, expected, `${type.name}.${name}` in RELAXED) : [],
  ];
}

function parameterDifferences(method: Method, { params = [], required }: RecordedMember, isRelaxed: boolean): string[] {
  const parameters = method.parameters ?? [];
  const names = parameters.slice(0, params.length).map((parameter) => parameter.name);
  return [
    ...same('parameters', names.join(', '), params.join(', ')),
    ...isRelaxed ? [] : same('required parameters', parameters.filter((parameter) => !parameter.optional).length, required),
  ];
}

function same<T>(what: string, is: T, must: T): string[] {
  return is === must ? [] : [`${what} is ${is}, must be ${must}`];
}

type Member =
  | { readonly kind: 'property'; readonly member: Property }
  | { readonly kind: 'method'; readonly member: Method }
  | { readonly kind: 'member'; readonly member: { readonly static?: boolean } };

/** A member, also one that is inherited; statics are not. */
function findMember(type: Type, name: string): Member | undefined {
  for (const ancestor of withAncestors(type)) {
    const inherits = (member: { readonly name: string; readonly static?: boolean }) => member.name === name && (ancestor === type || !member.static);
    const property = ancestor.properties?.find(inherits);
    if (property) {
      return { kind: 'property', member: property };
    }
    const method = ancestor.methods?.find(inherits);
    if (method) {
      return { kind: 'method', member: method };
    }
    if (ancestor.members?.some(inherits)) {
      return { kind: 'member', member: {} };
    }
  }
  return undefined;
}

test('the records are complete: a shortened file would prove nothing', () => {
  expect(Object.keys(ALPHA)).toHaveLength(28);
  expect(Object.keys(RFC)).toHaveLength(23);
  expect(Object.values(ALPHA).flatMap((type) => Object.keys(type.members)).length).toBeGreaterThan(200);
});

test('each type and member of the alpha is here, of the same kind and with the same parameters', () => {
  expect(differences(ALPHA, ours)).toEqual([]);
});

test('each type and member that the RFC names is here', () => {
  expect(missing(RFC, ours)).toEqual([]);
});

test('the interfaces with more members than in the alpha are those that the migration guide names', () => {
  const guide = fs.readFileSync(path.join(__dirname, '..', '..', 'docs', 'migrating-from-alpha.md'), 'utf8');
  const [line] = guide.match(/^- (.*) have more members, .*(?:\n {2}.*)*/m)!;
  const membersOf = (name: string) => withAncestors(ours(name)!).filter((type) => type.fqn.startsWith(`${PACKAGE}.`))
    .flatMap((type) => [...type.properties ?? [], ...type.methods ?? []]).map((member) => member.name);
  const behavioral = Object.keys(ALPHA).filter((name) => ALPHA[name].kind === 'interface' && !ours(name)!.datatype);
  expect(behavioral).toEqual(['IEndpoint', 'IEndpointConfig', 'IEndpointInstanceProductionVariant', 'IModel']);
  const grown = behavioral.filter((name) => membersOf(name).some((member) => !(member in ALPHA[name].members)));
  expect(line.split(' have more members')[0]).toBe(`- ${grown.map((name) => `\`${name}\``).join(' and ')}`);
  behavioral.filter((name) => !grown.includes(name)).forEach((name) => expect(line).toContain(`\`${name}\``));
  const named = [...line.split('such as ')[1].split('. A class')[0].matchAll(/`(\w+)`/g)].map(([, member]) => member);
  expect(named).toHaveLength(3);
  expect(named.filter((member) => !grown.some((name) => membersOf(name).includes(member)))).toEqual([]);
});

describe('the comparison', () => {
  const without = (name: string, change: (type: Type) => Type | undefined): Lookup => (wanted) => {
    const type = ours(wanted);
    return wanted === name && type ? change(type) : type;
  };

  test('reports a type that is taken away', () => {
    const lookup = without('Pipeline', () => undefined);
    expect(differences(ALPHA, lookup)).toEqual(['Pipeline: missing']);
    expect(missing(RFC, without('InvocationsScalingProps', () => undefined))).toEqual(['InvocationsScalingProps: missing']);
  });

  test('reports a member that is taken away', () => {
    const lookup = without('Endpoint', (type) => ({ ...type, methods: type.methods?.filter((method) => method.name !== 'fromEndpointArn') }));
    expect(differences(ALPHA, lookup)).toEqual(['Endpoint.fromEndpointArn: missing']);
  });

  test('reports an inherited member that is taken away', () => {
    const lookup = without('IEndpoint', (type) => ({ ...type, interfaces: [] }));
    expect(missing(RFC, lookup)).toEqual(['IEndpoint.endpointArn: missing', 'IEndpoint.endpointName: missing', 'IEndpoint.grantInvoke: missing']);
  });

  test('reports an enum member that is taken away', () => {
    const lookup = without('InvocationHttpResponseCode', (type) => ({ ...type, members: type.members?.slice(1) }));
    expect(differences(ALPHA, lookup)).toEqual(['InvocationHttpResponseCode.INVOCATION_4XX_ERRORS: missing']);
  });

  test('reports another kind, and an optional property that became required', () => {
    const lookup = without('ModelAttributes', (type) => ({
      ...type, kind: 'class', properties: type.properties?.map((property) => property.name === 'role' ? { ...property, optional: false } : property),
    }));
    expect(differences(ALPHA, lookup)).toEqual([
      'ModelAttributes: kind is class, must be interface',
      'ModelAttributes.role: optional is false, must be true',
    ]);
  });

  test('reports a renamed and an added required parameter', () => {
    const lookup = without('Endpoint', (type) => ({
      ...type,
      methods: type.methods?.map((method) => {
        const [scope, id, name, ...rest] = method.parameters ?? [];
        return method.name === 'fromEndpointName' ? { ...method, parameters: [scope, id, { ...name, name: 'other' }, { ...name, name: 'more' }, ...rest] } : method;
      }),
    }));
    expect(differences(ALPHA, lookup)).toEqual([
      'Endpoint.fromEndpointName: parameters is scope, id, other, must be scope, id, endpointName',
      'Endpoint.fromEndpointName: required parameters is 4, must be 3',
    ]);
  });
});
