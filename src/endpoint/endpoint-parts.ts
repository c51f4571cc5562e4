import type { aws_cloudwatch as cloudwatch, Resource } from 'aws-cdk-lib';
import type { IEndpoint } from './endpoint-interface';
import { ValidationError } from '../private/errors';
import type { InferenceComponentHandle } from './variants/inference-component-handle';
import type { InstanceVariantHandle, Scaled } from './variants/instance-variant-handle';
import type { ServerlessVariantHandle } from './variants/serverless-variant-handle';
import type { ShadowVariantHandle } from './variants/shadow-variant-handle';

/** What an endpoint tells its parts about itself, so that they need not know its class. */
export interface EndpointContext {
  /** The endpoint itself: where scaling targets belong, and whose account and region its metrics have. */
  readonly scope: Resource;
  readonly endpointName: string;
  /** The name for metrics, which alarms on them may have to know before the endpoint exists. */
  readonly metricsName: string;
  /** The ARNs to grant: more than one where capitals are not certain. */
  readonly grantableArns: string[];
}

/** How to look at an endpoint; what makes an endpoint tells it here, so that those who watch it need not know its class. */
const VIEWS = new WeakMap<IEndpoint, () => EndpointView>();

export function registerView(endpoint: IEndpoint, view: () => EndpointView): void {
  VIEWS.set(endpoint, view);
}

/** Throws where the variants of the endpoint are not known. */
export function viewOf(endpoint: IEndpoint): EndpointView {
  const view = VIEWS.get(endpoint);
  if (!view) {
    throw new ValidationError(`'${endpoint?.node?.path}' is not an endpoint of this library, so its variants are not known; use Endpoint.fromEndpointAttributes`, endpoint);
  }
  return view();
}

/** What alarms and dashboards have to know of a variant on instances. */
export interface InstanceView {
  readonly variant: InstanceVariantHandle;
  readonly variantName: string;
  /** Undefined where it is not known. */
  readonly vcpus?: number;
  readonly gpus?: number;
  readonly hostsComponents: boolean;
  readonly multiModel: boolean;
  readonly scaling?: Scaled;
}

/** The same of a serverless variant. */
export interface ServerlessView {
  readonly variant: ServerlessVariantHandle;
  readonly variantName: string;
  readonly isProvisioned: boolean;
}

/** An endpoint as those see it who watch it. */
export interface EndpointView {
  readonly endpoint: IEndpoint;
  /** Its name, as its metrics have it. */
  readonly name: string;
  readonly isAsync: boolean;
  readonly instance: readonly InstanceView[];
  readonly shadow: readonly ShadowVariantHandle[];
  readonly serverless?: ServerlessView;
  /** Those that somebody has asked for; nobody knows which others there are. */
  readonly components: readonly InferenceComponentHandle[];
  /** Those that the endpoint itself added. */
  readonly alarms: readonly cloudwatch.IAlarm[];
}
