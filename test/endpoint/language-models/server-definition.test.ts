import * as fs from 'fs';
import * as path from 'path';
import { LMI } from '../../../src/endpoint/language-models/lmi';
import type { ServerDefinition } from '../../../src/endpoint/language-models/server-definition';
import { SGLANG } from '../../../src/endpoint/language-models/sglang';
import { TEI } from '../../../src/endpoint/language-models/tei';
import { VLLM } from '../../../src/endpoint/language-models/vllm';

const PAGE = fs.readFileSync(path.join(__dirname, '..', '..', '..', 'docs', 'language-models.md'), 'utf8');

/** The rows of the section of a server, as they follow from its options. */
function rowsOf({ options }: ServerDefinition): string[] {
  return Object.entries(options).map(([option, { variables }]) => `| \`${option}\` | ${variables.map((variable) => `\`${variable}\``).join(', ')} |`);
}

test.each([VLLM, SGLANG, LMI, TEI])('docs/language-models.md lists each option of $title with its variables, and no other', (server) => {
  const [, section] = PAGE.split(`\n### ${server.title}\n`);
  expect(section.split('\n### ')[0].split('\n## ')[0].split('\n').filter((line) => /^\| `/.test(line))).toEqual(rowsOf(server));
});

test.each([VLLM, SGLANG, LMI, TEI])('no variable of $title belongs to two options', ({ options }) => {
  const variables = Object.values(options).flatMap((option) => option.variables);
  expect(variables).toEqual([...new Set(variables)]);
});
