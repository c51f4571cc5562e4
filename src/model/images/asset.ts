import { aws_ecr_assets as assets } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { freeId } from '../../private/free-id';
import type { ContainerImageConfig } from '../container-image';
import { waitForGrant } from '../model-dependencies';
import type { IModel } from '../model-interface';

export function bindAssetImage(
  scope: Construct, model: IModel, directory: string, options: assets.DockerImageAssetOptions,
): ContainerImageConfig {
  const asset = new assets.DockerImageAsset(scope, freeId(scope, 'ModelImage'), { ...options, directory });
  waitForGrant(model, asset.repository.grantPull(model));
  return { imageName: asset.imageUri };
}
