import type { aws_s3 as s3 } from 'aws-cdk-lib';
import type { ModelDataConfig } from '../model-data';
import type { IModel } from '../model-interface';
import { grantReadObjects } from './read-permission';

export function bindBucketData(model: IModel, bucket: s3.IBucket, objectKey: string): ModelDataConfig {
  grantReadObjects(model, bucket, objectKey);
  return { uri: bucket.urlForObject(objectKey) };
}
