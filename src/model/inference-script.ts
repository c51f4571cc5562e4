import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { BoundImage } from './bound-image';
import type { Entry } from './data/directory/entry';
import { mayHave } from './data/directory/lookup';
import { prebuiltFrameworkOf, type PrebuiltFramework } from './prebuilt-images';
import { warn } from '../private/warnings';

const PROGRAM = 'SAGEMAKER_PROGRAM';
const SUBMIT_DIRECTORY = 'SAGEMAKER_SUBMIT_DIRECTORY';
const CODE = 'code/';

/** The frameworks whose images read the name of the script from the environment. */
const WITH_PROGRAM: readonly (PrebuiltFramework | undefined)[] = ['PyTorch', 'MXNet', 'Hugging Face', 'scikit-learn', 'XGBoost'];

/** The directories whose files are those of the artifacts. */
const OF_ARTIFACTS = /^\/opt\/ml\/model(\/code)?\/?$/;

/** An archive of TorchServe, or the manifest of one that is unpacked, which has its own handler. */
const TORCHSERVE = /\.mar$|(^|\/)MAR-INF(\/|$)/;

/** A container whose artifacts are in a local directory. */
interface Container {
  readonly environment: { readonly [name: string]: unknown };
  readonly image?: BoundImage;
  readonly contents?: readonly Entry[];
}

/**
 * Warns about the name of a script that the artifacts do not contain, neither in the folder `code` nor at their root.
 *
 * @param place the name of the container, for messages
 * @see https://sagemaker.readthedocs.io/en/stable/frameworks/pytorch/using_pytorch.html
 */
export function warnOfScript(user: IConstruct, place: string, { environment, image, contents }: Container): void {
  const { [PROGRAM]: program, [SUBMIT_DIRECTORY]: directory } = environment;
  if (!contents || !isRelativePath(program) || !mayBeOfArtifacts(directory) || !WITH_PROGRAM.includes(prebuiltFrameworkOf(image))) {
    return;
  }
  const isThere = namesOf(program).some((name) => mayHave(contents, `${CODE}${name}`) || mayHave(contents, name));
  if (!isThere && !contents.some(({ name }) => TORCHSERVE.test(name))) {
    warn(user, 'missingScript', `${place}.environment has ${PROGRAM} '${program}', but the directory of modelData has neither ${CODE}${program} nor ${program}; add the script, or correct its name`);
  }
}

/** Returns the paths that the name of a script or of a Python module can have: with or without `.py`, with dots, or that of a package. */
function namesOf(program: string): string[] {
  const base = program.replace(/\.py$/, '');
  const nested = base.replace(/\./g, '/');
  return [...new Set([`${base}.py`, program, base, `${nested}.py`, nested])];
}

function isRelativePath(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && !Token.isUnresolved(value) && !/^[./]/.test(value);
}

function mayBeOfArtifacts(directory: unknown): boolean {
  return directory === undefined || (typeof directory === 'string' && OF_ARTIFACTS.test(directory));
}
