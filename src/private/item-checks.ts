import { atMostItems, isUnknown, text, type Check, type TextRule } from './checks';

export function itemsBetween(name: string, items: readonly unknown[] | undefined, min: number, max: number): Check {
  return isUnknown(items) || (items!.length >= min && items!.length <= max)
    ? undefined
    : `${name} must have ${min} to ${max} entries, got ${items!.length}`;
}

/** For a list that may be left out, but not be empty. */
export function upToItems(name: string, items: readonly unknown[] | undefined, max: number): Check[] {
  return [items?.length === 0 ? `${name} must not be empty; leave it out` : undefined, atMostItems(name, items, max)];
}

export function notEmpty(name: string, items: readonly unknown[] | undefined): Check {
  return isUnknown(items) || items!.length > 0 ? undefined : `${name} must have at least 1 entry, got 0; add one`;
}

export function texts(name: string, items: readonly string[] | undefined, rule: TextRule): Check[] {
  return isUnknown(items) ? [] : items!.map((item, index) => text(`${name}[${index}]`, item, rule));
}
