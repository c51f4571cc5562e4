import type { CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { warnOfAsyncInference } from './async-inference';
import { warnOfDataCapture } from './data-capture';
import type { EndpointConfigProps } from './endpoint-config-props';
import { warnOfExplainer } from './explainer';
import { warnOfFinishedInstanceVariant } from './variants/instance-variant';
import { warnOfServerlessVariant } from './variants/serverless-variant';
import { allVariants, modelsOf, type Variants } from './variants/variant-set';
import { isDefinedModel } from '../model/model-base';
import { isUnknown } from '../private/checks';
import { renderedProperty } from '../private/dependencies/unrendered';
import { warnOfReplacement } from '../private/replacement';
import { warn } from '../private/warnings';

/** Warns about settings that are valid but probably not intended, after the configuration is complete. */
export function warnOfConfig(config: IConstruct, props: EndpointConfigProps, variants: Variants): void {
  [...variants.instance, ...variants.shadow].forEach((variant) => warnOfFinishedInstanceVariant(config, variant));
  if (variants.serverless) {
    warnOfServerlessVariant(config, variants.serverless.props);
  }
  warnOfOtherStacks(config, variants);
  warnOfVariants(config, variants);
  warnOfRole(config, props, variants);
  warnOfAsync(config, props, variants);
  warnOfCapture(config, props, variants);
  warnOfExplanations(config, props, variants);
  warnOfShadow(config, variants);
  warnOfEncryption(config, props, variants);
  warnOfComponents(config, props, variants);
}

/**
 * Warns about buckets that are set on the L1 construct, such as by `addPropertyOverride`, because the roles of the models are granted access only to
 * those of the properties.
 */
export function warnOfOverrides(config: IConstruct, props: EndpointConfigProps, resource: CfnResource): void {
  const overridden = ([['AsyncInferenceConfig', 'asyncInference'], ['DataCaptureConfig', 'dataCapture']] as const)
    .filter(([name, property]) => !props[property] && renderedProperty(resource, name) !== undefined);
  for (const [name, property] of overridden) {
    warn(config, 'overriddenDestination', `${name} is set on the L1 construct, so the roles of the models are not granted permission to write to its bucket; set `
      + `${property} instead`);
  }
}

function warnOfOtherStacks(config: IConstruct, { instance, shadow, serverless }: Variants): void {
  const hosted = [...instance, ...shadow].flatMap((variant) => variant.hosted.map(({ model }) => model));
  new Set([...hosted, serverless?.props.model]).forEach((model) => {
    if (isDefinedModel(model)) {
      warnOfReplacement(config, 'model', model);
    }
  });
}

function warnOfVariants(config: IConstruct, variants: Variants): void {
  const all = allVariants(variants).filter((variant) => variant.props.model);
  if (all.length > 0 && all.every((variant) => variant.props.initialVariantWeight === 0)) {
    warn(config, 'allWeightsZero', 'each variant has initialVariantWeight 0, so only requests that specify a target variant are served; set the weight of at least 1 variant above 0');
  }
  const hosting = new Set(variants.instance.map((variant) => variant.hostsModel));
  if (hosting.size > 1) {
    warn(config, 'mixedVariants', 'some variants have a model and others host inference components; AWS does not document such an endpoint; set a model for all '
      + 'variants or for none');
  }
}

function warnOfRole(config: IConstruct, { role }: EndpointConfigProps, variants: Variants): void {
  const all = [...allVariants(variants), ...variants.shadow];
  if (role && all.length > 0 && all.every((variant) => variant.props.model)) {
    warn(config, 'roleBesideModel', 'role has no effect, because it applies to inference components and each variant has a model with its own role; omit role');
  }
}

function warnOfAsync(config: IConstruct, { asyncInference, dataCapture }: EndpointConfigProps, variants: Variants): void {
  if (!asyncInference) {
    return;
  }
  const hosted = variants.instance.flatMap((variant) => variant.hosted);
  warnOfAsyncInference(config, asyncInference, hosted.some(({ model }) => !model || model.role));
  if (dataCapture && dataCapture.enabled !== false) {
    warn(config, 'asyncDataCapture', 'AWS does not document asyncInference with dataCapture; omit dataCapture, because responses are stored in asyncInference.output');
  }
  if (variants.instance.some((variant) => !variant.hostsModel)) {
    warn(config, 'asyncComponents', 'asynchronous requests cannot specify an inference component; set a model for the variant or remove asyncInference');
  }
  for (const { variant, model: { _hosting: { containers } } } of modelsOf(variants.instance)) {
    if (containers > 1) {
      warn(config, 'asyncPipeline', `AWS does not document asyncInference with variant '${variant}', whose model has ${containers} containers; use a model with 1 container`);
    }
  }
  if (variants.instance.some(({ instanceTypes }) => instanceTypes.some((type) => type._family() === 'inf1'))) {
    warn(config, 'asyncInferentia1', 'AWS does not document asyncInference with ml.inf1 instances; choose another instanceType');
  }
}

function warnOfCapture(config: IConstruct, { dataCapture }: EndpointConfigProps, variants: Variants): void {
  if (!dataCapture) {
    return;
  }
  warnOfDataCapture(config, dataCapture);
  for (const { variant, model: { _hosting: { multiModel, direct } } } of modelsOf(variants.instance)) {
    if (dataCapture.enabled !== false && (multiModel || direct)) {
      warn(config, 'captureOfManyModels', `AWS does not document dataCapture with variant '${variant}', whose model has `
        + `${multiModel ? 'a multi-model container' : 'containers that are invoked directly'}; use another model`);
    }
  }
}

function warnOfExplanations(config: IConstruct, { explainer }: EndpointConfigProps, variants: Variants): void {
  if (!explainer) {
    return;
  }
  warnOfExplainer(config, explainer);
  if (variants.serverless) {
    warn(config, 'serverlessExplainer', 'AWS does not document explainer with serverless inference; use an instance variant');
  }
}

function warnOfShadow(config: IConstruct, { instance, shadow }: Variants): void {
  if (shadow.length === 0) {
    return;
  }
  const names = instance.map(({ props }) => props.variantName);
  if (shadow.some(({ props }) => !isUnknown(props.variantName) && names.includes(props.variantName))) {
    warn(config, 'shadowOfSameName', `shadow variant '${shadow[0].props.variantName}' has the same name as a production variant; choose another name`);
  }
  if ([...instance, ...shadow].some((variant) => !variant.hostsModel)) {
    warn(config, 'shadowWithoutModel', 'AWS does not document shadow tests with variants that have no model; set a model for each variant');
  }
}

function warnOfEncryption(config: IConstruct, { encryptionKey }: EndpointConfigProps, { instance, shadow }: Variants): void {
  const withDisk = [...instance, ...shadow].flatMap(({ instanceTypes }) => instanceTypes).find((type) => type._hasLocalStorage());
  if (encryptionKey && withDisk) {
    warn(config, 'encryptionKeyOfLocalDisk', `encryptionKey does not encrypt the local disk of ${withDisk}, which is encrypted by hardware`);
  }
}

function warnOfComponents(config: IConstruct, { dataCapture, explainer }: EndpointConfigProps, variants: Variants): void {
  const given = [...dataCapture ? ['dataCapture'] : [], ...explainer ? ['explainer'] : []];
  if (given.length > 0 && variants.instance.some((variant) => !variant.hostsModel)) {
    warn(config, 'observedComponents', `AWS does not document ${given.join(' and ')} with inference components; set a model for each variant`);
  }
}
