/**
 * The domain of machine learning that a model belongs to.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModelPackage.html#sagemaker-CreateModelPackage-request-Domain
 */
export class ModelPackageDomain {
  /** Images and videos. */
  public static readonly COMPUTER_VISION = ModelPackageDomain.of('COMPUTER_VISION');

  /** Texts. */
  public static readonly NATURAL_LANGUAGE_PROCESSING = ModelPackageDomain.of('NATURAL_LANGUAGE_PROCESSING');

  /** Anything else, such as tables. */
  public static readonly MACHINE_LEARNING = ModelPackageDomain.of('MACHINE_LEARNING');

  /**
   * A domain by its name.
   *
   * @param domain the name in the SageMaker API
   */
  public static of(domain: string): ModelPackageDomain {
    return new ModelPackageDomain(domain);
  }

  private constructor(private readonly domain: string) {}

  /** The name of this domain in the SageMaker API. */
  public toString(): string {
    return this.domain;
  }
}
