import * as fs from 'fs';
import * as path from 'path';
import { BundlingOutput, DockerImage, Stack, Stage, aws_s3_assets as assets, type BundlingOptions } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { digestsOf, fingerprint } from './fingerprint';
import { Listing, listingCheck } from './listing';
import { pack } from './pack';
import { assertValid, type Check } from '../../../private/checks';
import type { DirectoryOptions } from '../packed-directory';

/** The name of the archive, of which only the extension matters: the CDK names the object after its hash. */
const ARCHIVE = 'model.tar.gz';

/** Makes an asset whose file is the packed directory. */
export function archiveAsset(scope: Construct, id: string, directory: string, options: DirectoryOptions = {}): assets.Asset {
  assertValid(scope, directoryCheck(directory));
  const { readers, displayName } = options;
  return new assets.Asset(scope, id, { path: directory, readers, displayName, ...contentsOf(scope, id, directory, options) });
}

function directoryCheck(directory: string): Check {
  const stats = fs.statSync(directory, { throwIfNoEntry: false });
  if (stats === undefined) {
    return `the directory '${directory}' does not exist; give the path of a directory whose contents to pack`;
  }
  return stats.isDirectory() ? undefined : `'${directory}' is not a directory; use ModelData.fromAsset() for an archive that is packed already`;
}

type AssetContents = Required<Pick<assets.AssetProps, 'assetHash' | 'bundling'>>;

function contentsOf(scope: Construct, id: string, directory: string, options: DirectoryOptions): AssetContents {
  // When `cdk ls` runs, or another stack is deployed, the archive is not used, and a large directory takes long to read.
  return Stack.of(scope).bundlingRequired
    ? packed(scope, directory, options)
    : { assetHash: `${scope.node.path}/${id}`, bundling: bundledBy(() => {}) };
}

function packed(scope: Construct, directory: string, options: DirectoryOptions): AssetContents {
  const { entries, problems } = new Listing(path.resolve(directory), options, outputOf(scope));
  assertValid(scope, listingCheck(directory, entries, problems));
  const digests = digestsOf(entries);
  return {
    assetHash: fingerprint(entries, digests),
    bundling: bundledBy((folder) => pack(entries, digests, path.join(folder, ARCHIVE))),
  };
}

/** Returns the directory that the app is synthesized to. */
function outputOf(scope: Construct): string | undefined {
  const output = Stage.of(scope)?.assetOutdir;
  return output === undefined ? undefined : fs.realpathSync(output);
}

/** Lets the CDK make the archive unless that of this hash is there already. These options are part of the hash: nothing in them may vary. */
function bundledBy(makeArchive: (folder: string) => void): BundlingOptions {
  return {
    image: DockerImage.fromRegistry('none'),
    outputType: BundlingOutput.ARCHIVED,
    local: {
      tryBundle: (folder) => {
        makeArchive(folder);
        return true;
      },
    },
  };
}
