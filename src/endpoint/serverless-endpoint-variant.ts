import { aws_applicationautoscaling as appscaling, type aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import type { IEndpointServerlessProductionVariant } from './endpoint-variant';
import { ScalableProvisionedConcurrency } from './scalable-provisioned-concurrency';
import { capacityChecks, scalingResourceId, scalingRole, type EndpointContext } from './scaling-target';
import { INVOCATION_NAMESPACE, VariantMetrics } from './variant-metrics';
import type { ServerlessVariant } from '../endpoint-config/variants/serverless-variant';
import { assertValid, type Check } from '../private/checks';
import { warn } from '../private/warnings';

/** The variant of one serverless endpoint. There is one object for each, so that it can tell what has been done to it. */
export class ServerlessEndpointVariant extends VariantMetrics implements IEndpointServerlessProductionVariant {
  protected readonly endpointName: string;
  private scalableConcurrency?: ScalableProvisionedConcurrency;

  /**
   * @param endpoint the endpoint
   * @param variantName the name of the variant
   * @param definition how the variant is defined; not known for an imported endpoint or configuration
   */
  constructor(
    private readonly endpoint: EndpointContext,
    public readonly variantName: string,
    private readonly definition?: ServerlessVariant,
  ) {
    super();
    this.endpointName = endpoint.endpointName;
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
    const { scope } = this.endpoint;
    assertValid(scope, this.alreadyScaled(), ...capacityChecks(scalingProps));
    if (this.definition && this.definition.props.provisionedConcurrency === undefined) {
      warn(scope, 'noProvisionedConcurrency', `variant '${this.variantName}' has no provisioned concurrency that could be scaled; `
        + 'set provisionedConcurrency');
    }
    this.scalableConcurrency = new ScalableProvisionedConcurrency(scope, 'ProvisionedConcurrency', {
      ...scalingProps,
      serviceNamespace: appscaling.ServiceNamespace.SAGEMAKER,
      dimension: 'sagemaker:variant:DesiredProvisionedConcurrency',
      resourceId: scalingResourceId(this.endpointName, this.variantName),
      role: scalingRole(scope),
    });
    return this.scalableConcurrency;
  }

  private alreadyScaled(): Check {
    return this.scalableConcurrency
      ? `the provisioned concurrency of variant '${this.variantName}' is autoscaled already; `
        + 'add rules to what the first autoScaleProvisionedConcurrency returned'
      : undefined;
  }
}
