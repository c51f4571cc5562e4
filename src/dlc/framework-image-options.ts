import type { Processor } from './processor';

/**
 * Options that select one of the images of a framework version.
 */
export interface FrameworkImageOptions {
  /**
   * The Python version, such as `py312`.
   *
   * @default - the newest Python version of the framework version in the catalog, which can change with an upgrade of this library
   */
  readonly pythonVersion?: string;

  /**
   * The base framework with its version, such as `pytorch2.6.0`, for Hugging Face images. Throws if it is omitted and the catalog has several base
   * frameworks.
   *
   * @default - the only base framework of the framework version
   */
  readonly baseFrameworkVersion?: string;

  /**
   * The processor that the image is built for.
   *
   * @default - the processor of the instances that host the model; CPU if the instances have different or unknown processors, or if the framework
   * has no image for their processor. `Framework.imageUri()` throws if there are images for several processors.
   */
  readonly processor?: Processor;

  /**
   * The AWS account that owns the registry: 12 digits. Specify it for a region that the catalog does not contain.
   *
   * @default - the account that the catalog has for the region
   */
  readonly accountId?: string;
}
