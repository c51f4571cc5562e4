import { Token } from 'aws-cdk-lib';
import type { Check } from './checks';

/** The ARN of something that is imported: with a name, and of the right kind. */
export function sagemakerArn(name: string, arn: string, kind: string): Check {
  return Token.isUnresolved(arn) || new RegExp(`^arn:[^:]+:sagemaker:[^:]+:[^:]+:${kind}/[^/]+$`).test(arn)
    ? undefined
    : `${name} must be an ARN such as arn:aws:sagemaker:us-east-1:123456789012:${kind}/my-${kind}, got '${arn}'`;
}
