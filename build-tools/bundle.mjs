// Bundles the compiled files into lib/index.js, because one file loads faster than two hundred: docs/decisions/06-one-file.md.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { build } from 'esbuild';
import ts from 'typescript';
import { lazyModules } from './lazy-modules.mjs';

const ENTRY = resolve(import.meta.dirname, '../lib/index.js');

await build({
  // Requires the compiled index instead of bundling it as the entry point: its getters would stand at the top level, in a form that makes Node.js 22
  // ignore the names that are listed below.
  stdin: { contents: "module.exports = require('./index.js');", resolveDir: dirname(ENTRY) },
  outfile: ENTRY,
  allowOverwrite: true,
  bundle: true,
  platform: 'node',
  target: 'node22',
  keepNames: true,
  external: ['aws-cdk-lib/*'],
  plugins: [lazyModules(dirname(ENTRY))],
  logLevel: 'warning',
});

// Lists the names for ES modules. Node.js reads the names of a CommonJS module from its text without running it, and finds none in a bundle.
// The assignment is never executed.
const names = Object.keys(createRequire(import.meta.url)(ENTRY));
writeFileSync(ENTRY, `${withoutNames(withoutComments(readFileSync(ENTRY, 'utf8')))}0 && (module.exports = { ${names.join(', ')} });\n`);

removeUnusedTypes();

/** Removes the declarations that `index.d.ts` does not lead to. Only the index can be imported, so no compiler reads them. */
function removeUnusedTypes() {
  const lib = dirname(ENTRY);
  const used = new Set([join(lib, 'index.d.ts')]);
  for (const file of used) {
    const visit = (node) => {
      const from = ts.isImportTypeNode(node) ? node.argument.literal : node.moduleSpecifier;
      if (from?.text.startsWith('.')) {
        const path = join(dirname(file), from.text);
        used.add(existsSync(`${path}.d.ts`) ? `${path}.d.ts` : join(path, 'index.d.ts'));
      }
      ts.forEachChild(node, visit);
    };
    visit(ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ESNext));
  }
  const all = readdirSync(lib, { recursive: true }).filter((name) => name.endsWith('.d.ts')).map((name) => join(lib, name));
  all.filter((file) => !used.has(file)).forEach((file) => rmSync(file));
}

/**
 * Removes the comments that esbuild keeps, those of class members, because they are a tenth of what users download. Keeps the names of the bundled files,
 * which help to read a stack trace.
 */
function withoutComments(text) {
  const kept = [];
  let end = 0;
  const visit = (node) => {
    const parts = node.getChildren().filter((part) => !ts.isJSDoc(part));
    parts.forEach(visit);
    const before = parts.length > 0 ? [] : [...ts.getTrailingCommentRanges(text, node.pos) ?? [], ...ts.getLeadingCommentRanges(text, node.pos) ?? []];
    for (const comment of before) {
      if (comment.pos >= end && !/^\/\/ (lib|node_modules)\//.test(text.slice(comment.pos, comment.end))) {
        kept.push(text.slice(end, comment.pos).trimEnd());
        end = comment.end;
      }
    }
  };
  visit(ts.createSourceFile(ENTRY, text, ts.ScriptTarget.ESNext, true));
  return [...kept, text.slice(end)].join('');
}

/**
 * Removes the calls with which esbuild names functions. They set the name that the function has anyway, each time that an inner function is created. Keeps those
 * that name classes, because a class that refers to itself has another name inside.
 */
function withoutNames(text) {
  const edits = [];
  const visit = (node) => {
    const [named, name] = ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === '__name' ? node.arguments : [];
    if (named && ts.isExpressionStatement(node.parent) && ts.isIdentifier(named) && named.text === name.text) {
      edits.push([node.parent.getFullStart(), node.parent.end, '']);
    } else if (named && (ts.isArrowFunction(named) || ts.isFunctionExpression(named))) {
      edits.push([node.getStart(), named.getStart(), '('], [named.end, node.end, ')']);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(ENTRY, text, ts.ScriptTarget.ESNext, true));
  return edits.sort(([a], [b]) => b - a).reduce((result, [start, end, by]) => result.slice(0, start) + by + result.slice(end), text);
}
