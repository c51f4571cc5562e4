// What build-tools/mutation.py asks of Node.js:
//   node command.mjs mutants FILE...           prints the mutants of the files as JSON
//   node command.mjs uses FILE...              prints which functions and definitions contain each name, as JSON
//   node command.mjs types FOLDER FILE         prints the error of the compiler for each mutant of a JSON file in the sources of a folder, or null, as JSON
//   node command.mjs instrument FOLDER FILE... writes the files to the folder, with calls that report which functions run
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { instrumented, usesOf } from './functions.mjs';
import { mutantsOf } from './mutators.mjs';
import { typeErrorsOf } from './types.mjs';

const [command, ...rest] = process.argv.slice(2);
if (command === 'mutants') {
  const found = [];
  for (const file of rest) {
    found.push(...await mutantsOf(file, readFileSync(file, 'utf8')));
  }
  process.stdout.write(JSON.stringify(found));
} else if (command === 'uses') {
  const uses = Object.create(null);
  for (const file of rest) {
    for (const [name, users] of usesOf(file, readFileSync(file, 'utf8'))) {
      (uses[name] ??= []).push(...users);
    }
  }
  process.stdout.write(JSON.stringify(uses));
} else if (command === 'types') {
  const [folder, file] = rest;
  const mutants = JSON.parse(readFileSync(file, 'utf8'));
  process.chdir(folder);
  process.stdout.write(JSON.stringify(typeErrorsOf(mutants)));
} else {
  const [folder, ...files] = rest;
  for (const file of files) {
    const to = join(folder, file);
    mkdirSync(dirname(to), { recursive: true });
    writeFileSync(to, instrumented(file, readFileSync(file, 'utf8')));
  }
}
