import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { aComponent, anArchive } from './given';
import { ModelData } from '../../../src';
import { testStack, warningsOf } from '../../helpers/stack';

const folders: string[] = [];
afterEach(() => folders.splice(0).forEach((folder) => fs.rmSync(folder, { recursive: true })));

/** A directory with these files. */
function directoryWith(...files: string[]): string {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'adapter-'));
  folders.push(directory);
  for (const file of files) {
    fs.mkdirSync(path.join(directory, path.dirname(file)), { recursive: true });
    fs.writeFileSync(path.join(directory, file), '{}');
  }
  return directory;
}

function warned(directory: string): string[] {
  const stack = testStack();
  aComponent(stack).addAdapter('Legal', { artifact: ModelData.fromDirectory(directory) });
  return warningsOf(stack);
}

test('files in a folder of the archive are warned of', () => {
  const directory = directoryWith('legal/adapter_config.json', 'legal/adapter_model.safetensors', 'README.md');
  expect(warned(directory)).toEqual(['Test/Endpoint/Llama/Legal: artifact has adapter_config.json in the folder \'legal\', but a model server expects the files of an adapter at the root of '
    + 'its archive; pass that folder to ModelData.fromDirectory [ack: cdk-sagemaker-hosting:adapterInFolder]']);
});

test.each<[string, string[]]>([
  ['at the root', ['adapter_config.json', 'adapter_model.safetensors']],
  ['at the root, beside a checkpoint with the same file', ['adapter_config.json', 'checkpoint-1/adapter_config.json']],
  ['of another kind', ['weights/adapter.bin']],
])('files %s are not', (_what, files) => {
  expect(warned(directoryWith(...files))).toEqual([]);
});

test('an archive in a bucket is not looked at', () => {
  const stack = testStack();
  aComponent(stack).addAdapter('Legal', { artifact: anArchive(stack) });
  expect(warningsOf(stack)).toEqual([]);
});
