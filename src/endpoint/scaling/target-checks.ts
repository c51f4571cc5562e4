import { above, atMost, required, type Check } from '../../private/checks';

/** Of a number to aim at. */
export function positiveChecks(name: string, value: number): Check[] {
  return [required(name, value, 'a number above 0'), above(name, value, 0)];
}

/** Of a share to aim at. */
export function percentChecks(name: string, value: number): Check[] {
  return [required(name, value, 'such as 70'), above(name, value, 0) ?? atMost(name, value, 100)];
}
