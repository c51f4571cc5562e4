import type { Resource } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Capacity } from './capacity/capacity';
import type { AddedCapacity, ModelNeeds } from './capacity/capacity-parts';
import type { InferenceComponent } from './components/inference-component';
import { DefinedEndpoint } from './defined-endpoint';
import type { EndpointOptions } from './endpoint-props';
import { createParts, type ModelEndpointParts, type PartOptions } from './model-endpoint-parts';
import type { ScalableCopyCount } from './scaling/scalable-copy-count';
import type { ScalableInstanceCount } from './scaling/scalable-instance-count';
import type { ScalableProvisionedConcurrency } from './scaling/scalable-provisioned-concurrency';
import type { EndpointConfig } from '../endpoint-config/endpoint-config';
import type { IModel } from '../model/model-base';
import type { PropertyNames } from '../private/property-names';

/** What an endpoint with one model consists of. */
export interface ModelEndpointDefinition {
  readonly parts: PartOptions;
  readonly needs: ModelNeeds;
}

/**
 * The base class of the endpoints with one model.
 *
 * @internal
 */
export abstract class SingleModelEndpoint extends DefinedEndpoint {
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
   * The names of the properties that the parts have other names for, for messages. A getter, because the parts use it before this object is complete.
   *
   * @internal
   */
  public get _propertyNames(): PropertyNames {
    return { asyncInput: 'input of Capacity.asynchronous', specification: 'container' };
  }

  /**
   * @param scope the scope in which to define this construct
   * @param id the ID of the construct, unique within its scope
   * @param props the properties of the endpoint
   * @param define the function that checks the properties, and returns what the endpoint consists of
   */
  constructor(
    scope: Construct, id: string, props: EndpointOptions & { readonly capacity: Capacity }, define: (self: Resource) => ModelEndpointDefinition,
  ) {
    const created: { parts?: ModelEndpointParts; needs?: ModelNeeds } = {};
    super(scope, id, props, (self) => {
      const { parts, needs } = define(self);
      created.needs = needs;
      created.parts = createParts(self, parts, needs);
      return created.parts.endpointConfig;
    });
    const { model, endpointConfig, variantName } = created.parts!;
    this.model = model;
    this.endpointConfig = endpointConfig;
    // SageMaker cannot change an endpoint that hosts models into one that hosts components. An endpoint that hosts models has the logical ID of `Endpoint`.
    if (props.capacity._hostsComponents) {
      this._identifyByKind('Components');
    }
    const added: AddedCapacity = props.capacity._parts.addTo(this, variantName, model, created.needs!);
    this.component = added.component;
    this.scalableInstanceCount = added.scalableInstanceCount;
    this.scalableCopyCount = added.scalableCopyCount;
    this.scalableProvisionedConcurrency = added.scalableProvisionedConcurrency;
  }
}
