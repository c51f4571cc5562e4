import * as fs from 'fs';
import * as path from 'path';
import {
  BundlingOutput, DockerImage, Stack, Stage, aws_s3_assets as assets,
  type BundlingOptions, type IgnoreMode, type SymlinkFollowMode, type aws_iam as iam,
} from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { digestsOf, fingerprint } from './directory/fingerprint';
import { Listing, listingCheck } from './directory/listing';
import { pack } from './directory/pack';
import { bindUploadedArchive } from './local-archive';
import type { DataBinding } from './model-data-config';
import { assertValid, type Check } from '../../private/checks';
import { uniqueChildId } from '../../private/unique-child-id';
import type { IModel } from '../model-base';

/**
 * How a local directory becomes the archive of a model.
 */
export interface DirectoryOptions {
  /**
   * What to leave out: patterns for paths relative to the directory, such as `checkpoints` or `*.log`. What they mean is up to `ignoreMode`.
   * Throws when nothing is left to pack.
   *
   * @default - everything is packed, except the output of the CDK
   */
  readonly exclude?: string[];

  /**
   * How to read the patterns in `exclude`: as globs, like `.gitignore` or like `.dockerignore`.
   *
   * @default IgnoreMode.GLOB
   */
  readonly ignoreMode?: IgnoreMode;

  /**
   * What to do with symbolic links. By default, what a link leads to is packed in its place, and a link that leads out of the directory
   * throws, so that nothing gets into the archive by mistake.
   *
   * - `ALWAYS` packs what links lead to, wherever that is.
   * - `EXTERNAL` packs what links that lead out of the directory lead to, and keeps the other links.
   * - `NEVER` keeps all links. Those that lead out of the directory stay as they are, and lead to a place in the container.
   *
   * A link that leads nowhere throws, except with `NEVER`. One that is followed throws when it leads to a directory that holds it. A link
   * that is kept and stays in the directory is stored with a relative path.
   *
   * @default SymlinkFollowMode.BLOCK_EXTERNAL
   */
  readonly followSymlinks?: SymlinkFollowMode;

  /**
   * Who else may read the archives among the app's assets.
   *
   * @default - the model alone
   */
  readonly readers?: iam.IGrantable[];

  /**
   * What the CDK calls the archive while it uploads it.
   *
   * @default - the path of the asset's construct in its stack
   */
  readonly displayName?: string;
}

/** Binds a local directory to a model, as an archive. */
export function bindDirectoryData(scope: Construct, model: IModel, directory: string, options: DirectoryOptions): DataBinding {
  return bindUploadedArchive(model, archiveAsset(scope, uniqueChildId(scope, 'ModelData'), directory, options));
}

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
