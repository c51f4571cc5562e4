import type { aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import type { ContainerDefinition } from './container-definition';
import { type ContainerImageConfig, RepositoryAccessMode } from './container-image-config';
import { type ModelDataConfig, renderModelData } from './data/model-data-config';

/** A container whose image and data have been resolved for a model. */
export interface BoundContainer {
  readonly definition: ContainerDefinition;
  readonly image?: ContainerImageConfig;
  readonly data?: ModelDataConfig;
}

export function renderContainer({ definition, image, data }: BoundContainer): sagemaker.CfnModel.ContainerDefinitionProperty {
  return {
    image: image?.imageName,
    imageConfig: image && renderImageConfig(image),
    modelPackageName: definition.modelPackage?.modelPackageArn,
    inferenceSpecificationName: definition.inferenceSpecificationName,
    containerHostname: definition.containerHostname,
    environment: definition.environment,
    ...definition.mode?._rendered,
    ...(data ? renderModelData(data, definition.mode?._isMultiModel) : {}),
  };
}

function renderImageConfig(image: ContainerImageConfig): sagemaker.CfnModel.ImageConfigProperty | undefined {
  const provider = image.repositoryCredentialsProvider;
  if (image.repositoryAccessMode === undefined) {
    return undefined;
  }
  return {
    repositoryAccessMode: image.repositoryAccessMode,
    repositoryAuthConfig: image.repositoryAccessMode === RepositoryAccessMode.VPC && provider
      ? { repositoryCredentialsProviderArn: provider.functionArn }
      : undefined,
  };
}
