/**
 * The machine learning domain of a model package.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModelPackage.html#sagemaker-CreateModelPackage-request-Domain
 *
 * @example
 * declare const group: sm.registry.ModelPackageGroup;
 *
 * group.addModelPackage('Sentiment', {
 *   sourceUri: 's3://my-models/sentiment/3/',
 *   domain: sm.registry.ModelPackageDomain.NATURAL_LANGUAGE_PROCESSING,
 *   task: sm.registry.ModelPackageTask.CLASSIFICATION,
 * });
 */
export class ModelPackageDomain {
  /** Computer vision, for images and videos. */
  public static readonly COMPUTER_VISION = ModelPackageDomain.of('COMPUTER_VISION');

  /** Natural language processing, for text. */
  public static readonly NATURAL_LANGUAGE_PROCESSING = ModelPackageDomain.of('NATURAL_LANGUAGE_PROCESSING');

  /** Any other machine learning, such as for tabular data. */
  public static readonly MACHINE_LEARNING = ModelPackageDomain.of('MACHINE_LEARNING');

  /**
   * Returns a domain by its name. Use it for a domain that this class does not list.
   *
   * @param domain the name of the domain in the SageMaker API
   */
  public static of(domain: string): ModelPackageDomain {
    return new ModelPackageDomain(domain);
  }

  private constructor(private readonly domain: string) {}

  /** Returns the name of this domain in the SageMaker API. */
  public toString(): string {
    return this.domain;
  }
}
