import { ONE_LINE } from './names';
import { matches, type Check } from '../private/checks';

/**
 * Where a model comes from. Each value is a text of at most 1024 characters.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_MetadataProperties.html
 */
export interface MetadataProperties {
  /**
   * The commit of the code.
   *
   * @default - not told
   */
  readonly commitId?: string;

  /**
   * What made the model, such as the ARN of a pipeline execution.
   *
   * @default - not told
   */
  readonly generatedBy?: string;

  /**
   * The project the model belongs to.
   *
   * @default - not told
   */
  readonly projectId?: string;

  /**
   * The repository of the code.
   *
   * @default - not told
   */
  readonly repository?: string;
}

function metadataPropertiesChecks(metadata: MetadataProperties | undefined): Check[] {
  return Object.entries(metadata ?? {}).map(([name, value]) => matches(`metadataProperties.${name}`, value, ONE_LINE));
}

export default { checks: metadataPropertiesChecks };
