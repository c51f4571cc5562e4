import type { aws_iam as iam, aws_s3 as s3 } from 'aws-cdk-lib';
import { FILE_KEY } from './names';
import type { BucketLocation } from '../common/bucket-location';
import { escapeForPolicy, grantDecryptObjects, grantGetObjects, grantListKeys, keysBelow } from '../permissions/s3';
import { matches, type Check } from '../private/checks';
import { OBJECT_PREFIX } from '../private/names';

/** The key patterns of the objects that are read, and of those that are listed. */
interface Reads {
  readonly objects: string;
  readonly list?: string;
}

/**
 * The data that a batch transform job reads.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_TransformS3DataSource.html
 */
export class TransformData {
  /**
   * All objects whose keys begin with a prefix. The role of the job may then list and read them.
   *
   * @param location where they are; unlike that of an output, its prefix is taken as it is
   */
  public static fromPrefix(location: BucketLocation): TransformData {
    const { bucket } = location;
    const prefix = withoutSlash(location.prefix ?? '');
    const pattern = keysBelow(prefix);
    return new TransformData('S3Prefix', bucket, prefix, { objects: pattern, list: pattern }, matches('the prefix', prefix, OBJECT_PREFIX));
  }

  /**
   * The objects that a manifest lists. The role of the job may then read the manifest; let it read the objects too.
   *
   * @param bucket the bucket the manifest is in
   * @param objectKey the key of the manifest
   */
  public static fromManifest(bucket: s3.IBucket, objectKey: string): TransformData {
    const key = withoutSlash(objectKey);
    return new TransformData('ManifestFile', bucket, key, { objects: escapeForPolicy(key) }, matches('the key of the manifest', key, FILE_KEY));
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

/** Removes a slash at the start, which is no part of the key, as in a URL. */
function withoutSlash(key: string): string {
  return key.replace(/^\//, '');
}
