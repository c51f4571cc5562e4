import { PACKAGE, ownTypes, type Type } from './compatibility/assembly';

/*
 * What the packages for Java, .NET and Go need from the public API, looked at in what jsii makes of the sources. `npm test -- java go dotnet` compiles
 * the packages where the tools are.
 */

const types = ownTypes();

/** Words that can't be the name of a member or of a parameter without jsii changing it. */
const RESERVED = {
  java: words(`abstract assert boolean break byte case catch char class const continue default do double else enum extends final finally float for goto if
    implements import instanceof int interface long native new package private protected public return short static strictfp super switch synchronized
    this throw throws transient try void volatile while true false null`),
  dotnet: words(`abstract as base bool break byte case catch char checked class const continue decimal default delegate do double else enum event explicit
    extern false finally fixed float for foreach goto if implicit in int interface internal is lock long namespace new null object operator out override
    params private protected public readonly ref return sbyte sealed short sizeof stackalloc static string struct switch this throw true try typeof uint
    ulong unchecked unsafe ushort using virtual void volatile while`),
  go: words(`break case chan const continue default defer else fallthrough for func go goto if import interface map package range return select struct
    switch type var`),
};

/** The methods of java.lang.Object and of System.Object. toString overrides them on purpose. */
const OF_OBJECT = words('clone equals finalize getClass hashCode notify notifyAll wait getHashCode getType memberwiseClone referenceEquals');

/** C# writes @namespace; Endpoint.metric has the parameter name that the CDK has. */
const ESCAPED = ['metric(namespace)'];

function words(text: string): Set<string> {
  return new Set(text.split(/\s+/));
}

function membersOf(type: Type) {
  return [...type.properties ?? [], ...type.methods ?? []];
}

/** The module that a type is in: empty for the root. */
function moduleOf(fqn: string): string {
  return fqn.split('.').slice(1, -1).join('.');
}

/** The types of this package that a type mentions in its members, or that it extends. */
function mentionedBy(type: Type): string[] {
  const names = JSON.stringify([type.base, type.interfaces, type.initializer, type.properties, type.methods]).match(/"[^" ]+"/g) ?? [];
  return names.map((name) => name.slice(1, -1)).filter((name) => name.startsWith(`${PACKAGE}.`) && types.some(({ fqn }) => fqn === name));
}

/** The modules that a module imports. */
function imports(): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const type of types) {
    const module = moduleOf(type.fqn);
    const others = mentionedBy(type).map(moduleOf).filter((other) => other !== module);
    found.set(module, new Set([...found.get(module) ?? [], ...others]));
  }
  return found;
}

test('modules do not import each other in a circle, which Go refuses', () => {
  const graph = imports();
  const reached = (module: string, seen = new Set<string>()): Set<string> => {
    for (const next of graph.get(module) ?? []) if (!seen.has(next)) reached(next, seen.add(next));
    return seen;
  };
  expect([...graph.get('registry')!]).toEqual(['']);
  expect([...graph.keys()].filter((module) => reached(module).has(module))).toEqual([]);
});

test.each(Object.entries(RESERVED))('no member is a reserved word of %s, nor is a parameter', (language, reserved) => {
  const members = types.flatMap((type) => membersOf(type).filter(({ name }) => reserved.has(name)).map(({ name }) => `${type.name}.${name}`));
  const parameters = types.flatMap((type) => (type.methods ?? []).flatMap(({ name, parameters: list = [] }) => list
    .filter((parameter) => reserved.has(parameter.name))
    .map((parameter) => `${name}(${parameter.name})`)));
  expect(members).toEqual([]);
  expect([...new Set(parameters)]).toEqual(language === 'dotnet' ? ESCAPED : []);
});

test('no member is a method that all objects of Java or .NET have', () => {
  expect(types.flatMap((type) => membersOf(type).filter(({ name }) => OF_OBJECT.has(name)).map(({ name }) => `${type.name}.${name}`))).toEqual([]);
});

test('no member has the name of its class, which C# refuses', () => {
  expect(types.flatMap((type) => membersOf(type)
    .filter(({ name }) => name[0].toUpperCase() + name.slice(1) === type.name)
    .map(({ name }) => `${type.name}.${name}`))).toEqual([]);
});
