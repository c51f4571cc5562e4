import { createHash } from 'crypto';
import { Names, Stack, Token, aws_iam as iam, type CfnResource, type IResolveContext } from 'aws-cdk-lib';
import { Dependable, type Construct, type IDependable } from 'constructs';
import { AttachedPolicy, attachedOrRemoved } from './attached-policy';
import { inlinePoliciesCheck, prepareInlinePolicies } from './inline-policy-size';
import { atSynth } from '../private/at-synth';
import { problemsOf } from '../private/checks';
import { LeadsTo } from '../private/dependencies/leads-to';
import { References } from '../private/dependencies/references';
import { KeptOn } from '../private/kept-on';
import { uniqueChildId } from '../private/unique-child-id';

/**
 * The purpose of permissions. Each has a policy of its own, because other resources depend on it: on permissions for hosting, the models and the
 * configurations; on permissions for a rollback, the endpoints; on permissions to invoke an endpoint, none.
 */
export type Purpose = 'Hosting' | 'Rollback' | 'Invocation';

/** The IDs of the policies in the construct that requires them. */
const OWN_POLICY_IDS: Record<Purpose, string> = { Hosting: 'RolePolicy', Rollback: 'RolePolicy', Invocation: 'LaterRolePolicy' };

/** Returns the ID of the policy for a role in a construct that requires permissions. */
export function ownPolicyId(role: iam.IRole, purpose: Purpose): string {
  return `${OWN_POLICY_IDS[purpose]}${role.node.addr.slice(-8)}`;
}

/** A permission, and the construct that requires it. */
interface Permission {
  readonly owner: Construct;
  readonly statement: iam.PolicyStatement;
}

/**
 * Returns the policy of a stack for a role of another stack: one for all constructs of the stack, because IAM limits the size of all inline
 * policies of a role together. Returns undefined if it cannot be attached to the role.
 */
export function rolePolicyIn(scope: Construct, role: iam.IRole, purpose: Purpose): RolePolicy | undefined {
  return POLICIES.of(Stack.of(scope)).find(role, purpose);
}

/** The policies of a stack for roles of other stacks. */
class StackPolicies {
  private readonly policies = new Map<string, RolePolicy>();
  private isComplete = false;

  constructor(private readonly stack: Stack) {}

  public find(role: iam.IRole, purpose: Purpose): RolePolicy | undefined {
    const key = `${role.node.addr}${purpose}`;
    const found = this.policies.get(key) ?? this.create(role, purpose);
    if (found) {
      this.policies.set(key, found);
      this.isComplete = false;
    }
    return found;
  }

  /**
   * Decides which permissions the constructs of the stack can share. The decision is made when the CDK begins to look at dependencies, which it
   * does after all aspects, and before it renders policies.
   *
   * All resources that depend on a policy depend on everything that the policy refers to. If a permission of one model refers to something
   * that depends on another model, such as a function that invokes the endpoint of that model, the two cannot be in one policy.
   */
  public decide(): void {
    if (this.isComplete) {
      return;
    }
    this.isComplete = true;
    const policies = [...this.policies.values()];
    policies.forEach((policy) => policy.separate(() => true));
    if (policies.every(({ owners }) => owners.length === 1)) {
      policies.forEach((policy) => policy.separate(() => false));
      return;
    }
    const references = new References(this.stack);
    policies.forEach((policy) => policy.divide(references));
  }

  /** Returns the problems of the role, once for all its policies. The next synthesis decides anew. */
  private finish(policy: RolePolicy, role: iam.IRole): string[] {
    this.isComplete = false;
    return REPORTERS.of(role).policy === policy ? problemsOf(inlinePoliciesCheck(policy, role)) : [];
  }

  private create(role: iam.IRole, purpose: Purpose): RolePolicy | undefined {
    const id = uniqueChildId(this.stack, `${purpose}PolicyOfRole${role.node.addr.slice(-8)}`);
    const created = attachedOrRemoved(new RolePolicy(this.stack, id, role, purpose, () => this.decide()), role);
    if (created) {
      prepareInlinePolicies(created);
      REPORTERS.of(role).policy ??= created;
      atSynth(created, () => this.finish(created, role));
    }
    return created;
  }
}

const POLICIES = new KeptOn((stack: Stack) => new StackPolicies(stack));

/** The policy of each role that reports the problems of all its policies. */
const REPORTERS = new KeptOn((_role: iam.IRole): { policy?: RolePolicy } => ({}));

/** A policy with the permissions that its constructs require, other than those that must be separate. */
class RolePolicy extends AttachedPolicy {
  private readonly permissions: Permission[] = [];
  private readonly own = new Map<Construct, { policy: OwnPolicy; dependable: IDependable }>();
  private separated: ReadonlySet<Permission> = new Set();

  constructor(stack: Stack, id: string, private readonly role: iam.IRole, private readonly purpose: Purpose, private readonly decide: () => void) {
    const document: iam.PolicyDocument = new ComposedDocument(() => this.statements((permission) => !this.separated.has(permission)));
    super(stack, id, { policyName: uniqueName(stack, id, purpose), document });
  }

  /** Does not count as a reference to the policy, which would create it even if it is empty. */
  public get policyName(): string {
    return this.physicalName;
  }

  public get owners(): readonly Construct[] {
    return [...this.own.keys()];
  }

  /** Adds a permission that a construct requires, and returns what to wait for. The resource of the construct waits for it too. */
  public add(owner: Construct, statement: iam.PolicyStatement): IDependable {
    this.permissions.push({ owner, statement });
    return this.ownOf(owner).dependable;
  }

  /** Keeps permissions in the policies of their constructs. */
  public separate(isSeparate: (permission: Permission) => boolean): void {
    this.separated = new Set(this.permissions.filter(isSeparate));
  }

  /** Shares all permissions that do not lead back to this policy, for which the resources of its constructs wait. */
  public divide(references: References): void {
    const stack = Stack.of(this);
    const [shared, ...own] = [this, ...[...this.own.values()].map(({ policy }) => policy)].map(({ node }) => node.defaultChild as CfnResource);
    const leads = new LeadsTo(references, (element) => element === shared);
    this.separate(({ statement }) => references.targetsOf(statement.toStatementJson(), stack).some((target) => leads.fromResource(target, stack)));
    // The policies after this one see what the resources wait for now.
    references.forgetLinksOf([shared, ...own]);
  }

  private ownOf(owner: Construct): { policy: OwnPolicy; dependable: IDependable } {
    const existing = this.own.get(owner);
    if (existing) {
      return existing;
    }
    const id = uniqueChildId(owner, ownPolicyId(this.role, this.purpose));
    const statements = () => this.statements((permission) => permission.owner === owner && this.separated.has(permission));
    const policy = attachedOrRemoved(new OwnPolicy(owner, id, this.purpose, statements), this.role)!;
    const created = { policy, dependable: this.dependableOn(policy) };
    this.own.set(owner, created);
    // Adds the dependency here, because a grant that also changes the policy of a resource depends only on that policy.
    if (this.purpose !== 'Invocation') {
      owner.node.defaultChild?.node.addDependency(created.dependable);
    }
    return created;
  }

  /** Returns what a construct waits for: the policies with its permissions. The CDK ignores the one that is empty. */
  private dependableOn(policy: OwnPolicy): IDependable {
    const dependable = {};
    const roots = () => {
      this.decide();
      return [this, policy];
    };
    Dependable.implement(dependable, { get dependencyRoots() { return roots(); } });
    return dependable;
  }

  private statements(isIncluded: (permission: Permission) => boolean): iam.PolicyStatement[] {
    return this.permissions.filter(isIncluded).map(({ statement }) => statement);
  }
}

/** The policy of a construct with the permissions that it cannot share. */
class OwnPolicy extends AttachedPolicy {
  constructor(owner: Construct, id: string, purpose: Purpose, statements: () => iam.PolicyStatement[]) {
    super(owner, id, { policyName: uniqueName(owner, id, purpose), document: new ComposedDocument(statements) });
  }

  public get policyName(): string {
    return this.physicalName;
  }
}

/** A document that is composed when it is read, with as few statements as possible. */
class ComposedDocument extends iam.PolicyDocument {
  private added?: iam.PolicyStatement[];

  constructor(private readonly compose: () => iam.PolicyStatement[]) {
    super();
  }

  public get isEmpty(): boolean {
    return this.statementCount === 0;
  }

  public get statementCount(): number {
    return this.all().length;
  }

  /** Adds statements of users, such as those of an aspect. */
  public addStatements(...statements: iam.PolicyStatement[]): void {
    this.added = [...this.added ?? [], ...statements];
  }

  /** Returns a document without statements if there are none, because aspects that check policies also see one that is not synthesized. */
  public resolve(context: IResolveContext): any {
    return this.isEmpty ? { Statement: [], Version: '2012-10-17' } : this.composed().resolve(context);
  }

  public toJSON(): any {
    return this.composed().toJSON();
  }

  public validateForIdentityPolicy(): string[] {
    return this.all().flatMap((statement) => statement.validateForIdentityPolicy());
  }

  /** Copies the statements, because a document merges and freezes those that it renders. */
  private composed(): iam.PolicyDocument {
    return new iam.PolicyDocument({ minimize: true, statements: this.all().map((statement) => statement.copy()) });
  }

  private all(): iam.PolicyStatement[] {
    return [...this.compose(), ...this.added ?? []];
  }
}

/**
 * Returns a name that no other policy of the role has. Policies of stacks with the same constructs would have the same name otherwise, and the
 * stack that is deployed last would replace the policy of the others. The hash makes a difference between stages, nested stacks, and regions.
 */
function uniqueName(scope: Construct, id: string, purpose: Purpose): string {
  const { node, region, account } = Stack.of(scope);
  const environment = [account, region].filter((value) => !Token.isUnresolved(value));
  const hash = createHash('sha256').update(JSON.stringify([node.path, scope.node.path, id, ...environment])).digest('hex').slice(0, 12);
  return `${Names.uniqueResourceName(scope, { maxLength: 104, separator: '-', allowedSpecialCharacters: '-' })}-${purpose}-${hash}`;
}
