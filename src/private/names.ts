import { PhysicalName, Token } from 'aws-cdk-lib';
import { matches, required, type Check, type StringRule } from './checks';
import { describe } from './shapes';

/**
 * The names of models, endpoint configurations, endpoints, variants and container hosts.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpointConfig.html
 */
export const RESOURCE_NAME: StringRule = {
  pattern: /^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/,
  maxLength: 63,
  allowed: 'letters, digits and hyphens, with no hyphen at either end',
};

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ContainerDefinition.html */
export const IMAGE_NAME: StringRule = { pattern: /^\S+$/, maxLength: 255, allowed: 'an image name without whitespace' };

/** @see https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ImageIdentifier.html */
export const IMAGE_TAG: StringRule = {
  pattern: /^(?:\w[\w.-]*(?:@sha256:[0-9a-f]{64})?|sha256:[0-9a-f]{64})$/,
  maxLength: 200,
  allowed: "a tag of letters, digits, '_', '.' and '-', or a digest: 'sha256:' and 64 hexadecimal digits",
};

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ContainerDefinition.html */
export const MODEL_DATA_URL: StringRule = { pattern: /^(https|s3):\/\/[^/].*$/, maxLength: 1024, allowed: 'an s3:// or https:// URL' };

/**
 * SageMaker refuses line breaks in URIs.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html
 */
export const OBJECT_KEY: StringRule = { pattern: /^.*$/, maxLength: 1024, allowed: 'a key such as models/model.tar.gz, without line breaks' };

/** @see https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html */
export const REPOSITORY_NAME: StringRule = {
  pattern: /^[a-z0-9]+([._/-][a-z0-9]*)*$/, minLength: 2, maxLength: 256, allowed: "the name of a repository such as 'pytorch-inference', without its registry",
};

/**
 * The prefix of object keys. It can be empty, for the top level of a bucket. SageMaker refuses line breaks in URIs.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html
 */
export const OBJECT_PREFIX: StringRule = { pattern: /^.*$/, minLength: 0, maxLength: 1024, allowed: "a key prefix such as 'models/', without line breaks" };

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_MetricsSource.html */
export const CONTENT_TYPE: StringRule = { pattern: /^.*$/, minLength: 0, maxLength: 256, allowed: 'a MIME type' };

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_InferenceHubAccessConfig.html */
export const HUB_CONTENT_ARN: StringRule = {
  pattern: /^arn:[^:]+:sagemaker:[^:]+:[^:]+:hub-content(\/[^/]+){3,}$/,
  maxLength: 255,
  allowed: 'the ARN of hub content, such as arn:aws:sagemaker:us-east-1:aws:hub-content/SageMakerPublicHub/Model/name/1.0.0',
};

/**
 * The limit for the URI of a location that SageMaker writes to.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DataCaptureConfig.html
 */
export const MAX_DESTINATION_LENGTH = 512;

/** The ID of an AWS account. @see https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-identifiers.html */
export const ACCOUNT_ID: StringRule = { pattern: /^\d*$/, minLength: 12, maxLength: 12, allowed: '12 digits' };

/** Checks the ARN of an imported resource: its resource type, and that it ends with a name. */
export function sagemakerArn(name: string, arn: string, kind: string): Check {
  const example = `an ARN such as arn:aws:sagemaker:us-east-1:123456789012:${kind}/my-${kind}`;
  return required(name, arn, `specify ${example}`)
    // The parts of another token than a string cannot be read.
    ?? (typeof arn === 'string' ? undefined : `${name} must be a string, got ${describe(arn)}; specify ${example}, or Token.asString of a token`)
    ?? (Token.isUnresolved(arn) || new RegExp(`^arn:[^:]+:sagemaker:[^:]+:[^:]+:${kind}/[^/]+$`).test(arn) ? undefined : `${name} must be ${example}, got '${arn}'`);
}

/** Checks the name of an imported resource. */
export function importedName(name: string, value: string, what: string, rule: StringRule = RESOURCE_NAME): Check {
  return required(name, value, `specify the name of the ${what}`) ?? matches(name, value, rule);
}

/** Returns whether a name is specified, so that it does not change when the resource is replaced. */
export function isFixedName(name: string | undefined): boolean {
  return name !== undefined && name !== PhysicalName.GENERATE_IF_NEEDED;
}

/** Returns a name that is specified; undefined for a name that CloudFormation or the CDK generates. */
export function fixedName(name: string | undefined): string | undefined {
  return isFixedName(name) ? name : undefined;
}

/** Returns a name in lower case, as SageMaker writes it in ARNs. */
export function inLowerCase<T extends string | undefined>(name: T): T;
export function inLowerCase(name: string | undefined): string | undefined {
  return name === undefined || Token.isUnresolved(name) ? name : name.toLowerCase();
}

/** Returns what a message calls a name that is resolved for a template. */
export function titleOfName(name: unknown): string {
  if (name === undefined) {
    return 'no name';
  }
  return typeof name === 'string' ? `the name '${name}'` : 'a name that is a token';
}
