import type { StringRule } from '../private/checks';
import { OBJECT_KEY } from '../private/names';

/** The rule for the key of any file, such as a report. Omits the example of the shared rule, which is the key of an archive. */
export const FILE_KEY: StringRule = { ...OBJECT_KEY, allowed: 'the key of an object' };

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ModelPackageContainerDefinition.html */
export const DIGEST: StringRule = {
  pattern: /^sha256:[\da-f]*$/i, minLength: 71, maxLength: 71, allowed: "'sha256:' and 64 hexadecimal digits",
};

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModelPackage.html */
export const DESCRIPTION: StringRule = {
  pattern: /^\P{C}*$/u,
  minLength: 0,
  maxLength: 1024,
  allowed: 'a string without line breaks and other control characters',
};

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_UpdateModelPackage.html */
export const ONE_LINE: StringRule = { pattern: /^.*$/, minLength: 0, maxLength: 1024, allowed: 'a string without line breaks' };
