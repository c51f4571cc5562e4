import type { IResource } from 'aws-cdk-lib';
import { instanceTypeChecks, variantChecks } from './capacity-checks';
import type { AsynchronousCapacityOptions } from './capacity-options';
import { POLICY, type AddedCapacity, type CapacityParts, type ConfigPart, type ModelNeeds } from './capacity-parts';
import { hostingOptions } from './capacity-scaling';
import type { InstanceType } from '../../common/instance-type.generated';
import { asyncInferenceChecks } from '../../endpoint-config/async-inference';
import type { IModel } from '../../model/model-base';
import { isUnknown, required, type Check } from '../../private/checks';
import type { IEndpoint } from '../endpoint-interface';
import { limitsChecks, positiveChecks } from '../scaling/scaling-target';

const DEFAULT_BACKLOG_PER_INSTANCE = 5;

/** Instances with a queue. */
export class AsynchronousCapacity implements CapacityParts {
  public readonly kind = 'asynchronous';
  public readonly instanceType: InstanceType;
  public readonly routesByPrefix: boolean;

  constructor(instanceType: InstanceType, private readonly options: AsynchronousCapacityOptions) {
    this.instanceType = instanceType;
    this.routesByPrefix = options.routingStrategy?._isPrefixAware === true;
  }

  public checks(self: IResource, variantName: string): Check[] {
    const config = this.config(variantName, undefined, {});
    return [
      ...instanceTypeChecks(this.instanceType, true),
      required('output of the capacity', this.options.output, 'specify the location of the responses, such as { bucket }'),
      ...limitsChecks(this.limits),
      ...positiveChecks('targetBacklogPerInstance', this.options.targetBacklogPerInstance ?? DEFAULT_BACKLOG_PER_INSTANCE),
      ...this.options.output ? asyncInferenceChecks(config.asyncInference!) : [],
      ...variantChecks(self, config),
    ];
  }

  /** The limits of the scaling, which include the initial number of instances unless the user sets the highest one. */
  private get limits(): { minCapacity: number; maxCapacity: number } {
    const { minCapacity = 0, initialInstanceCount, maxCapacity } = this.options;
    const known = [minCapacity, initialInstanceCount ?? 1].filter((count) => !isUnknown(count));
    return { minCapacity, maxCapacity: maxCapacity ?? Math.max(1, ...known) };
  }

  public config(variantName: string, model: IModel | undefined, needs: ModelNeeds): ConfigPart {
    const {
      output, failure, input, encryptionKey, successTopic, errorTopic, includeInferenceResponseIn, maxConcurrentInvocationsPerInstance,
      minCapacity, maxCapacity: _max, targetBacklogPerInstance: _target, ...options
    } = this.options;
    return {
      asyncInference: {
        output, failure, input, encryptionKey, successTopic, errorTopic, includeInferenceResponseIn, maxConcurrentInvocationsPerInstance,
      },
      instanceProductionVariants: [{ ...hostingOptions(options, minCapacity, needs), variantName, model, instanceType: this.instanceType }],
    };
  }

  public addTo(endpoint: IEndpoint, variantName: string): AddedCapacity {
    const { targetBacklogPerInstance = DEFAULT_BACKLOG_PER_INSTANCE } = this.options;
    const scalable = endpoint.findInstanceProductionVariant(variantName).autoScaleInstanceCount(this.limits);
    scalable.scaleOnBacklog(POLICY, { targetBacklogPerInstance });
    return { scalableInstanceCount: scalable };
  }
}
