import * as fs from 'fs';
import { aws_s3_assets as assets } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ModelDataFormat, withS3Uri, type DataBinding } from './model-data-config';
import { grantReadObjects } from '../../permissions/s3';
import { assertValid, requiredString, type Check } from '../../private/checks';
import { uniqueChildId } from '../../private/unique-child-id';
import type { IModel } from '../model-base';

const ARCHIVE = '.tar.gz';

/** Binds a local archive to a model. */
export function bindAssetData(scope: Construct, model: IModel, path: string, options: assets.AssetOptions): DataBinding {
  assertValid(model, requiredString('path', path, `specify the path of a ${ARCHIVE} file`) ?? archiveCheck(path));
  const asset = new assets.Asset(scope, uniqueChildId(scope, 'ModelData'), { ...options, path });
  return bindUploadedArchive(model, asset);
}

function archiveCheck(path: string): Check {
  if (!fs.existsSync(path)) {
    return `the model data '${path}' does not exist; specify the path of a ${ARCHIVE} file`;
  }
  const stat = fs.statSync(path);
  const isDirectory = stat.isDirectory();
  return path.toLowerCase().endsWith(ARCHIVE) && stat.isFile()
    ? undefined
    : `model data must be a file whose name ends in ${ARCHIVE}, got ${isDirectory ? 'the directory ' : ''}'${path}'; ${isDirectory ? 'use ModelData.fromDirectory, or ' : ''}`
      + `pack it with: tar -czf model${ARCHIVE} -C ${isDirectory ? path : 'DIRECTORY'} .`;
}

/** Binds an archive in the asset bucket of the app to a model. */
export function bindUploadedArchive(model: IModel, asset: assets.Asset): DataBinding {
  return {
    data: withS3Uri({ uri: asset.httpUrl, format: ModelDataFormat.ARCHIVE }, asset.s3ObjectUrl),
    // Grants more than this object: during an update and its rollback, instances of the previous model read the previous object.
    grants: grantReadObjects(model, asset.bucket, '*.gz'),
  };
}
