import * as fs from 'fs';
import * as path from 'path';
import {
  BundlingOutput, DockerImage, Stack, aws_s3_assets as assets,
  type BundlingOptions, type IgnoreMode, type SymlinkFollowMode, type aws_iam as iam,
} from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { contentsOf } from './directory/contents';
import type { Entry } from './directory/entry';
import { digestsOf, fingerprint } from './directory/fingerprint';
import { pack } from './directory/pack';
import { bindUploadedArchive } from './local-archive';
import { withContents, withDirectory, type DataBinding } from './model-data-config';
import { assertValid, requiredString, type Check } from '../../private/checks';
import { eachShaped, GRANTEE } from '../../private/shapes';
import { uniqueChildId } from '../../private/unique-child-id';
import type { IModel } from '../model-base';

/**
 * Options for packing a local directory into an archive.
 */
export interface DirectoryOptions {
  /**
   * The patterns of files to exclude, relative to the directory, such as `checkpoints` or `*.log`. `ignoreMode` specifies their syntax.
   * Throws if every file is excluded. Adds a warning if files remain that can contain credentials, such as `.env` or `.git`.
   *
   * @default - all files are packed, except the output of the CDK
   */
  readonly exclude?: string[];

  /**
   * The syntax of the patterns in `exclude`: glob patterns, or the patterns of `.gitignore` or `.dockerignore`.
   *
   * @default IgnoreMode.GLOB
   */
  readonly ignoreMode?: IgnoreMode;

  /**
   * The treatment of symbolic links. By default, the target of a link is packed in its place, and a link to a target outside the directory
   * throws, so that no file is packed by mistake.
   *
   * - `ALWAYS` packs the targets of all links.
   * - `EXTERNAL` packs the targets of links that lead out of the directory, and keeps the other links.
   * - `NEVER` keeps all links. Links that lead out of the directory are not changed, and refer to a path in the container.
   *
   * A link whose target does not exist throws, except with `NEVER`. A link that is followed throws if its target is a directory that
   * contains the link. A link that is kept and leads to a target in the directory is stored with a relative path.
   *
   * @default SymlinkFollowMode.BLOCK_EXTERNAL
   */
  readonly followSymlinks?: SymlinkFollowMode;

  /**
   * The additional principals to grant read access to the archives in the asset bucket of the app.
   *
   * @default - only the model can read the archives
   */
  readonly readers?: iam.IGrantable[];

  /**
   * The display name of the asset, which the CDK shows while it uploads the archive.
   *
   * @default - the path of the asset's construct in its stack
   */
  readonly displayName?: string;
}

/** Binds a local directory to a model as an archive. */
export function bindDirectoryData(scope: Construct, model: IModel, directory: string, options: DirectoryOptions): DataBinding {
  const { asset, contents } = archiveAsset(scope, uniqueChildId(scope, 'ModelData'), directory, options);
  const { data, ...prerequisites } = bindUploadedArchive(model, asset);
  return { ...prerequisites, data: withContents(withDirectory(data, directory), contents) };
}

/** The name of the archive. Only its extension matters, because the CDK names the object after its hash. */
const ARCHIVE = 'model.tar.gz';

/** An asset whose file is a packed directory, and the entries of the directory; undefined if it is not read. */
interface PackedAsset {
  readonly asset: assets.Asset;
  readonly contents?: readonly Entry[];
}

/** Creates an asset whose file is the packed directory. */
export function archiveAsset(scope: Construct, id: string, directory: string, options: DirectoryOptions = {}): PackedAsset {
  assertValid(scope,
    requiredString('path', directory, 'specify the path of a directory') ?? directoryCheck(directory),
    ...eachShaped('readers', options.readers, GRANTEE),
  );
  const { readers, displayName } = options;
  const { contents, ...archive } = archiveOf(scope, id, directory, options);
  return { asset: new assets.Asset(scope, id, { path: directory, readers, displayName, ...archive }), contents };
}

function directoryCheck(directory: string): Check {
  const stats = fs.statSync(directory, { throwIfNoEntry: false });
  if (stats === undefined) {
    return `the directory '${directory}' does not exist; specify the path of the directory to pack`;
  }
  return stats.isDirectory() ? undefined : `'${directory}' is not a directory; use ModelData.fromAsset() for an existing archive`;
}

type ArchiveProps = Required<Pick<assets.AssetProps, 'assetHash' | 'bundling'>> & Pick<PackedAsset, 'contents'>;

function archiveOf(scope: Construct, id: string, directory: string, options: DirectoryOptions): ArchiveProps {
  // Skips reading the directory for `cdk ls` and for deployments of other stacks, because they do not use the archive.
  return Stack.of(scope).bundlingRequired
    ? packed(scope, directory, options)
    : { assetHash: `${scope.node.path}/${id}`, bundling: bundledBy(() => {}) };
}

function packed(scope: Construct, directory: string, options: DirectoryOptions): ArchiveProps {
  const entries = contentsOf(scope, directory, options);
  const digests = digestsOf(entries);
  return {
    contents: entries,
    assetHash: fingerprint(entries, digests),
    bundling: bundledBy((folder) => pack(entries, digests, path.join(folder, ARCHIVE))),
  };
}

/**
 * Returns bundling options that create the archive, unless there is one with the same hash. The options must not vary, because they are
 * part of the hash.
 */
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
