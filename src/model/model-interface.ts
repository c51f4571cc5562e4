import type { IResource, aws_ec2 as ec2, aws_iam as iam } from 'aws-cdk-lib';

/**
 * A model: containers with inference code and artifacts, which an endpoint configuration can host.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModel.html
 */
export interface IModel extends IResource, iam.IGrantable, ec2.IConnectable {
  /**
   * The ARN of this model.
   *
   * @attribute
   */
  readonly modelArn: string;

  /**
   * The name of this model.
   *
   * @attribute
   */
  readonly modelName: string;

  /**
   * The role that SageMaker and the containers of this model act as.
   *
   * @default - not known, for a model that was imported without it
   */
  readonly role?: iam.IRole;

  /**
   * Allows the role of this model something more. Has no effect on an imported model whose role is not known.
   *
   * @param statement what to allow
   */
  addToRolePolicy(statement: iam.PolicyStatement): void;
}
