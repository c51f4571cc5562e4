import type { aws_ecr_assets as assets } from 'aws-cdk-lib';
import { Processor } from '../../dlc/processor';
import { warn } from '../../private/warnings';
import type { ImageTarget } from '../bound-image';
import { areHostsArm, type IModel } from '../model-base';

/** The platforms of Docker, by the names that Node.js has for processors. */
const PLATFORMS: { readonly [arch: string]: string } = { x64: 'linux/amd64', arm64: 'linux/arm64' };

/** Returns the type of instances that an image runs on if it is built for a platform; undefined if it is unknown. */
export function targetOf({ platform }: assets.Platform): ImageTarget | undefined {
  const [, arch] = platform.split('/');
  return arch === 'arm64' ? Processor.GRAVITON : arch === 'amd64' ? 'x86' : undefined;
}

/**
 * Warns about an image without a platform that is built here, if the instances that host the model have another processor. The platform is not
 * set automatically, because it is part of the hash of the asset.
 */
export function warnOfHostPlatform(model: IModel): void {
  const built = process.env.DOCKER_DEFAULT_PLATFORM ?? PLATFORMS[process.arch];
  const needed = areHostsArm(model).map((isArm) => isArm ? PLATFORMS.arm64 : PLATFORMS.x64);
  const other = needed.find((platform) => platform !== built);
  if (built !== undefined && other !== undefined) {
    warn(model, 'imageAssetPlatform', 'an image asset of the model has no platform, so it is built for the processor of the computer that builds it, '
      + `here ${built}, but instances that host the model require ${other}; set platform to Platform.${other === PLATFORMS.arm64 ? 'LINUX_ARM64' : 'LINUX_AMD64'}`);
  }
}
