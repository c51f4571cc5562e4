// Makes the compiled files load each other when they first use each other, instead of all at once: docs/decisions/06-one-file.md.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import ts from 'typescript';

const require = createRequire(import.meta.url);

// The packages that are not bundled: one call of `require` for each, because it looks up the file again each time, and there are two hundred.
const SHARED = ['aws-cdk-lib', 'constructs'];

/** Returns the plugin for esbuild. `lib` is the folder with the compiled files. */
export function lazyModules(lib) {
  return {
    name: 'lazy-modules',
    setup(build) {
      build.onResolve({ filter: new RegExp(`^(${SHARED.join('|')})$`) }, ({ path, namespace }) =>
        namespace === 'shared' ? { path, external: true } : { path, namespace: 'shared' });
      build.onLoad({ filter: /.*/, namespace: 'shared' }, ({ path }) => ({ contents: `module.exports = require('${path}');`, resolveDir: lib }));
      build.onLoad({ filter: /\.js$/ }, ({ path }) =>
        path.startsWith(lib + sep) ? { contents: lazily(path, readFileSync(path, 'utf8')), loader: 'js' } : undefined);
    },
  };
}

/** Rewrites a compiled file: each use of an imported file becomes a call of `require`, which esbuild turns into a call of a function that loads once. */
function lazily(path, text) {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true);
  const imports = new Map();
  const edits = [];
  for (const statement of file.statements) {
    const imported = importOf(statement);
    if (imported) {
      imports.set(imported.name, imported.from);
      edits.push({ start: statement.getStart(file), end: statement.end, text: '' });
    } else if (ts.isExpressionStatement(statement)) {
      const reexported = reexportOf(path, statement.expression);
      if (reexported !== undefined) {
        edits.push({ start: statement.getStart(file), end: statement.end, text: reexported });
      }
    }
  }
  const visit = (node) => {
    if (ts.isIdentifier(node) && imports.has(node.text) && isUse(node)) {
      edits.push({ start: node.getStart(file), end: node.end, text: `(require(${JSON.stringify(imports.get(node.text))}))` });
    }
    ts.forEachChild(node, visit);
  };
  file.statements.filter((statement) => !importOf(statement)).forEach(visit);
  return edits.sort((a, b) => b.start - a.start).reduce((result, { start, end, text: by }) => result.slice(0, start) + by + result.slice(end), text);
}

/** `const checks_1 = require("../private/checks")`, also with the wrapper of a default import, which does nothing for files of TypeScript. */
function importOf(statement) {
  if (!ts.isVariableStatement(statement) || statement.declarationList.declarations.length !== 1) {
    return undefined;
  }
  const [{ name, initializer }] = statement.declarationList.declarations;
  const call = initializer && ts.isCallExpression(initializer) && isNamed(initializer.expression, '__importDefault') ? initializer.arguments[0] : initializer;
  const from = requiredFile(call);
  return from === undefined ? undefined : { name: name.text, from };
}

/** `__exportStar(require("./endpoint"), exports)`, or `exports.registry = __importStar(require("./registry"))`. */
function reexportOf(path, expression) {
  const [helper, call] = ts.isBinaryExpression(expression) ? ['__importStar', expression.right] : ['__exportStar', expression];
  const from = ts.isCallExpression(call) && isNamed(call.expression, helper) ? requiredFile(call.arguments[0]) : undefined;
  if (from === undefined) {
    return undefined;
  }
  return call === expression
    ? namesIn(path, from).map((name) => getter(name, `require("${from}").${name}`)).join('\n')
    : getter(expression.left.name.text, `require("${from}")`);
}

/** The argument of `require`, if it is a file of the library. */
function requiredFile(node) {
  const isRequire = node && ts.isCallExpression(node) && isNamed(node.expression, 'require');
  return isRequire && node.arguments[0].text.startsWith('.') ? node.arguments[0].text : undefined;
}

/** The names that a file exports at run time. */
function namesIn(path, from) {
  return Object.keys(require(join(dirname(path), from))).filter((name) => name !== 'default');
}

/** Exports a name like the helpers of the compiler, but without loading the file. */
function getter(name, value) {
  return `Object.defineProperty(exports, "${name}", { enumerable: true, get() { return ${value}; } });`;
}

function isNamed(expression, name) {
  return ts.isIdentifier(expression) && expression.text === name;
}

/** Not the name of a member, such as in `a.checks_1`. */
function isUse(node) {
  return !(ts.isPropertyAccessExpression(node.parent) && node.parent.name === node);
}
