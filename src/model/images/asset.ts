import { aws_ecr_assets as assets } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { uniqueChildId } from '../../private/unique-child-id';
import type { ContainerImageConfig } from '../container-image-config';
import type { IModel } from '../model-base';
import { waitForGrant } from '../model-dependencies';

export function bindAssetImage(
  scope: Construct, model: IModel, directory: string, options: assets.DockerImageAssetOptions,
): ContainerImageConfig {
  const asset = new assets.DockerImageAsset(scope, uniqueChildId(scope, 'ModelImage'), { ...options, directory });
  waitForGrant(model, asset.repository.grantPull(model));
  return { imageName: asset.imageUri };
}
