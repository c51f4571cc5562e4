import type { aws_iam as iam, aws_s3 as s3 } from 'aws-cdk-lib';
import { grantHubAccess, hubContentChecks, ModelDataFormat, withS3Uri, type BucketModelDataOptions, type DataBinding } from './model-data-config';
import { warnOfUrl } from '../../common/bucket-location';
import { escapeForPolicy, grantReadObjects, grantReadPrefix } from '../../permissions/s3';
import { assertValid, matches, requiredString } from '../../private/checks';
import { warnOfOtherRegion } from '../../private/environment';
import { OBJECT_KEY } from '../../private/names';
import { BUCKET, requiredShape } from '../../private/shapes';
import type { IModel } from '../model-base';

/** Binds an object of a bucket to a model. */
export function bindBucketData(model: IModel, bucket: s3.IBucket, objectKey: string, options: BucketModelDataOptions): DataBinding {
  assertValid(model, requiredShape('bucket', bucket, BUCKET), requiredString('objectKey', objectKey, 'specify the key of an archive such as models/model.tar.gz'));
  warnOfUrl(model, 'objectKey', objectKey);
  // Removes a slash at the start, which is not part of the key, as in a URL.
  const key = objectKey.replace(/^\//, '');
  assertValid(model, matches('objectKey', key, OBJECT_KEY));
  warnOfOtherRegion(model, 'bucket of the model data', bucket.env.region);
  assertValid(model, ...hubContentChecks(options));
  const { acceptEula, compressed, hubContentArn } = options;
  const format = compressed === false ? ModelDataFormat.OBJECT : ModelDataFormat.ARCHIVE;
  return {
    data: withS3Uri({ uri: bucket.urlForObject(objectKey), format, acceptEula, hubContentArn }, bucket.s3UrlForObject(key)),
    grants: [...grantReadKey(model, bucket, key), ...grantHubAccess(model, options)],
  };
}

/** Grants permission to read an object. A key that ends with a slash is the prefix of a multi-model container, whose archives are below it. */
function grantReadKey(model: IModel, bucket: s3.IBucket, key: string): iam.Grant[] {
  return key.endsWith('/') ? grantReadPrefix(model, bucket, key) : grantReadObjects(model, bucket, escapeForPolicy(key));
}
