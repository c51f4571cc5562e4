import { CfnResource, Token, TokenComparison, type CfnElement, type aws_ec2 as ec2, type aws_iam as iam } from 'aws-cdk-lib';
import { Dependable, type IConstruct, type IDependable } from 'constructs';
import type { ModelNetwork } from './network';
import { isAttachedPolicy } from '../permissions/attached-policy';
import { grantsAwaitedBy } from '../permissions/wait-for';
import { LeadsTo } from '../private/dependencies/leads-to';
import { References } from '../private/dependencies/references';
import { referencedElement, renderedProperty } from '../private/dependencies/unrendered';
import { inTemplateOf, outermostStack, withParents } from '../private/nested-stacks';
import { OncePerSynth } from '../private/once-per-synth';
import { resolveWithPaths } from '../private/rendered';

/** What a model or a configuration uses, and what other constructs add to it. */
export interface Surroundings {
  readonly role?: iam.IRole;
  readonly vpc?: ec2.IVpc;
  readonly network?: ModelNetwork;
}

/**
 * Makes a resource depend on what other constructs add to its role and its network: policies, routes, VPC endpoints and rules of security groups.
 * SageMaker uses them while it creates the resource.
 *
 * Nothing that leads to a model, a configuration or an endpoint is a dependency, such as a policy on the role with the name of the endpoint: it
 * is created after the model. The resource does not depend on another stack either if that stack leads to one of them, or on a resource that has
 * a condition which its own does not have.
 *
 * @param surroundings the function that returns what the resource uses, at synthesis
 */
export function waitForSurroundings(resource: CfnResource, surroundings: () => Surroundings): void {
  ADDITIONS.announce(resource);
  const dependable: IDependable = {};
  Dependable.implement(dependable, {
    get dependencyRoots() {
      return ADDITIONS.of(resource).to(resource, surroundings());
    },
  });
  resource.node.addDependency(dependable);
}

/** The place of artifacts in Amazon S3, of which each part can contain tokens. */
export interface ArtifactPlace {
  readonly bucket: string;
  /** The key of an object, or a prefix, which ends with a slash or is empty. */
  readonly key: string;
}

/**
 * Returns what a resource has to wait for because its artifacts are uploaded in the same deployment: each `BucketDeployment` of the CDK that writes to
 * their place. As with policies, none that leads to a resource which can use artifacts is a dependency.
 *
 * @param resource the resource that uses the artifacts
 */
export function uploadsTo(resource: CfnResource, place: ArtifactPlace): IDependable {
  ADDITIONS.announce(resource);
  const dependable: IDependable = {};
  Dependable.implement(dependable, {
    get dependencyRoots() {
      return ADDITIONS.of(resource).uploadsTo(resource, place);
    },
  });
  return dependable;
}

/** The properties by which a resource adds something to another one. */
const ADDING: Readonly<Record<string, readonly string[]>> = {
  'AWS::EC2::Route': ['RouteTableId'],
  'AWS::EC2::SecurityGroupEgress': ['GroupId', 'DestinationSecurityGroupId'],
  'AWS::EC2::SecurityGroupIngress': ['GroupId', 'SourceSecurityGroupId'],
  'AWS::EC2::SubnetRouteTableAssociation': ['SubnetId'],
  'AWS::EC2::VPCEndpoint': ['VpcId'],
  'AWS::IAM::ManagedPolicy': ['Roles'],
  'AWS::IAM::Policy': ['Roles'],
  'AWS::IAM::RolePolicy': ['RoleName'],
};
const ASSOCIATION = 'AWS::EC2::SubnetRouteTableAssociation';
const HOSTING = ['AWS::SageMaker::Model', 'AWS::SageMaker::EndpointConfig', 'AWS::SageMaker::Endpoint'];
const USING_ARTIFACTS = [...HOSTING, 'AWS::SageMaker::InferenceComponent', 'AWS::SageMaker::ModelPackage'];

/** The custom resource of `BucketDeployment`. */
const UPLOAD = 'Custom::CDKBucketDeployment';

/** The resources of a stage that add something to roles and networks. */
class Additions {
  private readonly byTarget = new Map<string, Set<CfnResource>>();
  private readonly routeTables = new Map<CfnResource, readonly string[]>();
  private readonly references: References;
  private readonly uploads = new Map<string, Set<CfnResource>>();
  private readonly leadsToHosting: LeadsTo;
  private readonly leadsToArtifacts: LeadsTo;

  constructor(stage: IConstruct) {
    this.references = new References(stage);
    this.leadsToHosting = new LeadsTo(this.references, (element) => isOneOf(HOSTING, element));
    this.leadsToArtifacts = new LeadsTo(this.references, (element) => isOneOf(USING_ARTIFACTS, element));
    this.references.elements.filter(isAddition).forEach((resource) => this.register(resource));
    this.references.elements.filter((element) => isOneOf([UPLOAD], element)).forEach((resource) => {
      this.idsIn(renderedProperty(resource, 'DestinationBucketName'), resource).forEach((id) => addTo(this.uploads, id, resource));
    });
  }

  /** Returns what a resource can depend on of what is added to its surroundings, without what it depends on anyway. */
  public to(resource: CfnResource, { role, vpc, network }: Surroundings): CfnResource[] {
    const groups = network?.connections.securityGroups.map((group) => group.securityGroupId) ?? [];
    const ids = [role?.roleName, vpc?.vpcId, ...groups].flatMap((id) => this.idsOf(id, resource));
    const added = this.addedTo([...ids, ...this.idsOfSubnets(network?.subnetIds ?? [], resource)]);
    const routes = this.addedTo(added.flatMap((each) => this.routeTables.get(each) ?? []));
    const awaited = grantsAwaitedBy(resource);
    const isAwaited = (each: CfnResource) => awaited.has(each) || awaited.has(each.node.scope!);
    return [...new Set([...added, ...routes])].filter((each) => !isAwaited(each) && this.canDepend(resource, each, this.leadsToHosting));
  }

  /** Returns what a resource can depend on of what uploads its artifacts. */
  public uploadsTo(resource: CfnResource, { bucket, key }: ArtifactPlace): CfnResource[] {
    const found = this.idsOf(bucket, resource).flatMap((id) => [...this.uploads.get(id) ?? []]);
    return found.filter((each) => overlap(renderedProperty(each, 'DestinationBucketKeyPrefix'), key) && this.canDepend(resource, each, this.leadsToArtifacts));
  }

  private register(resource: CfnResource): void {
    const idsOf = (name: string) => this.idsIn(renderedProperty(resource, name), resource);
    ADDING[resource.cfnResourceType].flatMap(idsOf).forEach((id) => addTo(this.byTarget, id, resource));
    if (resource.cfnResourceType === ASSOCIATION) {
      this.routeTables.set(resource, idsOf('RouteTableId'));
    }
  }

  private addedTo(ids: readonly string[]): CfnResource[] {
    return [...new Set(ids)].flatMap((id) => [...this.byTarget.get(id) ?? []]);
  }

  private idsOfSubnets(ids: string[], user: CfnResource): string[] {
    return Token.isUnresolved(ids) ? this.idsIn(resolveWithPaths(ids, user), user) : ids.flatMap((id) => this.idsOf(id, user));
  }

  /** Returns what identifies an ID that a resource uses, like `idsIn`. */
  private idsOf(id: string | undefined, user: CfnResource): string[] {
    const element = referencedElement(id);
    return this.references.contain(element) ? [element.node.path] : this.idsIn(resolveWithPaths(id, user), user);
  }

  /** Returns strings that identify what a rendered value of a resource lists: paths in the tree, or the values of IDs that are imported. */
  private idsIn(value: unknown, user: CfnResource): string[] {
    if (Array.isArray(value)) {
      return value.flatMap((each) => this.idsIn(each, user));
    }
    if (typeof value !== 'object' || value === null) {
      return typeof value === 'string' ? [value] : [];
    }
    const [[key, inner] = []] = Object.entries(value);
    if (key === 'Fn::If' && Array.isArray(inner)) {
      return this.idsIn(inner.slice(1), user);
    }
    const [resource] = key === 'Ref' || key === 'Fn::GetAtt' ? this.references.resourcesIn(value, user.stack) : [];
    return [resource?.node.path ?? JSON.stringify(value)];
  }

  private canDepend(user: CfnResource, used: CfnResource, leadsTo: LeadsTo): boolean {
    if (Token.compareStrings(user.stack.account, used.stack.account) === TokenComparison.DIFFERENT) {
      return false;
    }
    return outermostStack(user) === outermostStack(used)
      ? hasSameCondition(user, used) && !leadsTo.fromResource(used, user.stack)
      : !leadsTo.fromStack(outermostStack(used));
  }
}

const ADDITIONS = new OncePerSynth((stage) => new Additions(stage));

function isAddition(element: CfnElement): element is CfnResource {
  // The resources that require the permissions of a policy of this library depend on it, and others do not.
  return CfnResource.isCfnResource(element) && element.cfnResourceType in ADDING && !isAttachedPolicy(element.node.scope);
}

function isOneOf(types: readonly string[], element: CfnElement): element is CfnResource {
  return CfnResource.isCfnResource(element) && types.includes(element.cfnResourceType);
}

function addTo(index: Map<string, Set<CfnResource>>, id: string, resource: CfnResource): void {
  index.set(id, (index.get(id) ?? new Set()).add(resource));
}

/**
 * Returns whether objects below a prefix can be those of a key. The CDK uploads to a prefix as to a directory, with or without the slash at its end.
 *
 * @param prefix the prefix; undefined for the whole bucket, and no string if it contains a token
 */
function overlap(prefix: unknown, key: string): boolean {
  if ((prefix !== undefined && typeof prefix !== 'string') || Token.isUnresolved(key)) {
    return true;
  }
  const directory = prefix ? `${prefix.replace(/\/+$/, '')}/` : '';
  const isPrefix = key === '' || key.endsWith('/');
  return key.startsWith(directory) || (isPrefix && directory.startsWith(key));
}

/**
 * Returns whether a resource exists in each deployment in which the other one does: a dependency on a resource that is not created fails.
 *
 * @see https://github.com/aws-cloudformation/cfn-lint/blob/main/docs/rules.md#E3005
 */
function hasSameCondition(user: CfnResource, used: CfnResource): boolean {
  const common = user.stack === used.stack ? user.stack : withParents(user.stack).find((stack) => withParents(used.stack).includes(stack))!;
  const conditions = [used, user].map((each) => (inTemplateOf(common, each) as CfnResource).cfnOptions.condition);
  return conditions[0] === undefined || conditions[0] === conditions[1];
}
