import { interfacesIn, pathsIn, pathsOfInterface, propertyPathsOf } from './property-paths';

const INTERFACES = interfacesIn(`
export declare namespace CfnThing {
  interface LeafProperty { readonly on: boolean | cdk.IResolvable; }
  interface TreeProperty { readonly children?: Array<CfnThing.TreeProperty | cdk.IResolvable> | cdk.IResolvable; readonly name?: string; }
}
export interface Named { readonly name: string; }
export interface CfnThingProps {
  readonly name: iamRefs.IRoleRef | string;
  readonly anything?: any | cdk.IResolvable;
  readonly leaf?: cdk.IResolvable | CfnThing.LeafProperty;
  readonly leaves?: Array<cdk.IResolvable | CfnThing.LeafProperty> | cdk.IResolvable;
  readonly leafByName?: cdk.IResolvable | Record<string, CfnThing.LeafProperty | cdk.IResolvable>;
  readonly texts?: Array<string>;
  readonly environment?: cdk.IResolvable | Record<string, string>;
  readonly tree?: CfnThing.TreeProperty;
  readonly tags?: Array<cdk.CfnTag>;
}`);

const PATHS = [
  'name', 'anything', 'leaf', 'leaf.on', 'leaves[]', 'leaves[].on', 'leafByName{}', 'leafByName{}.on', 'texts[]', 'environment{}',
  'tree', 'tree.children[]', 'tree.name', 'tags[]',
];

test('the paths of declared properties', () => {
  expect(pathsOfInterface(INTERFACES, 'CfnThingProps', [])).toEqual(PATHS);
});

test('fails for what is not declared', () => {
  expect(() => propertyPathsOf('CfnNothingProps')).toThrow('there is no interface CfnNothingProps');
});

test.each([
  ['CfnModelPackageProps', 'inferenceSpecification.containers[].modelDataSource.s3DataSource.modelAccessConfig.acceptEula'],
  ['CfnModelPackageGroupProps', 'modelPackageGroupPolicy'],
  ['CfnModelProps', 'containers[].multiModelConfig.modelCacheSetting'],
])('%s of the CDK has %s', (propsName, path) => {
  expect(propertyPathsOf(propsName)).toContain(path);
});

test('the paths that are in a template', () => {
  const properties = {
    Name: { Ref: 'Name' },
    Leaves: [{}, { ON: false }],
    LeafByName: { first: { On: true } },
    Texts: [],
    Environment: { KEY: 'value' },
    Tree: { Children: [{ Name: 'child' }] },
  };
  expect(pathsIn(properties, PATHS))
    .toEqual(['name', 'leaves[]', 'leaves[].on', 'leafByName{}', 'leafByName{}.on', 'environment{}', 'tree', 'tree.children[]']);
});
