import type { IgnoreMode, Size, SymlinkFollowMode } from 'aws-cdk-lib';
import type { BucketLocation } from '../../common/bucket-location';

/**
 * How to copy a local directory to a bucket.
 */
export interface UncompressedDirectoryOptions {
  /**
   * Where the files go: below a prefix of their own for each content, in this place. At most 85 characters of prefix.
   */
  readonly destination: BucketLocation;

  /**
   * What to leave out: patterns of paths below the directory.
   *
   * @default - everything is copied
   */
  readonly exclude?: string[];

  /**
   * How the patterns of `exclude` are read.
   *
   * @default IgnoreMode.GLOB
   */
  readonly ignoreMode?: IgnoreMode;

  /**
   * Which symbolic links are followed.
   *
   * @default SymlinkFollowMode.NEVER
   */
  readonly followSymlinks?: SymlinkFollowMode;

  /**
   * The memory of the function that copies: whole mebibytes, 128 to 10240. More of it also copies faster.
   *
   * @default Size.mebibytes(128)
   * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
   */
  readonly memoryLimit?: Size;

  /**
   * The disk of the function that copies, which must hold the directory and its zip file: whole mebibytes, 512 to 10240.
   *
   * @default Size.mebibytes(512)
   * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-ephemeral-storage.html
   */
  readonly ephemeralStorageSize?: Size;
}
