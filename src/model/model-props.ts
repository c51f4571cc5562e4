import type { aws_ec2 as ec2, aws_iam as iam } from 'aws-cdk-lib';
import type { ContainerDefinition } from './container-definition';
import type { ExecutionRoleRestrictions } from '../permissions/role-restrictions';

/**
 * The attributes of an imported model.
 *
 * @stable
 * @example
 * declare const role: iam.IRole;
 * declare const lookupTables: s3.IBucket;
 *
 * const model = sm.Model.fromModelAttributes(this, 'Theirs', {
 *   modelArn: 'arn:aws:sagemaker:us-east-1:111122223333:model/churn-3',
 *   role,
 * });
 * lookupTables.grantRead(model);
 */
export interface ModelAttributes {
  /**
   * The ARN of the model.
   */
  readonly modelArn: string;

  /**
   * The execution role of the model. Specify it to grant permissions to the model.
   *
   * @default - `addToRolePolicy` has no effect, and other grants have no effect or throw
   */
  readonly role?: iam.IRole;

  /**
   * The security groups of the model. Specify them to allow connections.
   *
   * @default - `connections` throws
   */
  readonly securityGroups?: ec2.ISecurityGroup[];
}

/**
 * The options of the role and the network of a model.
 *
 * @example
 * declare const image: sm.ContainerImage;
 * declare const vpc: ec2.IVpc;
 * declare const role: iam.IRole;
 *
 * new sm.ModelEndpoint(this, 'Churn', {
 *   container: { image },
 *   capacity: sm.Capacity.instances(sm.InstanceType.M5_LARGE),
 *   role,
 *   vpc,
 *   vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
 * });
 */
export interface ModelOptions {
  /**
   * The execution role, which SageMaker and the containers assume. The role must be assumable by `sagemaker.amazonaws.com`. The permissions
   * that the model requires are added to the role, unless it is imported as immutable. The models of a stack share one policy for a role of
   * another stack; the app fails at synthesis if all inline policies of such a role have more than 10,240 characters, the limit of IAM.
   *
   * @default - a new role with only the permissions that the images, the artifacts and the network of this model require
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html
   */
  readonly role?: iam.IRole;

  /**
   * The VPC to attach the containers to.
   *
   * @default - the containers are not attached to a VPC
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/host-vpc.html
   */
  readonly vpc?: ec2.IVpc;

  /**
   * The subnets of the VPC to use: 1 to 16. Select subnets in at least 2 Availability Zones. Throws if `vpc` is not set.
   *
   * @default - the private subnets of the VPC, as `vpc.selectSubnets()` selects them
   */
  readonly vpcSubnets?: ec2.SubnetSelection;

  /**
   * The security groups of the containers: 1 to 5. Throws if `vpc` is not set.
   *
   * @default - a new security group if `vpc` is specified
   */
  readonly securityGroups?: ec2.ISecurityGroup[];

  /**
   * Indicates whether the new security group allows all outbound traffic. Throws if `vpc` is not set, or if `securityGroups` is set.
   *
   * @default true
   */
  readonly allowAllOutbound?: boolean;

  /**
   * Indicates whether to isolate the containers from the network, so that they cannot make outbound calls, even to other AWS services.
   * SageMaker still downloads images and artifacts. AWS Marketplace products require network isolation. Do not use it for
   * containers that download data themselves, such as those of large models that the SageMaker Python SDK has optimized for fast loading.
   *
   * @default false
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/mkt-algo-model-internet-free.html
   */
  readonly networkIsolation?: boolean;

  /**
   * Restrictions of the permissions that the role of the model is granted. Throws if they are not valid.
   *
   * @default - the permissions that AWS documents for hosting
   */
  readonly roleRestrictions?: ExecutionRoleRestrictions;
}

/**
 * Properties for a model.
 *
 * @stable
 */
export interface ModelProps extends ModelOptions {
  /**
   * The name of the model: 1 to 63 letters, digits and hyphens. Omit it unless you need a fixed name: every change to a model requires replacement,
   * and CloudFormation cannot replace a resource with a fixed name.
   *
   * @default - CloudFormation generates a unique name
   */
  readonly modelName?: string;

  /**
   * The container, or the containers of an inference pipeline in the order in which they process a request: 1 to 15. Use `addContainer` to
   * add more.
   *
   * @default - only the containers that are added with `addContainer`
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/inference-pipelines.html
   */
  readonly containers?: ContainerDefinition[];

  /**
   * The inference execution mode, which determines how containers are invoked. `DIRECT` requires at least 2 containers, each with a unique
   * `containerHostname` that requests specify.
   *
   * @default InferenceExecutionMode.SERIAL
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/multi-container-direct.html
   */
  readonly inferenceExecutionMode?: InferenceExecutionMode;
}

/**
 * The inference execution mode of a model, which determines how its containers are invoked.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_InferenceExecutionConfig.html
 *
 * @example
 * declare const ranking: sm.ContainerImage;
 * declare const translation: sm.ContainerImage;
 *
 * // Each request specifies the container to invoke
 * new sm.Model(this, 'Direct', {
 *   inferenceExecutionMode: sm.InferenceExecutionMode.DIRECT,
 *   containers: [
 *     { image: ranking, containerHostname: 'ranking' },
 *     { image: translation, containerHostname: 'translation' },
 *   ],
 * });
 */
export enum InferenceExecutionMode {
  /** An inference pipeline: the containers process each request one after the other. */
  SERIAL = 'Serial',

  /**
   * Direct invocation: each request is processed by the container that its `TargetContainerHostname` specifies.
   */
  DIRECT = 'Direct',
}
