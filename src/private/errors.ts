import type { IConstruct } from 'constructs';

/**
 * Reports misuse of this library.
 *
 * The construct path is part of the text, because text is all that jsii carries to Python, Java, Go and .NET.
 */
export class ValidationError extends Error {
  constructor(message: string, scope?: IConstruct) {
    super(scope && scope.node.path !== '' ? `${scope.node.path}: ${message}` : message);
    this.name = 'ValidationError';
  }
}
