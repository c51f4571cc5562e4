import { Token } from 'aws-cdk-lib';
import { ValidationError } from '../private/errors';

/**
 * The logic of frameworks. The generated `Framework` adds only constants to it.
 *
 * jsii shows the members as members of `Framework`.
 *
 * @internal
 */
export abstract class FrameworkBase {
  /**
   * Defines a framework by its name in the SageMaker Python SDK. Equivalent to `Framework.of()`.
   *
   * Any name is accepted: the catalog is checked when an image is looked up. Throws if the name is a token, because images are looked up at
   * synthesis.
   *
   * @param name the name of the framework, for example 'pytorch'
   * @see https://aws.github.io/deep-learning-containers/reference/available_images/
   */
  public constructor(private readonly name: string) {
    if (Token.isUnresolved(name)) {
      throw new ValidationError('framework must be known at synthesis, got a token; images are looked up at synthesis');
    }
  }

  /**
   * The name of the framework in the SageMaker Python SDK, for example 'pytorch'.
   *
   * @see https://aws.github.io/deep-learning-containers/reference/available_images/
   */
  public toString(): string {
    return this.name;
  }
}
