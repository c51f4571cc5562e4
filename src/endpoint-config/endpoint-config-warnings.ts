import type { aws_kms as kms } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { missingTopics } from './async-inference';
import { CaptureMode } from './data-capture';
import type { EndpointConfigProps } from './endpoint-config-props';
import { lacksTextFeature } from './explainer';
import { Processor, processorOf } from '../dlc/processor';
import { isDefinedModel } from '../model/model-base';
import type { IModel } from '../model/model-base';
import { keyOfAlias } from '../permissions/kms';
import { isUnknown } from '../private/checks';
import { warn } from '../private/warnings';
import { processorMismatch } from './variants/image-compatibility';
import type { InstanceVariantDefinition } from './variants/instance-variant';
import { allVariants, modelsOf, type Variants } from './variants/variant-set';

/** What is legal but probably not meant, as soon as a variant is there. */
export function warnOfInstanceVariant(config: IConstruct, variant: InstanceVariantDefinition): void {
  const { props } = variant;
  const where = `variant '${props.variantName}'`;
  if (props.acceleratorType) {
    warn(config, 'elasticInference', `acceleratorType ${props.acceleratorType} of ${where} is ignored: `
      + 'Amazon Elastic Inference no longer exists; leave it out, and choose a GPU or Inferentia instanceType');
  }
  const given = props.instancePools?.map((pool) => pool.instanceType) ?? (props.instanceType ? [props.instanceType] : []);
  given.filter((type) => !type._isKnown()).forEach((type) => {
    warn(config, 'unknownInstanceType', `instanceType ${type} of ${where} is not one that this `
      + 'version of cdk-sagemaker-hosting knows; check its spelling');
  });
  warnOfHardware(config, variant);
  warnOfPools(config, variant);
  warnOfComponents(config, variant);
  warnOfUnknownRoles(config, variant);
}

function warnOfHardware(config: IConstruct, { props, instanceTypes: types }: InstanceVariantDefinition): void {
  const where = `variant '${props.variantName}'`;
  const withDisk = types.find((type) => type._hasLocalStorage());
  if (props.volumeSize && withDisk) {
    warn(config, 'volumeSizeOfLocalDisk', `${where} has a volumeSize, but ${withDisk} has a local disk instead, and SageMaker may refuse the size; leave it out`);
  }
  const drivers = props.inferenceAmiVersion?._processor;
  const without = drivers && types.find((type) => processorOf(type) !== undefined && processorOf(type) !== drivers);
  if (without) {
    warn(config, 'inferenceAmiOfOtherProcessor', `inferenceAmiVersion ${props.inferenceAmiVersion} of ${where} is for ${drivers}, but ${without} has `
      + `${processorOf(without)}; choose another one`);
  }
}

function warnOfPools(config: IConstruct, { props, hostsModel }: InstanceVariantDefinition): void {
  const where = `variant '${props.variantName}'`;
  const pools = props.instancePools ?? [];
  if (hasDuplicates(pools.map((pool) => pool.priority)) || hasDuplicates(pools.map((pool) => pool.instanceType.toString()))) {
    warn(config, 'instancePoolTwice', `instancePools of ${where} have a priority or an instanceType twice; let each have its own`);
  }
  if (pools.length > 0 && props.capacityReservation) {
    warn(config, 'reservationOfPools', `${where} has instancePools, but its capacityReservation is for one type of instances; leave one of them out`);
  }
  if (!hostsModel && pools.some((pool) => pool.model)) {
    warn(config, 'poolModelOfComponents', `${where} has no model, but instancePools with one; a model is only looked at where the variant has one`);
  }
}

function warnOfComponents(config: IConstruct, { props, hostsModel, initialInstanceCount: count }: InstanceVariantDefinition): void {
  if (hostsModel) {
    return;
  }
  const where = `variant '${props.variantName}'`;
  const leftOut = (['initialVariantWeight', 'ssmAccess'] as const).filter((name) => props[name] !== undefined && props[name] !== false);
  if (leftOut.length > 0) {
    warn(config, 'ignoredWithoutModel', `${leftOut.join(' and ')} of ${where} is left out, because the variant has no model; remove it`);
  }
  const { minInstanceCount: min, maxInstanceCount: max } = props.managedInstanceScaling ?? {};
  if (props.managedInstanceScaling && !isUnknown(count) && ((!isUnknown(min) && count < min!) || (!isUnknown(max) && count > max!))) {
    warn(config, 'initialCountOutsideOfScaling', `initialInstanceCount ${count} of ${where} is not within the limits of managedInstanceScaling; choose `
      + 'a count between them');
  }
}

/** What a variant of its own needs, and nobody can be granted. */
function warnOfUnknownRoles(config: IConstruct, { props, hosted }: InstanceVariantDefinition): void {
  const needs = (['ssmAccess', 'coreDump'] as const).filter((name) => props[name]);
  const unknown = hosted.map(({ model }) => model).find((model) => model && !model.role);
  if (unknown && needs.length > 0) {
    warn(config, 'unknownModelRole', `the role of the imported model '${unknown.node.path}' is not known, so it can't be granted what ${needs.join(' and ')} `
      + `of variant '${props.variantName}' takes; import the model with its role`);
  }
}

/** What only the finished configuration can tell. */
export function warnOfConfig(config: IConstruct, props: EndpointConfigProps, variants: Variants): void {
  warnOfVariants(config, variants);
  warnOfRole(config, props, variants);
  warnOfProcessors(config, variants);
  warnOfAsync(config, props, variants);
  warnOfCapture(config, props, variants);
  warnOfExplainer(config, props, variants);
  warnOfShadow(config, variants);
  warnOfEncryption(config, props, variants);
  warnOfAliases(config, props, variants);
  warnOfComponentsBeside(config, props, variants);
}

function warnOfVariants(config: IConstruct, variants: Variants): void {
  const all = allVariants(variants).filter((variant) => variant.props.model);
  if (all.length > 0 && all.every((variant) => variant.props.initialVariantWeight === 0)) {
    warn(config, 'allWeightsZero', 'each variant has initialVariantWeight 0, so only requests that name a variant are served; give one a weight above 0');
  }
  const hosting = new Set(variants.instance.map((variant) => variant.hostsModel));
  if (hosting.size > 1) {
    warn(config, 'mixedVariants', 'some variants have a model and others have none, for inference components; AWS documents no such endpoint; let either all have '
      + 'a model, or none');
  }
  const onInstances = [...variants.instance, ...variants.shadow];
  for (const { props, isAutoscaled } of onInstances) {
    if (props.routingStrategy?._isPrefixAware && (props.initialInstanceCount ?? 1) === 1 && !isAutoscaled && !props.managedInstanceScaling) {
      warn(config, 'prefixAwareSingleInstance', `routingStrategy of variant '${props.variantName}' compares prefixes to choose among instances, but there is 1; `
        + 'set initialInstanceCount to 2 or more');
    }
  }
  for (const { props, hosted } of onInstances.filter((variant) => variant.props.ssmAccess)) {
    if (hosted.some(({ model }) => isDefinedModel(model) && model._hosting.isolated)) {
      warn(config, 'ssmAccessIsolated',
        `ssmAccess of variant '${props.variantName}' can't work, because its model has networkIsolation, which blocks the session`);
    }
  }
}

function warnOfRole(config: IConstruct, { role }: EndpointConfigProps, variants: Variants): void {
  const all = [...allVariants(variants), ...variants.shadow];
  if (role && all.length > 0 && all.every((variant) => variant.props.model)) {
    warn(config, 'roleBesideModel', 'role is for inference components, but each variant has a model, and acts as the role of that; leave role out');
  }
}

function warnOfProcessors(config: IConstruct, variants: Variants): void {
  const check = (variantName: string, model: IModel | undefined, where: string, processor: Processor | undefined) => {
    const mismatch = processor && isDefinedModel(model) ? processorMismatch(where, processor, model._imageTargets) : undefined;
    if (mismatch) {
      warn(config, 'imageProcessor', `variant '${variantName}': ${mismatch}`);
    }
  };
  for (const { props, hosted } of [...variants.instance, ...variants.shadow]) {
    hosted.forEach(({ model, instanceType }) => check(props.variantName, model, `instanceType ${instanceType}`, processorOf(instanceType)));
  }
  if (variants.serverless) {
    const { variantName, model } = variants.serverless.props;
    check(variantName, model, 'serverless inference', Processor.CPU);
  }
}

function warnOfAsync(config: IConstruct, { asyncInference, dataCapture }: EndpointConfigProps, variants: Variants): void {
  if (!asyncInference) {
    return;
  }
  const missing = missingTopics(asyncInference);
  if (missing.length > 0) {
    warn(config, 'responseWithoutTopic', `includeInferenceResponseIn names a topic that is not there; set ${missing.join(' and ')}`);
  }
  if (dataCapture && dataCapture.enabled !== false) {
    warn(config, 'asyncDataCapture', 'asyncInference is not known to work with dataCapture; what an asynchronous endpoint answers is in the bucket anyway');
  }
  if (variants.instance.some((variant) => !variant.hostsModel)) {
    warn(config, 'asyncComponents', 'asynchronous requests have no way to name an inference component; give the variant a model, or leave asyncInference out');
  }
  for (const { variant, model: { _hosting: { containers } } } of modelsOf(variants.instance)) {
    if (containers > 1) {
      warn(config, 'asyncPipeline', `asyncInference is not known to work with variant '${variant}', whose model has ${containers} containers`);
    }
  }
  if (variants.instance.some(({ instanceTypes }) => instanceTypes.some((type) => type._family() === 'inf1'))) {
    warn(config, 'asyncInferentia1', 'asyncInference is not known to work with ml.inf1 instances; choose another instanceType');
  }
}

function warnOfCapture(config: IConstruct, { dataCapture }: EndpointConfigProps, variants: Variants): void {
  if (!dataCapture) {
    return;
  }
  const modes = dataCapture.captureModes ?? [];
  if (hasDuplicates(modes)) {
    warn(config, 'captureModeTwice', 'captureModes of dataCapture has an entry twice; leave one out');
  }
  if (modes.includes(CaptureMode.INPUT_AND_OUTPUT)) {
    warn(config, 'captureInputAndOutput', 'endpoints have refused INPUT_AND_OUTPUT as one of captureModes; use INPUT and OUTPUT');
  }
  for (const { variant, model: { _hosting: { multiModel, direct } } } of modelsOf(variants.instance)) {
    if (dataCapture.enabled !== false && (multiModel || direct)) {
      warn(config, 'captureOfManyModels', `dataCapture is not known to work with variant '${variant}', whose model has `
        + `${multiModel ? 'a multi-model container' : 'containers that are invoked directly'}`);
    }
  }
}

function warnOfExplainer(config: IConstruct, { explainer }: EndpointConfigProps, variants: Variants): void {
  if (explainer && lacksTextFeature(explainer)) {
    warn(config, 'explainerTextFeature', 'explainer has text, but none of featureTypes is TEXT; add it');
  }
  if (explainer && variants.serverless) {
    warn(config, 'serverlessExplainer', 'explainer is not known to work with serverless inference; use an instance variant');
  }
}

function warnOfShadow(config: IConstruct, variants: Variants): void {
  const { instance, shadow } = variants;
  if (shadow.length === 0) {
    return;
  }
  const names = instance.map(({ props }) => props.variantName);
  if (shadow.some(({ props }) => !isUnknown(props.variantName) && names.includes(props.variantName))) {
    warn(config, 'shadowOfSameName', `a shadow variant has the name of a production variant, '${shadow[0].props.variantName}'; give it another one`);
  }
  if ([...instance, ...shadow].some((variant) => !variant.hostsModel)) {
    warn(config, 'shadowWithoutModel', 'a shadow test is not known to work with variants without a model; give each a model');
  }
  if ([...instance, ...shadow].some(({ instanceTypes }) => instanceTypes.some((type) => type._family() === 'inf1'))) {
    warn(config, 'shadowInferentia1', 'a shadow test is not known to work with ml.inf1 instances; choose another instanceType');
  }
}

function warnOfEncryption(config: IConstruct, { encryptionKey }: EndpointConfigProps, variants: Variants): void {
  const withDisk = [...variants.instance, ...variants.shadow].flatMap(({ instanceTypes }) => instanceTypes).find((type) => type._hasLocalStorage());
  if (encryptionKey && withDisk) {
    warn(config, 'encryptionKeyOfLocalDisk', `encryptionKey does not encrypt the local disk of ${withDisk}, which its hardware encrypts anyway`);
  }
}

/** The CDK grants nothing to the key of an alias that is imported by its name. */
function warnOfAliases(config: IConstruct, { asyncInference, dataCapture }: EndpointConfigProps, variants: Variants): void {
  const keys: [string, kms.IKey | undefined][] = [
    ['asyncInference.encryptionKey', asyncInference?.encryptionKey],
    ['dataCapture.encryptionKey', dataCapture?.encryptionKey],
    ...[...variants.instance, ...variants.shadow].map(({ props }): [string, kms.IKey | undefined] => [
      `coreDump.encryptionKey of variant '${props.variantName}'`, props.coreDump?.encryptionKey,
    ]),
  ];
  for (const [name, key] of keys) {
    if (key && !keyOfAlias(key)) {
      warn(config, 'encryptionKeyBehindAlias', `${name} is an imported alias, whose key is not known, so the roles of the models can't be granted the use of it; `
        + 'import the key by its ARN');
    }
  }
}

function warnOfComponentsBeside(config: IConstruct, { dataCapture, explainer }: EndpointConfigProps, variants: Variants): void {
  const given = [...(dataCapture ? ['dataCapture'] : []), ...(explainer ? ['explainer'] : [])];
  if (given.length > 0 && variants.instance.some((variant) => !variant.hostsModel)) {
    warn(config, 'observedComponents', `${given.join(' and ')} can't be said to work with inference components; give each variant a model`);
  }
}

function hasDuplicates(values: readonly unknown[]): boolean {
  return new Set(values).size < values.length;
}
