import type { aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import type { InferenceComponentSpecification } from './inference-component-specification';
import type { InstanceType } from '../../common/instance-type.generated';
import type { DeploymentStrategy } from '../deployment/deployment-strategy';
import type { IEndpoint } from '../endpoint-interface';

/**
 * The specification of an inference component on one type of instances.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_InferenceComponentSpecification.html
 *
 * @example
 * declare const endpoint: sm.Endpoint;
 * declare const image: sm.ContainerImage;
 * declare const neuronImage: sm.ContainerImage;
 *
 * const compute = { accelerators: 1, minMemory: Size.gibibytes(8) };
 * endpoint.addInferenceComponent('Llama', {
 *   variantName: 'pools',
 *   specifications: [
 *     { instanceType: sm.InstanceType.G6_XLARGE, specification: sm.InferenceComponentSpecification.fromImage(image, { compute }) },
 *     { instanceType: sm.InstanceType.INF2_XLARGE, specification: sm.InferenceComponentSpecification.fromImage(neuronImage, { compute }) },
 *   ],
 * });
 */
export interface InstanceSpecification {
  /**
   * The instance type, which should be one of the `instancePools` of the variant.
   */
  readonly instanceType: InstanceType;

  /**
   * The specification of the copies on these instances.
   */
  readonly specification: InferenceComponentSpecification;
}

/**
 * The options of an inference component.
 *
 * @example
 * declare const endpoint: sm.Endpoint;
 * declare const model: sm.Model;
 *
 * endpoint.addInferenceComponent('Sentiment', {
 *   variantName: 'shared',
 *   copyCount: 2,
 *   specification: sm.InferenceComponentSpecification.fromModel(model, { compute: { cpuCores: 2, minMemory: Size.gibibytes(4) } }),
 * });
 */
export interface InferenceComponentOptions {
  /**
   * The name of the inference component, which clients specify: at most 63 letters, digits and hyphens. SageMaker cannot move a component to another
   * endpoint or variant, and a new component cannot have the name of an existing one. Hence a fixed name prevents such a move.
   *
   * @default - a unique name, derived from the construct path, the endpoint and the variant
   */
  readonly inferenceComponentName?: string;

  /**
   * The name of the variant that hosts the component. It must not have a model.
   *
   * @default - the variant of the endpoint that has no model; required if there are several, or if the variants are not known
   */
  readonly variantName?: string;

  /**
   * The specification of each copy: what it runs, and the compute resources that it needs. Either this property or `specifications` is required.
   *
   * @default - `specifications`
   */
  readonly specification?: InferenceComponentSpecification;

  /**
   * The specifications for a variant with instance pools: 2 to 5, one for each instance type.
   *
   * @default - `specification` for all instances
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/realtime-endpoints-heterogeneous.html
   */
  readonly specifications?: InstanceSpecification[];

  /**
   * The number of copies: an integer, at least 1. SageMaker creates no component without copies, but accepts 0 for an existing one. With
   * `autoScaleCopyCount`, the initial number. AWS does not document whether an update of the component sets it again.
   *
   * @default - 1, or the `minCapacity` of `autoScaleCopyCount` if it is higher
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_InferenceComponentRuntimeConfig.html
   */
  readonly copyCount?: number;

  /**
   * The strategy for updating the component: `DeploymentStrategy.rolling()`, with sizes in `CapacitySize.copies()` or `CapacitySize.percent()`. If an
   * update fails, the component keeps its earlier specification.
   *
   * @default - chosen by SageMaker
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_InferenceComponentRollingUpdatePolicy.html
   */
  readonly deploymentStrategy?: DeploymentStrategy;

  /**
   * The alarms that roll an update back if they go into the ALARM state during it: 1 to 10. They require `deploymentStrategy`.
   *
   * @default - alarms do not roll back updates
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_InferenceComponentDeploymentConfig.html
   */
  readonly autoRollbackAlarms?: cloudwatch.IAlarm[];
}

/**
 * The properties of an inference component.
 */
export interface InferenceComponentProps extends InferenceComponentOptions {
  /**
   * The endpoint that hosts the component. It must be in the same account and region as the component.
   */
  readonly endpoint: IEndpoint;
}

/**
 * The attributes of an inference component that is defined elsewhere.
 *
 * @example
 * declare const endpoint: sm.Endpoint;
 * declare const client: iam.IRole;
 *
 * const llama = sm.InferenceComponent.fromInferenceComponentAttributes(this, 'Llama', { inferenceComponentName: 'llama', endpoint });
 * llama.grantInvoke(client);
 */
export interface InferenceComponentAttributes {
  /**
   * The name of the inference component.
   *
   * @default - the name that the ARN contains; required without `inferenceComponentArn`
   */
  readonly inferenceComponentName?: string;

  /**
   * The ARN of the inference component.
   *
   * @default - a component with this name in the account and region of the endpoint, or of the stack if the endpoint is not specified
   */
  readonly inferenceComponentArn?: string;

  /**
   * The endpoint that hosts the component. It is required for grants, for the URL of the OpenAI-compatible API and for adapters.
   *
   * @default - grants, URL and adapters are not available
   */
  readonly endpoint?: IEndpoint;
}
