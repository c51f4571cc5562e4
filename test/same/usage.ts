import * as path from 'path';
import * as ts from 'typescript';
import { withAncestors, ownTypes, PACKAGE, type Type } from '../compatibility/assembly';

/*
 * Which public members of the library some files use, as the compiler sees it: the properties of the structs they write or read, the methods they
 * call or implement, the classes they make. A member is `Type.member`; that of a constructor is `constructor`.
 */

const ROOT = path.resolve(__dirname, '..', '..');

/** Every public member, each where it is declared first: what implements an interface of ours is the same member. */
export function publicMembers(types: readonly Type[]): string[] {
  const ours = new Set(types.map((type) => type.fqn));
  const namesIn = (type: Type) => [
    ...[...type.properties ?? [], ...type.methods ?? []].filter(({ overrides }) => !overrides || !ours.has(overrides)).map(({ name }) => name),
    ...(type.members ?? []).map(({ name }) => name),
    ...type.initializer ? ['constructor'] : [],
  ];
  return types.flatMap((type) => namesIn(type).map((name) => memberOf(type, name))).sort();
}

function memberOf(type: Type, member: string): string {
  return `${type.fqn.slice(PACKAGE.length + 1)}.${member}`;
}

/** Those that each of the files uses. */
export function usedMembers(files: readonly string[]): Map<string, Set<string>> {
  const { config } = ts.readConfigFile(path.join(ROOT, 'test', 'tsconfig.json'), (file) => ts.sys.readFile(file));
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, path.join(ROOT, 'test'));
  const program = ts.createProgram(files, options);
  return new Map(files.map((file) => {
    const reader = new Reader(program.getTypeChecker());
    reader.read(program.getSourceFile(file)!);
    return [path.basename(file), reader.used];
  }));
}

class Reader {
  public readonly used = new Set<string>();
  /** By the place in the sources: jsii tells it of each type. */
  private readonly types = new Map(ownTypes().map((type) => [type.symbolId, type]));

  constructor(private readonly checker: ts.TypeChecker) {
  }

  public read(node: ts.Node): void {
    if (ts.isObjectLiteralExpression(node)) {
      this.readObject(node);
    } else if (ts.isPropertyAccessExpression(node)) {
      this.note(this.checker.getTypeAtLocation(node.expression), node.name.text);
    } else if (ts.isNewExpression(node)) {
      this.note(this.checker.getTypeAtLocation(node), 'constructor');
    } else if (ts.isClassDeclaration(node)) {
      this.readClass(node);
    } else if (ts.isCallExpression(node) && node.expression.getText() === 'Object.values') {
      this.readAll(node.arguments[0]);
    }
    ts.forEachChild(node, (child) => this.read(child));
  }

  /** An object may be of several structs, one of which declares the property. */
  private readObject(node: ts.ObjectLiteralExpression): void {
    const expected = this.checker.getContextualType(node);
    for (const name of node.properties.flatMap((property) => property.name && ts.isIdentifier(property.name) ? [property.name.text] : [])) {
      if (expected) {
        this.note(expected, name);
      }
    }
  }

  private readClass(node: ts.ClassDeclaration): void {
    const type = this.checker.getTypeAtLocation(node);
    for (const base of this.checker.getBaseTypes(type as ts.InterfaceType)) {
      this.note(base, 'constructor');
      node.members.filter(ts.isMethodDeclaration).forEach((method) => this.note(base, method.name.getText()));
    }
  }

  /** Object.values() of an enum, or of a class with constants. */
  private readAll(node: ts.Expression): void {
    const type = this.checker.getTypeAtLocation(node);
    type.getProperties().filter(({ name }) => name !== 'prototype').forEach(({ name }) => this.note(type, name));
  }

  /** A member of a type belongs to each type that declares it: the type itself, and what it inherits from. */
  private note(type: ts.Type, member: string): void {
    for (const part of type.isUnionOrIntersection() ? type.types : [type]) {
      const declared = [part.symbol, part.aliasSymbol, this.checker.getPropertyOfType(part, member)].flatMap((symbol) => symbol?.declarations ?? []);
      for (const declaration of declared) {
        this.noteDeclared(declaration, member);
      }
    }
  }

  private noteDeclared(declaration: ts.Declaration, member: string): void {
    const found = [declaration, declaration.parent].flatMap((node) => this.typeOf(node) ?? []).at(0);
    for (const type of found ? withAncestors(found) : []) {
      this.used.add(memberOf(type, member));
    }
  }

  private typeOf(node: ts.Node | undefined): Type | undefined {
    if (!node || !(ts.isClassDeclaration(node) || ts.isInterfaceDeclaration(node) || ts.isEnumDeclaration(node)) || !node.name) {
      return undefined;
    }
    const file = path.relative(ROOT, node.getSourceFile().fileName).replace(/\.ts$/, '').split(path.sep).join('/');
    return this.types.get(`${file}:${node.name.text}`);
  }
}
