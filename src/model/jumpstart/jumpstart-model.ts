import { Token } from 'aws-cdk-lib';
import { bindJumpStartData, bindJumpStartImage } from './jumpstart-binding';
import { findJumpStartModel, jumpStartEnvironmentFor, jumpStartImageFor, type JumpStartSpecification } from './jumpstart-catalog';
import { instanceTypeCheck, instanceTypeOf } from '../../common/instance-type-input';
import { InstanceType } from '../../common/instance-type.generated';
import { joinProblems, namesKnownAtSynth, problemsOf, type Check } from '../../private/checks';
import { ValidationError } from '../../private/errors';
import { given } from '../../private/given';
import type { ContainerDefinition } from '../container-definition';
import { imageOf } from '../container-image';
import { dataOf } from '../model-data';

/**
 * Options for a model of SageMaker JumpStart.
 */
export interface JumpStartModelOptions {
  /**
   * The version of the model, such as `1.1.2`. Throws if the catalog does not contain it; the message lists the nearest versions. An upgrade of this library
   * can add newer versions; specify the version to keep the model.
   *
   * @default - the newest version in the catalog of this library
   */
  readonly version?: string;

  /**
   * Indicates whether you accept the end-user license agreement (EULA) of the model; read it first. Has no effect on models without one.
   *
   * @default - the agreement is not accepted, and `container` throws for a model with one
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/jumpstart-foundation-models-choose.html
   */
  readonly acceptEula?: boolean;
}

/**
 * Options for the container of a model of SageMaker JumpStart.
 *
 * @example
 * const mistral = sm.JumpStartModel.of('huggingface-llm-mistral-7b-instruct', { version: '3.5.0' });
 * new sm.Model(this, 'Mistral', { containers: [mistral.container({ environment: { MAX_INPUT_LENGTH: '4096' } })] });
 */
export interface JumpStartContainerOptions {
  /**
   * The instance type that hosts the model. It determines the image and the environment. A warning is added if the model is hosted on an instance type
   * that JumpStart does not list for it, or that needs another image or environment. For a token, those of the default instance type are used.
   *
   * @default - the default instance type of the model
   */
  readonly instanceType?: InstanceType;

  /**
   * Environment variables that are added to those of the model, or replace them.
   *
   * @default - the environment of the model
   */
  readonly environment?: { [key: string]: string };

  /**
   * The DNS host name of the container: 1 to 63 letters, digits and hyphens.
   *
   * @default - SageMaker names the containers of a pipeline by their position
   */
  readonly containerHostname?: string;
}

/**
 * A model of SageMaker JumpStart, by its ID: its image, artifacts, environment and instance types.
 *
 * The catalog contains the open models that JumpStart serves with Hugging Face, DJL and Stability AI images, with all versions whose image its
 * source names; the source is the AWS Generative AI CDK Constructs. Products of AWS Marketplace are not included.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/studio-jumpstart.html
 *
 * @example
 * const mistral = sm.JumpStartModel.of('huggingface-llm-mistral-7b-instruct', { version: '3.5.0' });
 * new sm.ModelEndpoint(this, 'Mistral', {
 *   container: mistral.container(),
 *   capacity: sm.Capacity.instances(mistral.defaultInstanceType, {
 *     modelDataDownloadTimeout: Duration.minutes(20), containerStartupHealthCheckTimeout: Duration.minutes(20),
 *   }),
 * });
 */
export class JumpStartModel {
  /**
   * Returns a model by its ID. Throws if the catalog does not contain it; the message lists similar IDs.
   *
   * @param modelId the ID of the model, such as `huggingface-llm-mistral-7b-instruct`
   * @param options the version, and the acceptance of the license agreement
   * @see https://sagemaker.readthedocs.io/en/stable/doc_utils/pretrainedmodels.html
   */
  public static of(modelId: string, options: JumpStartModelOptions = {}): JumpStartModel {
    return new JumpStartModel(modelId, given('JumpStartModelOptions', options, 'JumpStartModel.of', 'options'));
  }

  /** The ID of the model. */
  public readonly modelId: string;

  /** The version of the model. */
  public readonly version: string;

  /** The instance type that JumpStart uses for the model unless another one is chosen. */
  public readonly defaultInstanceType: InstanceType;

  /** The instance types that JumpStart lists for the model. */
  public readonly instanceTypes: InstanceType[];

  /** Indicates whether the model has an end-user license agreement (EULA), which must be accepted. */
  public readonly requiresEula: boolean;

  private readonly specification: JumpStartSpecification;
  private readonly acceptEula: boolean;

  private constructor(modelId: string, { version, acceptEula }: JumpStartModelOptions) {
    this.specification = lookUp(modelId, version);
    this.modelId = modelId;
    this.version = this.specification.version;
    this.defaultInstanceType = InstanceType.of(this.specification.defaultInstanceType);
    this.instanceTypes = this.specification.instanceTypes.map((each) => InstanceType.of(each));
    this.requiresEula = this.specification.gated || this.specification.licenseKey !== undefined;
    this.acceptEula = acceptEula === true;
  }

  /**
   * Returns the container of the model, for a `Model` or another construct that takes a container. The model's role is granted permission to pull
   * from the repository of the image, and to read only the artifacts of this version in the bucket of JumpStart in the region of the model.
   *
   * Throws if the model has a license agreement that is not accepted, or if there is no image for the instance type.
   *
   * @param options the instance type, and additional environment variables
   */
  public container(options: JumpStartContainerOptions = {}): ContainerDefinition {
    options = given('JumpStartContainerOptions', options, 'JumpStartModel.container', 'options');
    const problems = problemsOf(...this._checks(options.instanceType), namesKnownAtSynth('environment', options.environment));
    if (problems.length > 0) {
      throw new ValidationError(`JumpStartModel.container: ${joinProblems(problems)}`);
    }
    const { containerHostname, environment = {} } = options;
    const instanceType = this.instanceTypeFor(options.instanceType);
    const container = { instanceType, image: jumpStartImageFor(this.specification, instanceType)!, environment, specification: this.specification };
    return {
      image: imageOf((_scope, model) => bindJumpStartImage(model, container)),
      modelData: dataOf((scope, model) => bindJumpStartData(scope, model, this.specification)),
      environment: { ...jumpStartEnvironmentFor(this.specification, container.instanceType), ...environment },
      containerHostname,
    };
  }

  /**
   * Returns the problems of a container for an instance type.
   *
   * @internal
   */
  public _checks(wanted: InstanceType | undefined): Check[] {
    const { modelId, version, requiresEula, acceptEula, specification: { licenseKey, instanceTypes } } = this;
    const problem = instanceTypeCheck('instanceType', wanted);
    if (problem) {
      return [problem];
    }
    const place = licenseKey ? ` at https://jumpstart-cache-prod-us-east-1.s3.us-east-1.amazonaws.com/${licenseKey}` : '';
    const instanceType = this.instanceTypeFor(wanted);
    return [
      requiresEula && !acceptEula ? `model '${modelId}' has an end-user license agreement; read it${place}, and set acceptEula to true` : undefined,
      jumpStartImageFor(this.specification, instanceType)
        ? undefined
        : `model '${modelId}' ${version} has no image for instanceType ${instanceType}; choose one of ${instanceTypes.join(', ')}`,
    ];
  }

  /** Returns the name of an instance type; that of the default one if it is not known at synthesis. */
  private instanceTypeFor(wanted: InstanceType | undefined): string {
    const name = instanceTypeOf(wanted)?.toString() ?? this.specification.defaultInstanceType;
    return Token.isUnresolved(name) ? this.specification.defaultInstanceType : name;
  }
}

/** Looks up a model; throws if it is not in the catalog. */
function lookUp(modelId: string, version: string | undefined): JumpStartSpecification {
  const unknown = Object.entries({ modelId, version }).find(([, value]) => Token.isUnresolved(value))?.[0];
  const found = typeof modelId !== 'string' ? { problem: 'modelId is required; specify an ID such as huggingface-llm-mistral-7b' }
    : unknown ? { problem: `${unknown} must be known at synthesis, got a token; models are looked up at synthesis` }
      : findJumpStartModel(modelId, version);
  if ('problem' in found) {
    throw new ValidationError(`JumpStartModel.of: ${found.problem}`);
  }
  return found;
}
