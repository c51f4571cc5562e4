import * as fs from 'fs';
import { createRequire } from 'module';
import * as path from 'path';
import { App, Stack, type AppProps, type Environment } from 'aws-cdk-lib';
import { KNOWN_VARIANTS } from './declared';
import { AREAS } from './features';

/*
 * Synthesizes the features and the snippets of README.md and docs/, each as an app of its own:
 *
 *     node synthesize.js OUTPUT SNIPPETS
 *
 * `npm run same` compiles this folder beside a version of the library, and runs it there. What became of each app is in outcomes.json.
 */

const ENV: Environment = { account: '123456789012', region: 'us-east-1' };

/** As the CDK's command line sets it. */
const CONTEXT = { 'aws:cdk:enable-path-metadata': true, 'aws:cdk:enable-asset-metadata': true };

export function featuresApp(area: string, props?: AppProps): App {
  const app = new App({ context: CONTEXT, ...props });
  AREAS[area](new Stack(app, 'Fixed', { env: ENV }));
  AREAS[area](new Stack(app, 'Anywhere'));
  return app;
}

/** A snippet is a file with the class of a stack, `Fixture`, around it. */
function snippetApp(file: string, outdir: string, knownVariants: boolean): App {
  const app = new App({ outdir, context: { ...CONTEXT, [KNOWN_VARIANTS]: knownVariants } });
  const { Fixture } = createRequire(__filename)(file);
  new Fixture(app, 'Docs');
  return app;
}

/** What goes wrong with an app, or null. */
function failureOf(make: () => App): string | null {
  try {
    make().synth();
    return null;
  } catch (error) {
    return String(error);
  }
}

function main(output: string, snippets: string): void {
  const outcomes: { [app: string]: string | null } = {};
  for (const area of Object.keys(AREAS)) {
    const app = `features/${area}`;
    outcomes[app] = failureOf(() => featuresApp(area, { outdir: path.join(output, app) }));
  }
  for (const file of fs.readdirSync(snippets).filter((name) => name.endsWith('.js')).sort()) {
    const app = `docs/${path.basename(file, '.js')}`;
    const attempts = [true, false].map((knownVariants) => () => snippetApp(path.join(snippets, file), path.join(output, app), knownVariants));
    outcomes[app] = failureOf(attempts[0]) === null ? null : failureOf(attempts[1]);
  }
  fs.writeFileSync(path.join(output, 'outcomes.json'), JSON.stringify(outcomes, undefined, 1));
}

if (require.main === module) {
  main(path.resolve(process.argv[2]), path.resolve(process.argv[3]));
}
