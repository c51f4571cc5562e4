import * as fs from 'fs';
import * as path from 'path';
import * as zlib from 'zlib';

const ROOT = path.resolve(__dirname, '..', '..');
export const PACKAGE = 'cdk-sagemaker-hosting';

export interface Docs {
  readonly summary?: string;
  readonly default?: string;
  readonly example?: string;
  readonly custom?: { readonly [name: string]: string };
}

export interface TypeReference {
  readonly fqn?: string;
  readonly primitive?: string;
  readonly collection?: { readonly kind: string; readonly elementtype: TypeReference };
  readonly union?: { readonly types: TypeReference[] };
}

export interface Parameter {
  readonly name: string;
  readonly optional?: boolean;
  readonly variadic?: boolean;
  readonly type: TypeReference;
  readonly docs?: Docs;
}

export interface Property {
  readonly name: string;
  readonly optional?: boolean;
  readonly static?: boolean;
  readonly const?: boolean;
  readonly overrides?: string;
  readonly type: TypeReference;
  readonly docs?: Docs;
}

export interface Method {
  readonly name: string;
  readonly static?: boolean;
  readonly overrides?: string;
  readonly parameters?: Parameter[];
  readonly returns?: { readonly type: TypeReference };
  readonly docs?: Docs;
}

/** A type of a jsii assembly, as far as the tests look at it. */
export interface Type {
  readonly fqn: string;
  readonly symbolId: string;
  readonly name: string;
  readonly kind: 'class' | 'enum' | 'interface';
  readonly datatype?: boolean;
  readonly base?: string;
  readonly interfaces?: string[];
  readonly initializer?: { readonly parameters?: Parameter[]; readonly docs?: Docs };
  readonly properties?: Property[];
  readonly methods?: Method[];
  readonly members?: { readonly name: string; readonly docs?: Docs }[];
  readonly docs?: Docs;
}

type Types = { [fqn: string]: Type };

const loaded = new Map<string, Types>();

/** The public types of this package. */
export function ownTypes(): Type[] {
  return Object.values(typesOf(PACKAGE)).sort((one, other) => one.fqn.localeCompare(other.fqn));
}

/** A type of this package, or of one that it depends on; undefined if there is none. */
export function typeOf(fqn: string): Type | undefined {
  return typesOf(fqn.slice(0, fqn.indexOf('.')))[fqn];
}

/** A type and all that it inherits from, nearest first. */
export function withAncestors(type: Type): Type[] {
  const parents = [...(type.base ? [type.base] : []), ...(type.interfaces ?? [])];
  return [type, ...parents.flatMap((fqn) => {
    const parent = typeOf(fqn);
    return parent ? withAncestors(parent) : [];
  })];
}

function typesOf(packageName: string): Types {
  let types = loaded.get(packageName);
  if (types === undefined) {
    types = readAssembly(packageName === PACKAGE ? ROOT : path.join(ROOT, 'node_modules', packageName)).types as Types;
    loaded.set(packageName, types);
  }
  return types;
}

function readAssembly(directory: string): any {
  const file = path.join(directory, '.jsii');
  if (!fs.existsSync(file)) {
    throw new Error("there is no compiled assembly (.jsii); run 'npm run build' first");
  }
  const assembly = JSON.parse(fs.readFileSync(file, 'utf8'));
  return assembly.schema === 'jsii/file-redirect'
    ? JSON.parse(zlib.gunzipSync(fs.readFileSync(path.join(directory, assembly.filename))).toString('utf8'))
    : assembly;
}
