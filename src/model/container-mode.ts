import type { aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import { given } from '../private/given';

/**
 * Options for a multi-model container.
 */
export interface MultiModelOptions {
  /**
   * Indicates whether SageMaker keeps invoked models in memory, so that subsequent requests do not load them again. Set it to false if the
   * container serves many models and each is invoked rarely.
   *
   * @default true
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/multi-model-caching.html
   */
  readonly modelCaching?: boolean;
}

type RenderedMode = Pick<sagemaker.CfnModel.ContainerDefinitionProperty, 'mode' | 'multiModelConfig'>;

/**
 * The mode of a container: it serves a single model or multiple models.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ContainerDefinition.html
 *
 * @example
 * declare const image: sm.ContainerImage;
 * declare const bucket: s3.IBucket;
 *
 * new sm.Model(this, 'ManyModels', {
 *   containers: [{
 *     image,
 *     mode: sm.ContainerMode.multiModel({ modelCaching: false }),
 *     modelData: sm.ModelData.fromBucketPrefix(bucket, 'models/'),
 *   }],
 * });
 */
export class ContainerMode {
  /**
   * Serves a single model, which is the default.
   *
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ContainerDefinition.html
   */
  public static singleModel(): ContainerMode {
    return new ContainerMode(false, { mode: 'SingleModel' });
  }

  /**
   * Serves any number of models, each an archive below the prefix that `ModelData.fromBucketPrefix` specifies. A request specifies its
   * model with `TargetModel`. The image must support multi-model endpoints. At most 1 container of a pipeline can be a multi-model
   * container.
   *
   * @param options the options of the multi-model container
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/multi-model-endpoints.html
   */
  public static multiModel(options: MultiModelOptions = {}): ContainerMode {
    options = given('MultiModelOptions', options, 'ContainerMode.multiModel', 'options');
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
