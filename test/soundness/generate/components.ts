import * as fc from 'fast-check';
import { configProps } from './configs';
import { archive, environment, image, modelData } from './models';
import { alarms, endpointOptions, grants, operations, scaling, someUses, tasks } from './operations';
import { aName, boolean, either, integer, maybe, mebibytes, memberOf, object, oneOf, seconds, type Arbitrary } from './values';
import { call, get, given, id, make, method, name, prop, scope, variable, type Step, type Value } from '../app/plan';

export const compute: Arbitrary = object({ minMemory: mebibytes(128, 1024, 8192) }, {
  maxMemory: mebibytes(8192, 16_384), cpuCores: oneOf(0.25, 1, 2), accelerators: integer(1, 1),
}, 2);

const options: { [key: string]: Arbitrary } = {
  modelData: fc.oneof({ weight: 9, arbitrary: archive }, { weight: 1, arbitrary: modelData }),
  environment,
  containerStartupHealthCheckTimeout: seconds(60, 3600),
  modelDataDownloadTimeout: seconds(60, 3600),
  dataCaching: boolean,
  placementStrategy: memberOf('sm.PlacementStrategy', 'SPREAD', 'BINPACK'),
  availabilityZoneMaxImbalance: integer(0, 3),
  metricsEndpoint: object({}, { path: oneOf('/metrics'), publishFrequency: seconds(10, 60, 300) }, 2),
};

const specification: Arbitrary = either(
  fc.tuple(image, object({ compute }, options, 4)).map(([each, props]) => call('sm.InferenceComponentSpecification.fromImage', each, props)),
  fc.tuple(fc.constantFrom(given('model'), given('importedModel')), object({ compute }, { ...options, image }, 8)).map(([model, props]) => call('sm.InferenceComponentSpecification.fromModel', model, props)),
);

const strategy: Arbitrary = fc.tuple(fc.constantFrom('copies', 'percent'), fc.constantFrom(5, 10, 20)).map(([kind, value]) => call('sm.DeploymentStrategy.rolling', {
  maximumBatchSize: call(`sm.CapacitySize.${kind}`, value), bakeTime: call('cdk.Duration.minutes', value), rollbackMaximumBatchSize: call(`sm.CapacitySize.${kind}`, 50),
}));

const componentOptions = object({ specification, variantName: oneOf('main') }, { copyCount: integer(1, 4), inferenceComponentName: aName('llama'), rollout: object({ deploymentStrategy: strategy }, { autoRollbackAlarms: alarms }, 2) }, 4)
  .map(({ rollout, ...props }): Value => ({ ...props, ...rollout as object }));

const component = variable('component');
const METRICS = ['metricInvocations', 'metricConcurrentRequestsPerCopy', 'metricGpuUtilizationNormalized', 'metricNoCapacityInvocationFailures'];

function ofComponents(own: Value, imported: boolean): fc.Arbitrary<Step[]> {
  const all: fc.Arbitrary<Step[]>[] = [
    scaling('components', own, 'autoScaleCopyCount', 'copies'),
    grants(own, ['grantInvoke', 'grantInvokeWithResponseStream', 'grantInvokeOpenAi']).map((step) => [step]),
    tasks(own).map((steps) => steps.filter((each) => !JSON.stringify(each).includes('targetVariant'))).filter((steps) => steps.length === 2),
    fc.constant([{ do: method(own, 'addRecommendedAlarms') }]),
    fc.tuple(archive, maybe(oneOf(name('legal')), 2)).map(([artifact, inferenceComponentName]) => [{ as: 'adapter', do: method(own, 'addAdapter', id('Legal'), { artifact, inferenceComponentName }) }]),
    fc.constantFrom(...METRICS).map((metric) => [{ do: method(method(own, metric), 'createAlarm', scope('endpoint'), id('OfComponent'), { threshold: 1, evaluationPeriods: 1 }) }]),
    fc.constant([{ do: make('cdk.CfnOutput', scope('endpoint'), id('Component'), { value: prop(own, 'inferenceComponentName') }) }]),
    fc.constantFrom(...(imported ? ['openAiBaseUrl'] : ['inferenceComponentArn', 'openAiBaseUrl'])).map((which) => [{ do: make('cdk.CfnOutput', scope('endpoint'), id('ComponentOutput'), { value: prop(own, which) }) }]),
    ...imported ? [] : [
      fc.constant<Step[]>([{ do: method(own, 'addLogGroup') }]),
    ],
  ];
  return someUses(all, 3);
}

const inPools: Arbitrary = fc.tuple(specification, specification).map(([first, second]) => ({
  variantName: 'main', specifications: [{ instanceType: get('sm.InstanceType.G5_XLARGE'), specification: first }, { instanceType: get('sm.InstanceType.G6_XLARGE'), specification: second }],
}));

/** An endpoint with components, adapters and all that goes with them. */
export const componentsUnit: fc.Arbitrary<Step[]> = fc.tuple(
  configProps('components', undefined), object({}, endpointOptions, 8), fc.array(fc.tuple(fc.oneof({ weight: 9, arbitrary: componentOptions }, { weight: 1, arbitrary: inPools }), fc.boolean(), ofComponents(component, false)), { minLength: 1, maxLength: 2 }), operations('components'),
).map(([config, options_, components, more]) => [
  { as: 'config', do: make('sm.EndpointConfig', scope('endpoint'), id('Config'), config) },
  { as: 'endpoint', do: make('sm.Endpoint', scope('endpoint'), id('Endpoint'), { endpointConfig: variable('config'), ...options_ }) },
  ...components.flatMap(([props, byConstruct, uses]): Step[] => [
    {
      as: 'component',
      do: byConstruct
        ? make('sm.InferenceComponent', scope('endpoint'), id('Component'), { endpoint: variable('endpoint'), ...props as object })
        : method(variable('endpoint'), 'addInferenceComponent', id('Component'), props),
    },
    ...uses,
  ]),
  ...more,
]);

/** Components that are defined elsewhere. */
export const importedComponentUnit: fc.Arbitrary<Step[]> = fc.tuple(fc.constantFrom<Value>(
  call('sm.InferenceComponent.fromInferenceComponentName', scope('endpoint'), id('Theirs'), name('their-component')),
  call('sm.InferenceComponent.fromInferenceComponentArn', scope('endpoint'), id('Theirs'), given('componentArn')),
  call('sm.InferenceComponent.fromInferenceComponentAttributes', scope('endpoint'), id('Theirs'), {
    inferenceComponentName: name('their-component'), inferenceComponentArn: given('componentArn'), endpoint: call('sm.Endpoint.fromEndpointName', scope('endpoint'), id('TheirEndpoint'), 'their-components'),
  }),
), ofComponents(component, true)).map(([imported, uses]) => [{ as: 'component', do: imported }, ...uses]);
