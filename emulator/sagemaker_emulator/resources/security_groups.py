"""Security groups and their rules.

Gaps in moto: it ignores egress rules, fails for a rule for all protocols, cannot
delete rules, and replaces the group when a rule changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from moto.ec2.models import ec2_backends

from ..cloudformation.provider import Provider, ProvisioningError, Request, Resource

Direction = Literal["ingress", "egress"]
_PEER_GROUP = {"ingress": "SourceSecurityGroupId", "egress": "DestinationSecurityGroupId"}
_PEER_LIST = {"ingress": "SourcePrefixListId", "egress": "DestinationPrefixListId"}


def _backend(request: Request) -> Any:
    return ec2_backends[request.scope.account_id][request.scope.region]


def _authorize(request: Request, group_id: str, direction: Direction, rule: Mapping[str, Any]) -> list[str]:
    """Add a rule and return its IDs."""
    description = {"Description": rule["Description"]} if "Description" in rule else {}
    ranges = [{key: rule[key], **description} for key in ("CidrIp", "CidrIpv6") if key in rule]
    peer, prefixes = rule.get(_PEER_GROUP[direction]), rule.get(_PEER_LIST[direction])
    if not (ranges or peer or prefixes):
        raise ProvisioningError(f"the {direction} rule of {group_id} has no source or destination: {dict(rule)}")
    authorize = getattr(_backend(request), f"authorize_security_group_{direction}")
    added, _ = authorize(
        group_id,
        str(rule["IpProtocol"]),
        rule.get("FromPort"),
        rule.get("ToPort"),
        ranges,
        source_groups=[{"GroupId": peer, **description}] if peer else [],
        prefix_list_ids=[{"PrefixListId": prefixes, **description}] if prefixes else [],
    )
    return [item.id for item in added]


def _revoke(request: Request, group_id: str, direction: Direction, rule_ids: list[str]) -> None:
    if rule_ids:
        revoke = getattr(_backend(request), f"revoke_security_group_{direction}")
        revoke(group_id, "-1", None, None, [], security_rule_ids=rule_ids)


@dataclass
class GroupWithRules(Resource):
    """A security group, with the IDs of the rules in its own properties."""

    rule_ids: dict[Direction, list[str]] = field(default_factory=dict)


class SecurityGroupProvider(Provider):
    """A security group. Its rules are updated in place."""

    name_property = "GroupName"
    mutable = frozenset({"SecurityGroupIngress", "SecurityGroupEgress", "Tags"})

    def create(self, request: Request) -> GroupWithRules:
        properties = request.properties
        group = _backend(request).create_security_group(
            name=request.name("GroupName"),
            description=properties["GroupDescription"],
            vpc_id=properties.get("VpcId"),
        )
        attributes = {"GroupId": group.id, "Id": group.id, "VpcId": group.vpc_id}
        resource = GroupWithRules(group.id, attributes, {})
        if "SecurityGroupEgress" in properties:
            _revoke(request, group.id, "egress", [rule.id for rule in group.egress_rules])
        self._give(resource, request)
        return resource

    def update(self, resource: GroupWithRules, request: Request) -> GroupWithRules:
        for direction, rule_ids in resource.rule_ids.items():
            _revoke(request, resource.physical_resource_id, direction, rule_ids)
        self._give(resource, request)
        return resource

    def delete(self, resource: GroupWithRules, request: Request) -> None:
        _backend(request).delete_security_group(group_id=resource.physical_resource_id)

    @staticmethod
    def _give(resource: GroupWithRules, request: Request) -> None:
        """Set the tags and rules of the template."""
        group_id, properties = resource.physical_resource_id, request.properties
        group = _backend(request).get_security_group_from_id(group_id)
        for tag in properties.get("Tags", []):
            group.add_tag(tag["Key"], tag["Value"])
        rules: dict[Direction, Any] = {
            "ingress": properties.get("SecurityGroupIngress", []),
            "egress": properties.get("SecurityGroupEgress", []),
        }
        for direction, items in rules.items():
            resource.rule_ids[direction] = [
                rule_id for rule in items for rule_id in _authorize(request, group_id, direction, rule)
            ]


class SecurityGroupRuleProvider(Provider):
    """A rule defined outside of its group, such as between groups that refer to one another."""

    mutable = frozenset({"Description"})

    def __init__(self, direction: Direction) -> None:
        self._direction: Direction = direction

    def create(self, request: Request) -> Resource:
        rule_ids = _authorize(request, request.properties["GroupId"], self._direction, request.properties)
        return Resource("|".join(rule_ids), {"Id": "|".join(rule_ids)})

    def update(self, resource: Resource, request: Request) -> Resource:
        """Describe the rule anew. Its ID stays."""
        group = _backend(request).get_security_group_from_id(request.properties["GroupId"])
        rules = group.ingress_rules if self._direction == "ingress" else group.egress_rules
        for rule in [item for item in rules if item.id in resource.physical_resource_id.split("|")]:
            for peer in [item for item in (rule.ip_range, rule.source_group) if item]:
                peer.pop("Description", None)
                if "Description" in request.properties:
                    peer["Description"] = request.properties["Description"]
        return resource

    def delete(self, resource: Resource, request: Request) -> None:
        _revoke(request, request.properties["GroupId"], self._direction, resource.physical_resource_id.split("|"))
