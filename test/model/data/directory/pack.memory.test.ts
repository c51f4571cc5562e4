import { execFileSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import { membersOf, temporaryDirectory } from './given';
import { bundle } from '../../../helpers/bundle';

const home = temporaryDirectory();
const SIZE = 400 * 2 ** 20;

const PROGRAM = `
import { digestsOf, fingerprint } from './src/model/data/directory/fingerprint';
import { pack } from './src/model/data/directory/pack';
const [file, size, archive] = process.argv.slice(2);
const entries = [{ type: 'File' as const, name: 'weights', path: file, size: Number(size), executable: false }];
const digests = digestsOf(entries);
fingerprint(entries, digests);
pack(entries, digests, archive);
console.log(process.resourceUsage().maxRSS / 1024);
`;

test('a file that is much larger than the memory is packed', () => {
  const file = path.join(home(), 'weights');
  fs.closeSync(fs.openSync(file, 'w'));
  fs.truncateSync(file, SIZE);
  const program = path.join(home(), 'program.js');
  bundle(PROGRAM, program);
  const archive = path.join(home(), 'model.tar.gz');
  // By way of a shell: the system counts what a process that is started has been a copy of, which is this one, with all of its tests.
  const command = ['-c', '"$0" "$@"; exit $?', process.execPath, '--max-old-space-size=32', program, file, `${SIZE}`, archive];
  const megabytes = Number(execFileSync('sh', command, { encoding: 'utf8' }));
  // An empty process of Node.js takes 40 to 60.
  expect(megabytes).toBeLessThan(150);
  expect(fs.statSync(archive).size).toBeLessThan(2 ** 20);
  expect(membersOf(archive)).toMatchObject([{ name: 'weights', size: SIZE }]);
});
