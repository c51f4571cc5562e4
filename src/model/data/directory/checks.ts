import * as fs from 'fs';
import type { Entry } from './entry';
import type { Check } from '../../../private/checks';

const SHOWN = 10;

export function directoryProblem(directory: string): Check {
  const stats = fs.statSync(directory, { throwIfNoEntry: false });
  if (stats === undefined) {
    return `the directory '${directory}' does not exist; give the path of a directory whose contents to pack`;
  }
  return stats.isDirectory() ? undefined : `'${directory}' is not a directory; use ModelData.fromAsset() for an archive that is packed already`;
}

export function listingProblem(directory: string, entries: readonly Entry[], problems: readonly string[]): Check {
  if (problems.length > 0) {
    return `the directory '${directory}' can't be packed:\n${shown(problems).map((problem) => `  - ${problem}`).join('\n')}`;
  }
  return entries.every(({ type }) => type === 'Directory')
    ? `there is no file to pack in the directory '${directory}'; exclude less, or make the model first`
    : undefined;
}

function shown(problems: readonly string[]): string[] {
  const hidden = problems.length - SHOWN;
  return hidden > 0 ? [...problems.slice(0, SHOWN), `and ${hidden} more`] : [...problems];
}
