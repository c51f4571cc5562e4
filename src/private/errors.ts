import type { IConstruct } from 'constructs';
import { withoutTokens } from './token-text';

/**
 * Reports misuse of this library.
 *
 * The message contains the construct path, because jsii passes only the message to Python, Java, Go and .NET.
 */
export class ValidationError extends Error {
  constructor(message: string, scope?: IConstruct) {
    super(withoutTokens(scope && scope.node.path !== '' ? `${scope.node.path}: ${message}` : message));
    this.name = 'ValidationError';
  }
}
