/**
 * What a model does. Amazon SageMaker Inference Recommender knows the members of this class.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModelPackage.html#sagemaker-CreateModelPackage-request-Task
 */
export class ModelPackageTask {
  /** Tells what an image shows. */
  public static readonly IMAGE_CLASSIFICATION = ModelPackageTask.of('IMAGE_CLASSIFICATION');

  /** Finds objects in an image. */
  public static readonly OBJECT_DETECTION = ModelPackageTask.of('OBJECT_DETECTION');

  /** Writes text. */
  public static readonly TEXT_GENERATION = ModelPackageTask.of('TEXT_GENERATION');

  /** Tells which pixels of an image belong together. */
  public static readonly IMAGE_SEGMENTATION = ModelPackageTask.of('IMAGE_SEGMENTATION');

  /** Fills a gap in a text. */
  public static readonly FILL_MASK = ModelPackageTask.of('FILL_MASK');

  /** Puts something into a class. */
  public static readonly CLASSIFICATION = ModelPackageTask.of('CLASSIFICATION');

  /** Predicts a number. */
  public static readonly REGRESSION = ModelPackageTask.of('REGRESSION');

  /** None of the others. */
  public static readonly OTHER = ModelPackageTask.of('OTHER');

  /**
   * A task by its name.
   *
   * @param task the name in the SageMaker API
   */
  public static of(task: string): ModelPackageTask {
    return new ModelPackageTask(task);
  }

  private constructor(private readonly task: string) {}

  /** The name of this task in the SageMaker API. */
  public toString(): string {
    return this.task;
  }
}
