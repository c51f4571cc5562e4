import { Token, aws_ec2 as ec2 } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { ModelProps } from './model-props';
import { assertValid, atMostItems, type Check } from '../private/checks';
import { warn } from '../private/warnings';

/** Where the containers of a model are attached to a VPC. */
export interface ModelNetwork {
  readonly connections: ec2.Connections;
  readonly subnetIds: string[];
  readonly subnets: ec2.ISubnet[];
}

/** What says where to attach something. */
export type NetworkProps = Pick<ModelProps, 'vpc' | 'vpcSubnets' | 'securityGroups' | 'allowAllOutbound'>;

export function configureNetwork(scope: Construct, props: NetworkProps): ModelNetwork | undefined {
  const { vpc } = props;
  if (!vpc) {
    return undefined;
  }
  const subnets = vpc.selectSubnets(props.vpcSubnets);
  // A VPC whose subnets are looked up has none on the first, provisional synth.
  if (!subnets.isPendingLookup) {
    assertValid(scope, ...subnetChecks(subnets.subnetIds));
    warnOfOneZone(scope, zonesOf(subnets.subnets));
  }
  const securityGroups = props.securityGroups
    ?? [new ec2.SecurityGroup(scope, 'SecurityGroup', { vpc, allowAllOutbound: props.allowAllOutbound })];
  return { connections: new ec2.Connections({ securityGroups }), subnetIds: subnets.subnetIds, subnets: subnets.subnets };
}

/** The zones of the subnets; empty if one of them is not known. */
function zonesOf(subnets: readonly ec2.ISubnet[]): string[] {
  try {
    const zones = subnets.map((subnet) => subnet.availabilityZone);
    // A list token shows only in the list, other tokens only in its elements.
    return Token.isUnresolved(zones) || zones.some((zone) => Token.isUnresolved(zone)) ? [] : zones;
  } catch {
    // A subnet that is imported by its id alone throws.
    return [];
  }
}

function warnOfOneZone(scope: Construct, zones: string[]): void {
  if (new Set(zones).size === 1) {
    warn(scope, 'singleAvailabilityZone', `the selected subnets are all in ${zones[0]}; AWS asks for at least 2 availability zones, `
      + 'so that the endpoint outlives one of them');
  }
}

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_VpcConfig.html */
const MAX_SUBNETS = 16;

const MAX_SECURITY_GROUPS = 5;

export function networkChecks(props: NetworkProps): Check[] {
  return props.vpc ? vpcChecks(props) : noVpcChecks(props);
}

export function vpcChecks({ securityGroups, allowAllOutbound }: NetworkProps): Check[] {
  return [
    securityGroups?.length === 0 ? 'securityGroups must not be empty; leave it out to have one made' : undefined,
    atMostItems('securityGroups', securityGroups, MAX_SECURITY_GROUPS),
    securityGroups && allowAllOutbound !== undefined
      ? "allowAllOutbound can't be combined with securityGroups; set it on those security groups"
      : undefined,
  ];
}

export function noVpcChecks(props: NetworkProps): Check[] {
  const givenWithoutVpc = (['vpcSubnets', 'securityGroups', 'allowAllOutbound'] as const).filter((name) => props[name] !== undefined);
  return [givenWithoutVpc.length > 0 ? `${givenWithoutVpc.join(', ')} can only be set together with vpc; set vpc too` : undefined];
}

export function subnetChecks(subnetIds: string[]): Check[] {
  return [
    subnetIds.length === 0 ? 'vpcSubnets selects no subnet; select at least 1' : undefined,
    atMostItems('the selected vpcSubnets', subnetIds, MAX_SUBNETS),
  ];
}

/** Some may have been added to the connections. */
export function tooManySecurityGroups(what: string, network: ModelNetwork | undefined): Check {
  const count = network?.connections.securityGroups.length ?? 0;
  return count > MAX_SECURITY_GROUPS ? `${what} must have at most ${MAX_SECURITY_GROUPS} security groups, got ${count}` : undefined;
}
