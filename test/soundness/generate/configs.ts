import * as fc from 'fast-check';
import { anyBucket, identity, key, location, network } from './models';
import { aName, boolean, either, gibibytes, integer, listOf, maybe, mebibytes, memberOf, merged, minutes, object, oneOf, orToken, seconds, someGiven, someIn, someOf, text, usually, type Arbitrary } from './values';
import { call, get, given, type Value } from '../app/plan';

export const CPU_TYPES = ['M5_LARGE', 'M5_XLARGE', 'M5_4XLARGE', 'C5_XLARGE', 'M7I_LARGE'];
export const GPU_TYPES = ['G5_XLARGE', 'G5_12XLARGE', 'G6E_12XLARGE', 'G6_XLARGE'];
export const instanceType: Arbitrary = either(
  memberOf('sm.InstanceType', ...CPU_TYPES), memberOf('sm.InstanceType', ...GPU_TYPES, 'INF2_XLARGE'),
  oneOf('ml.p5.48xlarge', 'ml.c7i.large').map((type) => call('sm.InstanceType.of', type)),
);
export const gpuType: Arbitrary = memberOf('sm.InstanceType', ...GPU_TYPES);

export const routingStrategy: Arbitrary = either(
  memberOf('sm.RoutingStrategy', 'LEAST_OUTSTANDING_REQUESTS', 'RANDOM'),
  object({ prefixLength: oneOf(1024, 2048, 16_384), concurrencyThreshold: oneOf(1, 16) }).map((options) => call('sm.RoutingStrategy.prefixAware', options)),
);

/** What variants on instances and the capacity of one-call constructs have in common. */
export const instanceOptions: { [key: string]: Arbitrary } = {
  capacityReservation: oneOf({ mlReservationArn: given('planArn') }),
  containerStartupHealthCheckTimeout: either(seconds(60, 3600), minutes(2, 59)),
  coreDump: object({ destination: location }, { encryptionKey: key }, 2),
  inferenceAmiVersion: either(memberOf('sm.InferenceAmiVersion', 'AL2_GPU_2', 'AL2_GPU_3_1', 'AL2023_GPU_4_1', 'AL2_NEURON_2'), oneOf(call('sm.InferenceAmiVersion.of', 'al2-ami-sagemaker-inference-gpu-2'))),
  modelDataDownloadTimeout: seconds(60, 600, 3600),
  routingStrategy,
  ssmAccess: boolean,
  variantInstanceProvisionTimeout: seconds(300, 600, 3600),
  volumeSize: gibibytes(1, 512),
};

export const scaleInPolicy: Arbitrary = either(
  oneOf(call('sm.ScaleInPolicy.idleRelease')),
  object({}, { cooldown: minutes(5, 60), maximumStepSize: oneOf(1, 2, 10) }, 2).map((options) => call('sm.ScaleInPolicy.consolidation', options)),
);

const managedInstanceScaling = object({}, { minInstanceCount: integer(0, 2), maxInstanceCount: integer(2, 8), scaleInPolicy }, 2);

/** A model of the unit, one that units share, or one of others. */
export const someModel = (own: Value): Arbitrary => fc.oneof({ withCrossShrink: true }, { weight: 8, arbitrary: fc.constant(own) }, { weight: 2, arbitrary: someGiven('model', 'importedModel', 'modelByAttributes') });

const counts = { initialInstanceCount: integer(1, 5) };
const weight = maybe(oneOf(0, 0.5, 1, 9), 4);

const poolTypes = fc.shuffledSubarray(GPU_TYPES, { minLength: 1 });
const pools = (model: Value): Arbitrary => fc.tuple(poolTypes, maybe(someModel(model), 5)).map(([types, other]) =>
  types.map((type, index) => ({ instanceType: get(`sm.InstanceType.${type}`), priority: index + 1, model: index === 0 ? other : undefined })));

/** A variant on instances with a model. */
export function instanceVariant(variantName: string, model: Value): fc.Arbitrary<{ [key: string]: Value }> {
  return fc.tuple(
    object({ variantName: oneOf(variantName), model: someModel(model) }, { ...counts, ...instanceOptions, acceleratorType: memberOf('sm.AcceleratorType', 'EIA2_MEDIUM') }, 10),
    weight,
    usually(object({ instanceType }), 8, object({}), 1, object({ instancePools: pools(model) }), 2),
    // It is refused with a model.
    maybe(managedInstanceScaling, 80),
  ).map(([each, initialVariantWeight, on, scaling]) => ({ ...each, ...on, initialVariantWeight, managedInstanceScaling: scaling }));
}

/** A variant that hosts inference components. */
export function componentVariant(variantName: string): fc.Arbitrary<{ [key: string]: Value }> {
  return fc.tuple(object({ variantName: oneOf(variantName) }, { ...counts, ...instanceOptions }, 10), usually(
    object({ instanceType: either(gpuType, instanceType) }), 4, object({ instancePools: pools(undefined) }), 1,
  ), maybe(managedInstanceScaling, 2)).map(([each, on, scaling]) => ({ ...each, ...on, managedInstanceScaling: scaling }));
}

export const serverlessVariant = (model: Value): fc.Arbitrary<{ [key: string]: Value }> => fc.tuple(
  object({ variantName: oneOf('less'), model: someModel(model), maxConcurrency: integer(1, 200) }, { provisionedConcurrency: integer(1, 10), initialVariantWeight: oneOf(1, 2) }, 3),
  either(object({ memorySize: gibibytes(1, 6) }), object({ memorySizeInMB: oneOf(1024, 2048, 6144) })),
).map(([each, memory]) => ({ ...each, ...memory as object }));

const topic = someIn(['given', 'endpoint'], 'topic', 'encryptedTopic', 'importedTopic');

export const asyncOptions: { [key: string]: Arbitrary } = {
  failure: location,
  input: location,
  encryptionKey: key,
  successTopic: topic,
  errorTopic: topic,
  includeInferenceResponseIn: someOf([get('sm.AsyncNotificationTopic.SUCCESS'), get('sm.AsyncNotificationTopic.ERROR')]),
  maxConcurrentInvocationsPerInstance: integer(1, 1000),
};
export const asyncInference: Arbitrary = object({ output: location }, asyncOptions, 3);

export const dataCapture: Arbitrary = object({ destination: location }, {
  enabled: boolean,
  encryptionKey: key,
  samplingPercentage: integer(0, 100),
  captureModes: someOf([get('sm.CaptureMode.INPUT'), get('sm.CaptureMode.OUTPUT')]),
  csvContentTypes: orToken(fc.constantFrom(['text/csv'], ['text/csv', 'text/plain']), 'list'),
  jsonContentTypes: oneOf(['application/json']),
}, 3);

const baseline: Arbitrary = either(
  oneOf(call('sm.ShapBaseline.inline', '1,a', { mimeType: 'text/csv' }), call('sm.ShapBaseline.inline', '[1]')),
  anyBucket.map((where) => call('sm.ShapBaseline.fromBucket', where, 'baseline.csv', { mimeType: 'text/csv' })),
);
const clarifyInference = object({}, {
  featuresAttribute: oneOf('features'),
  contentTemplate: text('{"features":$features}'),
  featureHeaders: oneOf(['age', 'plan']),
  featureTypes: oneOf([get('sm.ClarifyFeatureType.NUMERICAL'), get('sm.ClarifyFeatureType.TEXT')]),
  maxRecordCount: integer(1, 1000),
  maxPayload: mebibytes(1, 6, 25),
  probabilityIndex: integer(0, 3),
  labelIndex: integer(0, 3),
  probabilityAttribute: oneOf('probability'),
  labelAttribute: oneOf('label'),
  labelHeaders: oneOf(['stays', 'leaves']),
}, 4);
export const explainer: Arbitrary = object({ baseline }, {
  enableExplanations: text('`true`', '`false`'),
  numberOfSamples: integer(1, 500),
  seed: integer(0, 9),
  useLogit: boolean,
  inference: clarifyInference,
  text: object({ granularity: memberOf('sm.ClarifyTextGranularity', 'TOKEN', 'SENTENCE', 'PARAGRAPH'), language: oneOf('en', 'de') }),
}, 3).map((options) => call('sm.Explainer.clarify', options));

export const metricsConfig: Arbitrary = object({}, {
  enhancedMetrics: boolean, detailedObservability: boolean, publishFrequency: seconds(10, 30, 60, 300),
}, 2);

/** What configurations and one-call constructs have in common. */
export const configOptions: { [key: string]: Arbitrary } = { dataCapture, encryptionKey: key, explainer, metrics: metricsConfig };

/** A configuration of each kind: the kind decides what can be done with the endpoint. */
export type Kind = 'instances' | 'gpus' | 'two' | 'shadow' | 'async' | 'serverless' | 'components' | 'pools';

const shadowVariant = (model: Value): fc.Arbitrary<{ [key: string]: Value }> =>
  object({ variantName: oneOf('shadow'), model: someModel(model), instanceType }, { initialInstanceCount: integer(1, 2), containerStartupHealthCheckTimeout: minutes(2, 10) }, 4);

export function variantsOf(kind: Kind, model: Value): fc.Arbitrary<{ [key: string]: Value }> {
  const main = instanceVariant('main', model);
  switch (kind) {
    case 'instances': return listOf(main, 1, 1).map((instanceProductionVariants) => ({ instanceProductionVariants }));
    case 'gpus': return fc.tuple(main, gpuType).map(([each, type]) => ({ instanceProductionVariants: [{ ...each, instancePools: undefined, instanceType: type }] }));
    case 'pools': return fc.tuple(main, pools(model)).map(([each, instancePools]) => ({ instanceProductionVariants: [{ ...each, instanceType: undefined, instancePools }] }));
    case 'two': return fc.tuple(main, instanceVariant('next', model)).map((all) => ({ instanceProductionVariants: all }));
    case 'shadow': return fc.tuple(main, shadowVariant(model)).map(([each, shadow]) => ({ instanceProductionVariants: [each], shadowProductionVariants: [shadow] }));
    case 'async': return fc.tuple(main, asyncInference).map(([each, options]) => ({ instanceProductionVariants: [each], asyncInference: options }));
    case 'serverless': return serverlessVariant(model).map((each) => ({ serverlessProductionVariant: each }));
    case 'components': return fc.tuple(listOf(componentVariant('main'), 1, 1), network, identity).map(([instanceProductionVariants, where, who]) => merged({ instanceProductionVariants }, where, who));
  }
}

export function configProps(kind: Kind, model: Value): fc.Arbitrary<{ [key: string]: Value }> {
  return fc.tuple(variantsOf(kind, model), object({}, configOptions, kind === 'serverless' ? 40 : 7), maybe(aName('churn-config'), 8))
    .map(([variants, options, endpointConfigName]) => ({ ...variants, ...options, endpointConfigName }));
}
