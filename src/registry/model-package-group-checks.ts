import type { ModelPackageGroupProps } from './model-package-group';
import { DESCRIPTION } from './names';
import { text, type Check } from '../private/checks';
import { texts } from '../private/item-checks';
import { ACCOUNT_ID, RESOURCE_NAME } from '../private/names';

export function modelPackageGroupChecks(props: ModelPackageGroupProps): Check[] {
  return [
    text('modelPackageGroupName', props.modelPackageGroupName, RESOURCE_NAME),
    text('modelPackageGroupDescription', props.modelPackageGroupDescription, DESCRIPTION),
    ...accountChecks('sharedWith', props.sharedWith),
  ];
}

export function accountChecks(name: string, accounts: string[] | undefined): Check[] {
  return texts(name, accounts, ACCOUNT_ID);
}
