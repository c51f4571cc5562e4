"""VPC resources.

Gaps in moto: its CloudFormation creates most of these resources but cannot delete
them, so that a VPC cannot be deleted; describe operations do not return the route
table association of a subnet; ``MapPublicIpOnLaunch`` is ignored; the policy of an
endpoint is described as malformed text, and a change of it replaces the endpoint;
the DNS attributes of a VPC are ignored; routes and attachments cannot be changed.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any, ClassVar

from moto.ec2.models import ec2_backends

from ..cloudformation.moto_provider import Deleter, MotoProvider
from ..cloudformation.provider import Provider, Request, Resource
from .security_groups import SecurityGroupProvider, SecurityGroupRuleProvider


def _backend(request: Request) -> Any:
    return ec2_backends[request.scope.account_id][request.scope.region]


def _release_address(address: Any, request: Request) -> None:
    _backend(request).release_address(allocation_id=address.allocation_id)


def _delete_internet_gateway(gateway: Any, request: Request) -> None:
    _backend(request).delete_internet_gateway(gateway.id)


def _detach_gateway(attachment: Any, request: Request) -> None:
    vpc_id, backend = request.properties["VpcId"], _backend(request)
    if "InternetGatewayId" in request.properties:
        backend.detach_internet_gateway(request.properties["InternetGatewayId"], vpc_id)
    else:
        backend.detach_vpn_gateway(request.properties["VpnGatewayId"], vpc_id)


def _delete_nat_gateway(gateway: Any, request: Request) -> None:
    """Delete a NAT gateway and its network interface."""
    _backend(request).delete_nat_gateway(gateway.id)
    _backend(request).delete_network_interface(gateway._eni.id)


def _delete_route(route: Any, request: Request) -> None:
    properties = request.properties
    _backend(request).delete_route(
        properties["RouteTableId"],
        properties.get("DestinationCidrBlock"),
        properties.get("DestinationIpv6CidrBlock"),
        properties.get("DestinationPrefixListId"),
    )


def _delete_route_table(table: Any, request: Request) -> None:
    _backend(request).delete_route_table(table.id)


def _delete_vpc_endpoint(endpoint: Any, request: Request) -> None:
    _backend(request).delete_vpc_endpoints([endpoint.id])
    _backend(request).vpc_end_points.pop(endpoint.id)


class SubnetProvider(MotoProvider):
    """A subnet, public or private."""

    mutable = frozenset({"MapPublicIpOnLaunch", "Tags"})

    def __init__(self) -> None:
        super().__init__("AWS::EC2::Subnet")

    def create(self, request: Request) -> Any:
        return self.update(super().create(request), request)

    def update(self, resource: Any, request: Request) -> Any:
        subnet = super().update(resource, request)
        subnet.map_public_ip_on_launch = _flag(request, "MapPublicIpOnLaunch", False)
        return subnet


class VpcProvider(MotoProvider):
    """A VPC. Its DNS attributes, which moto ignores, are updated in place."""

    mutable = frozenset({"EnableDnsHostnames", "EnableDnsSupport", "InstanceTenancy", "Tags"})

    def __init__(self) -> None:
        super().__init__("AWS::EC2::VPC")

    def create(self, request: Request) -> Any:
        return self.update(super().create(request), request)

    def update(self, resource: Any, request: Request) -> Any:
        vpc = super().update(resource, request)
        vpc.enable_dns_support = _flag(request, "EnableDnsSupport", True)
        vpc.enable_dns_hostnames = _flag(request, "EnableDnsHostnames", False)
        return vpc


def _flag(request: Request, name: str, default: bool) -> bool:
    return str(request.properties.get(name, default)).lower() == "true"


class RouteProvider(MotoProvider):
    """A route. Only a new destination or table replaces it; moto would delete the new route together with the old one."""

    _targets: ClassVar[dict[str, str]] = {
        "EgressOnlyInternetGatewayId": "egress_only_igw_id",
        "GatewayId": "gateway_id",
        "InstanceId": "instance_id",
        "NatGatewayId": "nat_gateway_id",
        "NetworkInterfaceId": "interface_id",
        "TransitGatewayId": "transit_gateway_id",
        "VpcPeeringConnectionId": "vpc_peering_connection_id",
    }
    mutable = frozenset(_targets)

    def __init__(self) -> None:
        super().__init__("AWS::EC2::Route", _delete_route)

    def update(self, resource: Any, request: Request) -> Any:
        properties = request.properties
        return _backend(request).replace_route(
            properties["RouteTableId"],
            properties.get("DestinationCidrBlock"),
            properties.get("DestinationIpv6CidrBlock"),
            properties.get("DestinationPrefixListId"),
            **{argument: properties[name] for name, argument in self._targets.items() if name in properties},
        )


class GatewayAttachmentProvider(MotoProvider):
    """The attachment of a gateway to a VPC. Another gateway is attached in place."""

    mutable = frozenset({"InternetGatewayId", "VpnGatewayId"})

    def __init__(self) -> None:
        super().__init__("AWS::EC2::VPCGatewayAttachment", _detach_gateway)

    def update(self, resource: Any, request: Request) -> Any:
        attached = {"VpcId": resource.vpc_id, self._kind(resource.gateway_id): resource.gateway_id}
        _detach_gateway(resource, replace(request, properties=attached))
        return super().create(request)

    @staticmethod
    def _kind(gateway_id: str) -> str:
        return "InternetGatewayId" if gateway_id.startswith("igw-") else "VpnGatewayId"


class VpcEndpointProvider(MotoProvider):
    """A VPC endpoint. Its policy, private DNS and security groups are updated in place.

    Unlike in AWS, a change of its subnets or route tables replaces it.
    """

    mutable = frozenset({"PolicyDocument", "PrivateDnsEnabled", "SecurityGroupIds", "Tags"})

    def __init__(self) -> None:
        super().__init__("AWS::EC2::VPCEndpoint", _delete_vpc_endpoint)

    def create(self, request: Request) -> Any:
        # moto cannot do without these, which are optional.
        given = {"RouteTableIds": [], "SubnetIds": [], **request.properties, "PolicyDocument": _policy(request)}
        return super().create(replace(request, properties=given))

    def update(self, resource: Any, request: Request) -> Any:
        endpoint = super().update(resource, request)
        endpoint.policy_document = _policy(request) or json.dumps(endpoint.DEFAULT_POLICY)
        endpoint.private_dns_enabled = request.properties.get("PrivateDnsEnabled")
        endpoint.security_group_ids = request.properties.get("SecurityGroupIds", [])
        return endpoint


def _policy(request: Request) -> str | None:
    """Return the policy as a string, or ``None`` for the default policy, which allows full access."""
    policy = request.properties.get("PolicyDocument")
    return policy if policy is None or isinstance(policy, str) else json.dumps(policy)


class RouteTableAssociationProvider(Provider):
    """The association of a subnet with a route table."""

    mutable = frozenset({"RouteTableId"})

    def create(self, request: Request) -> Resource:
        association_id = _backend(request).associate_route_table(
            request.properties["RouteTableId"], subnet_id=request.properties["SubnetId"]
        )
        return Resource(association_id, {"Id": association_id})

    def update(self, resource: Resource, request: Request) -> Resource:
        association_id = _backend(request).replace_route_table_association(
            resource.physical_resource_id, request.properties["RouteTableId"]
        )
        return Resource(association_id, {"Id": association_id})

    def delete(self, resource: Resource, request: Request) -> None:
        _backend(request).disassociate_route_table(resource.physical_resource_id)


_DELETERS: dict[str, Deleter] = {
    "AWS::EC2::EIP": _release_address,
    "AWS::EC2::InternetGateway": _delete_internet_gateway,
    "AWS::EC2::NatGateway": _delete_nat_gateway,
    "AWS::EC2::RouteTable": _delete_route_table,
}

PROVIDERS: dict[str, Provider] = {
    **{type_name: MotoProvider(type_name, deleter) for type_name, deleter in _DELETERS.items()},
    "AWS::EC2::VPC": VpcProvider(),
    "AWS::EC2::VPCGatewayAttachment": GatewayAttachmentProvider(),
    "AWS::EC2::Route": RouteProvider(),
    "AWS::EC2::Subnet": SubnetProvider(),
    "AWS::EC2::VPCEndpoint": VpcEndpointProvider(),
    "AWS::EC2::SubnetRouteTableAssociation": RouteTableAssociationProvider(),
    "AWS::EC2::SecurityGroup": SecurityGroupProvider(),
    "AWS::EC2::SecurityGroupIngress": SecurityGroupRuleProvider("ingress"),
    "AWS::EC2::SecurityGroupEgress": SecurityGroupRuleProvider("egress"),
}
