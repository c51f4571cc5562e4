"""The lives of the resource types of Amazon EC2."""

from __future__ import annotations

import json
from typing import Any

from life import TAGS, Life, of, policy, ref

_VPC = {
    "Vpc": of("EC2::VPC", CidrBlock="10.0.0.0/16"),
    "OtherVpc": of("EC2::VPC", CidrBlock="10.1.0.0/16"),
}
_SUBNETS = {
    **_VPC,
    "Subnet": of("EC2::Subnet", VpcId=ref("Vpc"), CidrBlock="10.0.1.0/24"),
    "OtherSubnet": of("EC2::Subnet", VpcId=ref("Vpc"), CidrBlock="10.0.2.0/24"),
    "Table": of("EC2::RouteTable", VpcId=ref("Vpc")),
    "OtherTable": of("EC2::RouteTable", VpcId=ref("Vpc")),
}
_GATEWAYS = {
    **_SUBNETS,
    "Gateway": of("EC2::InternetGateway"),
    "Attachment": of("EC2::VPCGatewayAttachment", VpcId=ref("Vpc"), InternetGatewayId=ref("Gateway")),
    "Address": of("EC2::EIP", Domain="vpc"),
    "OtherAddress": of("EC2::EIP", Domain="vpc"),
}
_NAT = {
    **_GATEWAYS,
    "Nat": of("EC2::NatGateway", SubnetId=ref("Subnet"), AllocationId=ref("Address", "AllocationId")),
}
_GROUPS = {
    **_VPC,
    "Group": of("EC2::SecurityGroup", GroupDescription="group", VpcId=ref("Vpc")),
}
_RULE = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "GroupId": ref("Group", "GroupId")}
_RULES = ("ec2 describe_security_group_rules", {"SecurityGroupRuleIds": ["{id}"]}, "SecurityGroupRules[0].Description")


def _open(port: int) -> dict[str, Any]:
    return {"IpProtocol": "tcp", "FromPort": port, "ToPort": port, "CidrIp": "10.0.0.0/16"}


LIVES: dict[str, Life] = {
    "AWS::EC2::EIP": Life(
        {"Domain": "vpc", "Tags": TAGS[0]},
        {"Tags": TAGS[1]},
        ("ec2 describe_addresses", {"PublicIps": ["{id}"]}, "Addresses[0].Tags"),
        TAGS,
    ),
    "AWS::EC2::InternetGateway": Life(
        {"Tags": TAGS[0]},
        {"Tags": TAGS[1]},
        ("ec2 describe_internet_gateways", {"InternetGatewayIds": ["{id}"]}, "InternetGateways[0].Tags"),
        TAGS,
    ),
    "AWS::EC2::NatGateway": Life(
        {"SubnetId": ref("Subnet"), "AllocationId": ref("Address", "AllocationId"), "Tags": TAGS[0]},
        {"Tags": TAGS[1]},
        ("ec2 describe_nat_gateways", {"NatGatewayIds": ["{id}"]}, "NatGateways[?State=='available'] | [0].Tags"),
        TAGS,
        {"SubnetId": ref("OtherSubnet"), "AllocationId": ref("OtherAddress", "AllocationId")},
        _GATEWAYS,
    ),
    "AWS::EC2::Route": Life(
        {"RouteTableId": ref("Table"), "DestinationCidrBlock": "192.168.0.0/16", "GatewayId": ref("Gateway")},
        {"GatewayId": None, "NatGatewayId": ref("Nat")},
        (
            "ec2 describe_route_tables",
            {"RouteTableIds": ["{r_Table}"]},
            "RouteTables[0].Routes[?DestinationCidrBlock=='{p_DestinationCidrBlock}'] | [0].[GatewayId, NatGatewayId]",
        ),
        (["{r_Gateway}", None], [None, "{r_Nat}"]),
        {"DestinationCidrBlock": "172.16.0.0/16"},
        _NAT,
        "Attachment",
    ),
    "AWS::EC2::RouteTable": Life(
        {"VpcId": ref("Vpc"), "Tags": TAGS[0]},
        {"Tags": TAGS[1]},
        ("ec2 describe_route_tables", {"RouteTableIds": ["{id}"]}, "RouteTables[0].Tags"),
        TAGS,
        {"VpcId": ref("OtherVpc")},
        _VPC,
    ),
    "AWS::EC2::SecurityGroup": Life(
        {"GroupDescription": "one", "VpcId": ref("Vpc"), "SecurityGroupIngress": [_open(80)]},
        {"SecurityGroupIngress": [_open(443)]},
        ("ec2 describe_security_groups", {"GroupIds": ["{id}"]}, "SecurityGroups[0].IpPermissions[*].FromPort"),
        ([80], [443]),
        {"GroupDescription": "two"},
        _VPC,
    ),
    "AWS::EC2::SecurityGroupEgress": Life(
        {**_RULE, "CidrIp": "10.0.0.0/16", "Description": "one"},
        {"Description": "two"},
        _RULES,
        ("one", "two"),
        {"CidrIp": "10.1.0.0/16"},
        _GROUPS,
    ),
    "AWS::EC2::SecurityGroupIngress": Life(
        {**_RULE, "CidrIp": "10.0.0.0/16", "Description": "one"},
        {"Description": "two"},
        _RULES,
        ("one", "two"),
        {"CidrIp": "10.1.0.0/16"},
        _GROUPS,
    ),
    "AWS::EC2::Subnet": Life(
        {"VpcId": ref("Vpc"), "CidrBlock": "10.0.1.0/24"},
        {"MapPublicIpOnLaunch": True},
        ("ec2 describe_subnets", {"SubnetIds": ["{id}"]}, "Subnets[0].MapPublicIpOnLaunch"),
        (False, True),
        {"CidrBlock": "10.0.2.0/24"},
        _VPC,
    ),
    "AWS::EC2::SubnetRouteTableAssociation": Life(
        {"SubnetId": ref("Subnet"), "RouteTableId": ref("Table")},
        {},
        (
            "ec2 describe_route_tables",
            {"Filters": [{"Name": "association.route-table-association-id", "Values": ["{id}"]}]},
            "RouteTables[0].Associations[?RouteTableAssociationId=='{id}'] | [0].RouteTableId",
        ),
        ("{r_Table}", "{r_Table}"),
        {"SubnetId": ref("OtherSubnet")},
        _SUBNETS,
    ),
    "AWS::EC2::VPC": Life(
        {"CidrBlock": "10.0.0.0/16"},
        {"EnableDnsHostnames": True},
        ("ec2 describe_vpc_attribute", {"VpcId": "{id}", "Attribute": "enableDnsHostnames"}, "EnableDnsHostnames.Value"),
        (False, True),
        {"CidrBlock": "10.1.0.0/16"},
    ),
    "AWS::EC2::VPCEndpoint": Life(
        {
            "VpcId": ref("Vpc"),
            "ServiceName": "com.amazonaws.us-east-1.s3",
            "VpcEndpointType": "Gateway",
            "PolicyDocument": policy("s3:Get*"),
        },
        {"PolicyDocument": policy("s3:Put*")},
        ("ec2 describe_vpc_endpoints", {"VpcEndpointIds": ["{id}"]}, "VpcEndpoints[0].PolicyDocument"),
        (json.dumps(policy("s3:Get*")), json.dumps(policy("s3:Put*"))),
        {"ServiceName": "com.amazonaws.us-east-1.dynamodb"},
        _VPC,
    ),
    "AWS::EC2::VPCGatewayAttachment": Life(
        {"VpcId": ref("Vpc"), "InternetGatewayId": ref("Gateway")},
        {"InternetGatewayId": ref("OtherGateway")},
        (
            "ec2 describe_internet_gateways",
            {"Filters": [{"Name": "attachment.vpc-id", "Values": ["{id}"]}]},
            "InternetGateways[0].InternetGatewayId",
        ),
        ("{r_Gateway}", "{r_OtherGateway}"),
        None,
        {**_VPC, "Gateway": of("EC2::InternetGateway"), "OtherGateway": of("EC2::InternetGateway")},
    ),
}
