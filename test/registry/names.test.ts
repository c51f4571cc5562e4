import { matches, type StringRule } from '../../src/private/checks';
import { DESCRIPTION, DIGEST, FILE_KEY, ONE_LINE } from '../../src/registry/names';

const HEX = '0123456789abcdef'.repeat(4);

const refusedBy = (rule: StringRule, texts: string[]) => texts.filter((text) => matches('value', text, rule) !== undefined);

describe.each<[string, StringRule, string[], string[]]>([
  ['a digest', DIGEST, [`sha256:${HEX}`, `SHA256:${HEX.toUpperCase()}`, `Sha256:${HEX}`],
    ['', HEX, `sha256:${HEX}0`, `sha256:${HEX.slice(1)}`, `sha256:${HEX.slice(1)}g`, `sha256:${HEX.slice(1)}\n`, `xsha256:${HEX.slice(1)}`, `sha512:${HEX}`, `sha256-${HEX}`]],
  ['a description', DESCRIPTION, ['', 'a', 'Größe 7 €, e\u0301 + 日本 (x)_', 'a'.repeat(1024)], ['\n', 'a\n', '\na', 'a\tb', 'a\u0000', 'a\u200b', 'a'.repeat(1025)]],
  ['one line', ONE_LINE, ['', 'a', 'a\tb €', 'a'.repeat(1024)], ['\n', 'a\n', '\na', 'a\rb', 'a'.repeat(1025)]],
  ['the key of a file', FILE_KEY, ['a', 'a/b c.json', 'a'.repeat(1024)], ['', 'a\nb', 'a'.repeat(1025)]],
])('%s', (_what, rule, taken, refused) => {
  test('is taken', () => {
    expect(refusedBy(rule, taken)).toEqual([]);
  });

  test('is refused', () => {
    expect(refusedBy(rule, refused)).toEqual(refused);
  });
});

test('messages say what is allowed', () => {
  expect([DIGEST, DESCRIPTION, ONE_LINE, FILE_KEY].map((rule) => matches('value', '\n'.repeat(1025), rule)?.split(', got')[0])).toEqual([
    "value must be 'sha256:' and 64 hexadecimal digits",
    'value must be a string without line breaks and other control characters (0 to 1024 characters)',
    'value must be a string without line breaks (0 to 1024 characters)',
    'value must be the key of an object (1 to 1024 characters)',
  ]);
});
