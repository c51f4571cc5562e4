import { Duration, Size, SizeRoundingBehavior } from 'aws-cdk-lib';
import type { ServerHost } from './server-host';
import { RoutingStrategy } from '../../endpoint-config/variants/routing-strategy';
import { isUnknown, sizeKnownAtSynth, type Check } from '../../private/checks';
import { describe } from '../../private/shapes';
import type { ModelNeeds } from '../capacity/capacity-parts';

/** The timeout of a server whose weights have an unknown size, in minutes. The examples of AWS for 8 billion parameters have 15 to 30 minutes. */
const DEFAULT_TIMEOUT = 30;

/** The timeout of a server, in minutes: for its start, and for each gibibyte of its weights. SageMaker allows at most 60. */
const TIMEOUT_OF_START = 10;
const TIMEOUT_PER_GIBIBYTE = 1;
const MAX_TIMEOUT = 60;

/**
 * The memory of a copy, in gibibytes: as much as for a model of 7 billion parameters, for each 14 GiB of weights, which is their size with 16 bits.
 *
 * @see https://github.com/huggingface/hub-docs (docs/sagemaker, commit 242f4a1)
 */
const MEMORY = 8;
const WEIGHTS_OF_MEMORY = 14;

/** The part of the memory of an instance that its copies can reserve at most. The operating system and SageMaker use an undocumented part. */
const RESERVABLE_MEMORY = 0.75;

/**
 * The volume of an instance, in gibibytes: for the image and the system, and twice the weights, whose archive is kept while it is extracted.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/host-instance-storage.html
 */
const VOLUME_OF_SYSTEM = 30;
const MAX_VOLUME = 512;

/** Checks the size of the weights. */
export function weightsSizeCheck(size: Size | undefined): Check {
  if (size === undefined) {
    return undefined;
  }
  if (typeof size.toGibibytes !== 'function') {
    return `server.weightsSize must be a size, got ${describe(size)}; use a method of Size`;
  }
  return sizeKnownAtSynth('server.weightsSize', size)
    ?? (gibibytes(size) > 0 ? undefined : `server.weightsSize must be above 0, got ${gibibytes(size)} gibibytes`);
}

/** Returns the time within which a server starts. */
export function startupTimeout(size: Size | undefined): Duration {
  return Duration.minutes(size ? Math.min(MAX_TIMEOUT, TIMEOUT_OF_START + Math.ceil(gibibytes(size)) * TIMEOUT_PER_GIBIBYTE) : DEFAULT_TIMEOUT);
}

/** The weights of a server. */
interface Weights {
  readonly weightsSize?: Size;
  /** Indicates whether SageMaker copies the weights from Amazon S3. */
  readonly isInS3: boolean;
}

/**
 * Returns what a server needs of its capacity.
 *
 * @param accelerators the number of accelerators of a copy; undefined if it runs on the CPU
 */
export function needsOf({ weightsSize: size, isInS3 }: Weights, host: ServerHost, accelerators: number | undefined): ModelNeeds {
  const timeout = startupTimeout(size);
  return {
    compute: { minMemory: Size.mebibytes(memoryOf(size, host, accelerators)), accelerators },
    variant: {
      containerStartupHealthCheckTimeout: timeout,
      modelDataDownloadTimeout: isInS3 ? timeout : undefined,
      volumeSize: size && host.instanceType?._hasLocalStorage() === false
        ? Size.gibibytes(Math.min(MAX_VOLUME, VOLUME_OF_SYSTEM + Math.ceil(2 * gibibytes(size))))
        : undefined,
      // Responses take different times. The requests of asynchronous endpoints wait in a queue instead.
      routingStrategy: host.kind === 'asynchronous' ? undefined : RoutingStrategy.LEAST_OUTSTANDING_REQUESTS,
    },
  };
}

/** Returns the memory to reserve for a copy, in mebibytes: what it needs, but not more than what as many copies as there are accelerators for can have. */
function memoryOf(size: Size | undefined, { instanceType }: ServerHost, accelerators: number | undefined): number {
  const needed = 1024 * MEMORY * Math.max(1, Math.ceil(size ? gibibytes(size) / WEIGHTS_OF_MEMORY : 0));
  const gpus = instanceType?.gpus;
  const copies = gpus && !isUnknown(accelerators) ? Math.max(1, Math.floor(gpus / accelerators!)) : 1;
  const available = instanceType?.memory?.toMebibytes({ rounding: SizeRoundingBehavior.FLOOR });
  return available === undefined ? needed : Math.min(needed, Math.floor(RESERVABLE_MEMORY * available / copies));
}

function gibibytes(size: Size): number {
  return size.toGibibytes({ rounding: SizeRoundingBehavior.NONE });
}
