/**
 * The machine learning task of a model package. Amazon SageMaker Inference Recommender supports the tasks that this class lists.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModelPackage.html#sagemaker-CreateModelPackage-request-Task
 *
 * @example
 * declare const group: sm.registry.ModelPackageGroup;
 *
 * group.addModelPackage('Summaries', {
 *   sourceUri: 's3://my-models/summaries/3/',
 *   domain: sm.registry.ModelPackageDomain.NATURAL_LANGUAGE_PROCESSING,
 *   task: sm.registry.ModelPackageTask.TEXT_GENERATION,
 * });
 */
export class ModelPackageTask {
  /** Image classification: assigns a class to an image. */
  public static readonly IMAGE_CLASSIFICATION = ModelPackageTask.of('IMAGE_CLASSIFICATION');

  /** Object detection: finds objects in an image. */
  public static readonly OBJECT_DETECTION = ModelPackageTask.of('OBJECT_DETECTION');

  /** Text generation: generates text from a prompt. */
  public static readonly TEXT_GENERATION = ModelPackageTask.of('TEXT_GENERATION');

  /** Image segmentation: assigns a class to each pixel of an image. */
  public static readonly IMAGE_SEGMENTATION = ModelPackageTask.of('IMAGE_SEGMENTATION');

  /** Fill mask: predicts the masked words of a text. */
  public static readonly FILL_MASK = ModelPackageTask.of('FILL_MASK');

  /** Classification: predicts a class. */
  public static readonly CLASSIFICATION = ModelPackageTask.of('CLASSIFICATION');

  /** Regression: predicts a number. */
  public static readonly REGRESSION = ModelPackageTask.of('REGRESSION');

  /** Any other task. */
  public static readonly OTHER = ModelPackageTask.of('OTHER');

  /**
   * Returns a task by its name. Use it for a task that this class does not list.
   *
   * @param task the name of the task in the SageMaker API
   */
  public static of(task: string): ModelPackageTask {
    return new ModelPackageTask(task);
  }

  private constructor(private readonly task: string) {}

  /** Returns the name of this task in the SageMaker API. */
  public toString(): string {
    return this.task;
  }
}
