import { Token } from 'aws-cdk-lib';
import { ValidationError } from '../private/errors';

/**
 * What a framework can do; the generated `Framework` adds only names to it.
 *
 * Internal: jsii shows its members as those of `Framework`.
 *
 * @internal
 */
export abstract class FrameworkBase {
  /**
   * A framework, by the name that the SageMaker Python SDK has for it. `Framework.of()` does the same.
   *
   * Any name is taken; whether there are images of it is told where one is looked up. Throws if the name is a token, because images
   * are looked up at synth.
   *
   * @param name the name, for example 'pytorch'
   * @see https://aws.github.io/deep-learning-containers/reference/available_images/
   */
  public constructor(private readonly name: string) {
    if (Token.isUnresolved(name)) {
      throw new ValidationError('framework must be known at synth, got a token; its images are looked up then');
    }
  }

  /**
   * The name in the SageMaker Python SDK, for example 'pytorch'.
   *
   * @see https://aws.github.io/deep-learning-containers/reference/available_images/
   */
  public toString(): string {
    return this.name;
  }
}
