import type { IResource, aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { modelChecks } from './production-variant';
import { instanceTypeCheck } from '../../common/instance-type-input';
import type { InstanceType } from '../../common/instance-type.generated';
import type { IModel } from '../../model/model-base';
import { atMostItems, integerBetween, isUnknown, required, type Check } from '../../private/checks';
import { warn } from '../../private/warnings';

/**
 * An instance type that a variant can run on, with its priority.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/realtime-endpoints-heterogeneous.html
 *
 * @example
 * declare const model: sm.Model;
 *
 * new sm.EndpointConfig(this, 'Pools', {
 *   instanceProductionVariants: [{
 *     model,
 *     variantName: 'main',
 *     initialInstanceCount: 2,
 *     instancePools: [
 *       { instanceType: sm.InstanceType.G6_XLARGE, priority: 1 },
 *       { instanceType: sm.InstanceType.G5_XLARGE, priority: 2 },
 *     ],
 *   }],
 * });
 */
export interface InstancePool {
  /**
   * The type of the instances.
   */
  readonly instanceType: InstanceType;

  /**
   * The priority of the pool: an integer from 1 to 5. SageMaker tries pools in ascending order, beginning with priority 1.
   */
  readonly priority: number;

  /**
   * The model that the instances of this pool host: the model of the variant, built for the instance type of the pool.
   *
   * @default - the model of the variant
   */
  readonly model?: IModel;
}

/** Returns the pools sorted by priority; in the original order if a priority is not known at synthesis. */
export function byPriority(pools: readonly InstancePool[]): readonly InstancePool[] {
  return pools.some(({ priority }) => isUnknown(priority)) ? pools : [...pools].sort((one, other) => one.priority - other.priority);
}

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_InstancePool.html */
const MAX_POOLS = 5;
const PRIORITY = [1, 5] as const;

export function instancePoolsChecks(config: IResource, pools: readonly InstancePool[]): Check[] {
  return [
    pools.length === 0 ? 'instancePools must not be empty; omit it and set instanceType' : undefined,
    atMostItems('instancePools', pools, MAX_POOLS),
    ...pools.flatMap(({ instanceType, priority, model }, index) => [
      required(`instancePools[${index}].instanceType`, instanceType, 'specify an InstanceType'),
      instanceTypeCheck(`instancePools[${index}].instanceType`, instanceType),
      required(`instancePools[${index}].priority`, priority, 'specify an integer from 1 to 5'),
      integerBetween(`instancePools[${index}].priority`, priority, ...PRIORITY),
      ...modelChecks(`instancePools[${index}].model`, `model of instancePools[${index}]`, model, config),
    ]),
  ];
}

/** Warns about pools with the same priority or the same instance type. */
export function warnOfInstancePools(config: IConstruct, variantName: string, pools: readonly InstancePool[]): void {
  if (hasDuplicates(pools.map((pool) => pool.priority)) || hasDuplicates(pools.map((pool) => pool.instanceType.toString()))) {
    warn(config, 'instancePoolTwice', `instancePools of variant '${variantName}' contain a duplicate priority or instanceType; use each of them once`);
  }
}

function hasDuplicates(values: readonly unknown[]): boolean {
  return new Set(values).size < values.length;
}

export function renderInstancePool({ instanceType, priority, model }: InstancePool): sagemaker.CfnEndpointConfig.InstancePoolProperty {
  return { instanceType: instanceType.toString(), priority, modelNameOverride: model?.modelName };
}
