import type { aws_s3 as s3 } from 'aws-cdk-lib';
import { assertValid, required, matches } from '../../private/checks';
import { OBJECT_KEY } from '../../private/names';
import type { IModel } from '../model-base';
import { warnOfOtherRegion } from '../other-region';
import { hubContentChecks, ModelDataFormat, type BucketModelDataOptions, type DataBinding } from './model-data-config';
import { grantHubContent } from '../../permissions/hub-content';
import { grantReadObjects, escapeForPolicy } from '../../permissions/s3';
import { warn } from '../../private/warnings';

export function bindBucketData(model: IModel, bucket: s3.IBucket, objectKey: string, options: BucketModelDataOptions): DataBinding {
  assertValid(model, required('objectKey', objectKey, 'the key of an archive such as models/model.tar.gz'));
  warnOfUrl(model, 'objectKey', objectKey);
  // As in a URL, a slash at the start is none of the key.
  const key = objectKey.replace(/^\//, '');
  assertValid(model, matches('objectKey', key, OBJECT_KEY));
  warnOfOtherRegion(model, 'bucket of the model data', bucket.env.region);
  assertValid(model, ...hubContentChecks(options));
  const grants = grantReadObjects(model, bucket, escapeForPolicy(key));
  return {
    data: {
      uri: bucket.urlForObject(objectKey),
      format: options.compressed === false ? ModelDataFormat.OBJECT : ModelDataFormat.ARCHIVE,
      acceptEula: options.acceptEula,
      hubContentArn: options.hubContentArn,
    },
    grants: [...grants, ...options.hubContentArn === undefined ? [] : [grantHubContent(model, options.hubContentArn)]],
  };
}

/** Keys may look like this, but none is known that does. */
export function warnOfUrl(model: IModel, name: string, key: string): void {
  if (/^(s3|https?):\/\//.test(key)) {
    warn(model, 'urlAsKey', `${name} is to be the key within the bucket, but looks like a URL: '${key}'; leave out what comes before the key`);
  }
}
