import { type ModelDataConfig, needsDataSource } from '../model/data/model-data-config';
import { required, matches, type Check } from '../private/checks';
import { MODEL_DATA_URL } from '../private/names';

/**
 * Checks the artifacts of a container.
 *
 * @param archiveUser what takes nothing but an archive, if there is something like that
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ContainerDefinition.html#sagemaker-Type-ContainerDefinition-ModelDataSource
 */
export function containerDataChecks(where: string, data: ModelDataConfig, archiveUser: string | undefined): Check[] {
  return [
    ...uriChecks(where, data),
    data.hubContentArn === undefined ? undefined : `${where} has a hubContentArn, which a model package can't have; leave it out`,
    archiveUser && data.hubContentArn === undefined && needsDataSource(data)
      ? `${where} must be a single archive without acceptEula for ${archiveUser}; pack it into a .tar.gz file`
      : undefined,
  ];
}

/** Checks the artifacts of an algorithm, for which CloudFormation has nothing but a URL. */
export function algorithmDataChecks(where: string, data: ModelDataConfig): Check[] {
  return [
    ...uriChecks(where, data),
    needsDataSource(data) ? `${where} must be a single archive without acceptEula and hubContentArn; pack it into a .tar.gz file` : undefined,
  ];
}

function uriChecks(where: string, data: ModelDataConfig): Check[] {
  return [required(`${where}.uri`, data.uri, 'the bind method of the model data has to return it'), matches(where, data.uri, MODEL_DATA_URL)];
}
