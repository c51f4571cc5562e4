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
 * Warns about VPC endpoints that isolated subnets require and do not have. Endpoints that other stacks of this app define count too. The endpoints
 * of an imported VPC are unknown, and subnets with a route to the internet do not require any, so neither is checked.
 */
export function warnOfMissingEndpoints(
  scope: IConstruct, { vpc, subnets }: Attachment, needed: readonly NeededService[], whose = 'the selected subnets',
): void {
  if (!(vpc instanceof ec2.Vpc) || !haveNoRouteOut(scope, { vpc, subnets })) {
    return;
  }
  const present = CONNECTIVITY.of(scope).services.get(vpc.vpcId) ?? [];
  const missing = needed
    .filter(({ name }) => !present.some((serviceName) => isNamed(serviceName, name)))
    .map(({ service }) => service);
  if (missing.length > 0) {
    warn(scope, 'missingVpcEndpoints', `${whose} have no route to the internet, and their VPC has no endpoint for ${missing.join(', ')}; `
      + 'add the endpoints, for example with HostingVpcEndpoints');
  }
}

/** Returns whether one of the subnets has no route to the internet. Call it at synthesis. */
export function haveNoRouteOut(scope: IConstruct, { vpc, subnets }: Attachment): boolean {
  const isolated = subnets.filter((subnet) => vpc.isolatedSubnets.includes(subnet));
  return isolated.length > 0 && isolated.some((subnet) => !CONNECTIVITY.of(scope).routedTables.has(subnet.routeTable.routeTableId));
}

/** What the VPCs of an app have, by tokens that identify them. */
interface Connectivity {
  /** The services that each VPC has endpoints for. */
  readonly services: ReadonlyMap<string, readonly string[]>;
  /** The route tables with a default route, for example to a transit gateway. */
  readonly routedTables: ReadonlySet<string>;
}

const CONNECTIVITY = new OncePerSynth<Connectivity>(connectivityIn);

/** Prepares `warnOfMissingEndpoints`. Must be called while the tree is built. */
export function prepareMissingEndpoints(scope: IConstruct): void {
  CONNECTIVITY.announce(scope);
}

function connectivityIn(root: IConstruct): Connectivity {
  const services = new Map<string, string[]>();
  const routedTables = new Set<string>();
  root.node.findAll().forEach((construct) => {
    if (ec2.CfnRoute.isCfnRoute(construct) && construct.destinationCidrBlock === '0.0.0.0/0') {
      routedTables.add(construct.routeTableId);
    } else if (ec2.CfnVPCEndpoint.isCfnVPCEndpoint(construct)) {
      const service = JSON.stringify(Stack.of(construct).resolve(construct.serviceName));
      services.set(construct.vpcId, [...services.get(construct.vpcId) ?? [], service]);
    }
  });
  return { services, routedTables };
}

/** Compares names. The parts before and after the name can depend on the region, which is known only at deployment. */
function isNamed(serviceName: string, name: string): boolean {
  return serviceName.split(name).slice(1).some((rest) => !/^[a-z0-9-]/.test(rest));
}
