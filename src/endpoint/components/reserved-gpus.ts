import type { IConstruct } from 'constructs';
import type { BoundSpecification } from './inference-component-specification';
import type { InstanceVariantDefinition } from '../../endpoint-config/variants/instance-variant';
import { isUnknown } from '../../private/checks';
import { warn } from '../../private/warnings';

/** An inference component of an endpoint, which can be one of another copy of the package. */
interface Reserving {
  readonly variantName?: string;
  reservedGpus?(): number;
}

/** Returns the number of GPUs that a copy reserves at least. A number that is not known counts as 0. */
export function gpusOfCopy(bound: readonly BoundSpecification[]): number {
  const numbers = bound.map(({ specification: { _options: { compute: { accelerators } } } }) => isUnknown(accelerators) ? 0 : accelerators!);
  return numbers.length > 0 ? Math.min(...numbers) : 0;
}

/**
 * Warns about a variant whose inference components reserve more GPUs than all of its instances have, so that SageMaker cannot place all copies.
 * Compares only where the maximum number of instances is known, and counts only what is known of the components.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_InferenceComponentComputeResourceRequirements.html
 */
export function warnOfReservedGpus(endpoint: IConstruct, variants: readonly InstanceVariantDefinition[], components: readonly Reserving[]): void {
  for (const variant of variants) {
    const { variantName } = variant.props;
    const [instances, gpus] = [maxInstances(variant), maxGpus(variant)];
    const ofVariant = components.filter((component) => component.variantName === variantName);
    const reserved = ofVariant.reduce((sum, component) => sum + (component.reservedGpus?.() ?? 0), 0);
    if (instances !== undefined && gpus !== undefined && reserved > instances * gpus) {
      const property = variant.props.managedInstanceScaling ? 'maxInstanceCount of managedInstanceScaling' : 'initialInstanceCount';
      warn(endpoint, 'moreGpusThanVariant', `the inference components of variant '${variantName}' reserve ${reserved} GPUs for the minimum numbers of their copies, but its instances `
        + `have at most ${instances * gpus} (${instances} with ${gpus} each), so SageMaker cannot place all copies; increase ${property}, choose instances with more GPUs, or reduce `
        + 'copies or compute.accelerators');
    }
  }
}

/** Returns the maximum number of instances; undefined if it is not known, or if scaling policies change it. */
function maxInstances(variant: InstanceVariantDefinition): number | undefined {
  const { isAutoscaled, hostsComponents, initialInstanceCount, props: { managedInstanceScaling: scaling } } = variant;
  const count = scaling ? scaling.maxInstanceCount : initialInstanceCount;
  return !hostsComponents || isAutoscaled || isUnknown(count) ? undefined : count;
}

/** Returns the highest number of GPUs that an instance has; undefined if it is not known, or if there are other accelerators. */
function maxGpus({ knownInstanceTypes: types }: InstanceVariantDefinition): number | undefined {
  const numbers = types.map((type) => type._processor() === 'gpu' || type._processor() === 'cpu' ? type.gpus : undefined);
  return numbers.length === 0 || numbers.some((number) => number === undefined) ? undefined : Math.max(...numbers as number[]);
}
