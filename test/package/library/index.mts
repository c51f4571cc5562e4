import { ContainerImage, type ContainerImageConfig, type IModel } from 'cdk-sagemaker-hosting';
import type { Construct } from 'constructs';

/** An image of a mirror. */
export class MirroredImage extends ContainerImage {
  /**
   * Returns the image of a mirror.
   *
   * @param uri the URI of the image
   */
  constructor(private readonly uri: string) {
    super();
  }

  public bind(_scope: Construct, _model: IModel): ContainerImageConfig {
    return { imageName: this.uri };
  }
}
