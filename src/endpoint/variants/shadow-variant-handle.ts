import { type IEndpointInstanceVariant, InstanceMetrics } from './instance-variant-metrics';

/**
 * A variant that gets copies of the requests, whose answers nobody sees: its metrics, to compare with those of the production variant.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/shadow-tests.html
 */
export interface IEndpointShadowProductionVariant extends IEndpointInstanceVariant {
}

/** The shadow variant of one endpoint. */
export class ShadowVariantHandle extends InstanceMetrics implements IEndpointShadowProductionVariant {
}
