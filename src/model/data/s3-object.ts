import type { aws_s3 as s3 } from 'aws-cdk-lib';
import { assertValid, text } from '../../private/checks';
import { OBJECT_KEY } from '../../private/names';
import type { ModelDataConfig } from '../model-data';
import type { IModel } from '../model-interface';
import { grantReadObjects } from './read-permission';

/** A token inside of a key, or a character that means more in a policy than in a key. */
const SPECIAL = /\$\{Token\[[^\]]*\]\}|[*?$]/g;

export function bindBucketData(model: IModel, bucket: s3.IBucket, objectKey: string): ModelDataConfig {
  // As in a URL, a slash at the start is none of the key.
  const key = objectKey.replace(/^\//, '');
  assertValid(model, text('objectKey', key, OBJECT_KEY));
  grantReadObjects(model, bucket, literally(key));
  return { uri: bucket.urlForObject(objectKey) };
}

/** The key as a policy has to write it, in which `*` and `?` would stand for other keys too. */
function literally(key: string): string {
  return key.replace(SPECIAL, (found) => found.length > 1 ? found : `\${${found}}`);
}
