import { aws_ecr_assets as assets } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { uniqueChildId } from '../../private/unique-child-id';
import type { ImageBinding } from '../bound-image';
import type { IModel } from '../model-base';

export function bindAssetImage(
  scope: Construct, model: IModel, directory: string, options: assets.DockerImageAssetOptions,
): ImageBinding {
  const asset = new assets.DockerImageAsset(scope, uniqueChildId(scope, 'ModelImage'), { ...options, directory });
  return { image: { imageName: asset.imageUri }, grants: [asset.repository.grantPull(model)] };
}
