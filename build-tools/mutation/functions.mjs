// Finds the functions of a source, and makes them report that they are called: a test can find a mutant only if it calls the function around it.
import ts from 'typescript';

export const parse = (file, text) => ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);

/** Returns the functions that have a body, in the order of the source; what stands in none of them runs when the module is loaded. */
export function functionsOf(source) {
  const found = [];
  const visit = (node) => {
    if (ts.isFunctionLike(node) && node.body) {
      found.push({ node, start: node.getStart(source), end: node.end, name: nameOf(node, source) });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** Returns the innermost function that contains a position, or undefined. */
export function functionAt(functions, start, end) {
  return functions.filter((each) => each.start <= start && end <= each.end).at(-1);
}

function nameOf(node, source) {
  for (let each = node; each; each = each.parent) {
    if (ts.isConstructorDeclaration(each)) {
      return `${each.parent.name?.text ?? ''}.constructor`;
    }
    if (each.name && (ts.isFunctionLike(each) || ts.isVariableDeclaration(each) || ts.isPropertyDeclaration(each))) {
      return each.name.getText(source);
    }
  }
  return '';
}

/** Returns what is defined at the top level around a position, such as a constant, or undefined. */
export function definitionAt(source, start, end) {
  return source.statements.flatMap((statement) => ts.isVariableStatement(statement) ? [...statement.declarationList.declarations] : [statement])
    .find((each) => each.getStart(source) <= start && end <= each.end);
}

/** Returns the name of what is defined at the top level around a position, or undefined. */
export function definedAt(source, start, end) {
  return definitionAt(source, start, end)?.name?.getText(source);
}

const SHORTEST_TEXT = 6;
const LONGEST_TEXT = 24;

/**
 * Returns the texts in a part of a source by which a test can mention it: the names of warnings, and the beginnings and ends of messages, which tests break into
 * lines elsewhere.
 */
export function textsIn(source, start, end) {
  const found = new Set();
  const visit = (node) => {
    if (node.end <= start || node.getStart(source) >= end) {
      return;
    }
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddle(node) || ts.isTemplateTail(node)) {
      [node.text.slice(0, LONGEST_TEXT), node.text.slice(-LONGEST_TEXT)].map((text) => text.trim()).filter((text) => text.length >= SHORTEST_TEXT)
        .forEach((text) => found.add(text));
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return [...found];
}

/** Returns which functions, and which definitions at the top level, contain each name. Of a function it is the ID, of a definition the name. */
export function usesOf(file, text) {
  const source = parse(file, text);
  const functions = functionsOf(source);
  const uses = new Map();
  const visit = (node) => {
    if (ts.isIdentifier(node) && !ts.isImportSpecifier(node.parent)) {
      const around = functionAt(functions, node.getStart(source), node.end);
      const user = around ? `${file}:${around.start}` : definedAt(source, node.getStart(source), node.end);
      if (user && user !== node.text) {
        uses.set(node.text, (uses.get(node.text) ?? new Set()).add(user));
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return uses;
}

/** Returns the text with a call in each function, and around what runs when the module is loaded. */
export function instrumented(file, text) {
  const source = parse(file, text);
  const edits = [];
  for (const { node, start } of functionsOf(source)) {
    const call = `globalThis.__called?.(${JSON.stringify(`${file}:${start}`)})`;
    if (ts.isBlock(node.body)) {
      edits.push([node.body.getStart(source) + 1, `${call};`]);
    } else {
      edits.push([node.body.getStart(source), `(${call}, `], [node.body.end, ')']);
    }
  }
  edits.sort(([a], [b]) => b - a);
  const body = edits.reduce((so, [position, added]) => so.slice(0, position) + added + so.slice(position), text);
  // Imports are required in their places, so the first statement runs before them if it is one.
  return `globalThis.__loading?.(1); ${body}\nglobalThis.__loading?.(-1);\n`;
}
