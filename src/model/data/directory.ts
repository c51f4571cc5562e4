import type { Construct } from 'constructs';
import type { ModelDataConfig } from '../model-data';
import { ModelDataFormat } from '../model-data-format';
import type { IModel } from '../model-interface';
import { archiveAsset } from './directory/asset';
import type { DirectoryOptions } from './directory-options';
import { grantReadObjects } from './read-permission';
import { freeId } from '../../private/free-id';

export function bindDirectoryData(scope: Construct, model: IModel, path: string, options: DirectoryOptions): ModelDataConfig {
  const asset = archiveAsset(scope, freeId(scope, 'ModelData'), path, options);
  // As for an archive of the user's: the old archives too, which the instances of the old model still read.
  grantReadObjects(model, asset.bucket, '*.gz');
  return { uri: asset.httpUrl, format: ModelDataFormat.ARCHIVE };
}
