import { DLC_ACCOUNTS } from '../../src/dlc/dlc-accounts.generated';
import { allAccounts, isAccountOfAws } from '../../src/dlc/image-catalog';

test.each([
  ['763104351884', 'Deep Learning Containers in most regions'],
  ['727897471807', 'Deep Learning Containers in China'],
  ['683313688378', 'scikit-learn and XGBoost in us-east-1'],
  ['382416733822', 'the first built-in algorithms in us-east-1'],
])('%s is one of AWS: %s', (account) => {
  expect(isAccountOfAws(account)).toBe(true);
});

test('each account that the catalog has is one of AWS', () => {
  const known = [...Object.values(DLC_ACCOUNTS), ...allAccounts()];
  expect(known.filter((account) => !isAccountOfAws(account))).toEqual([]);
  expect(new Set(known).size).toBeGreaterThan(50);
  expect(known.filter((account) => !/^\d{12}$/.test(account))).toEqual([]);
});

test.each(['123456789012', '210987654321', '', '76310435188', '7631043518840', 'us-east-1'])('%p is none', (account) => {
  expect(isAccountOfAws(account)).toBe(false);
});
