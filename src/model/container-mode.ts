import type { aws_sagemaker as sagemaker } from 'aws-cdk-lib';

/**
 * How a container serves many models.
 */
export interface MultiModelOptions {
  /**
   * Whether SageMaker keeps the models that have been invoked in memory, so that the next request finds them there. Turn it off where
   * there are many models and each is invoked rarely.
   *
   * @default true
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/multi-model-caching.html
   */
  readonly modelCaching?: boolean;
}

type RenderedMode = Pick<sagemaker.CfnModel.ContainerDefinitionProperty, 'mode' | 'multiModelConfig'>;

/**
 * How many models a container serves.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ContainerDefinition.html
 */
export class ContainerMode {
  /**
   * The container serves the one model in its artifacts. This is the default.
   *
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ContainerDefinition.html
   */
  public static singleModel(): ContainerMode {
    return new ContainerMode(false, { mode: 'SingleModel' });
  }

  /**
   * The container serves any number of archives below a prefix, which `ModelData.fromBucketPrefix` names; a request says by its
   * `TargetModel` which one it wants. The image must be one that can do this. At most one container of a pipeline can be one.
   *
   * @param options how the models are served
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/multi-model-endpoints.html
   */
  public static multiModel(options: MultiModelOptions = {}): ContainerMode {
    return new ContainerMode(true, {
      mode: 'MultiModel',
      multiModelConfig: options.modelCaching === undefined ? undefined : { modelCacheSetting: options.modelCaching ? 'Enabled' : 'Disabled' },
    });
  }

  private constructor(
    /** @internal */
    public readonly _isMultiModel: boolean,
    /** @internal */
    public readonly _rendered: RenderedMode,
  ) {}
}
