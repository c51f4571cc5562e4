"""VPC resources: what a CDK VPC is made of, and that all of it can be deleted."""

from __future__ import annotations

import json
from typing import Any

from conftest import Cloud


def ec2(kind: str, **properties: Any) -> dict[str, Any]:
    return {"Type": f"AWS::EC2::{kind}", "Properties": properties}


def ref(logical_id: str, attribute: str | None = None) -> dict[str, Any]:
    return {"Fn::GetAtt": [logical_id, attribute]} if attribute else {"Ref": logical_id}


def network() -> dict[str, Any]:
    vpc = ref("Vpc")
    return {
        "Vpc": ec2("VPC", CidrBlock="10.0.0.0/16"),
        "Subnet": ec2(
            "Subnet", VpcId=vpc, CidrBlock="10.0.0.0/24", AvailabilityZone={"Fn::Select": [0, {"Fn::GetAZs": ""}]}
        ),
        "Table": ec2("RouteTable", VpcId=vpc),
        "Association": ec2("SubnetRouteTableAssociation", SubnetId=ref("Subnet"), RouteTableId=ref("Table")),
        "Gateway": ec2("InternetGateway"),
        "Attachment": ec2("VPCGatewayAttachment", VpcId=vpc, InternetGatewayId=ref("Gateway")),
        "Route": {
            **ec2("Route", RouteTableId=ref("Table"), DestinationCidrBlock="0.0.0.0/0", GatewayId=ref("Gateway")),
            "DependsOn": "Attachment",
        },
        "Address": ec2("EIP", Domain="vpc"),
        "Nat": ec2("NatGateway", SubnetId=ref("Subnet"), AllocationId=ref("Address", "AllocationId")),
        "Bucket": ec2(
            "VPCEndpoint",
            VpcId=vpc,
            ServiceName="com.amazonaws.us-east-1.s3",
            RouteTableIds=[ref("Table")],
            VpcEndpointType="Gateway",
        ),
        "Group": group(),
        "Other": ec2("SecurityGroup", GroupDescription="other", VpcId=vpc),
        "In": ec2(
            "SecurityGroupIngress",
            GroupId=ref("Group", "GroupId"),
            IpProtocol="tcp",
            FromPort=443,
            ToPort=443,
            SourceSecurityGroupId=ref("Other", "GroupId"),
        ),
        "Out": ec2(
            "SecurityGroupEgress",
            GroupId=ref("Other", "GroupId"),
            IpProtocol="tcp",
            FromPort=443,
            ToPort=443,
            DestinationSecurityGroupId=ref("Group", "GroupId"),
        ),
    }


def group(port: int = 80) -> dict[str, Any]:
    return ec2(
        "SecurityGroup",
        GroupDescription="group",
        VpcId=ref("Vpc"),
        SecurityGroupIngress=[{"IpProtocol": "tcp", "FromPort": port, "ToPort": port, "CidrIp": "10.0.0.0/16"}],
        SecurityGroupEgress=[{"IpProtocol": "-1", "CidrIp": "0.0.0.0/0", "Description": "all"}],
    )


OUTPUTS = {name: {"Value": ref(name)} for name in ("Vpc", "Subnet", "Table")} | {
    name: {"Value": ref(name, "GroupId")} for name in ("Group", "Other")
}


def rules(cloud: Cloud, group_id: str) -> dict[str, list[Any]]:
    found = cloud.client("ec2").describe_security_groups(GroupIds=[group_id])["SecurityGroups"][0]
    return {"in": found["IpPermissions"], "out": found["IpPermissionsEgress"]}


def test_a_vpc_with_all_of_its_parts_is_created_and_deleted(cloud: Cloud) -> None:
    assert cloud.create(network(), Outputs=OUTPUTS)["StackStatus"] == "CREATE_COMPLETE"
    client, ids = cloud.client("ec2"), cloud.outputs()
    of_vpc = [{"Name": "vpc-id", "Values": [ids["Vpc"]]}]
    table = client.describe_route_tables(RouteTableIds=[ids["Table"]])["RouteTables"][0]
    assert [item["SubnetId"] for item in table["Associations"]] == [ids["Subnet"]]
    cloud.delete()
    assert client.describe_vpcs(Filters=of_vpc)["Vpcs"] == []
    for operation, key in (
        (client.describe_subnets, "Subnets"),
        (client.describe_route_tables, "RouteTables"),
        (client.describe_security_groups, "SecurityGroups"),
        (client.describe_vpc_endpoints, "VpcEndpoints"),
        (client.describe_network_interfaces, "NetworkInterfaces"),
    ):
        assert operation(Filters=of_vpc)[key] == []
    assert {gateway["State"] for gateway in client.describe_nat_gateways(Filters=of_vpc)["NatGateways"]} == {"deleted"}


def test_rules_of_security_groups_are_those_of_the_template(cloud: Cloud) -> None:
    cloud.create(network(), Outputs=OUTPUTS)
    ids = cloud.outputs()
    mine, other = rules(cloud, ids["Group"]), rules(cloud, ids["Other"])
    assert sorted(rule["FromPort"] for rule in mine["in"]) == [80, 443]
    assert [rule["IpProtocol"] for rule in mine["out"]] == ["-1"]
    peers = [pair["GroupId"] for rule in other["out"] for pair in rule["UserIdGroupPairs"]]
    assert peers == [ids["Group"]]


def test_a_changed_rule_keeps_the_group(cloud: Cloud) -> None:
    cloud.create(network(), Outputs=OUTPUTS)
    before = cloud.outputs()["Group"]
    cloud.update({**network(), "Group": group(port=8080)}, Outputs=OUTPUTS)
    assert cloud.outputs()["Group"] == before
    assert sorted(rule["FromPort"] for rule in rules(cloud, before)["in"]) == [443, 8080]


def test_a_subnet_becomes_public_in_place(cloud: Cloud) -> None:
    def subnets(public: Any) -> dict[str, Any]:
        subnet = network()["Subnet"]
        subnet["Properties"]["MapPublicIpOnLaunch"] = public
        return {**network(), "Subnet": subnet}

    def described() -> tuple[str, bool]:
        (found,) = cloud.client("ec2").describe_subnets(SubnetIds=[cloud.outputs()["Subnet"]])["Subnets"]
        return found["SubnetId"], found["MapPublicIpOnLaunch"]

    cloud.create(subnets(False), Outputs=OUTPUTS)
    subnet_id, is_public = described()
    assert not is_public
    cloud.update(subnets("true"), Outputs=OUTPUTS)
    assert described() == (subnet_id, True)


def test_changed_tags_keep_the_vpc(cloud: Cloud) -> None:
    def tagged(name: str) -> dict[str, Any]:
        tags = [{"Key": "Name", "Value": name}, {"Key": name, "Value": "x"}]
        return {"Vpc": ec2("VPC", CidrBlock="10.0.0.0/16", Tags=tags)}

    outputs: dict[str, Any] = {"Outputs": {"Vpc": {"Value": ref("Vpc")}}}
    cloud.create(tagged("old"), **outputs)
    vpc_id = cloud.outputs()["Vpc"]
    cloud.update(tagged("new"), **outputs)
    assert cloud.outputs()["Vpc"] == vpc_id
    tags = cloud.client("ec2").describe_vpcs(VpcIds=[vpc_id])["Vpcs"][0]["Tags"]
    assert {tag["Key"]: tag["Value"] for tag in tags} == {"Name": "new", "new": "x"}


def allowing(resource: str) -> dict[str, Any]:
    who = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sagemaker:InvokeEndpoint"}
    return {"Version": "2012-10-17", "Statement": [{**who, "Resource": resource}]}


def private(**properties: Any) -> dict[str, Any]:
    """A network with a way to SageMaker's runtime."""
    runtime = ec2(
        "VPCEndpoint",
        VpcId=ref("Vpc"),
        ServiceName="com.amazonaws.us-east-1.sagemaker.runtime",
        VpcEndpointType="Interface",
        SubnetIds=[ref("Subnet")],
        **properties,
    )
    return {**network(), "Runtime": runtime}


def vpc_endpoint(cloud: Cloud) -> Any:
    (found,) = cloud.client("ec2").describe_vpc_endpoints(VpcEndpointIds=[cloud.outputs()["Runtime"]])["VpcEndpoints"]
    return found


def test_a_vpc_endpoint_changes_in_place(cloud: Cloud) -> None:
    outputs: dict[str, Any] = {"Outputs": {**OUTPUTS, "Runtime": {"Value": ref("Runtime")}}}
    group_id, other = ref("Group", "GroupId"), ref("Other", "GroupId")
    first = private(PolicyDocument=allowing("a"), SecurityGroupIds=[group_id], PrivateDnsEnabled=False)
    cloud.create(first, **outputs)
    before = vpc_endpoint(cloud)
    assert json.loads(before["PolicyDocument"]) == allowing("a")
    cloud.update(
        private(PolicyDocument=allowing("b"), SecurityGroupIds=[group_id, other], PrivateDnsEnabled=True), **outputs
    )
    after, ids = vpc_endpoint(cloud), cloud.outputs()
    assert (after["VpcEndpointId"], after["PrivateDnsEnabled"]) == (before["VpcEndpointId"], True)
    assert json.loads(after["PolicyDocument"]) == allowing("b")
    assert [group["GroupId"] for group in after["Groups"]] == [ids["Group"], ids["Other"]]


def test_a_vpc_endpoint_without_a_policy_lets_everybody_in(cloud: Cloud) -> None:
    outputs: dict[str, Any] = {"Outputs": {**OUTPUTS, "Runtime": {"Value": ref("Runtime")}}}
    cloud.create(private(PolicyDocument=allowing("a")), **outputs)
    cloud.update(private(), **outputs)
    (statement,) = json.loads(vpc_endpoint(cloud)["PolicyDocument"])["Statement"]
    assert statement == {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}
