import { AREAS } from './areas';
import { RULES, rulesNamed, warningsOf, type Rule } from './rules';

const MISTAKES = Object.values(AREAS).flat();
const linked = new Map<Rule, typeof MISTAKES>();
for (const mistake of MISTAKES) {
  for (const rule of (mistake.rules ?? []).flatMap(rulesNamed)) {
    linked.set(rule, [...linked.get(rule) ?? [], mistake]);
  }
}

test('each rule that a mistake names is one in docs/rules.md', () => {
  const names = [...new Set(MISTAKES.flatMap(({ rules = [] }) => rules))];
  expect(names.filter((name) => rulesNamed(name).length !== 1).map((name) => `${name}: ${rulesNamed(name).length}`)).toEqual([]);
});

test('each rule that is refused or warned of has a mistake, and so has each of its warnings', () => {
  const missing = RULES.filter(({ outcome }) => /error|warning/.test(outcome)).flatMap((rule) => {
    const outcomes = (linked.get(rule) ?? []).map(({ ours }) => ours);
    const warned = outcomes.flatMap(({ kind, detail }) => kind === 'warned' ? [detail] : []);
    const lacks = warningsOf(rule).filter((id) => !warned.includes(id)).map((id) => `warning ${id}`);
    const refused = outcomes.some(({ kind }) => kind === 'call' || kind === 'synth');
    return [...lacks, .../error/.test(rule.outcome) && !refused ? ['error'] : []].map((what) => `${rule.headline} | ${rule.property} | ${rule.rule}: ${what}`);
  });
  expect(missing).toEqual([]);
});

test('there are rules, and mistakes of rules that the library handles or whose types prevent them', () => {
  expect(RULES.length).toBeGreaterThan(300);
  const handled = RULES.filter(({ outcome }) => /^(handled|by design)/.test(outcome));
  expect(handled.filter((rule) => linked.has(rule)).length).toBeGreaterThan(30);
});
