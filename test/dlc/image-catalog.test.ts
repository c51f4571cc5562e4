import { gzipSync } from 'zlib';
import { accountsOf, entriesOf, frameworkNames, frameworksByAlias, frameworksByKind } from '../../src/dlc/image-catalog';
import { IMAGE_CATALOG } from '../../src/dlc/image-catalog.generated';

const ENTRIES = frameworkNames().flatMap((framework) => entriesOf(framework)!.map((entry) => ({ framework, ...entry })));

test('each image has a repository and a tag that ECR takes', () => {
  expect(ENTRIES.length).toBeGreaterThan(800);
  expect(ENTRIES.filter(({ repository }) => !/^[a-z0-9]+([-.][a-z0-9]+)*$/.test(repository))).toEqual([]);
  expect(ENTRIES.filter(({ tag, purpose }) => !(tag === '' && purpose === 'monitoring') && !/^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/.test(tag))).toEqual([]);
});

test('each image is in regions, each of which has an account', () => {
  for (const key of new Set(ENTRIES.map(({ accounts }) => accounts))) {
    const accounts = Object.entries(accountsOf(key));
    expect(accounts.length).toBeGreaterThan(10);
    expect(accounts.filter(([region, account]) => !/^[a-z]{2,4}(-[a-z]+)+-\d$/.test(region) || !/^\d{12}$/.test(account))).toEqual([]);
    expect(accounts.map(([region]) => region)).toEqual(accounts.map(([region]) => region).sort());
  }
});

test('each framework is of one kind, and each other name is that of a framework', () => {
  expect(frameworksByKind().flat().sort()).toEqual(frameworkNames());
  expect(frameworkNames()).toEqual(expect.arrayContaining([...frameworksByAlias().values()]));
});

test('no two images are asked for in the same way', () => {
  const asked = ENTRIES.map(({ framework, version, base, python, processor }) => [framework, version, base, python, processor].join());
  expect(asked.filter((query, index) => asked.indexOf(query) !== index)).toEqual([]);
});

test('a version that has an image for all processors has none but for Graviton beside it', () => {
  const forAll = new Set(ENTRIES.filter(({ processor }) => processor === undefined).map(({ framework, version }) => `${framework} ${version}`));
  expect(forAll.size).toBeGreaterThan(20);
  const beside = ENTRIES.filter(({ framework, version, processor }) => processor !== undefined && forAll.has(`${framework} ${version}`));
  expect([...new Set(beside.map(({ processor }) => processor))]).toEqual(['graviton']);
});

test.each(['jax', '', 'toString', '__proto__'])('there are no images of %p', (name) => {
  expect(entriesOf(name)).toBeUndefined();
});

test('the catalog is small in a package, which is compressed', () => {
  expect(gzipSync(IMAGE_CATALOG).length).toBeLessThan(15_000);
});
