import { DLC_ACCOUNTS } from './dlc-accounts.generated';
import { allAccounts } from './image-catalog';

/** Whether AWS has images of its own in an account. */
export function isAccountOfAws(account: string): boolean {
  return Object.values(DLC_ACCOUNTS).includes(account) || allAccounts().includes(account);
}

type Accounts = { readonly [region: string]: string };

/** The catalogue leaves out some regions that have the registries of the Deep Learning Containers. */
export function withDlcRegions(accounts: Accounts): Accounts {
  const isDlc = Object.entries(accounts).every(([region, account]) => !(region in DLC_ACCOUNTS) || DLC_ACCOUNTS[region] === account);
  return isDlc ? { ...DLC_ACCOUNTS, ...accounts } : accounts;
}
