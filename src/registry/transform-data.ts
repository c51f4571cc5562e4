import type { aws_iam as iam, aws_s3 as s3 } from 'aws-cdk-lib';
import { FILE_KEY } from './names';
import type { BucketLocation } from '../common/bucket-location';
import { escapeForPolicy, grantDecryptObjects, grantGetObjects, grantListKeys, keysBelow } from '../permissions/s3';
import { matches, requiredString, type Check } from '../private/checks';
import { given } from '../private/given';
import { OBJECT_PREFIX } from '../private/names';
import { BUCKET, requiredShape } from '../private/shapes';

/** The patterns of the keys to read, and of the keys to list. */
interface Reads {
  readonly objects: string;
  readonly list?: string;
}

/**
 * The input data of a batch transform job.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_TransformS3DataSource.html
 *
 * @example
 * declare const bucket: s3.IBucket;
 *
 * sm.registry.TransformData.fromPrefix({ bucket, prefix: 'validation/' });
 * sm.registry.TransformData.fromManifest(bucket, 'validation/manifest.json');
 */
export class TransformData {
  /**
   * Selects all objects whose keys begin with a prefix. Grants the role of the job permission to list and read them.
   *
   * @param location the bucket and the prefix of the keys; unlike for an output, no slash is added to the prefix
   */
  public static fromPrefix(location: BucketLocation): TransformData {
    location = given('BucketLocation', location, 'registry.TransformData.fromPrefix', 'location');
    const { bucket } = location;
    const prefix = withoutSlash(location.prefix ?? '');
    const pattern = keysBelow(prefix);
    return new TransformData('S3Prefix', bucket, prefix, { objects: pattern, list: pattern }, requiredShape('bucket', bucket, BUCKET) ?? matches('the prefix', prefix, OBJECT_PREFIX));
  }

  /**
   * Selects the objects that a manifest file lists. Grants the role of the job permission to read the manifest file; grant it permission to read
   * the objects yourself.
   *
   * @param bucket the bucket that contains the manifest file
   * @param objectKey the key of the manifest file
   */
  public static fromManifest(bucket: s3.IBucket, objectKey: string): TransformData {
    const missing = requiredShape('bucket', bucket, BUCKET) ?? requiredString('objectKey', objectKey, 'specify the key of the manifest file');
    const key = missing ? '' : withoutSlash(objectKey);
    return new TransformData('ManifestFile', bucket, key, { objects: escapeForPolicy(key) }, missing ?? matches('the key of the manifest file', key, FILE_KEY));
  }

  private constructor(
    /** @internal */
    public readonly _s3DataType: string,
    private readonly bucket: s3.IBucket,
    private readonly key: string,
    private readonly reads: Reads,
    /** @internal */
    public readonly _problem: Check,
  ) {}

  /** @internal */
  public get _s3Uri(): string {
    return `${this.bucket.s3UrlForObject()}/${this.key}`;
  }

  /** @internal */
  public _grantRead(grantee: iam.IGrantable): iam.Grant[] {
    const { bucket, reads } = this;
    return [
      grantGetObjects(grantee, bucket, reads.objects),
      ...reads.list === undefined ? [] : [grantListKeys(grantee, bucket, reads.list)],
      ...grantDecryptObjects(grantee, bucket),
    ];
  }
}

/** Removes a slash at the start, which separates the bucket from the key in a URL and is not part of the key. */
function withoutSlash(key: string): string {
  return key.replace(/^\//, '');
}
