import { aws_ec2 as ec2 } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { memberOf, renderedProperty } from '../../private/dependencies/unrendered';
import { OncePerSynth } from '../../private/once-per-synth';
import { warn } from '../../private/warnings';

/** The address to which the CDK allows traffic if it allows none, because a security group without a rule allows all outbound traffic. */
const NOWHERE = '255.255.255.255/32';

/** The IDs of the security groups for which an app defines separate rules for outbound traffic. */
const SEPARATE_RULES = new OncePerSynth<ReadonlySet<string>>((root) => new Set(root.node.findAll()
  .filter(ec2.CfnSecurityGroupEgress.isCfnSecurityGroupEgress).map(({ groupId }) => groupId)));

/** Prepares `warnOfNoOutboundTraffic`. Must be called while the tree is built. */
export function prepareOutboundTraffic(scope: IConstruct): void {
  SEPARATE_RULES.announce(scope);
}

/**
 * Warns if no security group of a network allows outbound traffic, through which artifacts are read. The rules of imported groups are unknown. Call it
 * at synthesis, because rules can be added until then.
 */
export function warnOfNoOutboundTraffic(scope: IConstruct, { securityGroups }: ec2.Connections): void {
  const separate = SEPARATE_RULES.of(scope);
  if (securityGroups.length > 0 && securityGroups.every((group) => !separate.has(group.securityGroupId) && allowsNothing(group))) {
    warn(scope, 'noOutboundTraffic', 'the security groups allow no outbound traffic, but artifacts are read through the VPC; allow it, for example with '
      + 'connections.allowToAnyIpv4(ec2.Port.tcp(443))');
  }
}

function allowsNothing(group: ec2.ISecurityGroup): boolean {
  const { defaultChild: resource } = group.node;
  if (!ec2.CfnSecurityGroup.isCfnSecurityGroup(resource)) {
    return false;
  }
  const rules = renderedProperty(resource, 'SecurityGroupEgress');
  return Array.isArray(rules) && rules.length > 0 && rules.every((rule) => memberOf(rule, 'CidrIp') === NOWHERE);
}
