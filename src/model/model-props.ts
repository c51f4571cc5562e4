import type { aws_ec2 as ec2, aws_iam as iam } from 'aws-cdk-lib';
import type { ContainerDefinition } from './container-definition';

/**
 * What is known of a model that is defined elsewhere.
 */
export interface ModelAttributes {
  /**
   * The ARN of the model.
   */
  readonly modelArn: string;

  /**
   * The role the model acts as, so that it can be granted something.
   *
   * @default - not known; what is granted to the model by `addToRolePolicy` has no effect, and other grants have none or throw
   */
  readonly role?: iam.IRole;

  /**
   * The security groups of the model, so that connections can be allowed.
   *
   * @default - not known; `connections` throws
   */
  readonly securityGroups?: ec2.ISecurityGroup[];
}

/**
 * What a model consists of.
 */
export interface ModelProps {
  /**
   * The role that SageMaker and the containers act as. Must be assumable by `sagemaker.amazonaws.com`. It is granted what the model
   * needs, unless it can't be changed.
   *
   * @default - a new role with just the permissions that the images, the artifacts and the network of this model need
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html
   */
  readonly role?: iam.IRole;

  /**
   * The name of the model: at most 63 letters, digits and hyphens. A model can't be changed, only replaced, and CloudFormation can't
   * replace one whose name is fixed: better leave it out.
   *
   * @default - a unique name, made by CloudFormation
   */
  readonly modelName?: string;

  /**
   * The VPC the containers are attached to.
   *
   * @default - not attached to a VPC
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/host-vpc.html
   */
  readonly vpc?: ec2.IVpc;

  /**
   * The subnets of the VPC to use: 1 to 16, better in 2 availability zones or more. Throws without `vpc`.
   *
   * @default - the private subnets of the VPC, as `vpc.selectSubnets()` selects them
   */
  readonly vpcSubnets?: ec2.SubnetSelection;

  /**
   * The security groups of the containers: 1 to 5. Throws without `vpc`.
   *
   * @default - a new security group, if `vpc` is given
   */
  readonly securityGroups?: ec2.ISecurityGroup[];

  /**
   * The container, or the containers of an inference pipeline in the order in which a request passes them: 1 to 15. More can be
   * added by `addContainer`.
   *
   * @default - the containers that `addContainer` adds
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/inference-pipelines.html
   */
  readonly containers?: ContainerDefinition[];

  /**
   * How requests pass the containers. `DIRECT` needs 2 containers or more, each with a `containerHostname` of its own, by which requests
   * name it.
   *
   * @default InferenceExecutionMode.SERIAL
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/multi-container-direct.html
   */
  readonly inferenceExecutionMode?: InferenceExecutionMode;

  /**
   * Whether the new security group lets the containers connect to anywhere. Throws without `vpc`, and with `securityGroups`.
   *
   * @default true
   */
  readonly allowAllOutbound?: boolean;

  /**
   * Whether the containers have no network at all, not even to other AWS services. SageMaker still fetches images and artifacts.
   * Products of AWS Marketplace demand it. Containers that fetch something themselves can't do with it: for example large models that
   * the SageMaker Python SDK has optimized for fast loading.
   *
   * @default false
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/mkt-algo-model-internet-free.html
   */
  readonly networkIsolation?: boolean;
}

/**
 * How requests pass the containers of a model.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_InferenceExecutionConfig.html
 */
export enum InferenceExecutionMode {
  /** An inference pipeline: each request passes all containers, one after the other. */
  SERIAL = 'Serial',

  /**
   * Each request goes to the one container that it names by `TargetContainerHostname`.
   */
  DIRECT = 'Direct',
}
