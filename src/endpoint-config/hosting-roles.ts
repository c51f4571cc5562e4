import type { aws_iam as iam, aws_kms as kms } from 'aws-cdk-lib';
import type { Construct, IConstruct } from 'constructs';
import type { IModel } from '../model/model-base';
import { grantVolumeKey, keyOfAlias } from '../permissions/kms';
import { granteeInStackOf } from '../permissions/role-in-stack';
import { waitForGrant } from '../permissions/wait-for';
import { warn } from '../private/warnings';

type GrantTo = (grantee: iam.IGrantable) => iam.Grant[];

/** What each of the roles is granted, and how to warn of a model whose role is not known. */
interface RoleGrant {
  readonly grantTo: GrantTo;
  readonly warnOf: (model: IModel) => void;
}

/** The roles that SageMaker acts as behind an endpoint: those of the hosted models, or that of the configuration. */
export class HostingRoles {
  private readonly roles = new Set<iam.IRole>();
  private readonly grants: RoleGrant[] = [];
  private readonly followers: ((role: iam.IRole) => void)[] = [];
  private readonly modelsWithoutRole = new Set<IModel>();

  /**
   * @param config the endpoint configuration
   * @param resource its resource, which is created after the permissions and outlived by them
   */
  constructor(private readonly config: Construct, private readonly resource: Construct) {}

  /** Grants each of the roles something. Called before the roles are added. */
  public grant(grantTo: GrantTo): void {
    this.grants.push({ grantTo, warnOf: (model) => this.warnOfUnknownRole(model) });
  }

  /** Grants each of the roles the use of the key that encrypts the storage volumes, where the key is known. */
  public grantVolumeKey(keyOrAlias: kms.IKeyRef): void {
    warnOfKeyBehindAlias(this.config, 'encryptionKey', keyOrAlias);
    const key = keyOfAlias(keyOrAlias);
    if (key) {
      this.grants.push({ grantTo: (grantee) => grantVolumeKey(grantee, key), warnOf: (model) => this.warnOfUnusableKey(model) });
    }
  }

  /** Grants something to a single role, for the sake of one variant, such as one that writes core dumps. */
  public grantOnly(role: iam.IRole, grantTo: GrantTo): void {
    this.grantAndWait(grantTo, granteeInStackOf(this.config, role));
  }

  /** Adds the role of a model. */
  public addModel(model: IModel): void {
    if (model.role) {
      this.addRole(model.role);
    } else {
      this.modelsWithoutRole.add(model);
      this.grants.forEach(({ warnOf }) => warnOf(model));
    }
  }

  /** Adds a role, once. */
  public addRole(role: iam.IRole): void {
    if (!this.roles.has(role)) {
      this.roles.add(role);
      const grantee = granteeInStackOf(this.config, role);
      this.grants.forEach(({ grantTo }) => this.grantAndWait(grantTo, grantee));
      this.followers.forEach((follow) => follow(role));
    }
  }

  /** Does something with each role, those that are added later included. */
  public forEach(action: (role: iam.IRole) => void): void {
    this.roles.forEach(action);
    this.followers.push(action);
  }

  /** Returns the role behind a grantee, if it is one of these. */
  public find({ grantPrincipal }: iam.IGrantable): iam.IRole | undefined {
    return [...this.roles].find((role) => role === grantPrincipal || role.grantPrincipal === grantPrincipal);
  }

  /** The imported models whose role is not known. */
  public get unknown(): readonly IModel[] {
    return [...this.modelsWithoutRole];
  }

  private grantAndWait(grantTo: GrantTo, grantee: iam.IGrantable): void {
    grantTo(grantee).forEach((grant) => waitForGrant(this.resource, grant));
  }

  private warnOfUnknownRole({ node }: IModel): void {
    warn(this.config, 'unknownModelRole', `the role of the imported model '${node.path}' is not known, so it can't be granted what it needs `
      + 'for this configuration, such as to write to a bucket; import the model with its role');
  }

  private warnOfUnusableKey({ node }: IModel): void {
    warn(this.config, 'encryptionKeyOfImportedModel', `the role of the imported model '${node.path}' is not known, so it `
      + "can't be granted the use of encryptionKey; import the model with its role");
  }
}

/** Warns of a key that is not known, because it is given as an imported alias, so that the use of it can't be granted. */
export function warnOfKeyBehindAlias(config: IConstruct, name: string, key: kms.IKeyRef | undefined): void {
  if (key && !keyOfAlias(key)) {
    warn(config, 'encryptionKeyBehindAlias', `${name} is an imported alias, whose key is not known, so the roles of the models can't be granted the use of it; `
      + 'import the key by its ARN');
  }
}
