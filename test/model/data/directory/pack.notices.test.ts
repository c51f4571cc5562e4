import { execFileSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import { temporaryDirectory } from './given';
import { ROOT, bundle } from '../../../helpers/bundle';

const home = temporaryDirectory();
const notices = () => fs.readFileSync(path.join(ROOT, 'THIRD-PARTY-NOTICES'), 'utf8');

/** The files of other packages that become part of lib/index.js. */
function bundledFiles(): string[] {
  const metafile = path.join(home(), 'meta.json');
  bundle("import './src/model/data/packed-directory'; export * from './src'", path.join(home(), 'index.js'), `--metafile=${metafile}`);
  return Object.keys(JSON.parse(fs.readFileSync(metafile, 'utf8')).inputs).filter((input) => input.includes('node_modules/'));
}

/** The folders of their packages. */
function bundledPackages(): string[] {
  const folders = bundledFiles().map((file) => file.match(/^.*node_modules\/(@[^/]+\/)?[^/]+/)![0]);
  return [...new Set(folders)].map((folder) => path.join(ROOT, folder));
}

function licenceOf(folder: string): string {
  const file = fs.readdirSync(folder).find((name) => /^licen[cs]e/i.test(name));
  return fs.readFileSync(path.join(folder, file!), 'utf8').trim();
}

test('THIRD-PARTY-NOTICES has each package in lib/index.js, with its licence, and no other', () => {
  const packages = bundledPackages().map((folder) => ({ folder, ...JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8')) }));
  const headings = [...notices().matchAll(/^=+\n(.+) \((.+)\)\n/gm)].map(([, name, licence]) => `${name}: ${licence}`);
  expect(headings).toEqual(packages.map(({ name, license }) => `${name}: ${license}`).sort());
  for (const { folder } of packages) {
    expect(notices()).toContain(licenceOf(folder));
  }
});

test('what would unpack archives is not bundled', () => {
  expect(bundledFiles().filter((file) => /\/(unpack|extract|parse|index\.min)\.js$/.test(file))).toEqual([]);
});

test('THIRD-PARTY-NOTICES is published', () => {
  const [{ files }] = JSON.parse(execFileSync('npm', ['pack', '--dry-run', '--ignore-scripts', '--json'], {
    cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], shell: process.platform === 'win32',
  }));
  expect(files.map((file: { path: string }) => file.path)).toContain('THIRD-PARTY-NOTICES');
});
