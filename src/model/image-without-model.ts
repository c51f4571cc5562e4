import { CfnResource, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { BoundImage } from './bound-image';
import { builtInAlgorithmOf, prebuiltFrameworkOf } from './prebuilt-images';
import { memberOf, renderedProperty } from '../private/dependencies/unrendered';
import { resolveWithPaths } from '../private/rendered';
import { warn } from '../private/warnings';

/** A container, and what the template has of it. */
interface Container {
  readonly environment: object;
  readonly image?: BoundImage;
  readonly hasArtifacts: boolean;
  /** Returns the container as the L1 construct has it, with overrides; absent for a container whose artifacts can be those of another resource. */
  readonly rendered?: () => unknown;
}

/** The properties of a container that provide a model. */
const MODELS: readonly string[] = ['ModelDataUrl', 'ModelDataSource', 'AdditionalModelDataSources', 'ModelPackageName', 'ArtifactUrl'];

/**
 * Warns about an AWS image that serves what the artifacts contain, of which there are none. A framework can also read a model that the environment names.
 *
 * @param place the name of the container, for messages
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ContainerDefinition.html
 */
export function warnOfMissingModel(user: IConstruct, place: string, container: Container): void {
  const problem = container.hasArtifacts ? undefined : problemOf(container);
  if (problem !== undefined && isAsDefined(user, container) && !mayBeCompleted(user)) {
    warn(user, 'imageWithoutModel', `${place} has ${problem}`);
  }
}

function problemOf({ image, environment }: Container): string | undefined {
  const algorithm = builtInAlgorithmOf(image);
  if (algorithm !== undefined) {
    return `the AWS image for the built-in algorithm '${algorithm}', but no modelData, which SageMaker requires; set modelData to the artifacts of its training job`;
  }
  const framework = isEmpty(environment) ? prebuiltFrameworkOf(image) : undefined;
  return framework === undefined ? undefined : `the AWS image for ${framework}, which serves the model in its artifacts, but neither modelData nor environment; set modelData`
    + (framework === 'Hugging Face' ? ', or HF_MODEL_ID in environment' : '');
}

/** Returns whether neither an override nor an aspect has given the container another image, a model, or an environment. */
function isAsDefined(user: IConstruct, { image, environment, rendered }: Container): boolean {
  const container = rendered?.();
  return container !== undefined && MODELS.every((name) => memberOf(container, name) === undefined)
    && textOf(memberOf(container, 'Image')) === textOf(resolveWithPaths(image!.imageName, user))
    && (!isEmpty(environment) || isEmpty(memberOf(container, 'Environment') ?? {}));
}

/** Returns whether a component of the app may provide the artifacts of a model: which model it uses is not compared. */
function mayBeCompleted(user: IConstruct): boolean {
  return user.node.root.node.findAll().some((construct) => {
    if (!CfnResource.isCfnResource(construct) || construct.cfnResourceType !== 'AWS::SageMaker::InferenceComponent') {
      return false;
    }
    const others = renderedProperty(construct, 'Specifications');
    return [renderedProperty(construct, 'Specification'), ...Array.isArray(others) ? others : []]
      .some((each) => memberOf(each, 'ModelName') !== undefined && memberOf(memberOf(each, 'Container'), 'ArtifactUrl') !== undefined);
  });
}

function isEmpty(environment: object): boolean {
  return !Token.isUnresolved(environment) && Object.keys(environment).length === 0;
}

function textOf(value: unknown): string | undefined {
  return JSON.stringify(value);
}
