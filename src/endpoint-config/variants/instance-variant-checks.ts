import type { CapacityReservation } from './capacity-reservation';
import type { CoreDumpOptions } from './core-dump';
import type { InstanceProductionVariantProps } from './instance';
import type { InstancePool } from './instance-pool';
import type { ManagedInstanceScaling } from './managed-instance-scaling';
import { uriTooLong } from '../../common/location-in-bucket';
import {
  atMostItems, gibibytesBetween, isUnknown, minutesBetween, required, secondsBetween, text, wholeAtLeast, wholeBetween, type Check, type TextRule,
} from '../../private/checks';
import { MAX_DESTINATION_LENGTH } from '../../private/names';

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariant.html */
const TIMEOUT_SECONDS = [60, 3600] as const;
const PROVISION_TIMEOUT_SECONDS = [300, 3600] as const;
const VOLUME_GIBIBYTES = [1, 512] as const;

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariantManagedInstanceScalingScaleInPolicy.html */
const COOLDOWN_MINUTES = [5, 1440] as const;
const STEP_SIZE = [1, 100] as const;

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_InstancePool.html */
const MAX_POOLS = 5;
const PRIORITY = [1, 5] as const;

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariantCapacityReservationConfig.html */
const RESERVATION_ARN: TextRule = {
  pattern: /^arn:aws[a-z-]*:sagemaker:[a-z0-9-]*:\d{12}:[a-z0-9-]{1,14}\//,
  minLength: 20,
  maxLength: 258,
  allowed: 'an ARN such as arn:aws:sagemaker:us-east-1:123456789012:training-plan/my-plan',
};

export function instanceVariantChecks(props: InstanceProductionVariantProps): Check[] {
  return [
    wholeAtLeast('initialInstanceCount', props.initialInstanceCount, 1),
    secondsBetween('containerStartupHealthCheckTimeout', props.containerStartupHealthCheckTimeout, ...TIMEOUT_SECONDS),
    secondsBetween('modelDataDownloadTimeout', props.modelDataDownloadTimeout, ...TIMEOUT_SECONDS),
    secondsBetween('variantInstanceProvisionTimeout', props.variantInstanceProvisionTimeout, ...PROVISION_TIMEOUT_SECONDS),
    gibibytesBetween('volumeSize', props.volumeSize, ...VOLUME_GIBIBYTES),
    ...(props.capacityReservation ? reservationChecks(props.capacityReservation) : []),
    ...(props.coreDump ? coreDumpChecks(props.coreDump) : []),
    ...(props.instancePools ? poolChecks(props, props.instancePools) : []),
    ...(props.managedInstanceScaling ? scalingChecks(props, props.managedInstanceScaling) : []),
  ];
}

function reservationChecks({ mlReservationArn }: CapacityReservation): Check[] {
  return [
    required('capacityReservation.mlReservationArn', mlReservationArn, RESERVATION_ARN.allowed),
    text('capacityReservation.mlReservationArn', mlReservationArn, RESERVATION_ARN),
  ];
}

function coreDumpChecks({ destination }: CoreDumpOptions): Check[] {
  return [
    required('coreDump.destination', destination, 'a bucket, and a prefix if you like'),
    uriTooLong('coreDump.destination', destination, MAX_DESTINATION_LENGTH),
  ];
}

function poolChecks({ instanceType }: InstanceProductionVariantProps, pools: InstancePool[]): Check[] {
  return [
    instanceType ? "instancePools can't be combined with instanceType; leave instanceType out" : undefined,
    pools.length === 0 ? 'instancePools must not be empty; leave it out, and set instanceType' : undefined,
    atMostItems('instancePools', pools, MAX_POOLS),
    ...pools.flatMap((pool, index) => [
      required(`instancePools[${index}].instanceType`, pool.instanceType, 'use an InstanceType'),
      required(`instancePools[${index}].priority`, pool.priority, 'a whole number from 1 to 5'),
      wholeBetween(`instancePools[${index}].priority`, pool.priority, ...PRIORITY),
    ]),
  ];
}

function scalingChecks({ model }: InstanceProductionVariantProps, scaling: ManagedInstanceScaling): Check[] {
  const { minInstanceCount: min, maxInstanceCount: max } = scaling;
  const { cooldown, maximumStepSize } = scaling.scaleInPolicy?._options ?? {};
  return [
    model ? 'managedInstanceScaling is only possible without a model, for inference components; use autoScaleInstanceCount of the endpoint' : undefined,
    wholeAtLeast('managedInstanceScaling.minInstanceCount', min, 0),
    wholeAtLeast('managedInstanceScaling.maxInstanceCount', max, 1),
    !isUnknown(min) && !isUnknown(max) && min! > max!
      ? `managedInstanceScaling.minInstanceCount must be at most maxInstanceCount (${max}), got ${min}`
      : undefined,
    minutesBetween('managedInstanceScaling.scaleInPolicy.cooldown', cooldown, ...COOLDOWN_MINUTES),
    wholeBetween('managedInstanceScaling.scaleInPolicy.maximumStepSize', maximumStepSize, ...STEP_SIZE),
  ];
}
