import * as fs from 'fs';
import * as path from 'path';
import * as library from '../src';
import {
  PACKAGE, ownTypes, typeOf, withAncestors, type Docs, type Method, type Parameter, type Property, type Type, type TypeReference,
} from './compatibility/assembly';
import { messageOf } from './helpers/problems';
import { testStack } from './helpers/stack';

/*
 * What a construct library has to keep to, looked at in what jsii makes of the sources. awslint does not do it: it stops at version 1
 * of the CDK. Each test lists all that breaks its rule, as Type.member.
 */

const RESOURCE = 'aws-cdk-lib.Resource';

const types = ownTypes();
const structs = types.filter((type) => type.datatype);
const resources = types.filter((type) => type.kind === 'class' && withAncestors(type).some((ancestor) => ancestor.fqn === RESOURCE));

/** A place in the public API that has a type. */
interface Place {
  readonly name: string;
  readonly type: TypeReference;
}

function placesOf(type: Type): Place[] {
  const parameters = (name: string, list: Parameter[] = []) => list.map((parameter) => ({ name: `${name}(${parameter.name})`, type: parameter.type }));
  return [
    ...parameters(`${type.name}.constructor`, type.initializer?.parameters),
    ...(type.properties ?? []).map((property) => ({ name: `${type.name}.${property.name}`, type: property.type })),
    ...(type.methods ?? []).flatMap((method) => [
      ...parameters(`${type.name}.${method.name}`, method.parameters),
      ...(method.returns ? [{ name: `${type.name}.${method.name}()`, type: method.returns.type }] : []),
    ]),
  ];
}

/** The types that a reference consists of, such as those of the elements of a list. */
function partsOf(reference: TypeReference): TypeReference[] {
  return [
    reference,
    ...reference.collection ? partsOf(reference.collection.elementtype) : [],
    ...(reference.union?.types ?? []).flatMap(partsOf),
  ];
}

const places = types.flatMap(placesOf);

/** Documentation, wherever in the API it belongs. A member that only implements another takes its documentation over from there. */
function documented(): { readonly name: string; readonly docs?: Docs }[] {
  const own = (type: Type, member: Property | Method) => docsOf(type, member.name);
  return types.flatMap((type) => [
    { name: type.name, docs: type.docs },
    // A class without a constructor of its own still has one, which nobody can document.
    ...type.initializer?.parameters ? [
      { name: `${type.name}.constructor`, docs: type.initializer.docs },
      ...type.initializer.parameters.map((parameter) => ({ name: `${type.name}.constructor(${parameter.name})`, docs: parameter.docs })),
    ] : [],
    ...(type.members ?? []).map((member) => ({ name: `${type.name}.${member.name}`, docs: member.docs })),
    ...(type.properties ?? []).map((property) => ({ name: `${type.name}.${property.name}`, docs: own(type, property) })),
    ...(type.methods ?? []).flatMap((method) => [
      { name: `${type.name}.${method.name}`, docs: own(type, method) },
      ...(method.parameters ?? []).map((parameter) => ({
        name: `${type.name}.${method.name}(${parameter.name})`, docs: parameterDocs(type, method.name, parameter.name),
      })),
    ]),
  ]);
}

function docsOf(type: Type, name: string): Docs | undefined {
  return withAncestors(type)
    .flatMap((ancestor) => [...ancestor.properties ?? [], ...ancestor.methods ?? []])
    .find((member) => member.name === name && member.docs?.summary)?.docs;
}

function parameterDocs(type: Type, method: string, name: string): Docs | undefined {
  return withAncestors(type)
    .flatMap((ancestor) => ancestor.methods?.filter((candidate) => candidate.name === method) ?? [])
    .flatMap((candidate) => candidate.parameters ?? [])
    .find((parameter) => parameter.name === name && parameter.docs?.summary)?.docs;
}

function isCfn(fqn: string): boolean {
  return /\.Cfn[A-Z]/.test(fqn);
}

/** Where a type is in the library, such as `registry.ModelPackage`. */
function placeOf(type: Type): string {
  return type.fqn.slice(PACKAGE.length + 1);
}

/** The class itself. */
function classOf(type: Type): any {
  return placeOf(type).split('.').reduce((within: any, name) => within[name], library);
}

test('there is something to look at', () => {
  expect(resources.map(placeOf)).toEqual([
    'Endpoint', 'EndpointConfig', 'InferenceComponent', 'InferenceComponentAdapter', 'LanguageModelEndpoint', 'Model', 'ModelEndpoint', 'Pipeline',
    'registry.ModelPackage', 'registry.ModelPackageGroup',
  ]);
  expect(structs.length).toBeGreaterThan(10);
  expect(places.length).toBeGreaterThan(200);
});

describe('resources', () => {
  /** An imported pipeline needs no interface of ours: that of the CDK says all of it. Containers mention packages, so their interface is in the root module. */
  const INTERFACES_ELSEWHERE: { [name: string]: string } = {
    ModelPackage: `${PACKAGE}.IModelPackage`,
    Pipeline: 'aws-cdk-lib.aws_sagemaker.IPipeline',
  };

  /** An adapter is an inference component, in CloudFormation too, and is imported as one. So is an endpoint that brings its model along. */
  const OF_ANOTHER_NAME = ['InferenceComponentAdapter', 'LanguageModelEndpoint', 'ModelEndpoint'];
  const named = resources.filter(({ name }) => !OF_ANOTHER_NAME.includes(name));

  test('each has an interface of its name', () => {
    const expected = (type: Type) => INTERFACES_ELSEWHERE[type.name] ?? type.fqn.replace(/(\w+)$/, 'I$1');
    expect(named.filter((type) => !type.interfaces?.includes(expected(type)) || !typeOf(expected(type))).map((type) => type.name)).toEqual([]);
  });

  test('each can be imported, by name and by ARN, as its interface', () => {
    expect(named.flatMap(({ name, methods = [] }) => ['Name', 'Arn']
      .filter((key) => {
        const method = methods.find((candidate) => candidate.static && candidate.name === `from${name}${key}`);
        return !method?.returns?.type.fqn?.endsWith(`.I${name}`);
      })
      .map((key) => `${name}.from${name}${key}`))).toEqual([]);
  });

  test('none can be imported by an ARN that is not of its kind', () => {
    const kinds: { [name: string]: string } = {
      Endpoint: 'endpoint',
      EndpointConfig: 'endpoint-config',
      InferenceComponent: 'inference-component',
      Model: 'model',
      Pipeline: 'pipeline',
      ModelPackage: 'model-package',
      ModelPackageGroup: 'model-package-group',
    };
    const arnOf = (kind: string) => `arn:aws:sagemaker:us-east-1:123456789012:${kind}/theirs`;
    const importing = (type: Type, arn: string) => () => classOf(type)[`from${type.name}Arn`](testStack(), 'Theirs', arn);
    for (const type of named) {
      const { name } = type;
      const property = `${name.charAt(0).toLowerCase()}${name.slice(1)}Arn`;
      expect(importing(type, arnOf(kinds[name]))()[property]).toBe(arnOf(kinds[name]));
      for (const arn of ['theirs', ...Object.values(kinds).filter((kind) => kind !== kinds[name]).map(arnOf)]) {
        expect(messageOf(importing(type, arn))).toBe(`Test: ${property} must be an ARN such as `
          + `arn:aws:sagemaker:us-east-1:123456789012:${kinds[name]}/my-${kinds[name]}, got '${arn}'`);
      }
    }
  });

  test('each has an id for property injection, which names it', () => {
    expect(resources.map((type) => classOf(type).PROPERTY_INJECTION_ID)).toEqual(resources.map((type) => type.fqn));
  });
});

describe('documentation', () => {
  test('each type, member, parameter and enum member says in a sentence what it is', () => {
    expect(documented().filter(({ docs }) => !docs?.summary?.trim()).map(({ name }) => name)).toEqual([]);
  });

  test('each optional property says what happens without it', () => {
    const properties = structs.flatMap((type) => (type.properties ?? []).map((property) => ({ type, property })));
    const optional = properties.filter(({ property }) => property.optional);
    expect(optional.length).toBeGreaterThan(20);
    expect(optional
      .filter(({ property: { docs } }) => !docs?.default?.trim() || /^-?\s*(none|undefined)\b\.?\s*$/i.test(docs.default))
      .map(({ type, property }) => `${type.name}.${property.name}`)).toEqual([]);
  });

  test('no required property has a default', () => {
    expect(structs.flatMap((type) => (type.properties ?? [])
      .filter((property) => !property.optional && property.docs?.default)
      .map((property) => `${type.name}.${property.name}`))).toEqual([]);
  });
});

describe('types', () => {
  test('nothing is of any type', () => {
    const open = (part: TypeReference) => part.primitive === 'any' || part.primitive === 'json';
    // JSON of a state, as in sfn.TaskStateBaseProps, and JSON that a model server defines, and changes with each version.
    const ofStates = ['assign', 'outputs', 'resultSelector'].map((name) => `InvokeInferenceComponentTaskProps.${name}`);
    const ofServers = ['LmiServerOptions.speculativeConfig', 'LmiServerOptions.structuredOutputsConfig', 'VllmServerOptions.speculativeConfig',
      'VllmServerOptions.structuredOutputsConfig'];
    expect(places.filter(({ type }) => partsOf(type).some(open)).map(({ name }) => name).sort()).toEqual([...ofStates, ...ofServers]);
  });

  test('nothing takes or returns a Cfn type', () => {
    expect(places.filter(({ type }) => partsOf(type).some((part) => isCfn(part.fqn ?? ''))).map(({ name }) => name)).toEqual([]);
  });

  test('no property takes an ARN, but where something is imported, or the CDK has no type for it', () => {
    const untyped = ['CapacityReservation.mlReservationArn', 'ModelAccessOptions.hubContentArn', 'ModelDataConfig.hubContentArn'];
    const found = structs.filter((type) => !type.name.endsWith('Attributes'))
      .flatMap((type) => (type.properties ?? [])
        .filter((property) => /arns?$/i.test(property.name) && partsOf(property.type).some((part) => part.primitive === 'string'))
        .map((property) => `${type.name}.${property.name}`));
    expect(found.sort()).toEqual(untyped);
  });

  test('no struct of the root module extends one of a module that Python would load in each app', () => {
    const modules = structs.filter(({ fqn }) => fqn === `${PACKAGE}.${fqn.split('.').pop()}`)
      .flatMap(({ name, interfaces = [] }) => interfaces.map((fqn) => [name, fqn.split('.').slice(0, -1).join('.')]))
      .filter(([, module]) => module !== PACKAGE);
    expect(modules.map(([name]) => name)).toContain('UtilizationScalingProps');
    // The scalable targets of the root module extend classes of Application Auto Scaling.
    expect(modules.filter(([, module]) => module !== 'aws-cdk-lib.aws_applicationautoscaling')).toEqual([]);
  });

  test('durations and sizes have no unit in their name, but where the RFC names it', () => {
    const named = ['ServerlessProductionVariant.memorySizeInMB', 'ServerlessProductionVariantProps.memorySizeInMB'];
    expect(structs.flatMap((type) => (type.properties ?? [])
      .filter((property) => /(seconds|minutes|millis|inmb|ingb|bytes)$/i.test(property.name))
      .map((property) => `${type.name}.${property.name}`))).toEqual(named);
  });
});

describe('the package', () => {
  const manifest = JSON.parse(fs.readFileSync(path.join(__dirname, '..', 'package.json'), 'utf8'));

  test('needs nothing at run time but the CDK', () => {
    expect(manifest.dependencies ?? {}).toEqual({});
    expect(manifest.bundledDependencies ?? []).toEqual([]);
    expect(Object.keys(manifest.peerDependencies).sort()).toEqual(['aws-cdk-lib', 'constructs']);
  });

  test('exports what the assembly has, and nothing else', () => {
    const classesAndEnums = types.filter((type) => type.kind !== 'interface').map(placeOf);
    const exported = Object.entries(library).flatMap(([name, value]) => name === 'registry' ? Object.keys(value).map((inner) => `${name}.${inner}`) : [name]);
    expect(exported.sort()).toEqual(classesAndEnums.sort());
  });
});
