import { warn } from '../../private/warnings';
import type { IModel } from '../model-interface';

/** Keys may look like this, but none is known that does. */
export function warnOfUrl(model: IModel, name: string, key: string): void {
  if (/^(s3|https?):\/\//.test(key)) {
    warn(model, 'urlAsKey', `${name} is to be the key within the bucket, but looks like a URL: '${key}'; leave out what comes before the key`);
  }
}
