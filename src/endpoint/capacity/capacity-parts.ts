import type { IResource } from 'aws-cdk-lib';
import type { InstanceType } from '../../common/instance-type.generated';
import type { EndpointConfigProps } from '../../endpoint-config/endpoint-config-props';
import type { InstanceVariantOptions } from '../../endpoint-config/variants/instance-variant-props';
import type { IModel } from '../../model/model-base';
import type { Check } from '../../private/checks';
import type { ComputeRequirements } from '../components/compute-requirements';
import type { InferenceComponent } from '../components/inference-component';
import type { IEndpoint } from '../endpoint-interface';
import type { ScalableCopyCount } from '../scaling/scalable-copy-count';
import type { ScalableInstanceCount } from '../scaling/scalable-instance-count';
import type { ScalableProvisionedConcurrency } from '../scaling/scalable-provisioned-concurrency';

/** What a capacity adds to its endpoint. */
export interface AddedCapacity {
  readonly component?: InferenceComponent;
  readonly scalableInstanceCount?: ScalableInstanceCount;
  readonly scalableCopyCount?: ScalableCopyCount;
  readonly scalableProvisionedConcurrency?: ScalableProvisionedConcurrency;
}

/** What a model needs of its capacity, unless the user specifies it. */
export interface ModelNeeds {
  readonly compute?: ComputeRequirements;
  readonly variant?: InstanceVariantOptions;
}

export type CapacityKind = 'instances' | 'asynchronous' | 'components' | 'serverless';

/** The parts of a configuration that depend on the capacity. */
export type ConfigPart = Pick<EndpointConfigProps, 'instanceProductionVariants' | 'serverlessProductionVariant' | 'asyncInference'>;

/** The ID of the scaling policy that each capacity with a queue or without instances has. */
export const POLICY = 'Requests';

/** What an endpoint asks of its capacity. */
export interface CapacityParts {
  readonly kind: CapacityKind;
  /** The type of the instances; undefined for a serverless capacity. */
  readonly instanceType?: InstanceType;
  /** The number of accelerators that the user reserves for each copy; undefined for a capacity without copies, and if a language model determines it. */
  readonly accelerators?: number;
  /** Indicates whether requests with the same prefix are sent to the same instance. */
  readonly routesByPrefix?: boolean;
  /**
   * Returns the problems of the options.
   *
   * @param self the endpoint
   * @param variantName the name of its variant
   * @param needs what the model needs
   */
  readonly checks: (self: IResource, variantName: string, needs: ModelNeeds) => Check[];
  /** Returns the parts of the configuration. */
  readonly config: (variantName: string, model: IModel | undefined, needs: ModelNeeds) => ConfigPart;
  /** Adds scaling and, for copies, the inference component. */
  readonly addTo: (endpoint: IEndpoint, variantName: string, model: IModel, needs: ModelNeeds) => AddedCapacity;
}
