import { Token } from 'aws-cdk-lib';
import type { InstanceType } from '../../common/instance-type.generated';
import { Processor, processorOf } from '../../dlc/processor';
import type { CapacityKind } from '../capacity/capacity-parts';

/** The capacity that runs a model server. */
export interface ServerHost {
  /** The type of the instances; undefined for a serverless capacity. */
  readonly instanceType?: InstanceType;
  /** The number of accelerators that the user reserves for each copy; undefined on a variant, and if the server determines it. */
  readonly accelerators?: number;
  readonly kind: CapacityKind;
  /** Indicates whether requests with the same prefix are sent to the same instance. */
  readonly routesByPrefix?: boolean;
}

/** Returns the number of GPUs that one copy of the model can use; undefined if there are none, or if it is not known at synthesis. */
export function gpusOf(host: ServerHost): number | undefined {
  const { instanceType, accelerators } = host;
  if (!mayHaveGpus(host)) {
    return undefined;
  }
  return accelerators === undefined ? instanceType?.gpus : Token.isUnresolved(accelerators) ? undefined : accelerators;
}

/** Returns the reason for which the number of GPUs that a server should use is not known. */
export function unknownCountOf(host: ServerHost): string {
  return Token.isUnresolved(host.accelerators) ? 'compute.accelerators of the capacity is a token'
    : gpusOf(host) === undefined ? `the number of GPUs of ${host.instanceType} is not known` : 'a size of server is a token';
}

/** Returns whether the capacity has GPUs, as far as it is known at synthesis. */
export function mayHaveGpus(host: ServerHost): boolean {
  return host.kind !== 'serverless' && (processorOfHost(host) ?? Processor.GPU) === Processor.GPU;
}

/** Returns the processor that runs the server; undefined if it is not known at synthesis. */
export function processorOfHost({ instanceType }: Pick<ServerHost, 'instanceType'>): Processor | undefined {
  return instanceType && processorOf(instanceType);
}
