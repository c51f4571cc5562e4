import type { aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { EndpointMetrics } from './metrics/endpoint-metrics';
import type { InferenceComponentHandle } from './variants/inference-component-handle';
import type { InstanceVariantHandle } from './variants/instance-variant-handle';
import type { ServerlessVariantHandle } from './variants/serverless-variant-handle';
import type { ShadowVariantHandle } from './variants/shadow-variant-handle';
import { ValidationError } from '../private/errors';

/** An endpoint as alarms and dashboards see it, so that they need not know its class. */
export interface EndpointParts {
  /** The name, as its metrics have it. */
  readonly name: string;
  readonly isAsync: boolean;
  /** Those of the endpoint as a whole. */
  readonly metrics: EndpointMetrics;
  readonly instance: readonly InstanceVariantHandle[];
  readonly shadow: readonly ShadowVariantHandle[];
  readonly serverless?: ServerlessVariantHandle;
  /** Those that the app has named; there may be others, which come and go. */
  readonly components: readonly InferenceComponentHandle[];
  /** Those that the endpoint itself added. */
  readonly alarms: readonly cloudwatch.IAlarm[];
}

/**
 * Returns the parts of an endpoint, as they are now. Each endpoint of this library has them, of this copy of the package or another one.
 * Throws for an endpoint that the user implements, and where the variants are not known.
 *
 * @param endpoint the endpoint; languages other than TypeScript may give something else
 */
export function partsOf(endpoint: IConstruct): EndpointParts {
  const candidate = endpoint as Partial<IConstruct & { _parts(): EndpointParts }> | undefined;
  if (typeof candidate?._parts !== 'function') {
    throw new ValidationError(`'${candidate?.node?.path}' is not an endpoint of this library, so its variants are not known; use Endpoint.fromEndpointAttributes`,
      candidate?.node && endpoint);
  }
  return candidate._parts();
}
