import { Token } from 'aws-cdk-lib';
import type { ContainerDefinition } from './container-definition';
import type { ModelDataConfig } from './model-data';
import { ModelDataFormat } from './model-data-format';
import { needsDataSource } from './model-data-source';
import { required, text, type Check } from '../private/checks';
import { HUB_CONTENT_ARN, MODEL_DATA_URL } from '../private/names';

/** What the artifacts of a container must look like once they are resolved. */
export function dataChecks(index: number, definition: ContainerDefinition, data: ModelDataConfig | undefined): Check[] {
  const where = `containers[${index}].modelData`;
  if (!data) {
    return [];
  }
  return [
    required(`${where}.uri`, data.uri, 'the bind method of the model data has to return it'),
    text(where, data.uri, MODEL_DATA_URL),
    text(`${where}.hubContentArn`, data.hubContentArn, HUB_CONTENT_ARN),
    data.format === ModelDataFormat.PREFIX && !endsWith(data.uri, '/') ? `${where} is a prefix, which must end with '/', got '${data.uri}'; append it` : undefined,
    definition.mode?._isMultiModel ? multiModelCheck(where, data) : undefined,
  ];
}

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ModelDataSource.html */
function multiModelCheck(where: string, data: ModelDataConfig): Check {
  const { format, uri } = data;
  if (format === ModelDataFormat.OBJECT || format === ModelDataFormat.ARCHIVE || (format === undefined && endsKnown(uri) && /\.gz$/.test(uri))) {
    return `${where} is one object, but a multi-model container needs the prefix that its archives are below; use ModelData.fromBucketPrefix`;
  }
  return needsDataSource({ ...data, format: undefined })
    ? `${where} has acceptEula or hubContentArn, which a multi-model container can't have; leave them out`
    : undefined;
}

/** Whether an archive is promised, but the name is not one of an archive. */
export function isUnlikelyArchive(definition: ContainerDefinition, data: ModelDataConfig): boolean {
  return !definition.mode?._isMultiModel && (data.format ?? ModelDataFormat.ARCHIVE) === ModelDataFormat.ARCHIVE
    && !endsWith(data.uri, '.gz');
}

/** Whether a text ends so, or ends with a token, of which nobody can tell. */
function endsWith(value: string, end: string): boolean {
  return !endsKnown(value) || value.endsWith(end);
}

function endsKnown(value: string): boolean {
  return !Token.isUnresolved(value) || !value.endsWith('}');
}
