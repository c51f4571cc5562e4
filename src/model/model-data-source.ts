import type { aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import type { ModelDataConfig } from './model-data';
import { ModelDataFormat } from './model-data-format';

type RenderedModelData = Pick<sagemaker.CfnModel.ContainerDefinitionProperty, 'modelDataUrl' | 'modelDataSource'>;

/** How SageMaker calls what the formats are; it has no gzip-compressed prefix. */
const COMPRESSION_AND_TYPE = {
  [ModelDataFormat.ARCHIVE]: { compressionType: 'Gzip', s3DataType: 'S3Object' },
  [ModelDataFormat.OBJECT]: { compressionType: 'None', s3DataType: 'S3Object' },
  [ModelDataFormat.PREFIX]: { compressionType: 'None', s3DataType: 'S3Prefix' },
} as const;

/**
 * Whether a single-model container names its artifacts by `ModelDataSource`. The older `ModelDataUrl` is all that serverless inference
 * knows, and what the alpha module renders, so it stays wherever it says the same.
 */
export function needsDataSource(data: ModelDataConfig): boolean {
  return (data.format ?? ModelDataFormat.ARCHIVE) !== ModelDataFormat.ARCHIVE || data.acceptEula !== undefined || data.hubContentArn !== undefined;
}

/** As a container of a model names its artifacts. */
export function renderModelData(data: ModelDataConfig, isMultiModel = false): RenderedModelData {
  return isMultiModel || !needsDataSource(data) ? { modelDataUrl: data.uri } : { modelDataSource: { s3DataSource: renderS3DataSource(data) } };
}

function renderS3DataSource(data: ModelDataConfig): sagemaker.CfnModel.S3DataSourceProperty {
  return {
    s3Uri: data.uri,
    ...COMPRESSION_AND_TYPE[data.format ?? ModelDataFormat.ARCHIVE],
    modelAccessConfig: data.acceptEula === undefined ? undefined : { acceptEula: data.acceptEula },
    hubAccessConfig: data.hubContentArn === undefined ? undefined : { hubContentArn: data.hubContentArn },
  };
}
