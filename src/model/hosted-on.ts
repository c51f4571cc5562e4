import type { IModel } from './model-base';
import type { Processor } from '../dlc/processor';

type Ask = () => Processor | undefined;

/** What each model runs on, as the variants that host it say; asked late, because a variant may yet change its instance type. */
const VARIANTS = new WeakMap<IModel, Ask[]>();

/** Tells that a variant hosts a model. */
export function recordHosting(model: IModel, processor: Ask): void {
  VARIANTS.set(model, [...VARIANTS.get(model) ?? [], processor]);
}

/** The processors that a model runs on, as far as they are known. */
export function hostProcessors(model: IModel): Processor[] {
  const known = (VARIANTS.get(model) ?? []).map((ask) => ask()).filter((processor) => processor !== undefined);
  return [...new Set(known)];
}
