import type { IEndpointShadowProductionVariant } from './endpoint-shadow-production-variant';
import { InstanceMetrics } from '../metrics/instance-metrics';

/** The shadow variant of one endpoint. */
export class ShadowEndpointVariant extends InstanceMetrics implements IEndpointShadowProductionVariant {
}
