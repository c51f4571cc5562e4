import { Token } from 'aws-cdk-lib';
import type { ModelServerOptions } from './model-server-options';
import type { ModelWeights } from './model-weights';
import type { ParallelismOptions } from './parallelism';
import { variableOf, type ArgumentSyntax } from './server-arguments';
import type { ServerHost } from './server-host';
import type { ServerOption, ServerOptions, Variables } from './server-option';
import type { Framework } from '../../dlc/framework.generated';
import type { Check } from '../../private/checks';

/** Why a variable of a server is refused, and what to use instead. */
export interface Refusals {
  readonly [variable: string]: string;
}

/** Variables that have no effect, or with which the server does not start, unless an option enables their feature. */
export interface Feature {
  readonly variables: RegExp;
  /** The option that enables the feature, and a value of it for messages. */
  readonly option: string;
  readonly example: string;
}

/** The typed options of a server, without those that all servers have. */
export type OptionsOf<T> = { readonly [option in Exclude<keyof T, Exclude<keyof ModelServerOptions, 'dtype'>>]-?: ServerOption };

/** What distinguishes a model server from others. */
export interface ServerDefinition {
  /** The name of the server in messages. */
  readonly title: string;
  /** The framework of its image in the catalog. */
  readonly framework: (host: ServerHost) => Framework;
  readonly requiresGpu: boolean;
  /** Indicates whether the server runs several copies of a model that does not use all GPUs. */
  readonly fillsInstance?: boolean;
  /** The options by which the server documents its variables. */
  readonly options: ServerOptions;
  /** The conversion of other arguments. */
  readonly syntax: ArgumentSyntax;
  /** The variables that the server ignores, or fails with. */
  readonly refused: Refusals;
  /** The values of refused variables that the server accepts. */
  readonly accepted?: Variables;
  /** The options that the server also reads from other variables, by these variables. */
  readonly aliases?: { readonly [variable: string]: string };
  /** The features whose further variables require an option. */
  readonly features?: readonly Feature[];
  /** The way to use AWS Neuron, if it is not an `image` of the user. */
  readonly onNeuron?: string;
  /** Returns the sizes that multiply the GPUs of a copy. */
  readonly parallelism?: (options: any) => ParallelismOptions;
  /** Adds the options that follow from others. */
  readonly complete?: (options: any) => any;
  /** Checks between the options. */
  readonly rules?: (options: any, host: ServerHost) => Check[];
  /** Returns the variables that name the weights. */
  readonly weights: (weights: ModelWeights) => Variables;
  /** Returns the variables that the user can replace. */
  readonly defaults: (options: any, host: ServerHost) => Variables;
  /** Returns the problem of a variable that is valid but probably has another effect than intended. */
  readonly doubt?: (variable: string, value: string) => string | undefined;
}

/** The path to which SageMaker copies the artifacts of a model. */
export const MODEL_PATH = '/opt/ml/model';

/** Returns the variables of weights, by the names that the server has for the model and for its revision. */
export function weightVariables({ _hub: hub }: ModelWeights, model: string, revision: string, path?: string): Variables {
  if (!hub) {
    return path === undefined ? {} : { [model]: path };
  }
  const { revision: given, token } = hub.options;
  return {
    [model]: hub.modelId,
    ...given === undefined ? {} : { [revision]: given },
    ...token ? { HF_TOKEN: token.unsafeUnwrap() } : {},
  };
}

/**
 * Returns the defaults of servers with the libraries of the hub. The artifacts are read-only, and instances with a local disk have it at `/tmp`. With
 * artifacts in Amazon S3, nothing is downloaded when the server starts.
 *
 * @see https://github.com/aws/sagemaker-python-sdk/issues/5698
 * @see https://github.com/aws/model-hosting-container-standards
 */
export function hubDefaults(options: ModelServerOptions, downloadsMore: boolean): Variables {
  return {
    HF_HOME: '/tmp',
    ...options.weights._modelData
      ? { ...downloadsMore || argumentsDownload(options) ? {} : { HF_HUB_OFFLINE: '1' }, STANDARD_AUTO_INSTALL_REQ: 'false' }
      : {},
  };
}

/** Matches the IDs of models on the hub, such as `org/name`, also in JSON and in lists. */
const ID_ON_HUB = /(^|["=,])\w[\w.-]*\/\w[\w.-]*($|[",@:])/;

/** The arguments that can name a model on the hub by a word, such as its tokenizer. */
const NAMES_MODEL = /(TOKENIZER|MODEL|CONFIG_PATH)$/;

/** Returns whether arguments without an option can name what the server downloads from the hub, such as a tokenizer. */
function argumentsDownload({ additionalArguments = {}, environment }: ModelServerOptions): boolean {
  return Object.values(additionalArguments).some((value) => Token.isUnresolved(value))
    || Object.entries({ ...additionalArguments, ...environment }).some(([name, value]) => !Token.isUnresolved(value)
      && (ID_ON_HUB.test(value) || (NAMES_MODEL.test(variableOf(name)) && isHubModel(value))));
}

/** Returns whether a value names a model on the hub, and not a path in the container. */
export function isHubModel(value: unknown): boolean {
  return typeof value === 'string' && !value.startsWith('/');
}
