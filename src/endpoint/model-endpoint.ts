import { CfnResource, Lazy, Stack } from 'aws-cdk-lib';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import type { Construct } from 'constructs';
import type { AddedCapacity, Capacity, ModelNeeds } from './capacity/capacity';
import type { InferenceComponent } from './components/inference-component';
import { DefinedEndpoint } from './defined-endpoint';
import type { ModelEndpointProps } from './model-endpoint-props';
import type { ScalableCopyCount } from './scaling/scalable-copy-count';
import type { ScalableInstanceCount } from './scaling/scalable-instance-count';
import type { ScalableProvisionedConcurrency } from './scaling/scalable-provisioned-concurrency';
import { EndpointConfig } from '../endpoint-config/endpoint-config';
import { Model } from '../model/model';
import type { IModel } from '../model/model-base';
import { assertValid, required, type Check } from '../private/checks';
import { CAPACITY, MODEL, requiredShape, shaped } from '../private/shapes';

const DEFAULT_VARIANT_NAME = 'AllTraffic';

/** The parts of an endpoint with one model, which are its children. */
export interface ModelEndpointParts {
  readonly model: IModel;
  readonly endpointConfig: EndpointConfig;
  readonly variantName: string;
}

/**
 * An endpoint with one model: the model, the endpoint configuration, the endpoint and its scaling in one construct. For several variants, use `Model`,
 * `EndpointConfig` and `Endpoint`. An endpoint in service is kept if you change from one form to the other under the same construct ID.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/realtime-endpoints.html
 */
@propertyInjectable
export class ModelEndpoint extends DefinedEndpoint {
  /** The ID that property injectors use for this class. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-sagemaker-hosting.ModelEndpoint';

  /** The model. */
  public readonly model: IModel;

  /** The endpoint configuration, with one variant. */
  public readonly endpointConfig: EndpointConfig;

  /**
   * The inference component that runs the model.
   *
   * @default - undefined, unless the capacity is `Capacity.components`
   */
  public readonly component?: InferenceComponent;

  /**
   * The scalable number of instances, to add scaling policies and schedules.
   *
   * @default - undefined, unless the capacity is on instances and is scaled
   */
  public readonly scalableInstanceCount?: ScalableInstanceCount;

  /**
   * The scalable number of copies, to add scaling policies and schedules.
   *
   * @default - undefined, unless the capacity is `Capacity.components` and is scaled
   */
  public readonly scalableCopyCount?: ScalableCopyCount;

  /**
   * The scalable provisioned concurrency, to add schedules.
   *
   * @default - undefined, unless the capacity is serverless and is scaled
   */
  public readonly scalableProvisionedConcurrency?: ScalableProvisionedConcurrency;

  /**
   * Defines a model, its endpoint configuration and its endpoint. Throws if SageMaker does not allow the value of a property; the message lists all
   * such values.
   *
   * @param scope the scope in which to define this construct
   * @param id the ID of the construct, unique within its scope
   * @param props the properties of the endpoint, such as its container and its capacity
   */
  constructor(scope: Construct, id: string, props: ModelEndpointProps) {
    const parts: { created?: ModelEndpointParts } = {};
    super(scope, id, props, (self) => {
      assertValid(self, ...modelEndpointChecks(props));
      parts.created = createParts(self, props);
      return parts.created.endpointConfig;
    });
    const { model, endpointConfig, variantName } = parts.created!;
    this.model = model;
    this.endpointConfig = endpointConfig;
    identifyByKind(this.node.defaultChild as CfnResource, props.capacity);
    const added: AddedCapacity = props.capacity._addTo(this, variantName, model, NO_NEEDS);
    this.component = added.component;
    this.scalableInstanceCount = added.scalableInstanceCount;
    this.scalableCopyCount = added.scalableCopyCount;
    this.scalableProvisionedConcurrency = added.scalableProvisionedConcurrency;
  }
}

const NO_NEEDS: ModelNeeds = {};

function modelEndpointChecks(props: ModelEndpointProps | undefined): Check[] {
  const { container, containers, model, capacity } = props ?? {} as Partial<ModelEndpointProps>;
  const capacityProblem = requiredShape('capacity', capacity, CAPACITY);
  const sources = Object.entries({ container, containers, model }).filter(([, value]) => value !== undefined && value !== null).map(([name]) => name);
  return [
    sources.length === 0 ? required('container', undefined, 'specify a ContainerDefinition, or set model') : undefined,
    sources.length > 1 ? `${sources.join(' and ')} cannot be combined; set one of them` : undefined,
    shaped('model', model, MODEL),
    ...ofModelChecks(props),
    capacityProblem,
    ...capacityProblem ? [] : capacity!._checks(NO_NEEDS),
  ];
}

/** Checks that options of a new model are not set with a model that is defined already. */
function ofModelChecks(props: ModelEndpointProps | undefined): Check[] {
  const names = (['role', 'vpc', 'vpcSubnets', 'securityGroups', 'allowAllOutbound', 'networkIsolation', 'roleRestrictions'] as const)
    .filter((name) => (props?.[name] ?? undefined) !== undefined);
  return props?.model && names.length > 0 && !props.capacity?._hostsComponents
    ? [`${names.join(' and ')} cannot be combined with model, which has its own; set ${names.length > 1 ? 'them' : 'it'} on the model`]
    : [];
}

/** Creates the model and the configuration as children of the endpoint, so that tags and aspects of the endpoint apply to them. */
export function createParts(self: Construct, props: ModelEndpointProps): ModelEndpointParts {
  const { capacity, encryptionKey, dataCapture, explainer, metrics } = props;
  const { role, vpc, vpcSubnets, securityGroups, allowAllOutbound, networkIsolation, roleRestrictions } = props;
  const variantName = props.variantName ?? DEFAULT_VARIANT_NAME;
  const hosting = { role, vpc, vpcSubnets, securityGroups, allowAllOutbound, networkIsolation, roleRestrictions };
  const ofConfig = { encryptionKey, dataCapture, explainer, metrics };
  const containers = props.containers ?? [props.container!];
  if (capacity._hostsComponents) {
    // The model of a component has the role and the network of the configuration.
    const endpointConfig = new EndpointConfig(self, 'EndpointConfig', { ...ofConfig, ...hosting, ...capacity._config(variantName, undefined, NO_NEEDS) });
    const network = vpc ? { vpc, vpcSubnets, securityGroups: endpointConfig.connections.securityGroups } : {};
    const model = props.model ?? new Model(self, 'Model', { role: endpointConfig.role, networkIsolation, roleRestrictions, ...network, containers });
    return { model, endpointConfig, variantName };
  }
  const model = props.model ?? new Model(self, 'Model', { ...hosting, containers });
  const endpointConfig = new EndpointConfig(self, 'EndpointConfig', { ...ofConfig, ...capacity._config(variantName, model, NO_NEEDS) });
  return { model, endpointConfig, variantName };
}

/**
 * Makes the kind of the capacity part of the logical ID of the endpoint: SageMaker cannot change an endpoint that hosts models into one that hosts
 * inference components. The logical ID of an endpoint that hosts models is that of `Endpoint`.
 */
export function identifyByKind(resource: CfnResource, { _hostsComponents }: Capacity): void {
  if (_hostsComponents) {
    resource.overrideLogicalId(Lazy.uncachedString({ produce: () => `${Stack.of(resource).getLogicalId(resource)}Components` }));
  }
}
