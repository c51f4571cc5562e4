import { type ModelDataConfig, needsDataSource } from '../model/data/model-data-config';
import { required, matches, type Check } from '../private/checks';
import { MODEL_DATA_URL } from '../private/names';

/**
 * Checks the artifacts of a container.
 *
 * @param archiveUser the feature that requires the artifacts to be an archive, if there is one
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ContainerDefinition.html#sagemaker-Type-ContainerDefinition-ModelDataSource
 */
export function containerDataChecks(where: string, data: ModelDataConfig, archiveUser: string | undefined): Check[] {
  return [
    ...uriChecks(where, data),
    data.hubContentArn === undefined
      ? undefined
      : `${where} has a hubContentArn, but a model package cannot refer to hub content; use artifacts in Amazon S3`,
    archiveUser && data.hubContentArn === undefined && needsDataSource(data)
      ? `${where} must be a single archive without acceptEula for ${archiveUser}; package the artifacts as a .tar.gz file`
      : undefined,
  ];
}

/** Checks the artifacts of an algorithm, for which CloudFormation supports only a URL. */
export function algorithmDataChecks(where: string, data: ModelDataConfig): Check[] {
  return [
    ...uriChecks(where, data),
    needsDataSource(data)
      ? `${where} must be a single archive without acceptEula and hubContentArn; package the artifacts as a .tar.gz file`
      : undefined,
  ];
}

function uriChecks(where: string, data: ModelDataConfig): Check[] {
  return [required(`${where}.uri`, data.uri, 'return it from the bind method of the model data'), matches(where, data.uri, MODEL_DATA_URL)];
}
