import { Token } from 'aws-cdk-lib';
import { warn } from '../../private/warnings';
import type { IModel } from '../model-base';

/** Warns about an image without a tag, and about the tag `latest`, which is the same. A tag that is a token is not checked. */
export function warnOfMutableTag(model: IModel, tag: string | undefined): void {
  if (tag === undefined || tag === 'latest') {
    const reason = tag === undefined ? "has no tag, so 'latest' is used" : "has the tag 'latest'";
    warn(model, 'mutableImageTag', `the image ${reason}, and the endpoint is not updated when another image is pushed; `
      + 'specify a tag that is pushed only once, or a digest');
  }
}

/** Does the same for the name of an image, which includes its registry. */
export function warnOfMutableName(model: IModel, imageName: string): void {
  // A registry can have a port, so only the part after the last slash can have a tag.
  const [name, tag] = imageName.slice(imageName.lastIndexOf('/') + 1).split(':');
  if (!name.includes('@') && (tag === undefined ? !Token.isUnresolved(imageName) : true)) {
    warnOfMutableTag(model, tag);
  }
}
