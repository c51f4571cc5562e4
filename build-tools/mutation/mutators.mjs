// Makes the mutants of a source: those of Stryker, and three kinds that it lacks.
import { Instrumenter } from '@stryker-mutator/instrumenter';
import ts from 'typescript';
import { definedAt, definitionAt, functionAt, functionsOf, parse, textsIn } from './functions.mjs';

const log = () => undefined;
const LOGGER = { isDebugEnabled: () => false, debug: log, info: log, warn: log, error: log };
const OPTIONS = { plugins: null, excludedMutations: [], ignorers: [], noHeader: true };

/** Returns the mutants, in the order of the source. Each replaces a part of the text. */
export async function mutantsOf(file, text) {
  const source = parse(file, text);
  const functions = functionsOf(source);
  const all = [...await ofStryker(file, text, source), ...numbers(source), ...statements(source), ...properties(source)];
  const seen = new Set();
  return all
    .sort((a, b) => a.start - b.start || a.end - b.end || (a.replacement < b.replacement ? -1 : 1))
    .filter(({ start, end, replacement }) => {
      const key = `${start} ${end} ${replacement}`;
      return text.slice(start, end) !== replacement && !seen.has(key) && seen.add(key);
    })
    .map((mutant) => {
      const around = functionAt(functions, mutant.start, mutant.end);
      const place = around ?? definitionAt(source, mutant.start, mutant.end);
      const line = source.getLineAndCharacterOfPosition(mutant.start).line;
      return {
        file, ...mutant, line: line + 1, original: text.slice(mutant.start, mutant.end), code: text.split('\n')[line].trim(),
        // In the order of their nesting: a call of an outer function does not reach the inner one.
        constant: around ? undefined : definedAt(source, mutant.start, mutant.end),
        function: around ? `${file}:${around.start}` : undefined, functionName: around?.name ?? '',
        // By which tests mention the mutant itself, and what is around it.
        texts: textsIn(source, mutant.start, mutant.end), textsAround: place ? textsIn(source, place.start ?? place.getStart(source), place.end) : [],
      };
    });
}

async function ofStryker(file, text, source) {
  const { mutants } = await new Instrumenter(LOGGER).instrument([{ name: file, content: text, mutate: true }], OPTIONS);
  return mutants.map(({ mutatorName, location, replacement }) => ({
    mutator: mutatorName,
    start: source.getPositionOfLineAndCharacter(location.start.line, location.start.column),
    end: source.getPositionOfLineAndCharacter(location.end.line, location.end.column),
    replacement,
  }));
}

/** Each number, one more and one less: the edges of limits. */
function numbers(source) {
  return collect(source, (node) => {
    if (!ts.isNumericLiteral(node) || ts.isLiteralTypeNode(node.parent) || ts.isElementAccessExpression(node.parent)) {
      return [];
    }
    const value = Number(node.text);
    const step = Number.isInteger(value) ? 1 : 0.01;
    return [value + step, value - step].map((next) => replace(source, node, 'NumberLiteral', `(${Number(next.toPrecision(12))})`));
  });
}

/** Each call whose result is not used, left out. */
function statements(source) {
  return collect(source, (node) => {
    const dropped = ts.isExpressionStatement(node) && (ts.isCallExpression(node.expression) || ts.isBinaryExpression(node.expression))
      && node.expression.expression?.kind !== ts.SyntaxKind.SuperKeyword;
    return dropped ? [replace(source, node, 'StatementRemoval', ';')] : [];
  });
}

/** Each property of an object, left out. */
function properties(source) {
  return collect(source, (node) => {
    if (!ts.isObjectLiteralExpression(node) || isPattern(node)) {
      return [];
    }
    return node.properties.map((property, index) => {
      const last = index === node.properties.length - 1;
      const end = last ? node.properties.end : node.properties[index + 1].getStart(source);
      return { mutator: 'PropertyRemoval', start: property.getStart(source), end: Math.max(end, property.end), replacement: '' };
    });
  });
}

/** Whether an object is what is assigned to, as in `({ a } = b)`. */
function isPattern(node) {
  return ts.isBinaryExpression(node.parent) && node.parent.left === node;
}

function replace(source, node, mutator, replacement) {
  return { mutator, start: node.getStart(source), end: node.end, replacement };
}

function collect(source, of) {
  const found = [];
  const visit = (node) => {
    found.push(...of(node));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}
