import type { Duration, IResource, aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import type { ComponentModel } from './component-model';
import { computeRequirementsChecks, renderComputeRequirements, type ComputeRequirements } from './compute-requirements';
import { metricsEndpointChecks, renderMetricsEndpoint, type MetricsEndpointOptions } from './metrics-endpoint';
import type { InstanceType } from '../../common/instance-type.generated';
import { bindImage, type ContainerImage } from '../../model/container-image';
import { imageChecks, RepositoryAccessMode, type ContainerImageConfig } from '../../model/container-image-config';
import { modelDataChecks, needsDataSource, s3UriOf, type ModelDataConfig } from '../../model/data/model-data-config';
import type { IModel } from '../../model/model-base';
import type { ModelData } from '../../model/model-data';
import { integerBetween, oneOf, problemsOf, required, secondsBetween, type Check } from '../../private/checks';
import { sameEnvironment } from '../../private/environment';
import { environmentChecks, type EnvironmentLimits } from '../../private/environment-variables';
import { given } from '../../private/given';
import { IMAGE, MODEL, MODEL_DATA, requiredShape, shaped } from '../../private/shapes';

/**
 * The strategy by which SageMaker places the copies of an inference component on instances.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_InferenceComponentSchedulingConfig.html
 */
export enum PlacementStrategy {
  /** Distributes the copies over the instances, for availability. */
  SPREAD = 'SPREAD',

  /** Fills an instance before the next one, so that fewer instances are required. */
  BINPACK = 'BINPACK',
}

/**
 * The options of the specification of an inference component.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_InferenceComponentSpecification.html
 */
export interface InferenceComponentSpecificationOptions {
  /**
   * The compute resources to reserve for each copy.
   */
  readonly compute: ComputeRequirements;

  /**
   * The model artifacts, as a gzip-compressed tar archive. The role of the endpoint configuration is granted permission to read them. Throws if they
   * are uncompressed, or require a license agreement or a hub, which only a model supports.
   *
   * @default - the artifacts of the model; for an image, none
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_InferenceComponentContainerSpecification.html
   */
  readonly modelData?: ModelData;

  /**
   * The environment variables of the container: at most 100; AWS documents at most 16. Names consist of letters, digits and `_`, and do not begin
   * with a digit. Names and values have at most 1024 characters.
   *
   * @default - only the variables of the model and of the image
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_InferenceComponentContainerSpecification.html
   */
  readonly environment?: { [key: string]: string };

  /**
   * The time within which a new container must pass its health check: whole seconds, 60 to 3600.
   *
   * @default - chosen by SageMaker
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_InferenceComponentStartupParameters.html
   */
  readonly containerStartupHealthCheckTimeout?: Duration;

  /**
   * The time within which an instance must download the model artifacts: whole seconds, 60 to 3600.
   *
   * @default - chosen by SageMaker
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_InferenceComponentStartupParameters.html
   */
  readonly modelDataDownloadTimeout?: Duration;

  /**
   * Set to true to cache the model artifacts and the image on the instances, so that another copy starts faster.
   *
   * @default - chosen by SageMaker
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_InferenceComponentDataCacheConfig.html
   */
  readonly dataCaching?: boolean;

  /**
   * The strategy for placing the copies on instances.
   *
   * @default PlacementStrategy.SPREAD
   */
  readonly placementStrategy?: PlacementStrategy;

  /**
   * The highest difference between the numbers of copies in two Availability Zones: an integer from 0 to 100. SageMaker exceeds it if capacity
   * is missing.
   *
   * @default - chosen by SageMaker
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_InferenceComponentAvailabilityZoneBalance.html
   */
  readonly availabilityZoneMaxImbalance?: number;

  /**
   * The path from which SageMaker collects the Prometheus metrics of the container. It requires detailed observability, which is enabled by default.
   *
   * @default - no metrics of the container are collected
   */
  readonly metricsEndpoint?: MetricsEndpointOptions;
}

/**
 * The options of a specification with a model.
 */
export interface ModelSpecificationOptions extends InferenceComponentSpecificationOptions {
  /**
   * The image to run instead of the image of the model.
   *
   * @default - the image of the model
   */
  readonly image?: ContainerImage;
}

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_InferenceComponentStartupParameters.html */
const TIMEOUT_SECONDS = [60, 3600] as const;

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_InferenceComponentAvailabilityZoneBalance.html */
const IMBALANCE = [0, 100] as const;

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_InferenceComponentContainerSpecification.html */
const ENVIRONMENT: EnvironmentLimits = { entries: 100, keyLength: 1024, valueLength: 1024 };

/**
 * The specification of an inference component: the model or the image that each copy runs, and the compute resources that SageMaker reserves for it.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_InferenceComponentSpecification.html
 *
 * @example
 * declare const image: sm.ContainerImage;
 * declare const model: sm.Model;
 *
 * const byImage = sm.InferenceComponentSpecification.fromImage(image, {
 *   compute: { accelerators: 1, minMemory: Size.gibibytes(24) },
 *   placementStrategy: sm.PlacementStrategy.SPREAD,
 * });
 * const byModel = sm.InferenceComponentSpecification.fromModel(model, { compute: { cpuCores: 2, minMemory: Size.gibibytes(4) } });
 */
export class InferenceComponentSpecification {
  /**
   * Returns a specification whose copies run a model. The model should have the role of the endpoint configuration, and the same VPC and network
   * isolation as the configuration: `new Model(this, 'Model', { role: config.role, ... })`.
   *
   * @param model the model, with a single container
   * @param options the options of the specification, such as the compute resources
   */
  public static fromModel(model: IModel, options: ModelSpecificationOptions): InferenceComponentSpecification {
    options = given('ModelSpecificationOptions', options, 'InferenceComponentSpecification.fromModel', 'options');
    return new InferenceComponentSpecification(options, options?.image, model, true);
  }

  /**
   * Returns a specification whose copies run an image, without a model. The role of the endpoint configuration is granted permission to pull the image
   * and to read the model artifacts.
   *
   * @param image the image
   * @param options the options of the specification, such as the compute resources and the model artifacts
   */
  public static fromImage(image: ContainerImage, options: InferenceComponentSpecificationOptions): InferenceComponentSpecification {
    options = given('InferenceComponentSpecificationOptions', options, 'InferenceComponentSpecification.fromImage', 'options');
    return new InferenceComponentSpecification(options, image, undefined, false);
  }

  private constructor(
    /** @internal */
    public readonly _options: InferenceComponentSpecificationOptions,
    /** @internal */
    public readonly _image: ContainerImage | undefined,
    /** @internal */
    public readonly _model: IModel | undefined,
    private readonly ofModel: boolean,
  ) {}

  /** @internal */
  public _checks(name: string, component: IResource): Check[] {
    const { _options: options } = this;
    if (!options) {
      return [required(`the options of ${name}`, options, 'specify at least compute')];
    }
    const { metricsEndpoint } = options;
    return [
      ...this.sourceChecks(name, component),
      ...computeRequirementsChecks(`${name}.compute`, options.compute),
      shaped(`${name}.modelData`, options.modelData, MODEL_DATA),
      ...environmentChecks(`${name}.environment`, options.environment, ENVIRONMENT),
      secondsBetween(`${name}.containerStartupHealthCheckTimeout`, options.containerStartupHealthCheckTimeout, ...TIMEOUT_SECONDS),
      secondsBetween(`${name}.modelDataDownloadTimeout`, options.modelDataDownloadTimeout, ...TIMEOUT_SECONDS),
      oneOf(`${name}.placementStrategy`, options.placementStrategy, Object.values(PlacementStrategy)),
      integerBetween(`${name}.availabilityZoneMaxImbalance`, options.availabilityZoneMaxImbalance, ...IMBALANCE),
      ...metricsEndpoint ? metricsEndpointChecks(`${name}.metricsEndpoint`, metricsEndpoint) : [],
    ];
  }

  private sourceChecks(name: string, component: IResource): Check[] {
    const { _image: image, _model: model } = this;
    const problem = this.ofModel ? requiredShape(`the model of ${name}`, model, MODEL) : requiredShape(`the image of ${name}`, image, IMAGE);
    return [
      problem ?? (this.ofModel ? shaped(`${name}.image`, image, IMAGE) : undefined),
      ...model && !problem ? sameEnvironment(`model of ${name}`, model.env, component.env) : [],
    ];
  }
}

/** A specification whose image and artifacts have been bound to the component. */
export interface BoundSpecification {
  /** The property, such as `specification`. */
  readonly name: string;
  /** The type of instances that the specification is for; all of them by default. */
  readonly instanceType?: InstanceType;
  readonly specification: InferenceComponentSpecification;
  /** The stand-in for a model. */
  readonly model: ComponentModel;
  readonly image?: ContainerImageConfig;
  readonly data?: ModelDataConfig;
}

/** Binds the image and the artifacts of a specification to the stand-in for a model. */
export function bindSpecification(
  name: string, specification: InferenceComponentSpecification, model: ComponentModel, instanceType?: InstanceType,
): BoundSpecification {
  const { _image, _options: { modelData, environment } } = specification;
  const image = _image && bindImage(_image, model);
  const data = modelData?.bind(model, model);
  model.record(image, environment);
  return { name, instanceType, specification, model, image, data };
}

/** Checks the bound image and artifacts. */
export function boundChecks({ name, specification: { _image, _options: { modelData } }, image, data }: BoundSpecification): Check[] {
  const isPrivate = image && (image.repositoryAccessMode === RepositoryAccessMode.VPC || image.repositoryCredentialsProvider);
  return [
    isPrivate
      ? `the image of ${name} is in a private registry, which inference components support only with a model; use InferenceComponentSpecification.fromModel`
      : undefined,
    ..._image && !isPrivate ? imageChecks(`the image of ${name}`, image, false) : [],
    ...modelData ? archiveChecks(`${name}.modelData`, data, 'InferenceComponentSpecification.fromModel with a Model') : [],
  ];
}

/** Checks artifacts that have to be a single archive. */
export function archiveChecks(name: string, data: ModelDataConfig | undefined, remedy?: string): Check[] {
  const problems = problemsOf(...modelDataChecks(name, data));
  return problems.length > 0 || !needsDataSource(data!) ? problems : [
    `${name} must be a gzip-compressed tar archive without acceptEula and hubContentArn; use ${remedy === undefined ? 'such an archive' : `such an archive, or ${remedy}`}`,
  ];
}

type Rendered = Omit<sagemaker.CfnInferenceComponent.InferenceComponentSpecificationProperty, 'baseInferenceComponentName' | 'currentDataCacheConfig'>;

/** Renders a specification, for all instances or for one type of them. */
export function renderSpecification({ specification: { _model: model, _options: options }, image, data }: BoundSpecification): Rendered {
  const { containerStartupHealthCheckTimeout: startup, modelDataDownloadTimeout: download, dataCaching } = options;
  const container = {
    image: image?.imageName,
    artifactUrl: data && s3UriOf(data),
    environment: options.environment,
    containerMetricsConfig: options.metricsEndpoint ? renderMetricsEndpoint(options.metricsEndpoint) : undefined,
  };
  return {
    modelName: model?.modelName,
    container: Object.values(container).some((value) => value !== undefined) ? container : undefined,
    computeResourceRequirements: renderComputeRequirements(options.compute),
    startupParameters: startup || download
      ? { containerStartupHealthCheckTimeoutInSeconds: startup?.toSeconds(), modelDataDownloadTimeoutInSeconds: download?.toSeconds() }
      : undefined,
    dataCacheConfig: dataCaching === undefined ? undefined : { enableCaching: dataCaching },
    schedulingConfig: renderScheduling(options),
  };
}

/** CloudFormation requires the balance with the strategy, and the strategy with the balance; SageMaker has only one mode of it. */
function renderScheduling(
  { placementStrategy, availabilityZoneMaxImbalance: maxImbalance }: InferenceComponentSpecificationOptions,
): sagemaker.CfnInferenceComponent.InferenceComponentSchedulingConfigProperty | undefined {
  return (placementStrategy ?? maxImbalance) === undefined ? undefined : {
    placementStrategy: placementStrategy ?? PlacementStrategy.SPREAD,
    availabilityZoneBalance: { enforcementMode: 'PERMISSIVE', maxImbalance },
  };
}
