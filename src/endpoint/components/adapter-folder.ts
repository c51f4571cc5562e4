import * as fs from 'fs';
import * as path from 'path';
import type { Construct } from 'constructs';
import { directoryOf, type ModelDataConfig } from '../../model/data/model-data-config';
import { warn } from '../../private/warnings';

/** The file of a LoRA adapter that model servers expect at the root of the archive. */
const CONFIG = 'adapter_config.json';

/**
 * Warns about an adapter whose files are in a folder of its archive. Looks only at a local directory that the library packs.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/realtime-endpoints-adapt.html
 */
export function warnOfFolder(adapter: Construct, artifact: ModelDataConfig): void {
  const directory = directoryOf(artifact);
  const folder = directory === undefined || has(directory) ? undefined : foldersIn(directory).find((name) => has(path.join(directory, name)));
  if (folder !== undefined) {
    warn(adapter, 'adapterInFolder', `artifact has ${CONFIG} in the folder '${folder}', but a model server expects the files of an adapter at the root of its archive; pass `
      + 'that folder to ModelData.fromDirectory');
  }
}

function has(directory: string): boolean {
  return fs.existsSync(path.join(directory, CONFIG));
}

function foldersIn(directory: string): string[] {
  const entries = fs.existsSync(directory) ? fs.readdirSync(directory, { withFileTypes: true }) : [];
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name).sort();
}
