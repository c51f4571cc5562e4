import type { IResource } from 'aws-cdk-lib';
import type { RequestScalingOptions } from './capacity-options';
import { instanceTypeCheck, instanceTypeOf } from '../../common/instance-type-input';
import type { InstanceType } from '../../common/instance-type.generated';
import { instanceVariantChecks } from '../../endpoint-config/variants/instance-variant';
import type { InstanceProductionVariantProps } from '../../endpoint-config/variants/instance-variant-props';
import { above, knownAtSynth, problemsOf, required, type Check } from '../../private/checks';
import { computeRequirementsChecks, fitsOnInstanceChecks, type ComputeRequirements } from '../components/compute-requirements';
import { limitsChecks, percentChecks } from '../scaling/scaling-target';

/*
 * The checks of a capacity before its endpoint exists, so that one message lists all problems. The parts of the endpoint have the same checks.
 */

/** Checks the type of the instances, which is required. */
export function instanceTypeChecks(instanceType: InstanceType, isScaled: boolean): Check[] {
  const problem = required('instanceType of the capacity', instanceType, 'use a member of InstanceType')
    ?? instanceTypeCheck('instanceType of the capacity', instanceType);
  return [problem ?? (isScaled && instanceTypeOf(instanceType)._isBurstable()
    ? `instanceType of the capacity cannot be scaled on burstable instances, got ${instanceType}; choose another instanceType, such as ml.m5.large`
    : undefined)];
}

/** Checks the limits and targets of a scaling, and that they come together. */
export function requestScalingChecks({ minCapacity, maxCapacity, maxRequestsPerSecond, targetConcurrentRequests }: RequestScalingOptions): Check[] {
  return [
    ...needsMaximum({ minCapacity, maxRequestsPerSecond, targetConcurrentRequests }, maxCapacity),
    ...maxCapacity === undefined ? [] : limitsChecks({ minCapacity, maxCapacity }),
    knownAtSynth('maxRequestsPerSecond', maxRequestsPerSecond) ?? above('maxRequestsPerSecond', maxRequestsPerSecond, 0),
    above('targetConcurrentRequests', targetConcurrentRequests, 0),
  ];
}

/** Checks that options which belong to a scaling come with its highest capacity. */
export function needsMaximum(options: { readonly [name: string]: unknown }, maxCapacity: number | undefined): Check[] {
  const names = Object.keys(options).filter((name) => options[name] !== undefined);
  return names.length > 0 && maxCapacity === undefined ? [`${names.join(' and ')} of the capacity ${names.length > 1 ? 'require' : 'requires'} maxCapacity; set it`] : [];
}

/** Checks a target in percent, which is converted into a fraction. */
export function utilizationChecks(targetUtilizationPercent: number): Check[] {
  const unknown = knownAtSynth('targetUtilizationPercent', targetUtilizationPercent);
  return unknown ? [unknown] : percentChecks('targetUtilizationPercent', targetUtilizationPercent);
}

/** Checks the resources of a copy, and that it fits on an instance. */
export function copyChecks(compute: ComputeRequirements, instanceType: InstanceType): Check[] {
  const problems = problemsOf(...computeRequirementsChecks('compute', compute));
  return problems.length > 0 || problemsOf(...instanceTypeChecks(instanceType, false)).length > 0
    ? problems
    : fitsOnInstanceChecks('compute', compute, instanceTypeOf(instanceType));
}

/** Checks the variant of a capacity on instances, unless the type of the instances is a problem by itself. */
export function variantChecks(
  self: IResource, { instanceProductionVariants }: { readonly instanceProductionVariants?: InstanceProductionVariantProps[] },
): Check[] {
  const [variant] = instanceProductionVariants!;
  const hasType = problemsOf(...instanceTypeChecks(variant.instanceType!, false)).length === 0;
  return hasType ? instanceVariantChecks(self, variant, []) : [];
}
