import { DLC_ACCOUNTS } from './dlc-accounts.generated';
import { allAccounts } from './image-catalog';

/** Whether AWS has images of its own in an account. */
export function isAccountOfAws(account: string): boolean {
  return Object.values(DLC_ACCOUNTS).includes(account) || allAccounts().includes(account);
}
