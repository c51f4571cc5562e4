import { isToken } from '../private/checks';
import { ValidationError } from '../private/errors';

/**
 * The size of an Amazon Elastic Inference accelerator.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariant.html
 * @deprecated Amazon Elastic Inference is no longer available, and CloudFormation has removed the property; use a GPU or Inferentia
 * instance type instead. The class remains so that code written for `@aws-cdk/aws-sagemaker-alpha` compiles; its value is ignored.
 *
 * @example
 * declare const model: sm.Model;
 *
 * // An instance type with an AWS Inferentia chip replaces an accelerator
 * new sm.EndpointConfig(this, 'Config', {
 *   instanceProductionVariants: [{ model, variantName: 'main', instanceType: sm.InstanceType.INF2_XLARGE }],
 * });
 */
export class AcceleratorType {
  /**
   * `ml.eia1.large`
   * @deprecated see {@link AcceleratorType}
   */
  public static readonly EIA1_LARGE = AcceleratorType.of('ml.eia1.large');

  /**
   * `ml.eia1.medium`
   * @deprecated see {@link AcceleratorType}
   */
  public static readonly EIA1_MEDIUM = AcceleratorType.of('ml.eia1.medium');

  /**
   * `ml.eia1.xlarge`
   * @deprecated see {@link AcceleratorType}
   */
  public static readonly EIA1_XLARGE = AcceleratorType.of('ml.eia1.xlarge');

  /**
   * `ml.eia2.large`
   * @deprecated see {@link AcceleratorType}
   */
  public static readonly EIA2_LARGE = AcceleratorType.of('ml.eia2.large');

  /**
   * `ml.eia2.medium`
   * @deprecated see {@link AcceleratorType}
   */
  public static readonly EIA2_MEDIUM = AcceleratorType.of('ml.eia2.medium');

  /**
   * `ml.eia2.xlarge`
   * @deprecated see {@link AcceleratorType}
   */
  public static readonly EIA2_XLARGE = AcceleratorType.of('ml.eia2.xlarge');

  /**
   * Returns an accelerator type by its name.
   *
   * @param acceleratorType the name, such as `ml.eia2.medium`, or a token; throws unless it begins with `ml.`
   * @deprecated see {@link AcceleratorType}
   */
  public static of(acceleratorType: string): AcceleratorType {
    return new AcceleratorType(acceleratorType);
  }

  private readonly name: string;

  /**
   * Defines an accelerator type by its name.
   *
   * @param acceleratorType the name, such as `ml.eia2.medium`, or a token; throws unless it begins with `ml.`
   * @deprecated see {@link AcceleratorType}
   */
  constructor(acceleratorType: string) {
    if (!isToken(acceleratorType) && !String(acceleratorType).startsWith('ml.')) {
      throw new ValidationError(`accelerator type must start with 'ml.', got '${acceleratorType}'; use for example 'ml.eia2.medium'`);
    }
    this.name = acceleratorType;
  }

  /**
   * The name of this accelerator type.
   * @deprecated see {@link AcceleratorType}
   */
  public toString(): string {
    return this.name;
  }
}
