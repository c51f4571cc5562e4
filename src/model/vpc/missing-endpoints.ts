import { Stack, aws_ec2 as ec2 } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { PerSynthesis } from '../../private/per-synthesis';
import { warn } from '../../private/warnings';

/** The services that hosting accesses through the VPC, and a part of the names of their VPC endpoints. */
const NEEDED = [
  { service: 'Amazon S3', name: '.s3' },
  { service: 'Amazon ECR (ecr.api)', name: '.ecr.api' },
  { service: 'Amazon ECR (ecr.dkr)', name: '.ecr.dkr' },
  { service: 'CloudWatch Logs', name: '.logs' },
];
const FOR_CREDENTIALS = { service: 'AWS Lambda', name: '.lambda' };

/** The attachment of a model to a VPC. */
export interface Attachment {
  readonly vpc: ec2.IVpc;
  readonly subnets: readonly ec2.ISubnet[];
  /** Indicates whether a function provides the credentials of a private registry. */
  readonly needsCredentials: boolean;
}

/**
 * Warns about VPC endpoints that isolated subnets require and do not have. Endpoints that other stacks of this app define count too. The endpoints
 * of an imported VPC are unknown, and subnets with a route to the internet do not require any, so neither is checked.
 */
export function warnOfMissingEndpoints(scope: IConstruct, { vpc, subnets, needsCredentials }: Attachment): void {
  const isolated = vpc instanceof ec2.Vpc ? subnets.filter((subnet) => vpc.isolatedSubnets.includes(subnet)) : [];
  if (isolated.length === 0) {
    return;
  }
  const { services, routedTables } = CONNECTIVITY.of(scope);
  if (isolated.every((subnet) => routedTables.has(subnet.routeTable.routeTableId))) {
    return;
  }
  const present = services.get(vpc.vpcId) ?? [];
  const missing = [...NEEDED, ...(needsCredentials ? [FOR_CREDENTIALS] : [])]
    .filter(({ name }) => !present.some((serviceName) => isNamed(serviceName, name)))
    .map(({ service }) => service);
  if (missing.length > 0) {
    warn(scope, 'missingVpcEndpoints', `the selected subnets have no route to the internet, and their VPC has no endpoint for ${missing.join(', ')}; `
      + 'add the endpoints, for example with HostingVpcEndpoints');
  }
}

/** What the VPCs of an app have, by tokens that identify them. */
interface Connectivity {
  /** The services that each VPC has endpoints for. */
  readonly services: ReadonlyMap<string, readonly string[]>;
  /** The route tables with a default route, for example to a transit gateway. */
  readonly routedTables: ReadonlySet<string>;
}

const CONNECTIVITY = new PerSynthesis<Connectivity>(connectivityIn);

/** Prepares `warnOfMissingEndpoints`. Must be called while the tree is built. */
export function prepareMissingEndpoints(scope: IConstruct): void {
  CONNECTIVITY.prepare(scope);
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
