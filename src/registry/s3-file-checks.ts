import type { DriftCheckBaselines } from './drift-check-baselines';
import type { ModelMetrics } from './model-metrics';
import { CONTENT_TYPE, DIGEST, OBJECT_KEY } from './names';
import type { S3File } from './s3-file';
import { text, type Check } from '../private/checks';

/** Of all files of the metrics, or of the baselines. */
export function filesChecks(where: string, groups: ModelMetrics | DriftCheckBaselines | undefined): Check[] {
  return given(groups ?? {}).flatMap(([group, files]) =>
    given<S3File>(files).flatMap(([name, file]) => fileChecks(`${where}.${group}.${name}`, file)));
}

export function fileChecks(where: string, file: S3File | undefined): Check[] {
  return file === undefined ? [] : [
    text(`${where}.objectKey`, file.objectKey, OBJECT_KEY),
    text(`${where}.contentType`, file.contentType, CONTENT_TYPE),
    text(`${where}.contentDigest`, file.contentDigest, DIGEST),
  ];
}

function given<T = object>(struct: object): [string, T][] {
  return Object.entries(struct).filter(([_, value]) => value !== undefined);
}
