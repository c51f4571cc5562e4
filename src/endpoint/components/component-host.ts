import type { Resource, aws_iam as iam } from 'aws-cdk-lib';
import { variantsOf, type ComponentEnvironment, type EndpointConfigBase, type IEndpointConfig } from '../../endpoint-config/endpoint-config-base';
import type { InstanceVariantDefinition } from '../../endpoint-config/variants/instance-variant';
import type { Variants } from '../../endpoint-config/variants/variant-set';
import { isUnknown, required, type Check } from '../../private/checks';
import { grantableArns } from '../access/endpoint-grants';
import type { EndpointContext } from '../endpoint-context';
import type { IEndpoint } from '../endpoint-interface';
import type { InferenceComponentHandle } from '../variants/inference-component-handle';

/** An endpoint that hosts components, without a dependency on its class. */
export interface ComponentHost {
  readonly context: EndpointContext;
  /** The configuration of the endpoint; undefined if it is not known. */
  readonly config?: IEndpointConfig;
  /** Records a component that the app defines, so that grants, alarms and dashboards of the endpoint include it. */
  add(component: InferenceComponentHandle): void;
  /** Returns the components that the app defines or looks up; undefined if the app does not define the endpoint. */
  components(): readonly InferenceComponentHandle[] | undefined;
}

/** Returns the part of an endpoint that components use. Another implementation of `IEndpoint` has only the attributes of an imported endpoint. */
export function hostOf(endpoint: IEndpoint): ComponentHost {
  const { _host } = endpoint as Partial<{ _host(): ComponentHost }>;
  return _host?.call(endpoint) ?? {
    context: {
      scope: endpoint as unknown as Resource,
      endpointName: endpoint.endpointName,
      physicalName: endpoint.endpointName,
      metricsName: endpoint.endpointName,
      grantableArns: grantableArns(endpoint.endpointArn, endpoint.endpointName),
      granteeOf: (grantee: iam.IGrantable) => grantee,
    },
    add: () => undefined,
    components: () => undefined,
  };
}

/** Returns what the containers of components get from the configuration of an endpoint. */
export function environmentOf({ config }: ComponentHost): ComponentEnvironment {
  const { _componentEnvironment: environment } = (config ?? {}) as Partial<EndpointConfigBase>;
  return environment?.call(config as EndpointConfigBase) ?? { isolated: false, hasUnknownNetwork: true };
}

/** Returns the definition of the variant that hosts a component; undefined if it is not known. */
export function variantOf({ config }: ComponentHost, name: string): InstanceVariantDefinition | undefined {
  return variantsOf(config)?.instance.find(({ props }) => props.variantName === name);
}

/** The variant of a component: the given one, or the only one that hosts components. */
export interface ChosenVariant {
  readonly name?: string;
  readonly problem: Check;
}

/** Chooses the variant that hosts a component. SageMaker requires one, although its API documents the variant as optional. */
export function chooseVariant({ config }: ComponentHost, given: string | undefined): ChosenVariant {
  const variants = variantsOf(config);
  if (!variants) {
    return { name: given, problem: required('variantName', given, 'specify the variant of the endpoint that hosts the component, because the variants of the endpoint are not known') };
  }
  return given === undefined ? onlyVariant(variants) : { name: given, problem: givenVariantCheck(variants, given!) };
}

function onlyVariant({ instance }: Variants): ChosenVariant {
  const hosts = instance.filter(({ hostsModel }) => !hostsModel);
  return hosts.length === 1
    ? { name: hosts[0].props.variantName, problem: undefined }
    : { problem: hosts.length === 0 ? noHost(instance) : `variantName is required; specify one of ${listed(hosts)}` };
}

function noHost(instance: readonly InstanceVariantDefinition[]): string {
  return `the endpoint has no variant for inference components; ${instance.length > 0 ? `omit the model of variant ${listed(instance)}, or ` : ''}`
    + 'add an instance variant without a model to its configuration';
}

function givenVariantCheck({ instance, serverless }: Variants, given: string): Check {
  const all = [...instance, ...serverless ? [serverless] : []].map(({ props }) => props);
  const found = all.find(({ variantName }) => variantName === given);
  if (found) {
    return found.model
      ? `variantName must be a variant without a model, got '${given}', which hosts a model; SageMaker supports either a model or inference components on a variant`
      : undefined;
  }
  const names = all.map(({ variantName }) => variantName);
  if (names.length === 0) {
    // The role and the instances of a variant that is added later would not be known to the component.
    return noHost(instance);
  }
  return isUnknown(given) || names.some(isUnknown)
    ? undefined
    : `variantName must be a variant of the endpoint, got '${given}'; the variants are ${names.map((name) => `'${name}'`).join(', ')}`;
}

function listed(variants: readonly InstanceVariantDefinition[]): string {
  return variants.map(({ props }) => `'${props.variantName}'`).join(', ');
}

