import * as fs from 'fs';
import * as path from 'path';
import * as ts from 'typescript';
import { ownTypes, withAncestors, type Docs, type Type } from './compatibility/assembly';

/*
 * How the library speaks, as far as a program can see it: in the public documentation, and in the comments and messages of the sources.
 * Each test lists all that breaks its rule.
 */

const SOURCES = path.join(__dirname, '..', 'src');

/** Words for people, and paraphrases of a term that AWS has. */
const AVOIDED = /\b(nobody|somebody|anybody|everybody|someone|no one|is told|are told|not told|goes over|may then|worth to|of AWS's own|whole number|so that nobody)\b/i;

/** Beginnings of a sentence that says nothing of itself. */
const QUESTION = /^(what|how|which|whether|where|when|who|whose|why)\b/i;

/** Parameters are named by a noun phrase. */
const NOUN_PHRASE = /^(the|a|an|one|each|any|true|false|an optional|additional|options|further)\b/i;

interface Text {
  readonly place: string;
  readonly text: string;
}

const types = ownTypes();

/** The documentation that this library writes itself; what a member inherits of the CDK is the CDK's. */
function documented(pick: (docs: Docs) => string | undefined): Text[] {
  return types.flatMap((type) => [
    { place: type.name, docs: type.docs },
    { place: `${type.name}.constructor`, docs: type.initializer?.docs },
    ...(type.members ?? []).map((member) => ({ place: `${type.name}.${member.name}`, docs: member.docs })),
    ...[...type.properties ?? [], ...type.methods ?? []].map((member) => ({ place: `${type.name}.${member.name}`, docs: member.docs })),
  ]).flatMap(({ place, docs }) => {
    const text = docs && pick(docs);
    return text ? [{ place, text }] : [];
  });
}

function parameters(type: Type): Text[] {
  const own = withAncestors(type).length > 0 ? [...type.methods ?? [], ...type.initializer ? [{ name: 'constructor', ...type.initializer }] : []] : [];
  return own.flatMap((method) => (method.parameters ?? []).flatMap(({ name, docs }) =>
    docs?.summary ? [{ place: `${type.name}.${method.name}(${name})`, text: docs.summary }] : []));
}

/** The comments, and the strings that hold a sentence, of a source file. */
function textsOf(file: string): Text[] {
  const content = fs.readFileSync(file, 'utf8');
  const source = ts.createSourceFile(file, content, ts.ScriptTarget.Latest, true);
  const place = (position: number) => `${path.relative(SOURCES, file)}:${source.getLineAndCharacterOfPosition(position).line + 1}`;
  const found: Text[] = [];
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, false, ts.LanguageVariant.Standard, content);
  for (let token = scanner.scan(); token !== ts.SyntaxKind.EndOfFileToken; token = scanner.scan()) {
    if (token === ts.SyntaxKind.SingleLineCommentTrivia || token === ts.SyntaxKind.MultiLineCommentTrivia) {
      found.push({ place: place(scanner.getTokenStart()), text: scanner.getTokenText().replace(/\s*\n\s*\*\s?/g, ' ') });
    }
  }
  const visit = (node: ts.Node): void => {
    if ((ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddle(node) || ts.isTemplateTail(node)) && node.text.includes(' ')) {
      found.push({ place: place(node.getStart()), text: node.text });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function sources(): string[] {
  return fs.readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.includes('.generated.')).map((name) => path.join(SOURCES, name));
}

const listed = (texts: readonly Text[]) => texts.map(({ place, text }) => `${place}: ${text}`);

test('there is something to read', () => {
  expect(documented(({ summary }) => summary).length).toBeGreaterThan(500);
  expect(types.flatMap(parameters).length).toBeGreaterThan(200);
  expect(sources().flatMap(textsOf).length).toBeGreaterThan(1000);
});

test('no documentation begins with a question', () => {
  expect(listed(documented(({ summary }) => summary).filter(({ text }) => QUESTION.test(text)))).toEqual([]);
});

test('each default says what happens', () => {
  const silent = /^-?\s*(none|not (known|told|given|set)|nothing|no value)\s*([.,;:]|$)|\bnot (told|given)\b/i;
  expect(listed(documented((docs) => docs.default).filter(({ text }) => silent.test(text)))).toEqual([]);
});

test('each parameter is named by a noun phrase', () => {
  expect(listed(types.flatMap(parameters).filter(({ text }) => !NOUN_PHRASE.test(text)))).toEqual([]);
});

test('no comment and no message speaks of people, or paraphrases a term of AWS', () => {
  expect(listed(sources().flatMap(textsOf).filter(({ text }) => AVOIDED.test(text)))).toEqual([]);
});
