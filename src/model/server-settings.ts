import { Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { isAwsImage, repositoriesOf, type BoundImage } from './bound-image';
import { serverOf } from './server-variables';
import { wholeNumberIn } from '../private/environment-variables';
import { warn } from '../private/warnings';

/** The directory in which a container finds its artifacts. */
const ARTIFACTS = /^\/opt\/ml\/model(\/|$)/;

/** The repository of the images for scikit-learn. */
const SCIKIT_LEARN = 'sagemaker-scikit-learn';

/**
 * The repositories of the images for training, processing and monitoring jobs, which have no command that serves requests.
 *
 * @see https://github.com/aws/sagemaker-huggingface-inference-toolkit/issues/45
 */
const FOR_JOBS = /\b(training|processing|model-monitor-analyzer|debugger-rules)\b/;

/** The variable with the name of the script that loads a model. */
const PROGRAM = 'SAGEMAKER_PROGRAM';

/** The names of the limit of input tokens of TGI. */
const INPUT_TOKENS: readonly string[] = ['MAX_INPUT_TOKENS', 'MAX_INPUT_LENGTH'];
const TOTAL_TOKENS = 'MAX_TOTAL_TOKENS';

/** A container with an image that is known. */
interface Container {
  readonly environment: { readonly [name: string]: unknown };
  readonly image?: BoundImage;
  readonly hasArtifacts: boolean;
}

/**
 * Warns about settings with which the server of an AWS image does not start. An image of the user can differ.
 *
 * @param place the name of the environment, for messages
 * @param models the variables that name a model
 */
export function warnOfServerSettings(
  user: Construct, place: string, { environment, image, hasArtifacts }: Container, models: readonly string[],
): void {
  if (!image || !isAwsImage(image)) {
    return;
  }
  warnOfJobs(user, place, image);
  const server = serverOf(image);
  if (server !== undefined && !hasArtifacts) {
    warnOfPath(user, place, server, environment, models);
  }
  if (server === 'TGI') {
    warnOfTokens(user, place, environment);
  }
  if (environment[PROGRAM] === undefined && repositoriesOf(image).every((each) => each === SCIKIT_LEARN)) {
    warn(user, 'scriptNotNamed', `${place} has no ${PROGRAM}, without which the AWS image for scikit-learn does not start; set ${PROGRAM} to the name of the script with model_fn, `
      + 'and SAGEMAKER_SUBMIT_DIRECTORY to its directory, such as /opt/ml/model/code');
  }
}

/** Warns about an image for jobs. That of a framework has been warned of when it was chosen. */
function warnOfJobs(user: Construct, place: string, image: BoundImage): void {
  const repository = image._repositories ? undefined : repositoriesOf(image).find((each) => FOR_JOBS.test(each));
  if (repository !== undefined) {
    warn(user, 'imageNotForHosting', `${place.replace(/\.environment$/, '')} has an image of '${repository}', which is for jobs and does not serve requests; use the image for inference`);
  }
}

/** Warns about a model that is to be read from the directory of artifacts, if there are none. */
function warnOfPath(user: Construct, place: string, server: string, environment: Container['environment'], models: readonly string[]): void {
  const paths = models.filter((name) => ARTIFACTS.test(textIn(environment[name])));
  if (paths.length > 0) {
    warn(user, 'modelPathWithoutData', `${place} has ${paths.map((name) => `${name} '${textIn(environment[name])}'`).join(' and ')}, which is the directory of the artifacts, but the `
      + `container has none, so that ${server} does not start; specify modelData, or the ID of a model of the Hugging Face Hub`);
  }
}

/**
 * Warns about limits of tokens that no version of TGI accepts.
 *
 * @see https://github.com/huggingface/text-generation-inference/blob/main/launcher/src/main.rs
 */
function warnOfTokens(user: Construct, place: string, environment: Container['environment']): void {
  const total = wholeNumberIn(environment[TOTAL_TOKENS]);
  const excess = INPUT_TOKENS.find((name) => wholeNumberIn(environment[name]) >= total);
  if (excess !== undefined) {
    warn(user, 'tokenLimits', `${place} has ${excess} ${textIn(environment[excess])} and ${TOTAL_TOKENS} ${total}, but TGI does not start unless ${excess} is lower, because the total `
      + 'includes generated tokens; reduce it, or increase the total');
  }
}

function textIn(value: unknown): string {
  return typeof value === 'string' && !Token.isUnresolved(value) ? value : '';
}
