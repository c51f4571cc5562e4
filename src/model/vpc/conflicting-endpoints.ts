import { Reference, Stack, Stage, Token, Tokenization, TokenComparison, aws_ec2 as ec2 } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { VPC_ID_BEFORE_LOOKUP } from '../../private/before-lookup';
import { isMarked, mark } from '../../private/marks';
import { definitionOf } from '../../private/rendered';

const CHECKED = 'VpcEndpoints';

/** Ways to resolve a conflict, for the messages. */
export interface ConflictHints {
  readonly privateDns: string;
  readonly gateway?: string;
}

/** Marks a class that checks its VPC endpoints with `conflictingEndpoints`, so that a conflict between two of them is reported once. */
export function markVpcEndpoints(prototype: object): void {
  mark(prototype, CHECKED);
}

/**
 * Returns the problems of VPC endpoints that AWS refuses beside those of a construct: a second one with private DNS for a service, and a second
 * gateway endpoint for a service in one route table. Call it at synthesis, because any construct of the app can define the other one.
 *
 * Conflicts that depend on values that are unknown at synthesis, and on conditions, are not reported.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html
 */
export function conflictingEndpoints(construct: IConstruct, hints: ConflictHints): string[] {
  const stage = Stage.of(construct);
  const all = (stage ?? construct.node.root).node.findAll()
    .filter((child): child is ec2.CfnVPCEndpoint => ec2.CfnVPCEndpoint.isCfnVPCEndpoint(child) && Stage.of(child) === stage);
  const own = all.filter((endpoint) => isIn(endpoint, construct));
  const others = all.filter((endpoint, index) => !isIn(endpoint, construct) && (!isChecked(endpoint) || index < all.indexOf(own[0])));
  const rivals = (conflict: Conflict) => others.filter((other) => own.some((endpoint) =>
    isSamePlace(endpoint, other) && conflict(rendered(endpoint), rendered(other))));
  return [
    ...problem(rivals(sharePrivateDns), 'the VPC has another VPC endpoint with private DNS for the same service', hints.privateDns),
    ...problem(rivals(shareRouteTable), 'a route table of the VPC has another gateway endpoint for the same service', hints.gateway),
  ];
}

function problem(rivals: readonly ec2.CfnVPCEndpoint[], what: string, hint = 'remove one of them'): string[] {
  const paths = rivals.map(({ node }) => `'${node.path.replace(/(\/Resource)+$/, '')}'`);
  return paths.length > 0 ? [`${what}, which AWS refuses: ${paths.join(', ')}; ${hint}`] : [];
}

function isIn(child: IConstruct, scope: IConstruct): boolean {
  return child.node.scopes.includes(scope);
}

function isChecked(endpoint: IConstruct): boolean {
  return endpoint.node.scopes.some((scope) => isMarked(scope, CHECKED));
}

/** Returns whether two VPC endpoints are certainly in the same VPC. */
function isSamePlace(one: ec2.CfnVPCEndpoint, other: ec2.CfnVPCEndpoint): boolean {
  const [here, there] = [Stack.of(one), Stack.of(other)];
  const differs = (a: string, b: string) => Token.compareStrings(a, b) === TokenComparison.DIFFERENT;
  return isSame(one.vpcId, other.vpcId) && one.vpcId !== VPC_ID_BEFORE_LOOKUP
    && !differs(here.account, there.account) && !differs(here.region, there.region);
}

/** Returns whether two IDs are certainly the same: they are literal, or refer to a resource of the app. */
function isSame(one: string, other: string): boolean {
  return one === other && (!Token.isUnresolved(one) || ofResource(one));
}

function ofResource(id: string): boolean {
  const token = Tokenization.reverseString(id).firstToken;
  return Reference.isReference(token) && 'cfnResourceType' in token.target;
}

/** The properties of a VPC endpoint in the template. */
interface Rendered {
  readonly condition?: string;
  readonly service: string;
  readonly privateDns: boolean;
  readonly routeTableIds: readonly string[];
}

type Conflict = (one: Rendered, other: Rendered) => boolean;

function sharePrivateDns(one: Rendered, other: Rendered): boolean {
  return isSameService(one, other) && one.privateDns && other.privateDns;
}

function shareRouteTable(one: Rendered, other: Rendered): boolean {
  return isSameService(one, other) && one.routeTableIds.some((id) => other.routeTableIds.some((theirs) => isSame(id, theirs)));
}

/** Returns whether the services are the same. VPC endpoints with conditions are skipped, because the conditions can exclude each other. */
function isSameService(one: Rendered, other: Rendered): boolean {
  return one.service === other.service && one.condition === undefined && other.condition === undefined;
}

/** Returns the properties in the template, which include overrides. */
function rendered(endpoint: ec2.CfnVPCEndpoint): Rendered {
  const { Condition: condition, Properties = {} } = definitionOf(endpoint);
  return {
    condition,
    service: JSON.stringify(Properties.ServiceName),
    privateDns: Properties.PrivateDnsEnabled === true && Properties.VpcEndpointType === 'Interface',
    routeTableIds: Properties.RouteTableIds ? [endpoint.routeTableIds ?? []].flat() : [],
  };
}
