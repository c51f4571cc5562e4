import * as fs from 'fs';
import * as path from 'path';
import { BundlingOutput, DockerImage, Stack, Stage, aws_s3_assets as assets, type BundlingOptions } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { directoryProblem, listingProblem } from './checks';
import { digestsOf, fingerprint } from './fingerprint';
import { Listing } from './listing';
import { pack } from './pack';
import { assertValid } from '../../../private/checks';
import type { DirectoryOptions } from '../packed-directory';

/** Only the extension matters: the CDK names the object after its hash. */
const ARCHIVE = 'model.tar.gz';

/** An asset whose file is the packed directory. */
export function archiveAsset(scope: Construct, id: string, directory: string, options: DirectoryOptions = {}): assets.Asset {
  assertValid(scope, directoryProblem(directory));
  const { readers, displayName } = options;
  return new assets.Asset(scope, id, { path: directory, readers, displayName, ...contentsOf(scope, id, directory, options) });
}

type AssetContents = Required<Pick<assets.AssetProps, 'assetHash' | 'bundling'>>;

function contentsOf(scope: Construct, id: string, directory: string, options: DirectoryOptions): AssetContents {
  // When `cdk ls` runs, or another stack is deployed, nobody asks for the archive, and a large directory takes long to read.
  return Stack.of(scope).bundlingRequired
    ? packed(scope, directory, options)
    : { assetHash: `${scope.node.path}/${id}`, bundling: bundledBy(() => {}) };
}

function packed(scope: Construct, directory: string, options: DirectoryOptions): AssetContents {
  const { entries, problems } = new Listing(path.resolve(directory), options, outputOf(scope));
  assertValid(scope, listingProblem(directory, entries, problems));
  const digests = digestsOf(entries);
  return {
    assetHash: fingerprint(entries, digests),
    bundling: bundledBy((folder) => pack(entries, digests, path.join(folder, ARCHIVE))),
  };
}

function outputOf(scope: Construct): string | undefined {
  const output = Stage.of(scope)?.assetOutdir;
  return output === undefined ? undefined : fs.realpathSync(output);
}

/** The CDK calls it unless the archive of this hash is there already. What is in these options is part of the hash: nothing that varies. */
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
