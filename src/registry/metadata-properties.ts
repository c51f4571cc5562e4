import { ONE_LINE } from './names';
import { matches, type Check } from '../private/checks';

/**
 * The metadata properties of a model, which describe its origin. Each value has at most 1024 characters and no line breaks.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_MetadataProperties.html
 *
 * @example
 * const metadataProperties: sm.registry.MetadataProperties = { commitId: '4f2c1e9', repository: 'https://git.example.com/churn' };
 */
export interface MetadataProperties {
  /**
   * The ID of the commit of the training code.
   *
   * @default - the package has no commit ID
   */
  readonly commitId?: string;

  /**
   * The entity that generated the model, such as the ARN of a pipeline execution.
   *
   * @default - the package does not record the entity that generated the model
   */
  readonly generatedBy?: string;

  /**
   * The ID of the project that the model belongs to.
   *
   * @default - the package has no project ID
   */
  readonly projectId?: string;

  /**
   * The repository of the training code.
   *
   * @default - the package has no repository
   */
  readonly repository?: string;
}

function metadataPropertiesChecks(metadata: MetadataProperties | undefined): Check[] {
  return Object.entries(metadata ?? {}).map(([name, value]) => matches(`metadataProperties.${name}`, value, ONE_LINE));
}

export default { checks: metadataPropertiesChecks };
