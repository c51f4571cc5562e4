import type { IConstruct } from 'constructs';
import type { InstanceType } from '../../common/instance-type.generated';
import { isDefinedModel, type IModel } from '../../model/model-base';
import { warn } from '../../private/warnings';

/** The instance families with AWS Neuron that host no multi-model containers. Families with GPUs are not listed, because those that AWS supports have changed. */
const FAMILIES: readonly (string | undefined)[] = ['inf1', 'inf2', 'trn1', 'trn2'];

/**
 * Warns about a multi-model container on instances with AWS Neuron. AWS documents only types with CPUs, and types with GPUs.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/multi-model-support.html
 */
export function warnOfMultiModel(config: IConstruct, variantName: string, model: IModel | undefined, instanceType: InstanceType): void {
  if (FAMILIES.includes(instanceType._family()) && isDefinedModel(model) && model._hosting.multiModel) {
    warn(config, 'multiModelAccelerator', `variant '${variantName}': its model has a multi-model container, which AWS documents for instances with CPUs or GPUs only, but instanceType is `
      + `${instanceType}; choose another instanceType, or host each model as an inference component`);
  }
}
