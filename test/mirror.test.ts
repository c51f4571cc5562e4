import * as fs from 'fs';
import * as path from 'path';

/*
 * Tests stand where their sources do: test/model/network.test.ts is about src/model/network.ts. Where one source has several files of tests,
 * the others say which aspect they are about: test/model/model.least-privilege.test.ts.
 */

const ROOT = path.join(__dirname, '..');
const FOLDERS = ['private', 'common', 'permissions', 'dlc', 'model', 'registry', 'endpoint-config', 'endpoint', 'pipeline'];

function filesBelow(folder: string): string[] {
  const directory = path.join(ROOT, folder);
  return fs.existsSync(directory)
    ? fs.readdirSync(directory, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(ROOT, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    : [];
}

/** The folder and the name before the first dot: `model/network` of `src/model/network.ts`, and `dlc/framework` of `src/dlc/framework.generated.ts`. */
function placeOf(file: string): string {
  const [, ...folders] = path.posix.dirname(file).split('/');
  return [...folders, path.posix.basename(file).split('.')[0]].join('/');
}

const sources = new Set(FOLDERS.flatMap((folder) => filesBelow(`src/${folder}`)).flatMap((file) => {
  const place = placeOf(file);
  // Also a folder, for what concerns all of it.
  return [place, path.posix.dirname(place)];
}));

test.each(FOLDERS)('each test of %s has a source of its name', (folder) => {
  const tests = filesBelow(`test/${folder}`).filter((file) => file.endsWith('.test.ts'));
  expect(tests.filter((file) => !sources.has(placeOf(file)))).toEqual([]);
});

test('all folders of sources are mirrored', () => {
  expect(fs.readdirSync(path.join(ROOT, 'src'), { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name).sort())
    .toEqual([...FOLDERS].sort());
});
