/**
 * Instances that are reserved for an endpoint.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariantCapacityReservationConfig.html
 */
export interface CapacityReservation {
  /**
   * The ARN of the reservation: that of a training plan for endpoints, 20 to 258 characters. The variant uses nothing but the reserved
   * instances, so its `instanceType` must be that of the plan. An endpoint can use one plan.
   */
  readonly mlReservationArn: string;
}
