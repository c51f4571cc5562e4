import { Stack, Token, TokenComparison } from 'aws-cdk-lib';
import type { IModel } from './model-base';
import { warn } from '../private/warnings';

/**
 * SageMaker reads images and artifacts in the region of the model.
 *
 * @param what how to call what is read, such as "bucket of the model data"
 */
export function warnOfOtherRegion(model: IModel, what: string, region: string): void {
  const own = Stack.of(model).region;
  if (Token.compareStrings(region, own) === TokenComparison.DIFFERENT) {
    warn(model, 'otherRegion', `the ${what} is in ${region}, but SageMaker reads it in ${own}, the region of the model; copy it there`);
  }
}
