import type { Capacity } from './capacity/capacity';
import type { EndpointOptions } from './endpoint-props';
import type { EndpointConfigOptions } from '../endpoint-config/endpoint-config-props';
import type { ContainerDefinition } from '../model/container-definition';
import type { IModel } from '../model/model-base';
import type { ModelOptions } from '../model/model-props';

/**
 * The properties of an endpoint with one model.
 */
export interface ModelEndpointProps extends ModelOptions, EndpointConfigOptions, EndpointOptions {
  /**
   * The container of the model: its image and its artifacts. Exactly one of `container`, `containers` and `model` is required.
   *
   * @default - `containers` or `model`
   */
  readonly container?: ContainerDefinition;

  /**
   * The containers of an inference pipeline, in the order in which they process a request: 1 to 15.
   *
   * @default - `container` or `model`
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/inference-pipelines.html
   */
  readonly containers?: ContainerDefinition[];

  /**
   * A model that is defined already. Its role and its network are its own: the other options of the model cannot be set.
   *
   * @default - a new model of `container` or `containers`
   */
  readonly model?: IModel;

  /**
   * The capacity that runs the model, and how it is scaled.
   */
  readonly capacity: Capacity;

  /**
   * The name of the variant: 1 to 63 letters, digits and hyphens. It is a dimension of metrics.
   *
   * @default 'AllTraffic'
   */
  readonly variantName?: string;
}
