import { Processor } from './processor';
import type { InstanceType } from '../common/instance-type.generated';

/** What runs the images on instances of a type; undefined where it is not known. */
export function processorOf(instanceType: InstanceType): Processor | undefined {
  switch (instanceType._processor()) {
    case 'cpu': return instanceType._isGraviton() ? Processor.GRAVITON : Processor.CPU;
    case 'gpu': return Processor.GPU;
    case 'neuron': return Processor.NEURON;
    default: return undefined;
  }
}
