import type { aws_iam as iam } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { IModel } from '../model/model-base';
import { granteeInStackOf } from '../permissions/role-in-stack';
import { waitForGrant } from '../permissions/wait-for';
import { warn } from '../private/warnings';

type GrantTo = (grantee: iam.IGrantable) => iam.Grant[];

/** What SageMaker does in the name of the roles behind an endpoint: those of the hosted models, or that of the configuration. */
export class HostingRoles {
  private readonly granted = new Set<iam.IRole>();
  private readonly grants: GrantTo[] = [];
  private readonly followers: ((role: iam.IRole) => void)[] = [];
  private readonly modelsWithoutRole = new Set<IModel>();

  /**
   * @param config the endpoint configuration
   * @param resource its resource, which is created after the permissions and outlived by them
   */
  constructor(private readonly config: Construct, private readonly resource: Construct) {}

  /** Something that each of the roles needs; told before the roles. */
  public grant(grant: GrantTo): void {
    this.grants.push(grant);
  }

  /** The roles that there are, and those to come. */
  public forEach(action: (role: iam.IRole) => void): void {
    this.granted.forEach(action);
    this.followers.push(action);
  }

  /** The role behind a grantee, if it is one of these. */
  public find({ grantPrincipal }: iam.IGrantable): iam.IRole | undefined {
    return [...this.granted].find((role) => role === grantPrincipal || role.grantPrincipal === grantPrincipal);
  }

  /** The imported models whose role nobody has told. */
  public get unknown(): readonly IModel[] {
    return [...this.modelsWithoutRole];
  }

  public addModel(model: IModel): void {
    if (model.role) {
      this.addRole(model.role);
      return;
    }
    this.modelsWithoutRole.add(model);
    if (this.grants.length > 0) {
      warn(this.config, 'unknownModelRole', `the role of the imported model '${model.node.path}' is not known, so it can't be granted what it needs `
        + 'for this configuration, such as to write to a bucket; import the model with its role');
    }
  }

  public addRole(role: iam.IRole): void {
    if (!this.granted.has(role)) {
      this.granted.add(role);
      const grantee = granteeInStackOf(this.config, role);
      this.grants.forEach((grant) => this.grantAndWait(grant, grantee));
      this.followers.forEach((follow) => follow(role));
    }
  }

  /** For a single variant, such as one that writes core dumps. */
  public grantOnly(role: iam.IRole, grant: GrantTo): void {
    this.grantAndWait(grant, granteeInStackOf(this.config, role));
  }

  private grantAndWait(grant: GrantTo, grantee: iam.IGrantable): void {
    grant(grantee).forEach((given) => waitForGrant(this.resource, given));
  }
}
