import type { aws_s3 as s3 } from 'aws-cdk-lib';
import { assertValid, isUnknown, required, matches, type Check } from '../../private/checks';
import { OBJECT_PREFIX } from '../../private/names';
import type { IModel } from '../model-base';
import { warnOfOtherRegion } from '../other-region';
import { hubContentChecks, ModelDataFormat, type DataBinding, type ModelAccessOptions } from './model-data-config';
import { warnOfUrl } from './s3-object';
import { grantHubContent } from '../../permissions/hub-content';
import { grantReadPrefix } from '../../permissions/s3';

export function bindPrefixData(model: IModel, bucket: s3.IBucket, prefix: string, options: ModelAccessOptions): DataBinding {
  assertValid(model, required('prefix', prefix, "the beginning of keys such as 'models/'"));
  warnOfUrl(model, 'prefix', prefix);
  // As in a URL, a slash at the start is none of the key.
  const keyPrefix = prefix.replace(/^\//, '');
  assertValid(model, matches('prefix', keyPrefix, OBJECT_PREFIX) ?? endsInSlash(keyPrefix));
  warnOfOtherRegion(model, 'bucket of the model data', bucket.env.region);
  assertValid(model, ...hubContentChecks(options));
  const grants = grantReadPrefix(model, bucket, keyPrefix);
  return {
    data: {
      uri: `${bucket.s3UrlForObject()}/${keyPrefix}`,
      format: ModelDataFormat.PREFIX,
      acceptEula: options.acceptEula,
      hubContentArn: options.hubContentArn,
    },
    grants: [...grants, ...options.hubContentArn === undefined ? [] : [grantHubContent(model, options.hubContentArn)]],
  };
}

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_S3ModelDataSource.html */
function endsInSlash(prefix: string): Check {
  if (isUnknown(prefix) || prefix === '' || prefix.endsWith('/')) {
    return undefined;
  }
  return prefix.endsWith('.tar.gz')
    ? `prefix must end with '/', got '${prefix}'; for one archive use ModelData.fromBucket`
    : `prefix must end with '/', got '${prefix}'; append it`;
}
