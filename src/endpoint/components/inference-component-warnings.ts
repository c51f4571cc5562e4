import type { IConstruct } from 'constructs';
import type { ComponentHost } from './component-host';
import type { InferenceComponentProps } from './inference-component-props';

/** Warns about settings of the complete app that are valid but probably unintended. */
export function warnOfComponent(
  _component: IConstruct, _props: InferenceComponentProps, _host: ComponentHost, _variantName: string | undefined,
): void {
  // Rules follow.
}
