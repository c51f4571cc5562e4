import type { Capacity } from './capacity/capacity';
import type { EndpointOptions } from './endpoint-props';
import type { ModelServer } from './language-models/model-server';
import type { EndpointConfigOptions } from '../endpoint-config/endpoint-config-props';
import type { ModelOptions } from '../model/model-props';

/**
 * The properties of an endpoint with a language model.
 */
export interface LanguageModelEndpointProps extends ModelOptions, EndpointConfigOptions, EndpointOptions {
  /**
   * The server of the model, with its weights and options.
   */
  readonly server: ModelServer;

  /**
   * The capacity that runs the server, and how it is scaled. `Capacity.instances` hosts the model on the variant, `Capacity.components` on copies, of
   * which an instance can run several and whose number can go to zero. The copies reserve the GPUs that the server uses. Throws if the server does not
   * run on the instance type.
   */
  readonly capacity: Capacity;

  /**
   * The name of the variant: 1 to 63 letters, digits and hyphens. It is a dimension of metrics.
   *
   * @default 'AllTraffic'
   */
  readonly variantName?: string;
}
