import type { RequestScalingOptions } from './capacity-options';
import { isUnknown } from '../../private/checks';
import type { ScalableCopyCount } from '../scaling/scalable-copy-count';
import type { ScalableInstanceCount } from '../scaling/scalable-instance-count';

/** Adds the policies of the targets, each with the name of its target. */
export function scaleOnRequests(
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
export function initialOf(minCapacity: number | undefined): number | undefined {
  return isUnknown(minCapacity) || minCapacity === undefined ? undefined : Math.max(1, minCapacity!);
}

export function withoutScaling<T extends RequestScalingOptions>(options: T): Omit<T, 'maxCapacity' | 'maxRequestsPerSecond' | 'targetConcurrentRequests'> {
  const { maxCapacity: _max, maxRequestsPerSecond: _rate, targetConcurrentRequests: _concurrent, ...rest } = options;
  return rest;
}

/** Returns the options that are set, so that others keep their defaults in a spread. */
export function withoutUndefined<T extends object>(options: T): T {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as T;
}
