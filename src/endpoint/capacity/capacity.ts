import type { AsynchronousCapacityOptions, ComponentCapacityOptions, InstanceCapacityOptions, RequestScalingOptions, ServerlessCapacityOptions } from './capacity-options';
import { instanceTypeCheck } from '../../common/instance-type-input';
import type { InstanceType } from '../../common/instance-type.generated';
import type { EndpointConfigProps } from '../../endpoint-config/endpoint-config-props';
import type { InstanceVariantOptions } from '../../endpoint-config/variants/instance-variant-props';
import type { IModel } from '../../model/model-base';
import { isUnknown, required, type Check } from '../../private/checks';
import { given } from '../../private/given';
import type { ComputeRequirements } from '../components/compute-requirements';
import type { InferenceComponent } from '../components/inference-component';
import { InferenceComponentSpecification } from '../components/inference-component-specification';
import type { IEndpoint } from '../endpoint-interface';
import type { ScalableCopyCount } from '../scaling/scalable-copy-count';
import type { ScalableInstanceCount } from '../scaling/scalable-instance-count';
import type { ScalableProvisionedConcurrency } from '../scaling/scalable-provisioned-concurrency';

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
type ConfigPart = Pick<EndpointConfigProps, 'instanceProductionVariants' | 'serverlessProductionVariant' | 'asyncInference'>;

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

  /** @internal */
  public abstract readonly _kind: CapacityKind;

  /** @internal */
  public abstract _checks(needs: ModelNeeds): Check[];

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

  constructor(instanceType: InstanceType, private readonly options: InstanceCapacityOptions) {
    super();
    this._instanceType = instanceType;
  }

  public _checks(): Check[] {
    return [...instanceTypeChecks(this._instanceType), ...requestScalingChecks(this.options)];
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

  public _checks(): Check[] {
    const { memorySize, maxConcurrency, maxCapacity, minCapacity, targetUtilizationPercent } = this.options;
    return [
      required('memorySize of the capacity', memorySize, 'specify a size, such as Size.gibibytes(4)'),
      required('maxConcurrency of the capacity', maxConcurrency, 'specify an integer from 1 to 200'),
      ...needsMaximum({ minCapacity, targetUtilizationPercent }, maxCapacity),
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
        provisionedConcurrency: provisionedConcurrency ?? (maxCapacity === undefined ? undefined : minCapacity ?? 1),
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

  constructor(instanceType: InstanceType, private readonly options: AsynchronousCapacityOptions) {
    super();
    this._instanceType = instanceType;
  }

  public _checks(): Check[] {
    return [
      ...instanceTypeChecks(this._instanceType),
      required('output of the capacity', this.options.output, 'specify the location of the responses, such as { bucket }'),
    ];
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
    const { minCapacity = 0, maxCapacity = 1, targetBacklogPerInstance = DEFAULT_BACKLOG_PER_INSTANCE } = this.options;
    const scalable = endpoint.findInstanceProductionVariant(variantName).autoScaleInstanceCount({ minCapacity, maxCapacity });
    scalable.scaleOnBacklog(POLICY, { targetBacklogPerInstance });
    return { scalableInstanceCount: scalable };
  }
}

class ComponentCapacity extends Capacity {
  public readonly _kind = 'components';
  public readonly _hostsComponents = true;
  public readonly _instanceType: InstanceType;
  public readonly _accelerators?: number;

  constructor(instanceType: InstanceType, private readonly options: ComponentCapacityOptions) {
    super();
    this._instanceType = instanceType;
    this._accelerators = options.compute?.accelerators;
  }

  public _checks({ compute }: ModelNeeds): Check[] {
    const { options } = this;
    return [
      ...instanceTypeChecks(this._instanceType),
      options.compute || compute ? undefined : required('compute of the capacity', undefined, 'specify at least minMemory, such as { minMemory: Size.gibibytes(8) }'),
      ...requestScalingChecks(options),
      ...options.idleTime && options.minCapacity !== 0 ? ['idleTime of the capacity requires a minCapacity of 0; set minCapacity to 0, or omit idleTime'] : [],
    ];
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
        // A copy of a language model without accelerators would not have any.
        compute: { ...needs.compute, ...withoutUndefined(options.compute ?? {}) } as ComputeRequirements,
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

function instanceTypeChecks(instanceType: InstanceType): Check[] {
  return [
    required('instanceType of the capacity', instanceType, 'use a member of InstanceType')
      ?? instanceTypeCheck('instanceType of the capacity', instanceType),
  ];
}

/** Checks that limits and targets of a scaling come together. */
function requestScalingChecks({ minCapacity, maxCapacity, maxRequestsPerSecond, targetConcurrentRequests }: RequestScalingOptions): Check[] {
  return needsMaximum({ minCapacity, maxRequestsPerSecond, targetConcurrentRequests }, maxCapacity);
}

function needsMaximum(options: { readonly [name: string]: unknown }, maxCapacity: number | undefined): Check[] {
  const names = Object.keys(options).filter((name) => options[name] !== undefined);
  return names.length > 0 && maxCapacity === undefined ? [`${names.join(' and ')} of the capacity ${names.length > 1 ? 'require' : 'requires'} maxCapacity; set it`] : [];
}

/** Adds the policies of the targets, each with the name of its target. */
function scaleOnRequests(
  scalable: ScalableInstanceCount | ScalableCopyCount, { maxRequestsPerSecond, targetConcurrentRequests }: RequestScalingOptions,
): void {
  if (maxRequestsPerSecond !== undefined) {
    scalable.scaleOnInvocations('Invocations', { maxRequestsPerSecond: maxRequestsPerSecond! });
  }
  if (targetConcurrentRequests !== undefined) {
    scalable.scaleOnConcurrentRequests('ConcurrentRequests', { targetConcurrentRequests: targetConcurrentRequests! });
  }
}

/** Returns the initial capacity for a minimum, because SageMaker creates nothing without capacity. */
function initialOf(minCapacity: number | undefined): number | undefined {
  return isUnknown(minCapacity) || minCapacity === undefined ? undefined : Math.max(1, minCapacity!);
}

function withoutScaling<T extends RequestScalingOptions>(options: T): Omit<T, 'maxCapacity' | 'maxRequestsPerSecond' | 'targetConcurrentRequests'> {
  const { maxCapacity: _max, maxRequestsPerSecond: _rate, targetConcurrentRequests: _concurrent, ...rest } = options;
  return rest;
}

/** Returns the options that are set, so that others keep their defaults in a spread. */
function withoutUndefined<T extends object>(options: T): T {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as T;
}
