import type { Processor } from '../dlc/processor';

/**
 * What tells the images of one version of a framework apart.
 */
export interface FrameworkImageOptions {
  /**
   * The version of Python, such as `py312`.
   *
   * @default - the newest one that the version has
   */
  readonly pythonVersion?: string;

  /**
   * What the framework builds on, with its version, such as `pytorch2.6.0`: for Hugging Face. Throws if it is left out where there are
   * several.
   *
   * @default - the only one that the version has
   */
  readonly baseFrameworkVersion?: string;

  /**
   * The kind of processor.
   *
   * @default - that of the instances of all variants that host the model; the CPU if they differ or are not known, or the framework has
   * no image for it
   */
  readonly processor?: Processor;

  /**
   * The AWS account that owns the registry: 12 digits. For a region that the catalogue does not know.
   *
   * @default - the one that the catalogue has for the region
   */
  readonly accountId?: string;
}
