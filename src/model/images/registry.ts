import type { ContainerImageConfig } from '../container-image';
import type { RegistryImageOptions } from '../registry-image-options';
import { RepositoryAccessMode } from '../repository-access-mode';

export function registryImage(imageName: string, options: RegistryImageOptions): ContainerImageConfig {
  return {
    imageName,
    repositoryAccessMode: RepositoryAccessMode.VPC,
    repositoryCredentialsProvider: options.credentialsProvider,
  };
}
