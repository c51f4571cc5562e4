import { Token, aws_ec2 as ec2 } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { ModelProps } from './model';
import { subnetChecks } from './model-checks';
import { assertValid } from '../private/checks';
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
