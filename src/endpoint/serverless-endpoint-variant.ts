import { aws_applicationautoscaling as appscaling, type aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import type { IEndpointServerlessProductionVariant } from './endpoint-variant';
import { ScalableProvisionedConcurrency } from './scalable-provisioned-concurrency';
import { capacityChecks, scalableHere, scalingResourceId, scalingRole, scalingTargetId, type EndpointContext } from './scaling-target';
import { INVOCATION_NAMESPACE, VariantMetrics } from './variant-metrics';
import type { ServerlessVariant } from '../endpoint-config/variants/serverless-variant';
import { assertValid, isUnknown, type Check } from '../private/checks';
import { warn } from '../private/warnings';

/** The variant of one serverless endpoint. There is one object for each, so that it can tell what has been done to it. */
export class ServerlessEndpointVariant extends VariantMetrics implements IEndpointServerlessProductionVariant {
  private scalableConcurrency?: ScalableProvisionedConcurrency;

  /**
   * @param endpoint the endpoint
   * @param variantName the name of the variant
   * @param definition how the variant is defined; not known for an imported endpoint or configuration
   */
  constructor(endpoint: EndpointContext, variantName: string, private readonly definition?: ServerlessVariant) {
    super(endpoint, variantName);
  }

  public metricModelSetupTime(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricWith(INVOCATION_NAMESPACE, 'ModelSetupTime', 'Average', props);
  }

  public metricConcurrentExecutionsUtilization(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricWith(INVOCATION_NAMESPACE, 'ServerlessConcurrentExecutionsUtilization', 'Maximum', props);
  }

  public metricProvisionedConcurrencyUtilization(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricWith(INVOCATION_NAMESPACE, 'ServerlessProvisionedConcurrencyUtilization', 'Maximum', props);
  }

  public autoScaleProvisionedConcurrency(scalingProps: appscaling.EnableScalingProps): ScalableProvisionedConcurrency {
    const { scope, endpointName } = this.endpoint;
    assertValid(scope, this.alreadyScaled(), ...scalableHere(this.endpoint), ...capacityChecks(scalingProps));
    this.warnOfLimits(scalingProps);
    const id = scalingTargetId(scope, 'ProvisionedConcurrency', this.variantName);
    this.scalableConcurrency = new ScalableProvisionedConcurrency(scope, id, {
      ...scalingProps,
      serviceNamespace: appscaling.ServiceNamespace.SAGEMAKER,
      dimension: 'sagemaker:variant:DesiredProvisionedConcurrency',
      resourceId: scalingResourceId(endpointName, this.variantName),
      role: scalingRole(scope),
    });
    return this.scalableConcurrency;
  }

  private warnOfLimits({ minCapacity, maxCapacity }: appscaling.EnableScalingProps): void {
    const { scope } = this.endpoint;
    const { maxConcurrency, provisionedConcurrency } = this.definition?.props ?? {};
    if (this.definition && provisionedConcurrency === undefined) {
      warn(scope, 'noProvisionedConcurrency', `variant '${this.variantName}' has no provisioned concurrency that could be scaled; `
        + 'set provisionedConcurrency');
    }
    if (minCapacity === 0) {
      warn(scope, 'provisionedConcurrencyZero', `the provisioned concurrency of variant '${this.variantName}' may be scaled in to 0; AWS asks `
        + 'for at least 1; set minCapacity to 1 or more');
    }
    if (!isUnknown(maxConcurrency) && !isUnknown(maxCapacity) && maxCapacity > maxConcurrency!) {
      warn(scope, 'provisionedConcurrencyAboveMaximum', `the provisioned concurrency of variant '${this.variantName}' may be scaled out to `
        + `${maxCapacity}, more than its maxConcurrency of ${maxConcurrency}; lower maxCapacity or raise maxConcurrency`);
    }
  }

  private alreadyScaled(): Check {
    return this.scalableConcurrency
      ? `the provisioned concurrency of variant '${this.variantName}' is autoscaled already; `
        + 'add rules to what the first autoScaleProvisionedConcurrency returned'
      : undefined;
  }
}
