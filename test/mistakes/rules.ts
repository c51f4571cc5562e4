import * as fs from 'fs';
import * as path from 'path';

/** A row of docs/rules.md. */
export interface Rule {
  readonly headline: string;
  readonly property: string;
  readonly rule: string;
  readonly outcome: string;
  /** The addresses of the sources. */
  readonly sources: readonly string[];
}

const PAGE = readPage('rules.md');
const WARNINGS = new Set([...readPage('warnings.md').matchAll(/^\| `(\w+)` \|/gm)].map(([, id]) => id));
const ADDRESSES = new Map([...PAGE.matchAll(/^\[([^\]]+)\]: (\S+)$/gm)].map(([, name, address]) => [name, address]));

/** All rules, in the order of the page. */
export const RULES: readonly Rule[] = rulesOf(PAGE.split('\n'));

function rulesOf(lines: readonly string[]): Rule[] {
  const rules: Rule[] = [];
  let [section, headline] = ['', ''];
  for (const line of lines) {
    section = line.match(/^## (.*)/)?.[1] ?? section;
    headline = line.startsWith('## ') ? section : line.startsWith('### ') ? `${section} / ${line.slice(4)}` : headline;
    const [property, rule, outcome, , source] = line.split('|').slice(1, -1).map((cell) => cell.trim());
    if (source !== undefined && !/^(property|method|---)/.test(property)) {
      const names = [...source.matchAll(/\[([^\]]+)\](?!\[)/g)].map(([, name]) => name);
      rules.push({ headline, property, rule, outcome, sources: names.flatMap((name) => ADDRESSES.get(name) ?? []) });
    }
  }
  return rules;
}

/** The rules that a mistake names: by the beginning of a rule, or by a part of headline and property, ` > ` and the beginning. */
export function rulesNamed(name: string): Rule[] {
  const [, where, beginning] = name.match(/^(?:(.*) > )?(.*)$/)!;
  return RULES.filter(({ headline, property, rule }) => `${rule} |`.startsWith(beginning) && `${headline} | ${property}`.includes(where ?? ''));
}

/** The IDs of the warnings of a rule. */
export function warningsOf({ outcome }: Rule): string[] {
  return [...outcome.matchAll(/`(\w+)`/g)].map(([, id]) => id).filter((id) => WARNINGS.has(id));
}

function readPage(name: string): string {
  return fs.readFileSync(path.join(__dirname, '..', '..', 'docs', name), 'utf8');
}
