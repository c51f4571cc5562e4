import type { IConstruct } from 'constructs';
import type { InstanceType } from '../../common/instance-type.generated';
import { isDefinedModel, type IModel } from '../../model/model-base';
import { warn } from '../../private/warnings';

/** The instance families with GPUs of the architecture Turing. */
const TURING: readonly (string | undefined)[] = ['g4dn'];

/** The repository of the images of TEI for GPUs. */
const TEI = 'tei';

/** Returns whether the GPUs of an instance type are of the architecture Turing, on which flash attention is not precise. */
export function isTuring(instanceType: InstanceType | undefined): boolean {
  return TURING.includes(instanceType?._family());
}

/**
 * Warns about the images of TEI on GPUs of the architecture Turing. They use flash attention by default, which returns nulls there, with success.
 *
 * @see https://github.com/huggingface/text-embeddings-inference/issues/429
 */
export function warnOfFlashAttention(config: IConstruct, variantName: string, model: IModel | undefined, instanceType: InstanceType): void {
  if (!isTuring(instanceType) || !isDefinedModel(model)) {
    return;
  }
  const usesIt = (model._repositories ?? []).some((repositories, index) => repositories?.every((each) => each === TEI)
    && /^true$/i.test(model._environments?.[index]?.USE_FLASH_ATTENTION ?? 'true'));
  if (usesIt) {
    warn(config, 'flashAttentionOnTuring', `variant '${variantName}': the image of its model is TEI, whose flash attention returns embeddings of nulls on ${instanceType}; `
      + 'set USE_FLASH_ATTENTION to \'False\' in its environment, or choose an instance type of another family');
  }
}
