import { region_info as regions } from 'aws-cdk-lib';
import { DLC_ACCOUNTS } from '../../src/dlc/dlc-accounts.generated';

const ENTRIES = Object.entries(DLC_ACCOUNTS);

test('each entry is an account of a region', () => {
  expect(ENTRIES.length).toBeGreaterThanOrEqual(43);
  for (const [region, account] of ENTRIES) {
    expect(region).toMatch(/^[a-z]{2,4}(-[a-z]+)+-\d$/);
    expect(account).toMatch(/^\d{12}$/);
  }
});

test('the regions are in order, so that a diff shows what is new', () => {
  expect(Object.keys(DLC_ACCOUNTS)).toEqual(Object.keys(DLC_ACCOUNTS).sort());
});

test.each([
  ['us-east-1', '763104351884'], ['af-south-1', '626614931356'], ['il-central-1', '780543022126'], ['eusc-de-east-1', '204133271717'],
  ['us-gov-west-1', '442386744353'], ['us-gov-east-1', '446045086412'], ['cn-north-1', '727897471807'], ['us-iso-east-1', '886529160074'],
])('the account of %s is %s', (region, account) => {
  expect(DLC_ACCOUNTS[region]).toBe(account);
});

test('no region is missing that the CDK knows an account of', () => {
  const known = regions.RegionInfo.regions.filter((region) => region.dlcRepositoryAccount !== undefined);
  expect(known.filter((region) => DLC_ACCOUNTS[region.name] === undefined)).toEqual([]);
});
