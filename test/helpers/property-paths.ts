import * as fs from 'fs';
import * as path from 'path';
import * as ts from 'typescript';

/** What aws-cdk-lib says of the properties of its L1s. */
const DECLARATIONS = path.join(path.dirname(require.resolve('aws-cdk-lib/package.json')), 'aws-sagemaker', 'lib', 'sagemaker.generated.d.ts');

type Interfaces = ReadonlyMap<string, ts.InterfaceDeclaration>;

let read: Interfaces | undefined;

/**
 * The paths of all properties of an L1, such as `inferenceSpecification.containers[].image`: `[]` stands for the elements of a list, `{}`
 * for the values of a map. Tags are one path.
 *
 * @param propsName the name of the interface, such as `CfnModelPackageProps`
 */
export function propertyPathsOf(propsName: string): string[] {
  return pathsOfInterface(readDeclarations(), propsName, []);
}

/** Those of the paths that the properties of a resource in a template have. */
export function pathsIn(properties: object, paths: readonly string[]): string[] {
  return paths.filter((candidate) => isIn([properties], candidate.split('.')));
}

/** From texts of declarations, for tests of this helper. */
export function interfacesIn(declarations: string): Interfaces {
  const source = ts.createSourceFile('declarations.d.ts', declarations, ts.ScriptTarget.Latest);
  return new Map(source.statements.flatMap((statement) => interfacesOf(statement, '')));
}

export function pathsOfInterface(interfaces: Interfaces, name: string, outer: readonly string[]): string[] {
  const declaration = interfaces.get(name);
  if (!declaration) {
    throw new Error(`there is no interface ${name}`);
  }
  // A type within itself adds no paths of its own.
  return outer.includes(name) ? [] : declaration.members.filter(ts.isPropertySignature)
    .flatMap((member) => pathsOfType(interfaces, (member.name as ts.Identifier).text, member.type!, [...outer, name]));
}

function pathsOfType(interfaces: Interfaces, place: string, type: ts.TypeNode, outer: readonly string[]): string[] {
  const [part = type] = partsOf(type).filter((candidate) => kindOf(candidate, interfaces) !== 'plain');
  switch (kindOf(part, interfaces)) {
    case 'list':
      return pathsOfType(interfaces, `${place}[]`, elementOf(part), outer);
    case 'map':
      return pathsOfType(interfaces, `${place}{}`, elementOf(part), outer);
    case 'struct':
      return [place, ...pathsOfInterface(interfaces, nameOf(part), outer).map((inner) => `${place}.${inner}`)];
    default:
      return [place];
  }
}

function kindOf(type: ts.TypeNode, interfaces: Interfaces): 'list' | 'map' | 'struct' | 'plain' {
  const kinds: { [name: string]: 'list' | 'map' } = { Array: 'list', Record: 'map' };
  return kinds[nameOf(type)] ?? (interfaces.has(nameOf(type)) && nameOf(type).includes('.') ? 'struct' : 'plain');
}

function partsOf(type: ts.TypeNode): readonly ts.TypeNode[] {
  return ts.isUnionTypeNode(type) ? type.types : [type];
}

/** Of a list or a map: both name it last. */
function elementOf(type: ts.TypeNode): ts.TypeNode {
  return (type as ts.TypeReferenceNode).typeArguments!.at(-1)!;
}

function nameOf(type: ts.TypeNode): string {
  return ts.isTypeReferenceNode(type) ? entityName(type.typeName) : '';
}

function entityName(name: ts.EntityName): string {
  return ts.isIdentifier(name) ? name.text : `${entityName(name.left)}.${name.right.text}`;
}

function readDeclarations(): Interfaces {
  read ??= interfacesIn(fs.readFileSync(DECLARATIONS, 'utf-8'));
  return read;
}

/** The interfaces of a statement by their names, which begin with those of the namespaces they are in. */
function interfacesOf(statement: ts.Statement, prefix: string): [string, ts.InterfaceDeclaration][] {
  if (ts.isInterfaceDeclaration(statement)) {
    return [[prefix + statement.name.text, statement]];
  }
  return ts.isModuleDeclaration(statement) && statement.body && ts.isModuleBlock(statement.body)
    ? statement.body.statements.flatMap((inner) => interfacesOf(inner, `${prefix}${statement.name.text}.`))
    : [];
}

function isIn(values: readonly unknown[], [segment, ...rest]: string[]): boolean {
  const [, name, brackets] = segment.match(/^(\w+)((?:\[\]|\{\})*)$/)!;
  const found = brackets.match(/\[\]|\{\}/g) ?? [];
  const inner = found.reduce(
    (current: unknown[]) => current.flatMap((value) => Object.values(value as object)),
    values.flatMap((value) => valueOf(value, name)),
  );
  return inner.length > 0 && (rest.length === 0 || isIn(inner, rest));
}

/** CloudFormation writes the first letter, and abbreviations, in capitals. */
function valueOf(value: unknown, name: string): unknown[] {
  return Object.entries(value ?? {}).filter(([key]) => key.toLowerCase() === name.toLowerCase()).map(([, inner]) => inner);
}
