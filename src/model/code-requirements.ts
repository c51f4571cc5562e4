import * as fs from 'fs';
import type { IConstruct } from 'constructs';
import type { BoundImage } from './bound-image';
import type { Entry } from './data/directory/entry';
import { fileIn, mayHave } from './data/directory/lookup';
import { prebuiltFrameworkOf, type PrebuiltFramework } from './prebuilt-images';
import { warn } from '../private/warnings';

/** The packages that a container installs when it starts. */
const REQUIREMENTS = 'code/requirements.txt';

/** A container whose artifacts are in a local directory. */
interface Container {
  readonly environment: { readonly [name: string]: unknown };
  readonly image?: BoundImage;
  readonly contents?: readonly Entry[];
}

/**
 * Warns about packages that a container cannot download, because it has no network.
 *
 * @param owner the resource with the network isolation, for messages
 * @param place the name of the container, for messages
 * @see https://github.com/aws/sagemaker-inference-toolkit/blob/master/src/sagemaker_inference/model_server.py
 * @see https://github.com/aws/sagemaker-pytorch-inference-toolkit/blob/master/src/sagemaker_pytorch_serving_container/torchserve.py
 */
export function warnOfRequirements(user: IConstruct, owner: string, place: string, container: Container, isolated: boolean): void {
  const { image, contents = [] } = container;
  const file = fileIn(contents, REQUIREMENTS);
  const framework = isolated === true && file ? prebuiltFrameworkOf(image) : undefined;
  if (framework === undefined || !isInstalled(framework, container) || !needsIndex(file!.path)) {
    return;
  }
  warn(user, 'requirementsWithoutNetwork', `${place}.modelData has ${REQUIREMENTS}, whose packages the AWS image for ${framework} installs when it starts, but networkIsolation of the ${owner} `
    + `blocks the package index; use an image that contains the packages, ${framework === 'TensorFlow' ? 'store them in code/lib, ' : ''}or omit networkIsolation`);
}

/** Returns whether an image installs the packages. That for TensorFlow does it for a script only, and that for scikit-learn in the directory of the script. */
function isInstalled(framework: PrebuiltFramework, { environment, contents = [] }: Container): boolean {
  switch (framework) {
    case 'TensorFlow': return mayHave(contents, 'code/inference.py') && !mayHave(contents, 'code/lib');
    case 'scikit-learn': return /^\/opt\/ml\/model\/code\/?$/.test(String(environment.SAGEMAKER_SUBMIT_DIRECTORY));
    default: return true;
  }
}

/** An option with which pip installs files that are part of the artifacts. */
const FROM_FILES = /^(--no-index\b|--find-links\b|-f\b)/;

/** A package that pip does not download: the path or the URL of a file. Options, such as that for another index, do not matter. */
const NOT_DOWNLOADED = /^(-|\.|\/|file:)|^[^\s:]+\.(whl|tar\.gz|zip)(\s|;|$)|@\s*file:/i;

/** Returns whether a file of requirements has packages that pip has to download. */
function needsIndex(file: string): boolean {
  const text = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
  const lines = text.replace(/\\\r?\n/g, ' ').split(/\r?\n/).map((line) => line.replace(/(^|\s)#.*$/, '').trim());
  return !lines.some((line) => FROM_FILES.test(line)) && lines.some((line) => line !== '' && !NOT_DOWNLOADED.test(line));
}
