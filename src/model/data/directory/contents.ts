import * as fs from 'fs';
import * as path from 'path';
import { Stage } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { warnOfCredentials } from './credentials';
import type { Entry } from './entry';
import { Listing, listingCheck, type ListingOptions } from './listing';
import { assertValid } from '../../../private/checks';

/** Returns the contents of a directory. Throws if one of them cannot be packed; warns about files that can contain credentials. */
export function contentsOf(scope: Construct, directory: string, options: ListingOptions): readonly Entry[] {
  const { entries, problems } = new Listing(path.resolve(directory), options, outputOf(scope));
  assertValid(scope, listingCheck(directory, entries, problems));
  warnOfCredentials(scope, directory, entries);
  return entries;
}

/** Returns the real path of the output directory of the app. */
export function outputOf(scope: Construct): string | undefined {
  const output = Stage.of(scope)?.assetOutdir;
  return output === undefined ? undefined : fs.realpathSync(output);
}
