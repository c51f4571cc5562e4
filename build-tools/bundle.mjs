// Bundles the compiled files into lib/index.js, because one file loads faster than two hundred: docs/decisions/06-one-file.md.
import { appendFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, resolve } from 'node:path';
import { build } from 'esbuild';

const ENTRY = resolve(import.meta.dirname, '../lib/index.js');

await build({
  // Requires the compiled index instead of bundling it as the entry point: its getters would stand at the top level, in a form that makes Node.js 22
  // ignore the names that are listed below.
  stdin: { contents: "module.exports = require('./index.js');", resolveDir: dirname(ENTRY) },
  outfile: ENTRY,
  allowOverwrite: true,
  bundle: true,
  platform: 'node',
  target: 'node20',
  keepNames: true,
  external: ['aws-cdk-lib', 'constructs'],
  logLevel: 'warning',
});

// Lists the names for ES modules. Node.js reads the names of a CommonJS module from its text without running it, and finds none in a bundle.
// The assignment is never executed.
const names = Object.keys(createRequire(import.meta.url)(ENTRY));
appendFileSync(ENTRY, `0 && (module.exports = { ${names.join(', ')} });\n`);
