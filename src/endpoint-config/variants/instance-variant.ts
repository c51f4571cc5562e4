import type { aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import { DEFAULT_WEIGHT } from './default-weight';
import type { InstanceProductionVariant, InstanceProductionVariantProps } from './instance';
import { InstanceType } from '../../common/instance-type.generated';
import { secondsBetween, wholeAtLeast, type Check } from '../../private/checks';

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariant.html */
const MIN_TIMEOUT_SECONDS = 60;
const MAX_TIMEOUT_SECONDS = 3600;

export function instanceVariantChecks(props: InstanceProductionVariantProps): Check[] {
  return [
    wholeAtLeast('initialInstanceCount', props.initialInstanceCount, 1),
    secondsBetween('containerStartupHealthCheckTimeout', props.containerStartupHealthCheckTimeout, MIN_TIMEOUT_SECONDS, MAX_TIMEOUT_SECONDS),
  ];
}

/** An instance variant while its configuration is being put together. */
export class InstanceVariant {
  private autoscaled = false;

  constructor(public readonly props: InstanceProductionVariantProps) {}

  public get instanceType(): InstanceType {
    return this.props.instanceType ?? (this.autoscaled ? InstanceType.M5_LARGE : InstanceType.T2_MEDIUM);
  }

  /** An autoscaled variant needs another default instance type. */
  public markAutoscaled(): void {
    this.autoscaled = true;
  }

  public describe(): InstanceProductionVariant {
    return {
      acceleratorType: this.props.acceleratorType,
      initialInstanceCount: this.props.initialInstanceCount ?? 1,
      initialVariantWeight: this.props.initialVariantWeight ?? DEFAULT_WEIGHT,
      instanceType: this.instanceType,
      modelName: this.props.model.modelName,
      variantName: this.props.variantName,
      containerStartupHealthCheckTimeout: this.props.containerStartupHealthCheckTimeout,
    };
  }

  public render(): sagemaker.CfnEndpointConfig.ProductionVariantProperty {
    const variant = this.describe();
    return {
      initialInstanceCount: variant.initialInstanceCount,
      initialVariantWeight: variant.initialVariantWeight,
      instanceType: variant.instanceType.toString(),
      modelName: variant.modelName,
      variantName: variant.variantName,
      containerStartupHealthCheckTimeoutInSeconds: variant.containerStartupHealthCheckTimeout?.toSeconds(),
    };
  }
}
