import type { aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import type { InferenceComponentOfEndpoint } from './inference-component';
import type { InstanceEndpointVariant, Scaled } from './instance-endpoint-variant';
import type { ServerlessEndpointVariant } from './serverless-endpoint-variant';
import type { ShadowEndpointVariant } from './shadow-endpoint-variant';
import type { IEndpoint } from '../endpoint-interface';

/** What alarms and dashboards have to know of a variant on instances. */
export interface InstanceView {
  readonly variant: InstanceEndpointVariant;
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
  readonly variant: ServerlessEndpointVariant;
  readonly variantName: string;
  readonly isProvisioned: boolean;
}

/** An endpoint as those see it who watch it. */
export interface EndpointView {
  readonly endpoint: IEndpoint;
  /** Its name, as its metrics have it. */
  readonly name: string;
  readonly isQueued: boolean;
  readonly instance: readonly InstanceView[];
  readonly shadow: readonly ShadowEndpointVariant[];
  readonly serverless?: ServerlessView;
  /** Those that somebody has asked for; nobody knows which others there are. */
  readonly components: readonly InferenceComponentOfEndpoint[];
  /** Those that the endpoint itself added. */
  readonly alarms: readonly cloudwatch.IAlarm[];
}
