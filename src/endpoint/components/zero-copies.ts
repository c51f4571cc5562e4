import type { Construct } from 'constructs';
import { variantOf, type ComponentHost } from './component-host';
import { isUnknown } from '../../private/checks';
import { warn } from '../../private/warnings';
import { hasL1Beside } from '../variants/component-resources';
import type { InferenceComponentHandle } from '../variants/inference-component-handle';

/**
 * Warns about a component whose number of copies can be zero, but whose instances keep running: the copies of all components of its variant can be
 * zero, and the number of instances cannot.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-zero-instances.html
 */
export function warnOfZeroCopies(component: Construct, handle: InferenceComponentHandle, host: ComponentHost): void {
  const { variantName } = handle;
  const variant = isUnknown(variantName) ? undefined : variantOf(host, variantName!);
  const others = host.components()?.filter((other) => other !== handle && !other.isAdapter);
  if (!handle.reachesZero || !variant?.hostsComponents || variant.isAutoscaled || !others) {
    return;
  }
  const isShared = others.some((other) => isUnknown(other.variantName) || (other.variantName === variantName && !other.reachesZero))
    || hasL1Beside(component);
  const { managedInstanceScaling: scaling } = variant.props;
  const minimum = scaling ? scaling.minInstanceCount : variant.initialInstanceCount;
  if (!isShared && !isUnknown(minimum) && minimum! > 0) {
    warn(component, 'zeroCopiesOnRunningInstances', `the copy count can scale in to 0, but variant '${variantName}' keeps ${minimum} instances running, for which SageMaker charges; set `
      + 'minInstanceCount of managedInstanceScaling to 0');
  }
}
