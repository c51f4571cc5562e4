import type { InstanceCapacityOptions, RequestScalingOptions } from './capacity-options';
import type { ModelNeeds } from './capacity-parts';
import { isUnknown } from '../../private/checks';
import type { ScalableCopyCount } from '../scaling/scalable-copy-count';
import type { ScalableInstanceCount } from '../scaling/scalable-instance-count';

/** The options of instances that host the model themselves. */
type HostingOptions = Omit<InstanceCapacityOptions, keyof RequestScalingOptions>;

/** Adds the policies of the targets, each with the name of its target. */
export function scaleOnRequests(
  scalable: ScalableInstanceCount | ScalableCopyCount, { maxRequestsPerSecond, targetConcurrentRequests }: RequestScalingOptions,
): void {
  if (maxRequestsPerSecond !== undefined) {
    scalable.scaleOnInvocations('Invocations', { maxRequestsPerSecond });
  }
  if (targetConcurrentRequests !== undefined) {
    scalable.scaleOnConcurrentRequests('ConcurrentRequests', { targetConcurrentRequests });
  }
}

/** Returns the initial capacity for a minimum, because SageMaker creates nothing without capacity. */
export function initialOf(minCapacity: number | undefined): number | undefined {
  return isUnknown(minCapacity) ? undefined : Math.max(1, minCapacity!);
}

export function withoutScaling<T extends RequestScalingOptions>(options: T): Omit<T, 'maxCapacity' | 'maxRequestsPerSecond' | 'targetConcurrentRequests'> {
  const { maxCapacity: _max, maxRequestsPerSecond: _rate, targetConcurrentRequests: _concurrent, ...rest } = options;
  return rest;
}

/** Returns the options of a variant that hosts the model itself, with the defaults that the model needs. */
export function hostingOptions(
  { initialInstanceCount, ...options }: HostingOptions, minCapacity: number | undefined, { variant }: ModelNeeds,
): HostingOptions {
  return { ...variant, ...withoutUndefined(options), initialInstanceCount: initialInstanceCount ?? initialOf(minCapacity) };
}

/** Returns the options that are set, so that others keep their defaults in a spread. */
export function withoutUndefined<T extends object>(options: T): T {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as T;
}
