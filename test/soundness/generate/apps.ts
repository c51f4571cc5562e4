import * as fc from 'fast-check';
import { componentsUnit, importedComponentUnit } from './components';
import { configProps, type Kind } from './configs';
import { endpointsOfVpc, modelSteps, modelUnit } from './models';
import { languageModelUnit, modelEndpointUnit } from './one-call';
import { client, endpointOptions, operations } from './operations';
import { groupUnit, importedPackageUnit, packageUnit, pipelineUnit } from './registry';
import { object } from './values';
import { call, get, given, id, make, method, name, scope, variable, type Placement, type Plan, type Step } from '../app/plan';

/** Eight regions of five partitions. */
export const REGIONS = ['us-east-1', 'eu-central-1', 'ap-northeast-1', 'cn-north-1', 'cn-northwest-1', 'us-gov-west-1', 'us-iso-east-1', 'us-isob-east-1'];

const KINDS: Kind[] = ['instances', 'gpus', 'two', 'shadow', 'async', 'serverless', 'pools'];

/** An endpoint of a model, of each kind but that of components. */
const endpointUnit: fc.Arbitrary<Step[]> = fc.constantFrom(...KINDS).chain((kind) => fc.tuple(
  modelSteps('model'), configProps(kind, variable('model')), object({}, endpointOptions, kind === 'serverless' ? 20 : 7), operations(kind),
)).map(([model, config, options, more]) => [
  ...model,
  { as: 'config', do: make('sm.EndpointConfig', scope('endpoint'), id('Config'), config) },
  { as: 'endpoint', do: make('sm.Endpoint', scope('endpoint'), id('Endpoint'), { endpointConfig: variable('config'), ...options }) },
  ...more,
]);

const theirs = (attributes: { [key: string]: unknown }) => call('sm.Endpoint.fromEndpointAttributes', scope('endpoint'), id('Theirs'), {
  endpointArn: given('endpointArn'), endpointConfig: call('sm.EndpointConfig.fromEndpointConfigAttributes', scope('endpoint'), id('TheirConfig'), { endpointConfigArn: given('configArn'), ...attributes as object }),
});

const importedEndpointUnit: fc.Arbitrary<Step[]> = fc.constantFrom<[Kind, ReturnType<typeof call>]>(
  ['instances', theirs({ instanceProductionVariants: [{ variantName: 'main', instanceType: get('sm.InstanceType.M5_XLARGE'), initialInstanceCount: 2 }], asyncInference: false })],
  ['serverless', theirs({ serverlessProductionVariant: { variantName: 'less', maxConcurrency: 50, provisionedConcurrency: 20 } })],
  ['async', theirs({ instanceProductionVariants: [{ variantName: 'main', instanceType: get('sm.InstanceType.M5_XLARGE') }], asyncInference: true })],
  ['instances', call('sm.Endpoint.fromEndpointName', scope('endpoint'), id('Theirs'), name('their-endpoint'))],
  ['instances', call('sm.Endpoint.fromEndpointArn', scope('endpoint'), id('Theirs'), given('endpointArn'))],
).chain(([kind, endpoint]) => operations(kind, variable('endpoint'), true).map((more): Step[] => [{ as: 'endpoint', do: endpoint }, ...more]));

const ofImportedConfig: fc.Arbitrary<Step[]> = fc.tuple(object({}, endpointOptions, 6), client).map(([options, grantee]): Step[] => [
  { as: 'endpoint', do: make('sm.Endpoint', scope('endpoint'), id('Endpoint'), { endpointConfig: call('sm.EndpointConfig.fromEndpointConfigName', scope('model'), id('TheirConfig'), 'theirs'), ...options }) },
  { do: method(variable('endpoint'), 'grantInvoke', grantee) },
]);

const addedVariants: fc.Arbitrary<Step[]> = modelSteps('model').map((model): Step[] => [
  ...model,
  { as: 'config', do: make('sm.EndpointConfig', scope('endpoint'), id('Config')) },
  { do: method(variable('config'), 'addInstanceProductionVariant', { variantName: 'main', model: variable('model') }) },
  { as: 'endpoint', do: make('sm.Endpoint', scope('endpoint'), id('Endpoint'), { endpointConfig: variable('config') }) },
]);

const unit = fc.oneof({ withCrossShrink: true },
  { weight: 2, arbitrary: modelUnit },
  { weight: 7, arbitrary: endpointUnit },
  { weight: 4, arbitrary: componentsUnit },
  { weight: 4, arbitrary: modelEndpointUnit },
  { weight: 3, arbitrary: languageModelUnit },
  { weight: 2, arbitrary: packageUnit },
  { weight: 1, arbitrary: importedPackageUnit },
  { weight: 1, arbitrary: groupUnit },
  { weight: 1, arbitrary: pipelineUnit },
  { weight: 1, arbitrary: importedEndpointUnit },
  { weight: 1, arbitrary: importedComponentUnit },
  { weight: 1, arbitrary: ofImportedConfig },
  { weight: 1, arbitrary: addedVariants },
  { weight: 1, arbitrary: endpointsOfVpc },
);

const where = fc.constantFrom<'same' | 'stack' | 'nested'>('same', 'same', 'stack', 'nested');

const placement: fc.Arbitrary<Placement> = fc.record({
  region: fc.constantFrom<string | undefined>('us-east-1', undefined, undefined, ...REGIONS),
  inStage: fc.constantFrom(false, false, true),
  recommendedFlags: fc.boolean(),
  tagged: fc.constantFrom(false, false, true),
  model: where,
  endpoint: where,
});

/** All apps. */
export const apps: fc.Arbitrary<Plan> = fc.record({ placement, units: fc.array(unit, { minLength: 1, maxLength: 2, size: 'max' }) });
