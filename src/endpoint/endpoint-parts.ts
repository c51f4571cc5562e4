import type { aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { EndpointMetrics } from './metrics/endpoint-metrics';
import type { InferenceComponentHandle } from './variants/inference-component-handle';
import type { InstanceVariantHandle } from './variants/instance-variant-handle';
import type { ServerlessVariantHandle } from './variants/serverless-variant-handle';
import type { ShadowVariantHandle } from './variants/shadow-variant-handle';
import { ValidationError } from '../private/errors';

/** The parts of an endpoint that alarms and dashboards use, without a dependency on its class. */
export interface EndpointParts {
  /** The name of the endpoint in its metrics. */
  readonly name: string;
  readonly isAsync: boolean;
  /** The metrics of the endpoint as a whole. */
  readonly metrics: EndpointMetrics;
  readonly instance: readonly InstanceVariantHandle[];
  readonly shadow: readonly ShadowVariantHandle[];
  readonly serverless?: ServerlessVariantHandle;
  /** The inference components that this app refers to. The endpoint may host others, which are created outside of the app. */
  readonly components: readonly InferenceComponentHandle[];
  /** The alarms that were added through methods of the endpoint. */
  readonly alarms: readonly cloudwatch.IAlarm[];
  /**
   * Calls a function when a variant is added later. Undefined for an endpoint from another copy of the package that does not have it, and for a
   * configuration whose variants cannot be added to.
   */
  readonly whenVariantAdded?: (listener: () => void) => void;
  /** Calls a function when a component is added later. Undefined for an endpoint from another copy of the package that does not have it. */
  readonly whenComponentAdded?: (listener: () => void) => void;
}

/**
 * Returns the current parts of an endpoint. Every endpoint of this library has them, including endpoints from another copy of the package. Throws
 * if the user implements the endpoint, or if the variants are not known.
 *
 * @param endpoint the endpoint; values from languages other than TypeScript may have another type
 */
export function partsOf(endpoint: IConstruct): EndpointParts {
  const candidate = endpoint as Partial<IConstruct & { _parts(): EndpointParts }> | undefined;
  if (typeof candidate?._parts !== 'function') {
    throw new ValidationError(`'${candidate?.node?.path}' was not created with this library, so its variants are not known; import it with Endpoint.fromEndpointAttributes`,
      candidate?.node && endpoint);
  }
  return candidate._parts();
}
