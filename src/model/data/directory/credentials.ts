import type { IConstruct } from 'constructs';
import type { Entry } from './entry';
import { warn } from '../../../private/warnings';

/** The names of files and folders in which tools keep credentials, and of repositories, whose configuration and history can contain some. */
const NAMES = new Set([
  '.aws', '.azure', '.docker', '.envrc', '.git', '.git-credentials', '.gnupg', '.kube', '.netrc', '.npmrc', '.pgpass', '.pypirc', '.ssh',
  'id_dsa', 'id_ecdsa', 'id_ed25519', 'id_rsa',
]);

/** A file with environment variables, such as `.env` or `.env.production`. A template such as `.env.example` contains no values. */
const ENVIRONMENT = /^\.env(\.(?!example$|sample$|template$|dist$).+)?$/;

/** The number of paths that a warning lists. */
const SHOWN = 10;

/** Warns about files that can contain credentials, because everyone who can read the artifacts can read them, too. */
export function warnOfCredentials(scope: IConstruct, directory: string, entries: readonly Entry[]): void {
  const found = [...new Set(entries.flatMap((entry) => entry.type === 'Directory' ? [] : credentialsIn(entry.name)))].sort();
  if (found.length > 0) {
    const list = (names: string[]) => names.map((name) => `'${name}'`).join(', ');
    const hidden = found.length > SHOWN ? ` and ${found.length - SHOWN} more` : '';
    warn(scope, 'credentialsInDirectory', `the directory '${directory}' contains ${list(found.slice(0, SHOWN))}${hidden}, which can contain credentials and `
      + `become part of the artifacts; exclude them: exclude: [${list(found.slice(0, SHOWN))}]`);
  }
}

/** Returns the path of the outermost folder or file that can contain credentials, if a path is in one or is one. */
function credentialsIn(name: string): string[] {
  const parts = name.split('/');
  const index = parts.findIndex((part) => NAMES.has(part) || ENVIRONMENT.test(part));
  return index === -1 ? [] : [parts.slice(0, index + 1).join('/')];
}
