import { aws_applicationautoscaling as appscaling, type aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import { type IEndpointProductionVariant, VariantMetrics } from './variant-metrics';
import type { ServerlessVariantDefinition } from '../../endpoint-config/variants/serverless-variant';
import { isUnknown, type Check } from '../../private/checks';
import { given } from '../../private/given';
import { warn } from '../../private/warnings';
import type { EndpointContext } from '../endpoint-context';
import { INVOCATION, SERVERLESS } from '../metrics/metric-definitions';
import { metricOf } from '../metrics/metric-source';
import { ScalableProvisionedConcurrency } from '../scaling/scalable-provisioned-concurrency';
import { assertScalable, scalingResourceId, scalingRole, scalingTargetId } from '../scaling/scaling-target';

/**
 * The production variant of a serverless endpoint.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/serverless-endpoints-monitoring.html
 *
 * @example
 * declare const endpoint: sm.Endpoint;
 *
 * const variant = endpoint.findServerlessProductionVariant('main');
 * variant.autoScaleProvisionedConcurrency({ minCapacity: 1, maxCapacity: 10 }).scaleOnUtilization('Use', { targetUtilizationPercent: 70 });
 */
export interface IEndpointServerlessProductionVariant extends IEndpointProductionVariant {
  /**
   * The interval of time taken to launch compute resources for a request, in microseconds.
   *
   * @param props the options of the metric, such as its statistic and period
   * @default - average over 5 minutes
   */
  metricModelSetupTime(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The concurrent executions divided by the maximum concurrency, from 0 to 1.
   *
   * @param props the options of the metric, such as its statistic and period
   * @default - maximum over 5 minutes
   */
  metricConcurrentExecutionsUtilization(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The number of concurrent executions that the provisioned concurrency processes.
   *
   * @param props the options of the metric, such as its statistic and period
   * @default - maximum over 5 minutes
   */
  metricProvisionedConcurrencyExecutions(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The executions that provisioned concurrency processes, divided by the provisioned concurrency, from 0 to 1.
   *
   * @param props the options of the metric, such as its statistic and period
   * @default - maximum over 5 minutes
   */
  metricProvisionedConcurrencyUtilization(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The number of requests that the provisioned concurrency processed.
   *
   * @param props the options of the metric, such as its statistic and period
   * @default - average over 5 minutes
   */
  metricProvisionedConcurrencyInvocations(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The number of requests that exceeded the provisioned concurrency, and may have waited for a container.
   *
   * @param props the options of the metric, such as its statistic and period
   * @default - average over 5 minutes
   */
  metricProvisionedConcurrencySpilloverInvocations(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Scales the provisioned concurrency with Application Auto Scaling. Add at least one scaling policy to the returned object.
   *
   * Throws if the provisioned concurrency is already autoscaled, or if the limits contradict each other.
   *
   * @param scalingProps the limits of the provisioned concurrency
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/serverless-endpoints-autoscale.html
   */
  autoScaleProvisionedConcurrency(scalingProps: appscaling.EnableScalingProps): ScalableProvisionedConcurrency;
}

/** The variant of a serverless endpoint. Each variant has one object, which records what the app adds to the variant, such as scaling. */
export class ServerlessVariantHandle extends VariantMetrics implements IEndpointServerlessProductionVariant {
  private concurrency?: ScalableProvisionedConcurrency;

  /**
   * @param endpoint the endpoint
   * @param variantName the name of the variant
   * @param definition the definition of the variant; undefined for an imported endpoint or configuration
   */
  constructor(endpoint: EndpointContext, variantName: string, private readonly definition?: ServerlessVariantDefinition) {
    super(endpoint, variantName);
  }

  /** Indicates whether the variant is known to have provisioned concurrency. */
  public get isProvisioned(): boolean {
    return this.concurrency !== undefined || this.definition?.props.provisionedConcurrency !== undefined;
  }

  public metricModelSetupTime(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricOf(this.source, INVOCATION.modelSetupTime, props);
  }

  public metricConcurrentExecutionsUtilization(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricOf(this.source, SERVERLESS.concurrentExecutionsUtilization, props);
  }

  public metricProvisionedConcurrencyExecutions(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricOf(this.source, SERVERLESS.provisionedConcurrencyExecutions, props);
  }

  public metricProvisionedConcurrencyUtilization(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricOf(this.source, SERVERLESS.provisionedConcurrencyUtilization, props);
  }

  public metricProvisionedConcurrencyInvocations(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricOf(this.source, SERVERLESS.provisionedConcurrencyInvocations, props);
  }

  public metricProvisionedConcurrencySpilloverInvocations(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricOf(this.source, SERVERLESS.provisionedConcurrencySpilloverInvocations, props);
  }

  public autoScaleProvisionedConcurrency(scalingProps: appscaling.EnableScalingProps): ScalableProvisionedConcurrency {
    scalingProps = given('aws_applicationautoscaling.EnableScalingProps', scalingProps, this.endpoint.scope, 'scalingProps');
    const { scope, endpointName } = this.endpoint;
    assertScalable(this.endpoint, scalingProps, this.alreadyScaledCheck());
    this.warnOfLimits(scalingProps);
    this.noteUse();
    const id = scalingTargetId(scope, 'ProvisionedConcurrency', this.variantName);
    this.concurrency = new ScalableProvisionedConcurrency(scope, id, {
      ...scalingProps,
      serviceNamespace: appscaling.ServiceNamespace.SAGEMAKER,
      dimension: 'sagemaker:variant:DesiredProvisionedConcurrency',
      resourceId: scalingResourceId(endpointName, this.variantName),
      role: scalingRole(scope),
    });
    return this.concurrency;
  }

  private alreadyScaledCheck(): Check {
    return this.concurrency
      ? `the provisioned concurrency of variant '${this.variantName}' is already autoscaled; `
        + 'add scaling policies to the object that autoScaleProvisionedConcurrency returned'
      : undefined;
  }

  private warnOfLimits({ minCapacity, maxCapacity }: appscaling.EnableScalingProps): void {
    const { scope } = this.endpoint;
    const { maxConcurrency, provisionedConcurrency } = this.definition?.props ?? {};
    if (this.definition && provisionedConcurrency === undefined) {
      warn(scope, 'noProvisionedConcurrency', `variant '${this.variantName}' has no provisioned concurrency to scale; `
        + 'set provisionedConcurrency');
    }
    if (minCapacity === 0) {
      warn(scope, 'provisionedConcurrencyZero', `the provisioned concurrency of variant '${this.variantName}' can scale in to 0, but AWS requires `
        + 'at least 1; set minCapacity to 1 or more');
    }
    if (!isUnknown(maxConcurrency) && !isUnknown(maxCapacity) && maxCapacity > maxConcurrency!) {
      warn(scope, 'provisionedConcurrencyAboveMaximum', `the provisioned concurrency of variant '${this.variantName}' can scale out to `
        + `${maxCapacity}, more than the maxConcurrency of ${maxConcurrency}; lower maxCapacity or raise maxConcurrency`);
    }
  }
}
