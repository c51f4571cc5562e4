import { Token, type IResource } from 'aws-cdk-lib';
import { copyChecks, instanceTypeChecks, requestScalingChecks, variantChecks } from './capacity-checks';
import type { ComponentCapacityOptions } from './capacity-options';
import type { AddedCapacity, CapacityParts, ConfigPart, ModelNeeds } from './capacity-parts';
import { scaleOnRequests, withoutScaling, withoutUndefined } from './capacity-scaling';
import type { InstanceType } from '../../common/instance-type.generated';
import type { IModel } from '../../model/model-base';
import { integerAtLeast, problemsOf, required, type Check } from '../../private/checks';
import type { ComputeRequirements } from '../components/compute-requirements';
import { InferenceComponentSpecification } from '../components/inference-component-specification';
import type { IEndpoint } from '../endpoint-interface';
import { idleChecks } from '../scaling/idle-scaling';

/** Copies of an inference component. */
export class ComponentCapacity implements CapacityParts {
  public readonly kind = 'components';
  public readonly instanceType: InstanceType;
  public readonly accelerators?: number;
  public readonly routesByPrefix: boolean;

  constructor(instanceType: InstanceType, private readonly options: ComponentCapacityOptions) {
    this.instanceType = instanceType;
    this.accelerators = options.compute?.accelerators;
    this.routesByPrefix = options.routingStrategy?._isPrefixAware === true;
  }

  public checks(self: IResource, variantName: string, needs: ModelNeeds): Check[] {
    const { compute, copyCount, idleTime, minCapacity } = this.options;
    return [
      ...instanceTypeChecks(this.instanceType, false),
      ...compute || needs.compute
        ? copyChecks(this.computeFor(needs), this.instanceType)
        : [required('compute of the capacity', undefined, 'specify at least minMemory, such as { minMemory: Size.gibibytes(8) }')],
      integerAtLeast('copyCount', copyCount, 1),
      ...requestScalingChecks(this.options),
      idleTime && minCapacity !== 0 && !Token.isUnresolved(minCapacity)
        ? 'idleTime of the capacity requires a minCapacity of 0; set minCapacity to 0, or omit idleTime'
        : undefined,
      ...idleTime ? idleChecks({ idleTime }) : [],
      ...problemsOf(integerAtLeast('copyCount', copyCount, 1)).length > 0 ? [] : variantChecks(self, this.config(variantName, undefined, {})),
    ];
  }

  /** Returns the resources of a copy. Those that the user does not specify are those that the model needs. */
  private computeFor(needs: ModelNeeds): ComputeRequirements {
    // A copy of a language model without accelerators would not have any.
    return { ...needs.compute, ...withoutUndefined(this.options.compute ?? {}) } as ComputeRequirements;
  }

  public config(variantName: string, _model: IModel | undefined, { variant }: ModelNeeds): ConfigPart {
    const {
      compute: _compute, copyCount, maxInstanceCount, minInstanceCount, scaleInPolicy, idleTime: _idle, minCapacity,
      containerStartupHealthCheckTimeout: _startup, modelDataDownloadTimeout: _download, ...options
    } = withoutScaling(this.options);
    // Timeouts belong to the component.
    const { containerStartupHealthCheckTimeout: _a, modelDataDownloadTimeout: _b, ...ofVariant } = variant ?? {};
    return {
      instanceProductionVariants: [{
        ...ofVariant,
        ...withoutUndefined(options),
        variantName,
        instanceType: this.instanceType,
        managedInstanceScaling: {
          minInstanceCount: minInstanceCount ?? (minCapacity === 0 ? 0 : 1),
          maxInstanceCount: maxInstanceCount ?? this.options.maxCapacity ?? copyCount ?? 1,
          scaleInPolicy,
        },
      }],
    };
  }

  public addTo(endpoint: IEndpoint, variantName: string, model: IModel, needs: ModelNeeds): AddedCapacity {
    const { options } = this;
    const component = endpoint.addInferenceComponent('Component', {
      variantName,
      copyCount: options.copyCount,
      specification: InferenceComponentSpecification.fromModel(model, {
        compute: this.computeFor(needs),
        containerStartupHealthCheckTimeout: options.containerStartupHealthCheckTimeout ?? needs.variant?.containerStartupHealthCheckTimeout,
        modelDataDownloadTimeout: options.modelDataDownloadTimeout ?? needs.variant?.modelDataDownloadTimeout,
      }),
    });
    if (options.maxCapacity === undefined) {
      return { component };
    }
    const { minCapacity, maxCapacity, copyCount, idleTime } = options;
    const scalableCopyCount = component.autoScaleCopyCount({ minCapacity: minCapacity ?? copyCount, maxCapacity: maxCapacity! });
    scaleOnRequests(scalableCopyCount, options);
    if (idleTime) {
      scalableCopyCount.scaleInWhenIdle('Idle', { idleTime });
    }
    return { component, scalableCopyCount };
  }
}
