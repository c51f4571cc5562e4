import { aws_iam as iam, type aws_kms as kms } from 'aws-cdk-lib';
import type { Construct, IConstruct } from 'constructs';
import type { IModel } from '../model/model-base';
import { grantVolumeKey, keyOfAlias } from '../permissions/kms';
import { granteeInStackOf, roleBehind } from '../permissions/role-in-stack';
import { waitForGrant } from '../permissions/wait-for';
import { atSynth } from '../private/at-synth';
import { warn } from '../private/warnings';

type GrantTo = (grantee: iam.IGrantable) => iam.Grant[];

/** The permissions to grant to each role, and the property that requires them. */
interface RoleGrant {
  readonly property: string;
  readonly grantTo: GrantTo;
}

/** The roles that SageMaker assumes for an endpoint: the roles of the hosted models, or the role of the configuration. */
export class HostingRoles {
  private readonly roles = new Set<iam.IRole>();
  private readonly grants: RoleGrant[] = [];
  private readonly followers: ((role: iam.IRole) => void)[] = [];
  /** The imported models whose role is not known, with the properties of single variants that require permissions. */
  private readonly modelsWithoutRole = new Map<IModel, string[]>();
  private readonly laterNeeds: (() => string | undefined)[] = [];

  /**
   * @param config the endpoint configuration
   * @param resource the resource of the configuration, which is created after the permissions and deleted before them
   */
  constructor(private readonly config: Construct, private readonly resource: Construct) {
    atSynth(config, () => this.warnOfUnknownRoles());
  }

  /**
   * Grants permissions to each role. Must be called before the roles are added.
   *
   * @param property the property that requires the permissions
   */
  public grant(property: string, grantTo: GrantTo): void {
    this.grants.push({ property, grantTo });
  }

  /** Grants each role permission to use the key that encrypts the storage volumes, if the key is known. */
  public grantVolumeKey(keyOrAlias: kms.IKeyRef): void {
    warnOfKeyBehindAlias(this.config, 'encryptionKey', keyOrAlias);
    const key = keyOfAlias(keyOrAlias);
    if (key) {
      this.grant('encryptionKey', (grantee) => grantVolumeKey(grantee, key));
    }
  }

  /** Grants a single role the permissions of one variant, such as permission to write core dumps. */
  public grantOnly(role: iam.IRole, grantTo: GrantTo): void {
    this.grantAndWait(grantTo, granteeInStackOf(this.config, role));
  }

  /** Adds the role of a model. */
  public addModel(model: IModel): void {
    if (model.role) {
      this.addRole(model.role);
    } else if (!this.modelsWithoutRole.has(model)) {
      this.modelsWithoutRole.set(model, []);
    }
  }

  /** Records properties of a single variant that require permissions for the role of an added model, in case the role is not known. */
  public noteNeeds(model: IModel, properties: readonly string[]): void {
    this.modelsWithoutRole.get(model)?.push(...properties);
  }

  /** Records a function that returns, at synthesis, a property of an endpoint that requires permissions for each role, if it is set. */
  public noteLaterNeed(need: () => string | undefined): void {
    this.laterNeeds.push(need);
  }

  /** Adds a role, unless it was added before. */
  public addRole(role: iam.IRole): void {
    if (!this.roles.has(role)) {
      this.roles.add(role);
      const grantee = granteeInStackOf(this.config, role);
      this.grants.forEach(({ grantTo }) => this.grantAndWait(grantTo, grantee));
      this.followers.forEach((follow) => follow(role));
    }
  }

  /** Calls a function with each role, including the roles that are added later. */
  public forEach(action: (role: iam.IRole) => void): void {
    this.roles.forEach(action);
    this.followers.push(action);
  }

  /** Returns the role of a grantee if it is one of these roles, or the same role in another form, such as an import of it. */
  public find(grantee: iam.IGrantable): iam.IRole | undefined {
    return roleAmong([...this.roles], grantee);
  }

  private grantAndWait(grantTo: GrantTo, grantee: iam.IGrantable): void {
    grantTo(grantee).forEach((grant) => waitForGrant(this.resource, grant));
  }

  /** Adds one warning for each imported model whose role is not known, with everything that requires permissions. */
  private warnOfUnknownRoles(): void {
    const ofAll = this.grants.map(({ property }) => property);
    const later = this.laterNeeds.flatMap((need) => need() ?? []);
    this.modelsWithoutRole.forEach((ofVariants, { node }) => {
      const properties = [...new Set([...ofAll, ...ofVariants, ...later])];
      if (properties.length > 0) {
        warn(this.config, 'unknownModelRole', `the role of imported model '${node.path}' is not known, so it cannot be granted the permissions for `
          + `${properties.join(' and ')}; import the model with its role`);
      }
    });
  }
}

/** Returns the role of a grantee if it is one of some roles, or the same role in another form, such as an import of it. */
export function roleAmong(roles: readonly iam.IRole[], grantee: iam.IGrantable): iam.IRole | undefined {
  const behind = roleBehind(grantee);
  // The ARN of a lazy role is not compared, because reading it creates the role.
  const arn = behind instanceof iam.LazyRole ? undefined : behind?.roleArn;
  return roles.some((role) => role === behind || role.grantPrincipal === behind || role.roleArn === arn) ? behind : undefined;
}

/** Warns about an imported alias: its key is not known, so permission to use the key cannot be granted. */
export function warnOfKeyBehindAlias(config: IConstruct, name: string, key: kms.IKeyRef | undefined): void {
  if (key && !keyOfAlias(key)) {
    warn(config, 'encryptionKeyBehindAlias', `${name} is an imported alias, whose key is not known, so the roles of the models cannot be granted the use of it; `
      + 'import the key by its ARN');
  }
}
