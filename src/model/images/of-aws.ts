import type { ContainerImageConfig } from '../container-image';

/** Images in registries of AWS, also where the account has been told. */
const OF_AWS = new WeakSet<ContainerImageConfig>();

export function markAsOfAws(image: ContainerImageConfig): ContainerImageConfig {
  OF_AWS.add(image);
  return image;
}

export function isOfAws(image: ContainerImageConfig): boolean {
  return OF_AWS.has(image);
}
