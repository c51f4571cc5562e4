import type { aws_s3 as s3 } from 'aws-cdk-lib';
import { grantHubAccess, hubContentChecks, ModelDataFormat, type DataBinding, type ModelAccessOptions } from './model-data-config';
import { warnOfUrl } from '../../common/bucket-location';
import { grantReadPrefix } from '../../permissions/s3';
import { assertValid, isUnknown, matches, requiredString, type Check } from '../../private/checks';
import { warnOfOtherRegion } from '../../private/environment';
import { OBJECT_PREFIX } from '../../private/names';
import { BUCKET, requiredShape } from '../../private/shapes';
import type { IModel } from '../model-base';

/** Binds the objects below a prefix of a bucket to a model. */
export function bindPrefixData(model: IModel, bucket: s3.IBucket, prefix: string, options: ModelAccessOptions): DataBinding {
  assertValid(model, requiredShape('bucket', bucket, BUCKET), requiredString('prefix', prefix, "specify the prefix of the keys, such as 'models/'"));
  warnOfUrl(model, 'prefix', prefix);
  // Removes a slash at the start, which is not part of the prefix, as in a URL.
  const keyPrefix = prefix.replace(/^\//, '');
  assertValid(model, matches('prefix', keyPrefix, OBJECT_PREFIX) ?? slashCheck(keyPrefix));
  warnOfOtherRegion(model, 'bucket of the model data', bucket.env.region);
  assertValid(model, ...hubContentChecks(options));
  const { acceptEula, hubContentArn } = options;
  return {
    data: { uri: `${bucket.s3UrlForObject()}/${keyPrefix}`, format: ModelDataFormat.PREFIX, acceptEula, hubContentArn },
    grants: [...grantReadPrefix(model, bucket, keyPrefix), ...grantHubAccess(model, options)],
  };
}

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_S3ModelDataSource.html */
function slashCheck(prefix: string): Check {
  if (isUnknown(prefix) || prefix === '' || prefix.endsWith('/')) {
    return undefined;
  }
  return prefix.endsWith('.tar.gz')
    ? `prefix must end with '/', got '${prefix}'; for one archive use ModelData.fromBucket`
    : `prefix must end with '/', got '${prefix}'; append it`;
}
