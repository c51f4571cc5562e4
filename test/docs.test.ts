import * as fs from 'fs';
import * as path from 'path';

const ROOT = path.join(__dirname, '..');

function sources(folder: string): string[] {
  return fs.readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => entry.isDirectory() ? sources(path.join(folder, entry.name)) : [fs.readFileSync(path.join(folder, entry.name), 'utf-8')]);
}

test('docs/warnings.md lists each warning, and no other', () => {
  const issued = sources(path.join(ROOT, 'src')).flatMap((source) => [...source.matchAll(/\bwarn\([\w.]+, '(\w+)'/g)].map((match) => match[1]));
  const listed = [...fs.readFileSync(path.join(ROOT, 'docs', 'warnings.md'), 'utf-8').matchAll(/^\| `(\w+)` \|/gm)].map((match) => match[1]);
  expect(issued.length).toBeGreaterThan(10);
  expect(listed).toEqual([...new Set(issued)].sort());
});
