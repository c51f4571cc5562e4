import * as fs from 'fs';
import { aws_s3_assets as assets, aws_s3_deployment as deployment } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { ModelDataConfig } from '../model-data';
import { ModelDataFormat } from '../model-data-format';
import { waitFor } from '../model-dependencies';
import type { IModel } from '../model-interface';
import { warnOfOtherRegion } from '../other-region';
import { grantReadPrefix } from './read-permission';
import type { UncompressedDirectoryOptions } from './uncompressed-directory-options';
import type { BucketLocation } from '../../common/bucket-location';
import { prefixOf } from '../../common/location-in-bucket';
import { assertValid, isUnknown, mebibytesBetween, sizeKnownAtSynth, type Check } from '../../private/checks';
import { freeId } from '../../private/free-id';

/** What tells the contents of one directory apart. */
const HASH_LENGTH = 16;

/** The CDK's `BucketDeployment` makes a tag key of it. */
const MAX_PREFIX_LENGTH = 102;

export function bindUncompressedDirectoryData(
  scope: Construct, model: IModel, path: string, options: UncompressedDirectoryOptions,
): ModelDataConfig {
  const { destination } = options;
  const prefix = keyPrefix(destination);
  assertValid(
    model,
    directoryProblem(path),
    prefixProblem(prefix),
    sizeKnownAtSynth('memoryLimit', options.memoryLimit),
    mebibytesBetween('memoryLimit', options.memoryLimit, 128, 10240),
    sizeKnownAtSynth('ephemeralStorageSize', options.ephemeralStorageSize),
    mebibytesBetween('ephemeralStorageSize', options.ephemeralStorageSize, 512, 10240),
  );
  const { exclude, ignoreMode, followSymlinks, memoryLimit, ephemeralStorageSize } = options;
  const zip = new assets.Asset(scope, freeId(scope, 'ModelFiles'), { path, exclude, ignoreMode, followSymlinks });
  const destinationKeyPrefix = `${prefix}${zip.assetHash.slice(0, HASH_LENGTH)}/`;
  const copy = new deployment.BucketDeployment(scope, freeId(scope, 'ModelFilesCopy'), {
    sources: [deployment.Source.bucket(zip.bucket, zip.s3ObjectKey)],
    destinationBucket: destination.bucket,
    destinationKeyPrefix,
    // Each content has a prefix of its own, which instances may read as long as they live.
    prune: false,
    retainOnDelete: true,
    outputObjectKeys: false,
    memoryLimit: memoryLimit?.toMebibytes(),
    ephemeralStorageSize,
  });
  warnOfOtherRegion(model, 'bucket of the model data', destination.bucket.env.region);
  waitFor(model, copy);
  grantReadPrefix(model, destination.bucket, prefix);
  return { uri: `${destination.bucket.s3UrlForObject()}/${destinationKeyPrefix}`, format: ModelDataFormat.PREFIX };
}

function keyPrefix(destination: BucketLocation): string {
  const prefix = prefixOf(destination);
  return prefix === '' ? '' : `${prefix}/`;
}

function directoryProblem(path: string): Check {
  return fs.existsSync(path) && fs.statSync(path).isDirectory() ? undefined : `model data must be a directory, got '${path}'; give the path of one`;
}

function prefixProblem(prefix: string): Check {
  const longest = MAX_PREFIX_LENGTH - HASH_LENGTH - 1;
  return isUnknown(prefix) || prefix.length <= longest
    ? undefined
    : `the prefix of the destination must have at most ${longest} characters, got ${prefix.length}: '${prefix}'`;
}
