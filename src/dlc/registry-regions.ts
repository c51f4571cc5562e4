import { DLC_ACCOUNTS } from './dlc-accounts.generated';

type Accounts = { readonly [region: string]: string };

/** The catalogue leaves out some regions that have the registries of the Deep Learning Containers. */
export function withDlcRegions(accounts: Accounts): Accounts {
  const isDlc = Object.entries(accounts).every(([region, account]) => !(region in DLC_ACCOUNTS) || DLC_ACCOUNTS[region] === account);
  return isDlc ? { ...DLC_ACCOUNTS, ...accounts } : accounts;
}
