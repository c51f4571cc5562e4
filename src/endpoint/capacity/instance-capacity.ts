import type { IResource } from 'aws-cdk-lib';
import { instanceTypeChecks, requestScalingChecks, variantChecks } from './capacity-checks';
import type { InstanceCapacityOptions } from './capacity-options';
import type { AddedCapacity, CapacityParts, ConfigPart, ModelNeeds } from './capacity-parts';
import { hostingOptions, scaleOnRequests, withoutScaling } from './capacity-scaling';
import type { InstanceType } from '../../common/instance-type.generated';
import type { IModel } from '../../model/model-base';
import type { Check } from '../../private/checks';
import type { IEndpoint } from '../endpoint-interface';
import { instanceNeededCheck } from '../scaling/scaled-variant';

/** Instances that respond to each request immediately. */
export class InstanceCapacity implements CapacityParts {
  public readonly kind = 'instances';
  public readonly instanceType: InstanceType;
  public readonly routesByPrefix: boolean;

  constructor(instanceType: InstanceType, private readonly options: InstanceCapacityOptions) {
    this.instanceType = instanceType;
    this.routesByPrefix = options.routingStrategy?._isPrefixAware === true;
  }

  public checks(self: IResource, variantName: string): Check[] {
    const { options } = this;
    return [
      ...instanceTypeChecks(this.instanceType, options.maxCapacity !== undefined),
      ...requestScalingChecks(options),
      options.maxCapacity === undefined ? undefined : instanceNeededCheck('minCapacity', variantName, options.minCapacity),
      ...variantChecks(self, this.config(variantName, undefined, {})),
    ];
  }

  public config(variantName: string, model: IModel | undefined, needs: ModelNeeds): ConfigPart {
    const { minCapacity, ...options } = withoutScaling(this.options);
    return { instanceProductionVariants: [{ ...hostingOptions(options, minCapacity, needs), variantName, model, instanceType: this.instanceType }] };
  }

  public addTo(endpoint: IEndpoint, variantName: string): AddedCapacity {
    const { options } = this;
    if (options.maxCapacity === undefined) {
      return {};
    }
    const { minCapacity, maxCapacity } = options;
    const scalable = endpoint.findInstanceProductionVariant(variantName).autoScaleInstanceCount({ minCapacity, maxCapacity: maxCapacity! });
    scaleOnRequests(scalable, options);
    return { scalableInstanceCount: scalable };
  }
}
