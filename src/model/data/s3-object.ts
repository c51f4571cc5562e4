import { Token, type aws_s3 as s3 } from 'aws-cdk-lib';
import { assertValid } from '../../private/checks';
import type { ModelDataConfig } from '../model-data';
import type { IModel } from '../model-interface';
import { grantReadObjects } from './read-permission';

export function bindBucketData(model: IModel, bucket: s3.IBucket, objectKey: string): ModelDataConfig {
  assertValid(model, objectKey === '' ? "objectKey must be the key of an archive such as models/model.tar.gz, got ''" : undefined);
  grantReadObjects(model, bucket, literally(objectKey));
  return { uri: bucket.urlForObject(objectKey) };
}

/** The key as a policy has to write it: `*` and `?` would stand for other keys too, and the URL leaves a slash at the start out. */
function literally(objectKey: string): string {
  return Token.isUnresolved(objectKey) ? objectKey : objectKey.replace(/^\//, '').replace(/[*?$]/g, (character) => `\${${character}}`);
}
