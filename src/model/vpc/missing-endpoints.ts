import { Stack, aws_ec2 as ec2 } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { OncePerSynth } from '../../private/once-per-synth';
import { warn } from '../../private/warnings';

/** A service that is accessed through the VPC, and a part of the names of its VPC endpoints. */
export interface NeededService {
  readonly service: string;
  readonly name: string;
}

/**
 * The services that AWS documents to be accessed through the VPC of a model. SageMaker itself pulls images from Amazon ECR and writes logs and metrics,
 * through its own network.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/host-vpc.html
 */
export const FOR_ARTIFACTS: NeededService = { service: 'Amazon S3', name: '.s3' };

/** @see https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-containers-inference-private.html */
export const FOR_CREDENTIALS: NeededService = { service: 'AWS Lambda', name: '.lambda' };

/** @see https://docs.aws.amazon.com/sagemaker/latest/dg/ssm-access.html */
export const FOR_SESSIONS: NeededService = { service: 'AWS Systems Manager (ssmmessages)', name: '.ssmmessages' };

/** The attachment of a model to a VPC. */
export interface Attachment {
  readonly vpc: ec2.IVpc;
  readonly subnets: readonly ec2.ISubnet[];
}

/**
 * Warns about VPC endpoints that subnets without a route to the internet require and do not have. Endpoints that other stacks of this app define
 * count too. The endpoints of an imported VPC are unknown: only its public subnets add a warning, because they are seldom meant for SageMaker.
 */
export function warnOfMissingEndpoints(
  scope: IConstruct, { vpc, subnets }: Attachment, needed: readonly NeededService[], whose = 'the selected subnets',
): void {
  const routes = CONNECTIVITY.of(scope);
  const isPublic = subnets.some((subnet) => isPublicIn(vpc, subnet, routes));
  const haveNoRoute = isPublic || (vpc instanceof ec2.Vpc && haveNoRouteOut(scope, { vpc, subnets }));
  const present = routes.services.get(vpc.vpcId) ?? [];
  const missing = needed
    .filter(({ name }) => !present.some((serviceName) => isNamed(serviceName, name)))
    .map(({ service }) => service);
  if (haveNoRoute && missing.length > 0) {
    const reason = isPublic ? 'can access the internet only with a public address, which SageMaker does not assign' : 'have no route to the internet';
    const lacks = vpc instanceof ec2.Vpc ? 'their VPC has no endpoint for' : 'this app defines no endpoint of their VPC for';
    const remedy = isPublic ? 'select subnets with a route to a NAT gateway, or add the endpoints' : 'add the endpoints';
    warn(scope, 'missingVpcEndpoints', `${whose} ${reason}, and ${lacks} ${missing.join(', ')}; ${remedy}, for example with HostingVpcEndpoints`);
  }
}

/**
 * Returns whether one of the subnets has no route to the internet for a network interface without a public address. Call it at synthesis.
 *
 * @see https://github.com/aws/sagemaker-python-sdk/issues/1142 for public subnets
 */
export function haveNoRouteOut(scope: IConstruct, { vpc, subnets }: Attachment): boolean {
  const routes = CONNECTIVITY.of(scope);
  const isIsolated = (subnet: ec2.ISubnet) => vpc.isolatedSubnets.includes(subnet) && !routes.routedTables.has(tableOf(subnet));
  return subnets.some((subnet) => isPublicIn(vpc, subnet, routes) || isIsolated(subnet));
}

function isPublicIn(vpc: ec2.IVpc, subnet: ec2.ISubnet, { routedTables, publicTables }: Connectivity): boolean {
  return (vpc.publicSubnets.includes(subnet) && !routedTables.has(tableOf(subnet))) || publicTables.has(tableOf(subnet));
}

/** Returns the ID of a route table, which an imported subnet can lack. */
function tableOf(subnet: ec2.ISubnet): string {
  return subnet.routeTable?.routeTableId;
}

/** What the VPCs of an app have, by tokens that identify them. */
interface Connectivity {
  /** The services that each VPC has endpoints for. */
  readonly services: ReadonlyMap<string, readonly string[]>;
  /** The route tables with a default route that works without a public address, for example to a NAT gateway or a transit gateway. */
  readonly routedTables: ReadonlySet<string>;
  /** The route tables with a default route to an internet gateway, which works only with a public address. */
  readonly publicTables: ReadonlySet<string>;
}

const CONNECTIVITY = new OncePerSynth<Connectivity>(connectivityIn);

/** Prepares `warnOfMissingEndpoints`. Must be called while the tree is built. */
export function prepareMissingEndpoints(scope: IConstruct): void {
  CONNECTIVITY.announce(scope);
}

function connectivityIn(root: IConstruct): Connectivity {
  const services = new Map<string, string[]>();
  const routes: ec2.CfnRoute[] = [];
  const internetGateways = new Set<string>();
  root.node.findAll().forEach((construct) => {
    if (ec2.CfnRoute.isCfnRoute(construct) && construct.destinationCidrBlock === '0.0.0.0/0') {
      routes.push(construct);
    } else if (ec2.CfnInternetGateway.isCfnInternetGateway(construct)) {
      internetGateways.add(construct.ref).add(construct.attrInternetGatewayId);
    } else if (ec2.CfnVPCEndpoint.isCfnVPCEndpoint(construct)) {
      const service = JSON.stringify(Stack.of(construct).resolve(construct.serviceName));
      services.set(construct.vpcId, [...services.get(construct.vpcId) ?? [], service]);
    }
  });
  const isPublic = ({ gatewayId }: ec2.CfnRoute) => gatewayId !== undefined && (internetGateways.has(gatewayId) || gatewayId.startsWith('igw-'));
  const tables = (kind: boolean) => new Set(routes.filter((route) => isPublic(route) === kind).map((route) => route.routeTableId));
  return { services, routedTables: tables(false), publicTables: tables(true) };
}

/** Compares names. The parts before and after the name can depend on the region, which is known only at deployment. */
function isNamed(serviceName: string, name: string): boolean {
  return serviceName.split(name).slice(1).some((rest) => !/^[a-z0-9-]/.test(rest));
}
