import { Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { accountFor, imageNameOf, unknownRegion } from './aws-registry';
import type { FrameworkImageOptions } from './framework-image-options';
import { findImage, type CatalogImage } from './image-lookup';
import { assertValid, matches } from '../private/checks';
import { ValidationError } from '../private/errors';
import { given } from '../private/given';
import { ACCOUNT_ID } from '../private/names';
import { CONSTRUCT, requiredShape } from '../private/shapes';

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

  /**
   * Returns the name of an image of this framework, including its registry, for a resource that this library has no construct for, such as a
   * monitoring job or a training job. To host a model, use `ContainerImage.fromFramework()`, which also grants permission to pull the image.
   *
   * In a stack without a region, CloudFormation looks up the registry at deployment. Throws if the catalog does not contain the image, if it has
   * images for several processors and `options` specifies none, or if the account for the stack's region is unknown and `options` specifies none.
   *
   * @param scope a construct in the stack that uses the image
   * @param version the version, such as `2.6` or `2.6.0`; by default the newest one in the catalog, which can change with an upgrade of this library
   * @param options the options that select one of the images of a version
   * @see https://aws.github.io/deep-learning-containers/reference/available_images/
   */
  public imageUri(scope: IConstruct, version?: string, options: FrameworkImageOptions = {}): string {
    options = given('FrameworkImageOptions', options, scope, 'options');
    assertValid(undefined, requiredShape('scope', scope, CONSTRUCT));
    const { accountId, ...rest } = options;
    const found = findImage({ framework: this.name, version: version ?? undefined, ...rest });
    assertValid(scope, matches('accountId', accountId, ACCOUNT_ID), ...'problems' in found ? found.problems : []);
    const { repository, tag: tagOrDigest, accounts, registryTableKey } = found as CatalogImage;
    const stack = Stack.of(scope);
    const account = accountId ?? accountFor(stack, registryTableKey, accounts);
    if (account === undefined) {
      throw unknownRegion(scope, this.name, accounts);
    }
    return imageNameOf(stack, { account, repository, tagOrDigest });
  }
}
