import { Lazy, Token, aws_ec2 as ec2, type aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { ModelProps } from './model-props';
import { assertValid, atMostItems, type Check } from '../private/checks';
import { eachShaped, SECURITY_GROUP, shaped, VPC } from '../private/shapes';
import { warn } from '../private/warnings';

/** The properties that attach containers to a VPC. */
export type NetworkProps = Pick<ModelProps, 'vpc' | 'vpcSubnets' | 'securityGroups' | 'allowAllOutbound'>;

/** The attachment of containers to a VPC. */
export interface ModelNetwork {
  readonly connections: ec2.Connections;
  readonly subnetIds: string[];
  readonly subnets: ec2.ISubnet[];
}

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_VpcConfig.html */
const MAX_SUBNETS = 16;
const MAX_SECURITY_GROUPS = 5;

/** Checks the network properties without the VPC's subnets. */
export function networkChecks(props: NetworkProps): Check[] {
  return [
    shaped('vpc', props.vpc, VPC),
    ...eachShaped('securityGroups', props.securityGroups, SECURITY_GROUP),
    ...props.vpc ? vpcChecks(props) : noVpcChecks(props),
  ];
}

function vpcChecks({ securityGroups, allowAllOutbound }: NetworkProps): Check[] {
  return [
    securityGroups?.length === 0 ? 'securityGroups must not be empty; omit it to create a security group' : undefined,
    atMostItems('securityGroups', securityGroups, MAX_SECURITY_GROUPS),
    securityGroups && allowAllOutbound !== undefined
      ? 'allowAllOutbound cannot be combined with securityGroups; set it on the security groups'
      : undefined,
  ];
}

function noVpcChecks(props: NetworkProps): Check[] {
  const givenWithoutVpc = (['vpcSubnets', 'securityGroups', 'allowAllOutbound'] as const).filter((name) => props[name] !== undefined);
  return [givenWithoutVpc.length > 0 ? `${givenWithoutVpc.join(', ')} cannot be set without vpc; set vpc` : undefined];
}

function subnetChecks(subnetIds: string[]): Check[] {
  return [
    subnetIds.length === 0 ? 'vpcSubnets selects no subnet; select at least 1' : undefined,
    atMostItems('the selected vpcSubnets', subnetIds, MAX_SUBNETS),
  ];
}

/** Checks the complete network, because security groups can be added to its connections until synthesis. */
export function tooManySecurityGroups(what: string, network: ModelNetwork | undefined): Check {
  const count = network?.connections.securityGroups.length ?? 0;
  return count > MAX_SECURITY_GROUPS ? `${what} must have at most ${MAX_SECURITY_GROUPS} security groups, got ${count}` : undefined;
}

function warnOfOneZone(scope: Construct, zones: string[]): void {
  if (new Set(zones).size === 1) {
    warn(scope, 'singleAvailabilityZone', `the selected subnets are all in ${zones[0]}; select subnets in at least 2 Availability Zones, `
      + 'so that the endpoint survives the loss of one');
  }
}

/** Returns the Availability Zones of the subnets; an empty list if one of them is unknown. */
function zonesOf(subnets: readonly ec2.ISubnet[]): string[] {
  try {
    const zones = subnets.map((subnet) => subnet.availabilityZone);
    // Checks both the list and its elements, because a list token is detected only in the list.
    return Token.isUnresolved(zones) || zones.some((zone) => Token.isUnresolved(zone)) ? [] : zones;
  } catch {
    // Ignores the error: the zone of a subnet that is imported only by its ID throws.
    return [];
  }
}

/** Selects the subnets, and creates a security group unless some are specified. Returns nothing without a VPC. */
export function configureNetwork(scope: Construct, props: NetworkProps): ModelNetwork | undefined {
  const { vpc } = props;
  if (!vpc) {
    return undefined;
  }
  const { subnets, subnetIds, isPendingLookup } = vpc.selectSubnets(props.vpcSubnets);
  // Skips the checks on the first, provisional synthesis, where a VPC that is looked up has no subnets.
  if (!isPendingLookup) {
    assertValid(scope, ...subnetChecks(subnetIds));
    warnOfOneZone(scope, zonesOf(subnets));
  }
  const securityGroups = props.securityGroups
    ?? [new ec2.SecurityGroup(scope, 'SecurityGroup', { vpc, allowAllOutbound: props.allowAllOutbound })];
  return { connections: new ec2.Connections({ securityGroups }), subnetIds, subnets };
}

/** Renders the attachment to the VPC. Security groups are rendered at synthesis, because they can be added to the connections until then. */
export function renderNetwork({ connections, subnetIds }: ModelNetwork): sagemaker.CfnModel.VpcConfigProperty {
  return {
    subnets: subnetIds,
    securityGroupIds: Lazy.list({ produce: () => connections.securityGroups.map((group) => group.securityGroupId) }),
  };
}
