import type { ModelData } from '../model/model-data';

/**
 * The algorithm that a model was made with.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_SourceAlgorithm.html
 */
export interface SourceAlgorithm {
  /**
   * The name or the ARN of an algorithm resource of the account, or of one of AWS Marketplace to which the account has subscribed.
   */
  readonly algorithmName: string;

  /**
   * The model artifacts, in the region of the algorithm: one gzip-compressed tar archive. Throws for any other.
   *
   * @default - no artifacts
   */
  readonly modelData?: ModelData;
}
