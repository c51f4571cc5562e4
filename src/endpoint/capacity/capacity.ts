import { Token, type IResource } from 'aws-cdk-lib';
import {
  copyChecks, instanceTypeChecks, needsMaximum, requestScalingChecks, utilizationChecks, variantChecks,
} from './capacity-checks';
import type { AsynchronousCapacityOptions, ComponentCapacityOptions, InstanceCapacityOptions, ServerlessCapacityOptions } from './capacity-options';
import { initialOf, scaleOnRequests, withoutScaling, withoutUndefined } from './capacity-scaling';
import type { InstanceType } from '../../common/instance-type.generated';
import { asyncInferenceChecks } from '../../endpoint-config/async-inference';
import type { EndpointConfigProps } from '../../endpoint-config/endpoint-config-props';
import type { InstanceVariantOptions } from '../../endpoint-config/variants/instance-variant-props';
import { serverlessSizeChecks } from '../../endpoint-config/variants/serverless-variant';
import type { IModel } from '../../model/model-base';
import { integerAtLeast, isUnknown, problemsOf, required, type Check } from '../../private/checks';
import { given } from '../../private/given';
import type { ComputeRequirements } from '../components/compute-requirements';
import type { InferenceComponent } from '../components/inference-component';
import { InferenceComponentSpecification } from '../components/inference-component-specification';
import type { IEndpoint } from '../endpoint-interface';
import { idleChecks } from '../scaling/idle-scaling';
import type { ScalableCopyCount } from '../scaling/scalable-copy-count';
import type { ScalableInstanceCount } from '../scaling/scalable-instance-count';
import type { ScalableProvisionedConcurrency } from '../scaling/scalable-provisioned-concurrency';
import { instanceNeededCheck } from '../scaling/scaled-variant';
import { limitsChecks, positiveChecks } from '../scaling/scaling-target';

/** What a capacity adds to its endpoint. */
export interface AddedCapacity {
  readonly component?: InferenceComponent;
  readonly scalableInstanceCount?: ScalableInstanceCount;
  readonly scalableCopyCount?: ScalableCopyCount;
  readonly scalableProvisionedConcurrency?: ScalableProvisionedConcurrency;
}

/** What a model needs of its capacity, unless the user specifies it. */
export interface ModelNeeds {
  readonly compute?: ComputeRequirements;
  readonly variant?: InstanceVariantOptions;
}

export type CapacityKind = 'instances' | 'asynchronous' | 'components' | 'serverless';

/** The parts of a configuration that depend on the capacity. */
export type ConfigPart = Pick<EndpointConfigProps, 'instanceProductionVariants' | 'serverlessProductionVariant' | 'asyncInference'>;

const DEFAULT_UTILIZATION_PERCENT = 70;
const DEFAULT_BACKLOG_PER_INSTANCE = 5;
const POLICY = 'Requests';

/**
 * The capacity of an endpoint with one model: instances, a serverless capacity, instances with a queue, or copies of an inference component.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/deploy-model-options.html
 */
export abstract class Capacity {
  /**
   * Returns a capacity on instances that respond to each request immediately.
   *
   * @param instanceType the type of the instances
   * @param options the number of instances, its scaling, and other options of the instances
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/realtime-endpoints.html
   */
  public static instances(instanceType: InstanceType, options: InstanceCapacityOptions = {}): Capacity {
    return new InstanceCapacity(instanceType, given('InstanceCapacityOptions', options, 'Capacity.instances', 'options'));
  }

  /**
   * Returns a serverless capacity, which SageMaker provisions for each request.
   *
   * @param options the memory size and the concurrency
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/serverless-endpoints.html
   */
  public static serverless(options: ServerlessCapacityOptions): Capacity {
    return new ServerlessCapacity(given('ServerlessCapacityOptions', options, 'Capacity.serverless', 'options'));
  }

  /**
   * Returns a capacity on instances that process requests from a queue, and write the responses to Amazon S3. By default, there are no instances while
   * the queue is empty.
   *
   * @param instanceType the type of the instances
   * @param options the locations in Amazon S3, the number of instances, and other options of the instances
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference.html
   */
  public static asynchronous(instanceType: InstanceType, options: AsynchronousCapacityOptions): Capacity {
    return new AsynchronousCapacity(instanceType, given('AsynchronousCapacityOptions', options, 'Capacity.asynchronous', 'options'));
  }

  /**
   * Returns a capacity for copies of an inference component. Its number of copies can go to zero, and its instances can host further components.
   *
   * @param instanceType the type of the instances
   * @param options the compute resources of a copy, the number of copies, its scaling, and options of the instances
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/realtime-endpoints-deploy-models.html
   */
  public static components(instanceType: InstanceType, options: ComponentCapacityOptions = {}): Capacity {
    return new ComponentCapacity(instanceType, given('ComponentCapacityOptions', options, 'Capacity.components', 'options'));
  }

  /**
   * True if the model runs as an inference component, and not on a variant.
   *
   * @internal
   */
  public readonly _hostsComponents: boolean = false;

  /**
   * The type of the instances; undefined for a serverless capacity.
   *
   * @internal
   */
  public readonly _instanceType?: InstanceType;

  /**
   * The number of accelerators that the user reserves for each copy; undefined for a capacity without copies, and if a language model determines it.
   *
   * @internal
   */
  public readonly _accelerators?: number;

  /**
   * True if requests with the same prefix are sent to the same instance.
   *
   * @internal
   */
  public readonly _routesByPrefix: boolean = false;

  /** @internal */
  public abstract readonly _kind: CapacityKind;

  /**
   * Returns the problems of the options.
   *
   * @param self the endpoint
   * @param variantName the name of its variant
   * @param needs what the model needs
   * @internal
   */
  public abstract _checks(self: IResource, variantName: string, needs: ModelNeeds): Check[];

  /**
   * Returns the parts of the configuration.
   *
   * @internal
   */
  public abstract _config(variantName: string, model: IModel | undefined, needs: ModelNeeds): ConfigPart;

  /**
   * Adds scaling and, for copies, the inference component.
   *
   * @internal
   */
  public abstract _addTo(endpoint: IEndpoint, variantName: string, model: IModel, needs: ModelNeeds): AddedCapacity;
}

class InstanceCapacity extends Capacity {
  public readonly _kind = 'instances';
  public readonly _instanceType: InstanceType;
  public readonly _routesByPrefix: boolean;

  constructor(instanceType: InstanceType, private readonly options: InstanceCapacityOptions) {
    super();
    this._instanceType = instanceType;
    this._routesByPrefix = options.routingStrategy?._isPrefixAware === true;
  }

  public _checks(self: IResource, variantName: string): Check[] {
    const { options } = this;
    return [
      ...instanceTypeChecks(this._instanceType, options.maxCapacity !== undefined),
      ...requestScalingChecks(options),
      options.maxCapacity === undefined ? undefined : instanceNeededCheck('minCapacity', variantName, options.minCapacity),
      ...variantChecks(self, this._config(variantName, undefined, {})),
    ];
  }

  public _config(variantName: string, model: IModel | undefined, { variant }: ModelNeeds): ConfigPart {
    const { minCapacity, initialInstanceCount, ...options } = withoutScaling(this.options);
    return {
      instanceProductionVariants: [{
        ...variant,
        ...withoutUndefined(options),
        variantName,
        model,
        instanceType: this._instanceType,
        initialInstanceCount: initialInstanceCount ?? initialOf(minCapacity),
      }],
    };
  }

  public _addTo(endpoint: IEndpoint, variantName: string): AddedCapacity {
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

class ServerlessCapacity extends Capacity {
  public readonly _kind = 'serverless';

  constructor(private readonly options: ServerlessCapacityOptions) {
    super();
  }

  public _checks(_self: IResource, variantName: string): Check[] {
    const { memorySize, maxConcurrency, maxCapacity, minCapacity, targetUtilizationPercent } = this.options;
    return [
      required('memorySize of the capacity', memorySize, 'specify a size, such as Size.gibibytes(4)'),
      required('maxConcurrency of the capacity', maxConcurrency, 'specify an integer from 1 to 200'),
      ...needsMaximum({ minCapacity, targetUtilizationPercent }, maxCapacity),
      ...maxCapacity === undefined ? [] : limitsChecks({ minCapacity, maxCapacity }),
      ...targetUtilizationPercent === undefined ? [] : utilizationChecks(targetUtilizationPercent),
      ...memorySize === undefined ? [] : serverlessSizeChecks(this._config(variantName, undefined).serverlessProductionVariant!),
    ];
  }

  public _config(variantName: string, model: IModel | undefined): ConfigPart {
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

  public _addTo(endpoint: IEndpoint, variantName: string): AddedCapacity {
    const { provisionedConcurrency, minCapacity, maxCapacity, targetUtilizationPercent = DEFAULT_UTILIZATION_PERCENT } = this.options;
    if (maxCapacity === undefined) {
      return {};
    }
    const scalable = endpoint.findServerlessProductionVariant(variantName).autoScaleProvisionedConcurrency({
      minCapacity: minCapacity ?? provisionedConcurrency ?? 1, maxCapacity: maxCapacity!,
    });
    scalable.scaleOnUtilization(POLICY, { targetUtilizationPercent });
    return { scalableProvisionedConcurrency: scalable };
  }
}

class AsynchronousCapacity extends Capacity {
  public readonly _kind = 'asynchronous';
  public readonly _instanceType: InstanceType;
  public readonly _routesByPrefix: boolean;

  constructor(instanceType: InstanceType, private readonly options: AsynchronousCapacityOptions) {
    super();
    this._instanceType = instanceType;
    this._routesByPrefix = options.routingStrategy?._isPrefixAware === true;
  }

  public _checks(self: IResource, variantName: string): Check[] {
    const config = this._config(variantName, undefined, {});
    return [
      ...instanceTypeChecks(this._instanceType, true),
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

  public _config(variantName: string, model: IModel | undefined, { variant }: ModelNeeds): ConfigPart {
    const {
      output, failure, input, encryptionKey, successTopic, errorTopic, includeInferenceResponseIn, maxConcurrentInvocationsPerInstance,
      initialInstanceCount, minCapacity, maxCapacity: _max, targetBacklogPerInstance: _target, ...options
    } = this.options;
    return {
      asyncInference: {
        output, failure, input, encryptionKey, successTopic, errorTopic, includeInferenceResponseIn, maxConcurrentInvocationsPerInstance,
      },
      instanceProductionVariants: [{
        ...variant,
        ...withoutUndefined(options),
        variantName,
        model,
        instanceType: this._instanceType,
        initialInstanceCount: initialInstanceCount ?? initialOf(minCapacity),
      }],
    };
  }

  public _addTo(endpoint: IEndpoint, variantName: string): AddedCapacity {
    const { targetBacklogPerInstance = DEFAULT_BACKLOG_PER_INSTANCE } = this.options;
    const scalable = endpoint.findInstanceProductionVariant(variantName).autoScaleInstanceCount(this.limits);
    scalable.scaleOnBacklog(POLICY, { targetBacklogPerInstance });
    return { scalableInstanceCount: scalable };
  }
}

class ComponentCapacity extends Capacity {
  public readonly _kind = 'components';
  public readonly _hostsComponents = true;
  public readonly _instanceType: InstanceType;
  public readonly _accelerators?: number;
  public readonly _routesByPrefix: boolean;

  constructor(instanceType: InstanceType, private readonly options: ComponentCapacityOptions) {
    super();
    this._instanceType = instanceType;
    this._accelerators = options.compute?.accelerators;
    this._routesByPrefix = options.routingStrategy?._isPrefixAware === true;
  }

  public _checks(self: IResource, variantName: string, needs: ModelNeeds): Check[] {
    const { compute, copyCount, idleTime, minCapacity } = this.options;
    return [
      ...instanceTypeChecks(this._instanceType, false),
      ...compute || needs.compute
        ? copyChecks(this.computeFor(needs), this._instanceType)
        : [required('compute of the capacity', undefined, 'specify at least minMemory, such as { minMemory: Size.gibibytes(8) }')],
      integerAtLeast('copyCount', copyCount, 1),
      ...requestScalingChecks(this.options),
      idleTime && minCapacity !== 0 && !Token.isUnresolved(minCapacity)
        ? 'idleTime of the capacity requires a minCapacity of 0; set minCapacity to 0, or omit idleTime'
        : undefined,
      ...idleTime ? idleChecks({ idleTime }) : [],
      ...problemsOf(integerAtLeast('copyCount', copyCount, 1)).length > 0 ? [] : variantChecks(self, this._config(variantName, undefined, {})),
    ];
  }

  /** Returns the resources of a copy. Those that the user does not specify are those that the model needs. */
  private computeFor(needs: ModelNeeds): ComputeRequirements {
    // A copy of a language model without accelerators would not have any.
    return { ...needs.compute, ...withoutUndefined(this.options.compute ?? {}) } as ComputeRequirements;
  }

  public _config(variantName: string, _model: IModel | undefined, { variant }: ModelNeeds): ConfigPart {
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
        instanceType: this._instanceType,
        managedInstanceScaling: {
          minInstanceCount: minInstanceCount ?? (minCapacity === 0 ? 0 : 1),
          maxInstanceCount: maxInstanceCount ?? this.options.maxCapacity ?? copyCount ?? 1,
          scaleInPolicy,
        },
      }],
    };
  }

  public _addTo(endpoint: IEndpoint, variantName: string, model: IModel, needs: ModelNeeds): AddedCapacity {
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
