import type { Duration } from 'aws-cdk-lib';
import type { ProductionVariant, ProductionVariantProps } from './variant';
import type { AcceleratorType } from '../../common/accelerator-type';
import type { InstanceType } from '../../common/instance-type.generated';

/**
 * A production variant that runs on instances.
 */
export interface InstanceProductionVariantProps extends ProductionVariantProps {
  /**
   * The size of an Elastic Inference accelerator.
   *
   * @default - no accelerator
   * @deprecated Amazon Elastic Inference no longer exists; the value is ignored, with a warning. Choose a GPU or Inferentia
   * `instanceType` instead.
   */
  readonly acceleratorType?: AcceleratorType;

  /**
   * How many instances to start with: a whole number, at least 1. Autoscaling changes it within its own limits, wherever it starts.
   *
   * @default 1
   */
  readonly initialInstanceCount?: number;

  /**
   * The type of the instances. Better name it: the default is small.
   *
   * @default - `ml.t2.medium`; `ml.m5.large` where the variant is autoscaled, because burstable instances can't be
   */
  readonly instanceType?: InstanceType;

  /**
   * How long a container may take from its start until it answers the health check: 60 to 3600 seconds.
   *
   * @default - decided by SageMaker
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariant.html
   */
  readonly containerStartupHealthCheckTimeout?: Duration;
}

/**
 * A production variant on instances, as an endpoint configuration has it.
 */
export interface InstanceProductionVariant extends ProductionVariant {
  /**
   * The size of an Elastic Inference accelerator.
   *
   * @default - no accelerator
   * @deprecated Amazon Elastic Inference no longer exists; the value is ignored.
   */
  readonly acceleratorType?: AcceleratorType;

  /**
   * How many instances the variant starts with.
   */
  readonly initialInstanceCount: number;

  /**
   * The type of the instances.
   */
  readonly instanceType: InstanceType;

  /**
   * How long a container may take from its start until it answers the health check.
   *
   * @default - decided by SageMaker
   */
  readonly containerStartupHealthCheckTimeout?: Duration;
}
