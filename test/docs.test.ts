import * as fs from 'fs';
import * as path from 'path';

const ROOT = path.join(__dirname, '..');
const SOURCES = sources(path.join(ROOT, 'src'));
const ISSUED = [...new Set(SOURCES.flatMap((source) => [...source.matchAll(/\bwarn\([\w.]+, '(\w+)'/g)].map((match) => match[1])))].sort();

function sources(folder: string): string[] {
  return fs.readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => entry.isDirectory() ? sources(path.join(folder, entry.name)) : [fs.readFileSync(path.join(folder, entry.name), 'utf-8')]);
}

function read(name: string): string {
  return fs.readFileSync(path.join(ROOT, 'docs', name), 'utf-8');
}

test('docs/warnings.md lists each warning, and no other', () => {
  const listed = [...read('warnings.md').matchAll(/^\| `(\w+)` \|/gm)].map((match) => match[1]);
  expect(ISSUED.length).toBeGreaterThan(10);
  expect(listed).toEqual(ISSUED);
});

describe('docs/rules.md', () => {
  const page = read('rules.md');
  // Cells of a table never hold a bar, so a row splits at each of them.
  const rows = page.split('\n').filter((line) => /^\| (?!---)/.test(line)).map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim()))
    .filter(([property]) => property !== 'property' && property !== 'method');
  const quoted = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1]);

  test('names the warning of each rule, and no other', () => {
    const named = rows.flatMap(([, , outcome]) => [...outcome.matchAll(/warning `(\w+)`/g)].map((match) => match[1]));
    expect([...new Set(named)].sort()).toEqual(ISSUED);
  });

  test('says of each rule what is refused or warned of, and when', () => {
    expect(rows.length).toBeGreaterThan(100);
    for (const row of rows) {
      expect(row).toHaveLength(5);
      expect(row[2]).toMatch(/^(error|warning|by design|handled|not checked|not in CloudFormation|no rule)/);
      expect(row[3]).toMatch(/error|warning/.test(row[2]) ? /^(call|synth|call, synth)$/ : /^$/);
    }
  });

  test('has no rule of a property twice', () => {
    const twice = page.split(/^## /m).flatMap((section) => {
      const rules = [...section.matchAll(/^\| ([^|]+) \| ([^|]+) \|/gm)].map(([, property, rule]) => `${property}: ${rule}`)
        .filter((rule) => !/^(property|method): rule$/.test(rule));
      return rules.filter((rule, index) => rules.indexOf(rule) !== index);
    });
    expect(twice).toEqual([]);
  });

  test('speaks of properties and methods that there are', () => {
    const all = SOURCES.join('\n');
    const words = rows.flatMap(([property]) => quoted(property)).flatMap((name) => name.split('.'));
    expect(words.length).toBeGreaterThan(100);
    expect(words.filter((word) => !new RegExp(`\\b${word}\\b`).test(all))).toEqual([]);
  });

  test('gives an address for each source, and none that no rule has', () => {
    const given = [...page.matchAll(/^\[([^\]]+)\]: https:\/\//gm)].map((match) => match[1]);
    const used = rows.flatMap(([, , , , source]) => [...source.matchAll(/\[([^\]]+)\](?!\[)/g)].map((match) => match[1]));
    expect([...new Set(used)].sort()).toEqual([...given].sort());
  });
});
