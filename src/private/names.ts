import type { TextRule } from './checks';

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModel.html */
export const MODEL_NAME: TextRule = {
  pattern: /^[a-zA-Z0-9]([-a-zA-Z0-9]*[a-zA-Z0-9])?$/,
  maxLength: 63,
  allowed: 'letters, digits and hyphens, with no hyphen at either end',
};

/**
 * Endpoints, endpoint configurations, variants and container hosts.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpointConfig.html
 */
export const HYPHENATED_NAME: TextRule = {
  pattern: /^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/,
  maxLength: 63,
  allowed: 'letters, digits and hyphens, with no hyphen at either end',
};

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ContainerDefinition.html */
export const IMAGE_NAME: TextRule = { pattern: /^\S+$/, maxLength: 255, allowed: 'an image name without blanks' };
