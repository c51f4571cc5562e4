"""The network of a model: its VPC, its security groups, or none at all."""

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from helpers.given import a_bucket, a_model, a_variant, a_vpc, an_endpoint, an_image
from helpers.templates import MODEL, NETWORK_ACTIONS, actions_of, properties_of, resource_of, resources_of, warned_of

import cdk_sagemaker_hosting as sm


def test_a_model_is_in_no_vpc_by_default(stack: cdk.Stack) -> None:
    a_model(stack)

    assert "VpcConfig" not in properties_of(stack, MODEL)
    assert not actions_of(stack) & NETWORK_ACTIONS


def test_a_vpc_means_its_private_subnets_and_a_security_group(stack: cdk.Stack) -> None:
    vpc = a_vpc(stack)

    a_model(stack, vpc=vpc)

    network = properties_of(stack, MODEL)["VpcConfig"]
    assert network["Subnets"] == [stack.resolve(subnet.subnet_id) for subnet in vpc.private_subnets]
    (group_id,) = resources_of(stack, "AWS::EC2::SecurityGroup")
    assert network["SecurityGroupIds"] == [{"Fn::GetAtt": [group_id, "GroupId"]}]
    assert actions_of(stack) >= NETWORK_ACTIONS


def test_the_subnets_can_be_chosen(stack: cdk.Stack) -> None:
    vpc = a_vpc(stack)

    a_model(stack, vpc=vpc, vpc_subnets=ec2.SubnetSelection(subnet_type=ec2.SubnetType.PUBLIC))

    assert properties_of(stack, MODEL)["VpcConfig"]["Subnets"] == [stack.resolve(subnet.subnet_id) for subnet in vpc.public_subnets]


def test_subnets_in_one_zone_are_warned_of(stack: cdk.Stack) -> None:
    vpc = a_vpc(stack)

    a_model(stack, vpc=vpc, vpc_subnets=ec2.SubnetSelection(subnets=[vpc.private_subnets[0]]))

    assert warned_of(stack) == ["Test/Model: singleAvailabilityZone"]


def test_security_groups_can_be_given(stack: cdk.Stack) -> None:
    groups = [ec2.SecurityGroup.from_security_group_id(stack, id, id) for id in ("sg-1", "sg-2")]

    a_model(stack, vpc=a_vpc(stack), security_groups=groups)

    assert properties_of(stack, MODEL)["VpcConfig"]["SecurityGroupIds"] == ["sg-1", "sg-2"]
    assert resources_of(stack, "AWS::EC2::SecurityGroup") == {}


def test_outbound_traffic_can_be_closed_and_opened_where_needed(stack: cdk.Stack) -> None:
    vpc = a_vpc(stack)
    feature_store = ec2.Connections(security_groups=[ec2.SecurityGroup(stack, "FeatureStore", vpc=vpc)], default_port=ec2.Port.tcp(6379))
    model = a_model(stack, vpc=vpc, allow_all_outbound=False)

    model.connections.allow_to_default_port(feature_store)

    (egress,) = resources_of(stack, "AWS::EC2::SecurityGroupEgress").values()
    assert (egress["Properties"]["FromPort"], egress["Properties"]["ToPort"]) == (6379, 6379)


def test_a_further_security_group_reaches_the_model(stack: cdk.Stack) -> None:
    model = a_model(stack, vpc=a_vpc(stack))

    model.connections.add_security_group(ec2.SecurityGroup.from_security_group_id(stack, "More", "sg-more"))

    assert properties_of(stack, MODEL)["VpcConfig"]["SecurityGroupIds"][1] == "sg-more"


def test_a_model_can_be_isolated_from_the_network(stack: cdk.Stack) -> None:
    a_model(stack, network_isolation=True)

    assert properties_of(stack, MODEL)["EnableNetworkIsolation"] is True


def test_a_model_waits_for_routes_and_vpc_endpoints(stack: cdk.Stack) -> None:
    vpc = a_vpc(stack)
    a_model(stack, vpc=vpc)
    sm.HostingVpcEndpoints(stack, "Endpoints", vpc=vpc)

    awaited = resource_of(stack, MODEL)["DependsOn"]
    assert set(resources_of(stack, "AWS::EC2::VPCEndpoint")) <= set(awaited)
    assert [id for id in awaited if id.startswith("VpcPrivateSubnet1DefaultRoute")]


def test_a_model_does_not_wait_for_a_vpc_endpoint_that_names_its_endpoint(stack: cdk.Stack) -> None:
    vpc = a_vpc(stack)
    endpoint = an_endpoint(stack, a_variant(stack, model=a_model(stack, vpc=vpc)))
    sm.RuntimeVpcEndpoint(stack, "Runtime", vpc=vpc, endpoints=[endpoint])

    assert not set(resources_of(stack, "AWS::EC2::VPCEndpoint")) & set(resource_of(stack, MODEL)["DependsOn"])


def test_no_way_out_of_the_network_is_warned_of(stack: cdk.Stack) -> None:
    public = ec2.SubnetSelection(subnet_type=ec2.SubnetType.PUBLIC)
    sm.Model(
        stack,
        "Model",
        vpc=a_vpc(stack),
        vpc_subnets=public,
        allow_all_outbound=False,
        containers=[sm.ContainerDefinition(image=an_image(stack), model_data=sm.ModelData.from_bucket(a_bucket(stack), "model.tar.gz"))],
    )

    assert warned_of(stack) == ["Test/Model: missingVpcEndpoints", "Test/Model: noOutboundTraffic"]
