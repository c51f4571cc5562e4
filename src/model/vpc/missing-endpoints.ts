import { Stack, aws_ec2 as ec2 } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
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
  if (!(vpc instanceof ec2.Vpc) || !haveNoRouteOut({ vpc, subnets })) {
    return;
  }
  const present = endpointServices(vpc);
  const missing = needed
    .filter(({ name }) => !present.some((serviceName) => isNamed(serviceName, name)))
    .map(({ service }) => service);
  if (missing.length > 0) {
    warn(scope, 'missingVpcEndpoints', `${whose} have no route to the internet, and their VPC has no endpoint for ${missing.join(', ')}; `
      + 'add the endpoints, for example with HostingVpcEndpoints');
  }
}

/** Returns whether one of the subnets has no route to the internet. */
export function haveNoRouteOut({ vpc, subnets }: Attachment): boolean {
  return subnets.some((subnet) => vpc.isolatedSubnets.includes(subnet) && !hasRouteOut(subnet));
}

/** Returns whether a route has been added to an isolated subnet, for example to a transit gateway. */
function hasRouteOut(subnet: ec2.ISubnet): boolean {
  return subnet.node.root.node.findAll().some((construct) => ec2.CfnRoute.isCfnRoute(construct)
    && construct.routeTableId === subnet.routeTable.routeTableId && construct.destinationCidrBlock === '0.0.0.0/0');
}

/** Returns the services that a VPC has endpoints for in this app. */
function endpointServices(vpc: ec2.IVpc): string[] {
  return vpc.node.root.node.findAll()
    .filter((construct): construct is ec2.CfnVPCEndpoint => ec2.CfnVPCEndpoint.isCfnVPCEndpoint(construct) && construct.vpcId === vpc.vpcId)
    .map((endpoint) => JSON.stringify(Stack.of(endpoint).resolve(endpoint.serviceName)));
}

/** Compares names. The parts before and after the name can depend on the region, which is known only at deployment. */
function isNamed(serviceName: string, name: string): boolean {
  return serviceName.split(name).slice(1).some((rest) => !/^[a-z0-9-]/.test(rest));
}
