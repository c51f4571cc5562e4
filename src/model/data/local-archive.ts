import * as fs from 'fs';
import { aws_s3_assets as assets } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { assertValid } from '../../private/checks';
import { uniqueChildId } from '../../private/unique-child-id';
import type { IModel } from '../model-base';
import { ModelDataFormat, type DataBinding } from './model-data-config';
import { grantReadObjects } from '../../permissions/s3';

const ARCHIVE = '.tar.gz';

export function bindAssetData(scope: Construct, model: IModel, path: string, options: assets.AssetOptions): DataBinding {
  assertValid(model, archiveProblem(path));
  const asset = new assets.Asset(scope, uniqueChildId(scope, 'ModelData'), { ...options, path });
  // Not this object alone: while an update is under way, and when it is rolled back, the instances of the old model read the old one.
  const grants = grantReadObjects(model, asset.bucket, '*.gz');
  return { data: { uri: asset.httpUrl, format: ModelDataFormat.ARCHIVE }, grants };
}

function archiveProblem(path: string): string | undefined {
  if (!fs.existsSync(path)) {
    return `the model data '${path}' does not exist; give the path of a ${ARCHIVE} file`;
  }
  if (!path.toLowerCase().endsWith(ARCHIVE) || !fs.statSync(path).isFile()) {
    return `model data must be a file whose name ends in ${ARCHIVE}, got '${path}'; pack it with: tar -czf model${ARCHIVE} -C DIRECTORY .`;
  }
  return undefined;
}
