import { AREAS } from './areas';
import { KINDS, KIND_TITLES, type Kind, type Mistake } from './mistake';
import { rulesNamed } from './rules';
import { kindsOf, type Checked, type Kinds } from './run';

const FORMS = ['ours', 'l1', 'alpha'] as const;
const FORM_TITLES = { ours: 'this library', l1: 'L1 constructs', alpha: 'alpha module' };

/** How often each form has each kind of outcome. */
export type Sums = { readonly [form in typeof FORMS[number]]: { readonly [kind in Kind]: number } };

export interface Row extends Kinds {
  readonly area: string;
  readonly title: string;
  readonly aws: string;
  readonly detail: string;
  readonly sources: readonly string[];
}

/** One row for each mistake. */
export function rowsOf(checked: Checked): Row[] {
  return Object.entries(AREAS).flatMap(([area, mistakes]) => mistakes.map((mistake) => {
    const { title, aws, ours } = mistake;
    return { area, title, aws, detail: ours.kind === 'warned' ? ours.detail : '', sources: sourcesOf(mistake), ...kindsOf(mistake, checked) };
  }));
}

/** The addresses of what says that it is a mistake: those of the mistake, or those of its rules. */
export function sourcesOf({ source, rules = [] }: Mistake): string[] {
  return source ? [source] : [...new Set(rules.flatMap(rulesNamed).flatMap(({ sources }) => sources))];
}

export function sumsOf(rows: readonly Row[]): Sums {
  const count = (form: typeof FORMS[number]) => Object.fromEntries(KINDS.map((kind) => [kind, rows.filter((row) => row[form] === kind).length]));
  return Object.fromEntries(FORMS.map((form) => [form, count(form)])) as unknown as Sums;
}

/** The table of the sums, with a column for each form. */
export function sumsTable(sums: Sums): string[] {
  return [
    `| outcome | ${FORMS.map((form) => FORM_TITLES[form]).join(' | ')} |`,
    '|---|---|---|---|',
    ...KINDS.map((kind) => `| ${KIND_TITLES[kind]} | ${FORMS.map((form) => sums[form][kind]).join(' | ')} |`),
  ];
}

function tableOf(rows: readonly Row[]): string[] {
  return [
    '| mistake | AWS | this library | L1 constructs | alpha module |',
    '|---|---|---|---|---|',
    ...rows.map(({ title, aws, detail, sources, ours, l1, alpha }) => {
      const links = sources.map((source, index) => ` [${index + 1}](${source})`).join('');
      return `| ${title} | ${aws}${links} | ${KIND_TITLES[ours]}${detail && ` \`${detail}\``} | ${KIND_TITLES[l1]} | ${KIND_TITLES[alpha]} |`;
    }),
  ];
}

const INTRODUCTION = [
  '# Mistakes',
  '',
  'Common mistakes in the definition of an endpoint, and where each is found: with this library, with the L1 constructs of the CDK (`CfnModel` and others), and',
  'with `@aws-cdk/aws-sagemaker-alpha`. Each one is a program in `test/mistakes/areas`, which the tests run; `npm run mistakes` runs them with all three and prints this table.',
  'The mistakes are chosen from the rules of this library, from defects that were found in it, and from public reports. Mistakes that it does not know are not among them.',
  '',
  '- **impossible by types**: the program does not compile in TypeScript. Python and JavaScript have no such check.',
  '- **handled by the library**: the template has what is missing in a template written by hand, such as a permission.',
  '- **refused at the call**, **refused at synth**: an error. See [rules](rules.md).',
  '- **warned**: a warning with the ID. See [warnings](warnings.md).',
  "- **warned by the CDK's validation**: the CDK compares each template with the schemas of CloudFormation. It does so for each of the three; the",
  '  table names it only where nothing else is found.',
  '- **silent**: neither an error nor a warning; the deployment or a request shows it.',
  '- **no such feature**: the mistake needs a feature that the constructs do not have.',
];

/** The text of docs/mistakes.md. */
export function pageOf(rows: readonly Row[], neighbours: number): string {
  const areas = Object.keys(AREAS).flatMap((area) => ['', `## ${area}`, '', ...tableOf(rows.filter((row) => row.area === area))]);
  return [
    ...INTRODUCTION,
    '',
    `${rows.length} mistakes. ${neighbours} correct programs, each the nearest one to a mistake, are neither refused nor warned of.`,
    '',
    ...sumsTable(sumsOf(rows)),
    ...areas,
    '',
  ].join('\n');
}
