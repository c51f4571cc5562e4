import type { aws_s3 as s3 } from 'aws-cdk-lib';
import { assertValid, required, text } from '../../private/checks';
import { OBJECT_KEY } from '../../private/names';
import { literally } from '../../private/policy-literal';
import type { ModelDataConfig } from '../model-data';
import { ModelDataFormat } from '../model-data-format';
import type { BucketModelDataOptions } from '../model-data-options';
import type { IModel } from '../model-interface';
import { warnOfOtherRegion } from '../other-region';
import { grantHubContent } from './hub-permission';
import { grantReadObjects } from './read-permission';
import { warnOfUrl } from './url-as-key';

export function bindBucketData(model: IModel, bucket: s3.IBucket, objectKey: string, options: BucketModelDataOptions): ModelDataConfig {
  assertValid(model, required('objectKey', objectKey, 'the key of an archive such as models/model.tar.gz'));
  warnOfUrl(model, 'objectKey', objectKey);
  // As in a URL, a slash at the start is none of the key.
  const key = objectKey.replace(/^\//, '');
  assertValid(model, text('objectKey', key, OBJECT_KEY));
  warnOfOtherRegion(model, 'bucket of the model data', bucket.env.region);
  grantReadObjects(model, bucket, literally(key));
  if (options.hubContentArn !== undefined) {
    grantHubContent(model, options.hubContentArn);
  }
  return {
    uri: bucket.urlForObject(objectKey),
    format: options.compressed === false ? ModelDataFormat.OBJECT : ModelDataFormat.ARCHIVE,
    acceptEula: options.acceptEula,
    hubContentArn: options.hubContentArn,
  };
}
