import type { IResource } from 'aws-cdk-lib';
import { needsMaximum, utilizationChecks } from './capacity-checks';
import type { ServerlessCapacityOptions } from './capacity-options';
import { POLICY, type AddedCapacity, type CapacityParts, type ConfigPart } from './capacity-parts';
import { initialOf } from './capacity-scaling';
import { serverlessSizeChecks } from '../../endpoint-config/variants/serverless-variant';
import type { IModel } from '../../model/model-base';
import { required, type Check } from '../../private/checks';
import type { IEndpoint } from '../endpoint-interface';
import { limitsChecks } from '../scaling/scaling-target';

const DEFAULT_UTILIZATION_PERCENT = 70;

/** A serverless capacity. */
export class ServerlessCapacity implements CapacityParts {
  public readonly kind = 'serverless';

  constructor(private readonly options: ServerlessCapacityOptions) {}

  public checks(_self: IResource, variantName: string): Check[] {
    const { memorySize, maxConcurrency, maxCapacity, minCapacity, targetUtilizationPercent } = this.options;
    return [
      required('memorySize of the capacity', memorySize, 'specify a size, such as Size.gibibytes(4)'),
      required('maxConcurrency of the capacity', maxConcurrency, 'specify an integer from 1 to 200'),
      ...needsMaximum({ minCapacity, targetUtilizationPercent }, maxCapacity),
      ...maxCapacity === undefined ? [] : limitsChecks({ minCapacity, maxCapacity }),
      ...targetUtilizationPercent === undefined ? [] : utilizationChecks(targetUtilizationPercent),
      ...memorySize === undefined ? [] : serverlessSizeChecks(this.config(variantName, undefined).serverlessProductionVariant!),
    ];
  }

  public config(variantName: string, model: IModel | undefined): ConfigPart {
    const { memorySize, maxConcurrency, provisionedConcurrency, minCapacity, maxCapacity } = this.options;
    return {
      serverlessProductionVariant: {
        variantName,
        model,
        memorySize,
        maxConcurrency,
        provisionedConcurrency: provisionedConcurrency ?? (maxCapacity === undefined ? undefined : initialOf(minCapacity) ?? minCapacity ?? 1),
      },
    };
  }

  public addTo(endpoint: IEndpoint, variantName: string): AddedCapacity {
    const { provisionedConcurrency, minCapacity, maxCapacity, targetUtilizationPercent = DEFAULT_UTILIZATION_PERCENT } = this.options;
    if (maxCapacity === undefined) {
      return {};
    }
    const scalable = endpoint.findServerlessProductionVariant(variantName).autoScaleProvisionedConcurrency({
      minCapacity: minCapacity ?? provisionedConcurrency ?? 1, maxCapacity,
    });
    scalable.scaleOnUtilization(POLICY, { targetUtilizationPercent });
    return { scalableProvisionedConcurrency: scalable };
  }
}
