import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { BoundImage } from './bound-image';
import type { Entry } from './data/directory/entry';
import { fileIn, mayHave } from './data/directory/lookup';
import { prebuiltFrameworkOf, type PrebuiltFramework } from './prebuilt-images';
import { warn } from '../private/warnings';

const PROGRAM = 'SAGEMAKER_PROGRAM';
const SUBMIT_DIRECTORY = 'SAGEMAKER_SUBMIT_DIRECTORY';
const CODE = 'code/';

/** The script that a container runs by default. */
const DEFAULT_SCRIPT = 'inference.py';

/** The frameworks whose images read a script from the folder `code`, if the environment does not name another one. */
const WITH_CODE_FOLDER: readonly (PrebuiltFramework | undefined)[] = ['PyTorch', 'MXNet', 'Hugging Face'];

/** The frameworks whose images read the name of the script from the environment. */
const WITH_PROGRAM: readonly (PrebuiltFramework | undefined)[] = [...WITH_CODE_FOLDER, 'scikit-learn', 'XGBoost'];

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
 * Warns about a script that a container does not find, or that it finds only with some versions of its image.
 *
 * @param place the name of the container, for messages
 * @see https://sagemaker.readthedocs.io/en/stable/frameworks/pytorch/using_pytorch.html
 * @see https://github.com/aws/sagemaker-pytorch-inference-toolkit/issues/85
 */
export function warnOfScript(user: IConstruct, place: string, { environment, image, contents }: Container): void {
  const { [PROGRAM]: program = DEFAULT_SCRIPT, [SUBMIT_DIRECTORY]: directory } = environment;
  const framework = contents === undefined ? undefined : prebuiltFrameworkOf(image);
  if (!contents || !isRelativePath(program) || contents.some(({ name }) => TORCHSERVE.test(name))) {
    return;
  }
  const names = namesOf(program);
  const isIn = (folder: string) => names.some((name) => mayHave(contents, `${folder}${name}`));
  const isExpected = directory === undefined && WITH_CODE_FOLDER.includes(framework) && !isIn(CODE);
  const script = isExpected ? names.find((name) => fileIn(contents, name)) : undefined;
  if (script !== undefined) {
    warn(user, 'scriptOutsideCode', `${place}.modelData has the script ${script} outside of the folder code, where the documentation of the AWS image for ${framework} expects it, and not all `
      + `versions of the image find it elsewhere; move it to ${CODE}${script}`);
  }
  if (environment[PROGRAM] !== undefined && WITH_PROGRAM.includes(framework) && mayBeOfArtifacts(directory) && !isIn(CODE) && !isIn('')) {
    warn(user, 'scriptOutsideCode', `${place}.environment has ${PROGRAM} '${program}', but the directory of modelData has neither ${CODE}${program} nor ${program}; add the script, or correct `
      + 'its name');
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
