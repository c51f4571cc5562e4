import { aws_ec2 as ec2, aws_iam as iam, type IResource, Resource } from 'aws-cdk-lib';
import { ValidationError } from '../private/errors';

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

/** What decides which endpoint configurations a model fits into. */
export interface ModelHosting {
  readonly inVpc: boolean;
  readonly isolated: boolean;
  readonly containers: number;
  readonly direct: boolean;
  readonly multiModel: boolean;
  /** Whether artifacts are named by `ModelDataSource`. */
  readonly dataSource: boolean;
  readonly privateRegistry: boolean;
  /** An account that is neither the model's nor one of AWS, and has one of the images. */
  readonly foreignRepository?: string;
}

export abstract class ModelBase extends Resource implements IModel {
  public abstract readonly modelArn: string;
  public abstract readonly modelName: string;
  public abstract readonly role?: iam.IRole;
  public abstract readonly grantPrincipal: iam.IPrincipal;

  /**
   * @internal
   */
  protected _connections?: ec2.Connections;

  /**
   * The network connections of the containers. Throws for a model without a VPC.
   */
  public get connections(): ec2.Connections {
    if (!this._connections) {
      throw new ValidationError("the network connections of this model can't be managed, because it is not in a VPC, "
        + 'or was imported without its security groups; set vpc, or securityGroups when importing', this);
    }
    return this._connections;
  }

  public addToRolePolicy(statement: iam.PolicyStatement): void {
    if (this.role) {
      this.grantPrincipal.addToPrincipalPolicy(statement);
    }
  }
}
