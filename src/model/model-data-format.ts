/**
 * What artifacts in Amazon S3 are.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_S3ModelDataSource.html
 */
export enum ModelDataFormat {
  /** One gzip-compressed tar archive, which SageMaker unpacks. */
  ARCHIVE = 'archive',

  /** One object, which SageMaker copies as it is. */
  OBJECT = 'object',

  /** All objects below a prefix, which SageMaker copies as they are. */
  PREFIX = 'prefix',
}
