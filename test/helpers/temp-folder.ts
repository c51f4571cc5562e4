import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';

/** Gives all tests one temp folder, and removes it when jest exits: each `App` and each staged asset leaves a folder there. */
function ownTempFolder(): void {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'jest-'));
  // Node.js reads TMPDIR, and TEMP on Windows. Workers start afterwards, with this environment.
  Object.assign(process.env, { TMPDIR: folder, TEMP: folder });
  process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
  // Without a listener, these signals end the process with no `exit` event.
  process.once('SIGINT', () => process.exit(130));
  process.once('SIGTERM', () => process.exit(143));
}

// jest takes a module's default export from ES modules alone.
export = ownTempFolder;
