import type { IResource, aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { InstanceType } from '../../common/instance-type.generated';
import type { IModel } from '../../model/model-base';
import { atMostItems, integerBetween, isUnknown, required, type Check } from '../../private/checks';
import { sameEnvironment } from '../../private/environment';
import { warn } from '../../private/warnings';

/**
 * One of the instance types that a variant may run on.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/realtime-endpoints-heterogeneous.html
 */
export interface InstancePool {
  /**
   * The type of the instances.
   */
  readonly instanceType: InstanceType;

  /**
   * Which pool is tried first: a whole number from 1, the first, to 5.
   */
  readonly priority: number;

  /**
   * The model that the instances of this pool host: the same one, made for their type.
   *
   * @default - the model of the variant
   */
  readonly model?: IModel;
}

/** Returns the pools in the order in which they are tried; as they are given, if that is not known. */
export function byPriority(pools: readonly InstancePool[]): readonly InstancePool[] {
  return pools.some(({ priority }) => isUnknown(priority)) ? pools : [...pools].sort((one, other) => one.priority - other.priority);
}

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_InstancePool.html */
const MAX_POOLS = 5;
const PRIORITY = [1, 5] as const;

export function instancePoolsChecks(config: IResource, pools: readonly InstancePool[]): Check[] {
  return [
    pools.length === 0 ? 'instancePools must not be empty; leave it out, and set instanceType' : undefined,
    atMostItems('instancePools', pools, MAX_POOLS),
    ...pools.flatMap(({ instanceType, priority, model }, index) => [
      required(`instancePools[${index}].instanceType`, instanceType, 'use an InstanceType'),
      required(`instancePools[${index}].priority`, priority, 'a whole number from 1 to 5'),
      integerBetween(`instancePools[${index}].priority`, priority, ...PRIORITY),
      ...model ? sameEnvironment(`model of instancePools[${index}]`, model.env, config.env) : [],
    ]),
  ];
}

/** Warns of pools that are not told apart by priority and type. */
export function warnOfInstancePools(config: IConstruct, variantName: string, pools: readonly InstancePool[]): void {
  if (hasDuplicates(pools.map((pool) => pool.priority)) || hasDuplicates(pools.map((pool) => pool.instanceType.toString()))) {
    warn(config, 'instancePoolTwice', `instancePools of variant '${variantName}' have a priority or an instanceType twice; let each have its own`);
  }
}

function hasDuplicates(values: readonly unknown[]): boolean {
  return new Set(values).size < values.length;
}

export function renderInstancePool({ instanceType, priority, model }: InstancePool): sagemaker.CfnEndpointConfig.InstancePoolProperty {
  return { instanceType: instanceType.toString(), priority, modelNameOverride: model?.modelName };
}
