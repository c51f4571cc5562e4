import type { StringRule } from '../private/checks';

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
export const OBJECT_KEY: StringRule = { pattern: /^[^]*$/, maxLength: 1024, allowed: 'the key of an object' };

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModelPackage.html */
export const DESCRIPTION: StringRule = {
  pattern: /^[\p{L}\p{M}\p{Z}\p{S}\p{N}\p{P}]*$/u,
  minLength: 0,
  maxLength: 1024,
  allowed: 'text without line breaks and other control characters',
};

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModelPackage.html */
export const SOURCE_URI: StringRule = {
  pattern: /^[\p{L}\p{M}\p{Z}\p{N}\p{P}]*$/u, minLength: 0, maxLength: 1024, allowed: 'letters, digits, blanks and punctuation',
};

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_UpdateModelPackage.html */
export const ONE_LINE: StringRule = { pattern: /^.*$/, minLength: 0, maxLength: 1024, allowed: 'text without line breaks' };

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_MetricsSource.html */
export const CONTENT_TYPE: StringRule = { pattern: /^.*$/, minLength: 0, maxLength: 256, allowed: 'a MIME type' };

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_InferenceSpecification.html */
export const RESPONSE_MIME_TYPE: StringRule = {
  pattern: /^[-\w]+\/.+$/, minLength: 0, maxLength: 1024, allowed: 'a MIME type such as application/json',
};

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ModelPackageContainerDefinition.html */
export const DIGEST: StringRule = {
  pattern: /^[Ss][Hh][Aa]256:[0-9a-fA-F]{64}$/, minLength: 71, maxLength: 71, allowed: "'sha256:' and 64 hexadecimal digits",
};

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ModelPackageContainerDefinition.html */
export const FRAMEWORK_VERSION: StringRule = {
  pattern: /^[0-9]\.[A-Za-z0-9.-]+$/, minLength: 3, maxLength: 10, allowed: "a version such as '2.6', with one digit before the first dot",
};

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ModelInput.html */
export const DATA_INPUT_CONFIG: StringRule = { pattern: /^[^]+$/, maxLength: 16384, allowed: 'text' };

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_SourceAlgorithm.html */
export const ALGORITHM_NAME: StringRule = {
  pattern: /^(arn:aws[a-z-]*:sagemaker:[a-z0-9-]*:[0-9]{12}:[a-z-]*\/)?[a-zA-Z0-9][a-zA-Z0-9-]{0,62}(?<!-)$/,
  maxLength: 170,
  allowed: 'the name or the ARN of an algorithm',
};

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModelPackage.html */
const METADATA_CHARACTERS = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;
const METADATA_ALLOWED = "letters, digits, blanks and any of '_.:/=+-@'";
export const METADATA_KEY: StringRule = { pattern: METADATA_CHARACTERS, maxLength: 128, allowed: METADATA_ALLOWED };
export const METADATA_VALUE: StringRule = { pattern: METADATA_CHARACTERS, maxLength: 256, allowed: METADATA_ALLOWED };
