import * as fs from 'fs';
import * as path from 'path';
import { Framework, Processor } from '../src';
import { processorsOfEntries } from '../src/dlc/catalog-entries';
import { entriesOf, frameworksByKind } from '../src/dlc/image-catalog';

/*
 * The tables in docs/images-for-jobs.md name members of Framework, and the processors that the catalog has images for.
 */

const PAGE = fs.readFileSync(path.join(__dirname, '..', 'docs', 'images-for-jobs.md'), 'utf8');
const TITLES: { [title: string]: Processor } = {
  'CPU': Processor.CPU, 'GPU': Processor.GPU, 'AWS Neuron': Processor.NEURON, 'AWS Graviton': Processor.GRAVITON,
};

/** The rows: the names of the frameworks, and the processors. */
const ROWS = PAGE.split('\n').filter((line) => line.startsWith('| ') && !line.includes('| image |')).map((line) => {
  const [, , images, processors] = line.split('|').map((cell) => cell.trim());
  return { names: [...images.matchAll(/`([A-Z0-9_]+)`/g)].map(([, name]) => name), processors: processors.split(', ') };
});
const NAMED = ROWS.flatMap(({ names, processors }) => names.map((name): [string, string[]] => [name, processors]));

function frameworkOf(name: string): Framework {
  return (Framework as unknown as { [name: string]: Framework })[name];
}

test('the page has tables', () => {
  expect(ROWS.length).toBeGreaterThan(25);
  expect(ROWS.filter(({ names }) => names.length === 0)).toEqual([]);
});

test.each(NAMED)('%s is in the catalog, for %j', (name, processors) => {
  const framework = frameworkOf(name);
  expect(framework).toBeInstanceOf(Framework);
  expect(processors.map((title) => TITLES[title]).sort()).toEqual([...processorsOfEntries(entriesOf(framework.toString())!)].sort());
});

test('each built-in algorithm of the catalog has a job', () => {
  const algorithms = frameworksByKind().find((names) => names.includes('kmeans'))!.filter((name) => name !== 'xgboost');
  const described = NAMED.map(([name]) => frameworkOf(name).toString());
  expect(algorithms.filter((name) => !described.includes(name))).toEqual([]);
});

test('the versions of the example are in the catalog', () => {
  const examples = [...PAGE.matchAll(/Framework\.([A-Z_]+), "([^"]+)"/g)];
  expect(examples).toHaveLength(2);
  examples.forEach(([, name, version]) => expect(entriesOf(frameworkOf(name).toString())!.map((entry) => entry.version)).toContain(version));
});
