import { execFileSync } from 'child_process';
import * as path from 'path';

export const ROOT = path.join(__dirname, '..', '..');

/** Puts a program and all it imports into one file, as the published library is; esbuild does not work in the sandbox of jest. */
export function bundle(program: string, outfile: string, ...options: string[]): void {
  const esbuild = path.join(ROOT, 'node_modules', 'esbuild', 'bin', 'esbuild');
  const common = ['--bundle', '--platform=node', '--target=node22', '--external:aws-cdk-lib', '--external:constructs', '--log-level=warning'];
  execFileSync(esbuild, [...common, '--loader=ts', `--outfile=${outfile}`, ...options], { cwd: ROOT, input: program });
}
