import type { IgnoreMode, SymlinkFollowMode, aws_iam as iam } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { archiveAsset } from './directory/asset';
import { bindUploadedArchive } from './local-archive';
import type { DataBinding } from './model-data-config';
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
export function bindDirectoryData(scope: Construct, model: IModel, path: string, options: DirectoryOptions): DataBinding {
  return bindUploadedArchive(model, archiveAsset(scope, uniqueChildId(scope, 'ModelData'), path, options));
}
