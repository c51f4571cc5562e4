import * as fs from 'fs';
import * as path from 'path';
import { IgnoreMode, IgnoreStrategy, SymlinkFollowMode, aws_s3_assets as assets, aws_s3_deployment as deployment, type Size } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { contentsOf, outputOf } from './directory/contents';
import { isWithin } from './directory/links';
import { ModelDataFormat, withContents, type DataBinding } from './model-data-config';
import { bucketCheck, prefixOf, warnOfUrl, type BucketLocation } from '../../common/bucket-location';
import { grantReadPrefix } from '../../permissions/s3';
import { assertValid, isUnknown, mebibytesBetween, required, requiredString, sizeKnownAtSynth, type Check } from '../../private/checks';
import { warnOfOtherRegion } from '../../private/environment';
import { uniqueChildId } from '../../private/unique-child-id';
import type { IModel } from '../model-base';

/**
 * Options for copying a local directory to a bucket.
 *
 * @example
 * declare const bucket: s3.IBucket;
 *
 * sm.ModelData.fromUncompressedDirectory('artifacts/model', { destination: { bucket, prefix: 'churn/' } });
 */
export interface UncompressedDirectoryOptions {
  /**
   * The location to copy the files to. Each version of the contents has its own prefix below it. The prefix of the location has at most 85
   * characters.
   */
  readonly destination: BucketLocation;

  /**
   * The patterns of files to exclude, relative to the directory. Throws if every file is excluded. Adds a warning if files remain that can contain
   * credentials, such as `.env` or `.git`.
   *
   * @default - all files are copied, except the output of the CDK
   */
  readonly exclude?: string[];

  /**
   * The syntax of the patterns in `exclude`.
   *
   * @default IgnoreMode.GLOB
   */
  readonly ignoreMode?: IgnoreMode;

  /**
   * The treatment of symbolic links. Amazon S3 has no links, so the target of a link is copied in its place. By default, and with `NEVER` and
   * `BLOCK_EXTERNAL`, a link to a target outside the directory throws, so that no file is copied by mistake. `ALWAYS` and `EXTERNAL` copy such
   * targets.
   *
   * A link throws if its target does not exist, or is a directory that contains the link.
   *
   * @default SymlinkFollowMode.NEVER
   */
  readonly followSymlinks?: SymlinkFollowMode;

  /**
   * The memory of the Lambda function that copies the files, in whole mebibytes: 128 to 10240. More memory also increases the speed.
   *
   * @default Size.mebibytes(128)
   * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
   */
  readonly memoryLimit?: Size;

  /**
   * The ephemeral storage of the Lambda function that copies the files, in whole mebibytes: 512 to 10240. It must hold both the
   * directory and its zip file.
   *
   * @default Size.mebibytes(512)
   * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-ephemeral-storage.html
   */
  readonly ephemeralStorageSize?: Size;
}

/** The length of the hash in the prefix, which distinguishes versions of the contents. */
const HASH_LENGTH = 16;

/** The limit for a prefix, because the CDK's `BucketDeployment` adds a tag whose key contains it. */
const MAX_PREFIX_LENGTH = 102;

/** The characters that have a meaning in a pattern. */
const SPECIAL = /[\\*?[\]{}()!+@#]/g;

/** Binds a local directory to a model as objects of a bucket. */
export function bindUncompressedDirectoryData(
  scope: Construct, model: IModel, directory: string, options: UncompressedDirectoryOptions,
): DataBinding {
  const { destination, exclude, ignoreMode, followSymlinks, memoryLimit, ephemeralStorageSize } = options;
  assertValid(model,
    requiredString('path', path, 'specify the path of a directory'),
    required('destination', destination, 'specify a bucket and optionally a prefix'),
    bucketCheck('destination', destination),
  );
  const prefix = keyPrefix(destination);
  assertValid(model, sourceCheck(directory), prefixCheck(prefix), ...functionChecks(options));
  const contents = contentsOf(scope, directory, { exclude, ignoreMode, followSymlinks: reachOf(followSymlinks) });
  const zip = new assets.Asset(scope, uniqueChildId(scope, 'ModelFiles'), {
    path: directory, exclude: withoutOutput(scope, directory, options), ignoreMode, followSymlinks,
  });
  const destinationKeyPrefix = `${prefix}${zip.assetHash.slice(0, HASH_LENGTH)}/`;
  const copy = new deployment.BucketDeployment(scope, uniqueChildId(scope, 'ModelFilesCopy'), {
    sources: [deployment.Source.bucket(zip.bucket, zip.s3ObjectKey)],
    destinationBucket: destination.bucket,
    destinationKeyPrefix,
    // Retains previous versions of the contents, because instances of the previous model can read them until they are terminated.
    prune: false,
    retainOnDelete: true,
    outputObjectKeys: false,
    memoryLimit: memoryLimit?.toMebibytes(),
    ephemeralStorageSize,
  });
  warnOfUrl(model, 'destination.prefix', destination.prefix);
  warnOfOtherRegion(model, 'bucket of the model data', destination.bucket.env.region);
  return {
    data: withContents({ uri: `${destination.bucket.s3UrlForObject()}/${destinationKeyPrefix}`, format: ModelDataFormat.PREFIX }, contents),
    grants: grantReadPrefix(model, destination.bucket, prefix),
    dependencies: [copy],
  };
}

/** Returns the links that reach the bucket: a link that the CDK keeps in its copy of the directory is followed when that copy is put in a zip file. */
function reachOf(followSymlinks: SymlinkFollowMode | undefined): SymlinkFollowMode {
  return followSymlinks === SymlinkFollowMode.ALWAYS || followSymlinks === SymlinkFollowMode.EXTERNAL
    ? SymlinkFollowMode.ALWAYS
    : SymlinkFollowMode.BLOCK_EXTERNAL;
}

/**
 * Returns the patterns to exclude, with the output of the app if it is in the directory, because the CDK would copy the output into itself. Returns the
 * given patterns if they exclude it, because the hash of the asset includes them.
 */
function withoutOutput(scope: Construct, directory: string, { exclude, ignoreMode }: UncompressedDirectoryOptions): string[] | undefined {
  const output = outputOf(scope);
  const root = fs.realpathSync(directory);
  if (output === undefined || output === root || !isWithin(root, output)
    || IgnoreStrategy.fromCopyOptions({ exclude, ignoreMode }, root).completelyIgnores(output)) {
    return exclude;
  }
  const pattern = path.relative(root, output).split(path.sep).join('/').replace(SPECIAL, '\\$&');
  return [...exclude ?? [], ignoreMode === IgnoreMode.GIT ? `/${pattern}` : pattern];
}

function keyPrefix(destination: BucketLocation): string {
  const prefix = prefixOf(destination);
  return prefix === '' ? '' : `${prefix}/`;
}

function sourceCheck(directory: string): Check {
  return fs.existsSync(directory) && fs.statSync(directory).isDirectory()
    ? undefined
    : `model data must be a directory, got '${directory}'; specify the path of a directory`;
}

function prefixCheck(prefix: string): Check {
  const longest = MAX_PREFIX_LENGTH - HASH_LENGTH - 1;
  return isUnknown(prefix) || prefix.length <= longest
    ? undefined
    : `the prefix of the destination must have at most ${longest} characters, got ${prefix.length}: '${prefix}'`;
}

function functionChecks({ memoryLimit, ephemeralStorageSize }: UncompressedDirectoryOptions): Check[] {
  return [
    sizeKnownAtSynth('memoryLimit', memoryLimit),
    mebibytesBetween('memoryLimit', memoryLimit, 128, 10240),
    sizeKnownAtSynth('ephemeralStorageSize', ephemeralStorageSize),
    mebibytesBetween('ephemeralStorageSize', ephemeralStorageSize, 512, 10240),
  ];
}
