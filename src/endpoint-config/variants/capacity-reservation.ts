import type { aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import { isUnknown, matches, required, type Check, type StringRule } from '../../private/checks';

/**
 * Instances that are reserved for an endpoint.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariantCapacityReservationConfig.html
 *
 * @example
 * declare const model: sm.Model;
 *
 * new sm.EndpointConfig(this, 'Reserved', {
 *   instanceProductionVariants: [{
 *     model,
 *     variantName: 'reserved',
 *     instanceType: sm.InstanceType.of('ml.p5.48xlarge'),
 *     inferenceAmiVersion: sm.InferenceAmiVersion.AL2_GPU_3_1,
 *     capacityReservation: { mlReservationArn: 'arn:aws:sagemaker:us-east-1:111122223333:training-plan/inference-plan' },
 *   }],
 * });
 */
export interface CapacityReservation {
  /**
   * The ARN of the training plan that reserves the instances: 20 to 258 characters. The training plan must be for endpoints. The variant uses only
   * reserved instances, so its `instanceType` must be that of the training plan. An endpoint can use one training plan.
   *
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/use-training-plan-for-inference-endpoints-using-api-cli-sdk.html
   */
  readonly mlReservationArn: string;
}

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariantCapacityReservationConfig.html */
const RESERVATION_ARN: StringRule = {
  pattern: /^arn:aws[a-z-]*:sagemaker:[a-z0-9-]*:\d{12}:[a-z0-9-]{1,14}\//,
  minLength: 20,
  maxLength: 258,
  allowed: 'an ARN such as arn:aws:sagemaker:us-east-1:123456789012:training-plan/my-plan',
};

export function capacityReservationChecks({ mlReservationArn }: CapacityReservation): Check[] {
  return [
    required('capacityReservation.mlReservationArn', mlReservationArn, `specify ${RESERVATION_ARN.allowed}`),
    matches('capacityReservation.mlReservationArn', mlReservationArn, RESERVATION_ARN),
  ];
}

/** Checks that all variants of an endpoint use the same reservation. */
export function oneReservationCheck(variants: readonly { readonly capacityReservation?: CapacityReservation }[]): Check {
  const plans = [...new Set(variants.map((variant) => variant.capacityReservation?.mlReservationArn).filter((arn) => !isUnknown(arn)))];
  return plans.length > 1 ? `the variants of an endpoint must use the same capacity reservation, got ${plans.join(' and ')}; use one of them` : undefined;
}

export function renderCapacityReservation(
  { mlReservationArn }: CapacityReservation,
): sagemaker.CfnEndpointConfig.CapacityReservationConfigProperty {
  return { capacityReservationPreference: 'capacity-reservations-only', mlReservationArn };
}
