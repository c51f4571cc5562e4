import { aws_applicationautoscaling as appscaling } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ScalableDimension } from './scalable-dimension';
import { percentChecks } from './scaling-target';
import { assertValid, knownAtSynth } from '../../private/checks';
import { given, pathOf } from '../../private/given';

/**
 * The properties of a scaling policy that tracks the utilization of the provisioned concurrency.
 */
export interface ProvisionedConcurrencyUtilizationScalingProps extends appscaling.BaseTargetTrackingProps {
  /**
   * The target utilization of the provisioned concurrency, in percent: above 0, at most 100.
   */
  readonly targetUtilizationPercent: number;
}

/**
 * The provisioned concurrency of a serverless variant, scaled by Application Auto Scaling.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/serverless-endpoints-autoscale.html
 *
 * @example
 * declare const endpoint: sm.Endpoint;
 *
 * const concurrency = endpoint.findServerlessProductionVariant('main').autoScaleProvisionedConcurrency({ minCapacity: 1, maxCapacity: 10 });
 * concurrency.scaleOnUtilization('Use', { targetUtilizationPercent: 70 });
 */
export class ScalableProvisionedConcurrency extends ScalableDimension {
  /**
   * Defines a scalable provisioned concurrency. Use `autoScaleProvisionedConcurrency` of a variant instead; create it directly only for
   * endpoints that are not defined with this library.
   *
   * @param scope the scope in which to define this construct
   * @param id the ID of the construct, unique within its scope
   * @param props the properties of the scalable provisioned concurrency
   */
  constructor(scope: Construct, id: string, props: appscaling.BaseScalableAttributeProps) {
    props = given('aws_applicationautoscaling.BaseScalableAttributeProps', props, pathOf(scope, id));
    super(scope, id, props);
  }

  /**
   * Tracks a target utilization of the provisioned concurrency. Throws if the target is out of range, or if the method was called before: a
   * provisioned concurrency can have only one such target.
   *
   * @param id the ID of the scaling policy
   * @param props the properties of the scaling policy
   */
  public scaleOnUtilization(id: string, props: ProvisionedConcurrencyUtilizationScalingProps): void {
    props = given('ProvisionedConcurrencyUtilizationScalingProps', props, this);
    const { targetUtilizationPercent, ...rest } = props;
    assertValid(this,
      knownAtSynth('targetUtilizationPercent', targetUtilizationPercent),
      ...percentChecks('targetUtilizationPercent', targetUtilizationPercent),
      this._onlyOnce('scaleOnUtilization'),
      ...this._policyChecks(props),
    );
    this._warnOfShare(targetUtilizationPercent);
    this._trackPredefined('scaleOnUtilization', id, {
      ...rest,
      targetValue: targetUtilizationPercent / 100,
      predefinedMetric: appscaling.PredefinedMetric.SAGEMAKER_VARIANT_PROVISIONED_CONCURRENCY_UTILIZATION,
    });
  }

  /** @internal */
  protected get _scaled(): { readonly what: string; readonly methods: string } {
    return { what: 'provisioned concurrency', methods: 'scaleOnUtilization' };
  }
}
