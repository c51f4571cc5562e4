import { type IEndpointInstanceVariant, InstanceMetrics } from './instance-variant-metrics';

/**
 * A shadow variant, which receives copies of the requests and whose responses are discarded. Compare its metrics with those of the production
 * variant.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/shadow-tests.html
 *
 * @example
 * declare const endpoint: sm.Endpoint;
 *
 * endpoint.findShadowProductionVariant('next').metricModelLatency({ statistic: 'p99' });
 */
export interface IEndpointShadowProductionVariant extends IEndpointInstanceVariant {
}

/** The shadow variant of an endpoint. */
export class ShadowVariantHandle extends InstanceMetrics implements IEndpointShadowProductionVariant {
}
