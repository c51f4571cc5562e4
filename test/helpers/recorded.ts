import * as fs from 'fs';

/**
 * Compares a value, complete, with the one in a JSON file. `RECORD=true npx jest FILE` writes the file anew: read the difference before you commit it.
 *
 * @param file the path of the file, which has a line for each entry
 * @param found the lists of entries, by name
 */
export function expectRecorded(file: string, found: { readonly [name: string]: readonly object[] }): void {
  if (process.env.RECORD === 'true') {
    const lists = Object.entries(found).map(([name, entries]) => `  ${JSON.stringify(name)}: [\n${entries.map((entry) => `    ${JSON.stringify(entry)}`).join(',\n')}\n  ]`);
    fs.writeFileSync(file, `{\n${lists.join(',\n')}\n}\n`);
  }
  const recorded = JSON.parse(fs.readFileSync(file, 'utf8')) as typeof found;
  expect(Object.keys(found)).toEqual(Object.keys(recorded));
  Object.entries(found).forEach(([name, entries]) => expect({ [name]: entries }).toEqual({ [name]: recorded[name] }));
}
