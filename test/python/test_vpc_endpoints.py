"""The VPC endpoints that models need in subnets without a way to the internet."""

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_lambda as lambda_
from helpers.given import a_model, a_variant, a_vpc
from helpers.templates import readable, resources_of, warned_of, warnings_of

import cdk_sagemaker_hosting as sm

ENDPOINT = "AWS::EC2::VPCEndpoint"
SERVICES = [ec2.InterfaceVpcEndpointAwsService.ECR, ec2.InterfaceVpcEndpointAwsService.KMS]
ISOLATED = ec2.SubnetSelection(subnet_type=ec2.SubnetType.PRIVATE_ISOLATED)


@pytest.fixture
def vpc(stack: cdk.Stack) -> ec2.Vpc:
    """A VPC without a way to the internet."""
    subnets = [ec2.SubnetConfiguration(name="isolated", subnet_type=ec2.SubnetType.PRIVATE_ISOLATED)]
    return ec2.Vpc(stack, "Vpc", max_azs=2, nat_gateways=0, subnet_configuration=subnets)


def services_of(stack: cdk.Stack) -> list[str]:
    """The names of the services, without region."""
    names = [readable(endpoint["Properties"]["ServiceName"]) for endpoint in resources_of(stack, ENDPOINT).values()]
    return sorted(name.rpartition("us-east-1")[2].rpartition("${AWS::Region}")[2] for name in names)


def interfaces_of(stack: cdk.Stack) -> list[dict[str, object]]:
    endpoints = [endpoint["Properties"] for endpoint in resources_of(stack, ENDPOINT).values()]
    return [endpoint for endpoint in endpoints if endpoint["VpcEndpointType"] == "Interface"]


def missing_of(stack: cdk.Stack) -> list[str]:
    """The services that a warning says there is no endpoint of."""
    warnings = [warning for warning in warnings_of(stack) if "cdk-sagemaker-hosting:missingVpcEndpoints" in warning]
    services = ("Amazon S3", "ssmmessages", "AWS Lambda")
    return [service for warning in warnings for service in services if service in warning]


def test_the_endpoints_are_those_that_hosting_needs(stack: cdk.Stack, vpc: ec2.Vpc) -> None:
    endpoints = sm.HostingVpcEndpoints(stack, "Endpoints", vpc=vpc)

    assert services_of(stack) == [".s3"]
    assert endpoints.s3_endpoint is not None
    assert endpoints.interface_endpoints == []
    assert resources_of(stack, "AWS::EC2::SecurityGroup") == {}


def test_the_interface_endpoints_are_open_to_the_vpc(stack: cdk.Stack, vpc: ec2.Vpc) -> None:
    sm.HostingVpcEndpoints(stack, "Endpoints", vpc=vpc, interface_services=SERVICES)

    ((group_id, group),) = resources_of(stack, "AWS::EC2::SecurityGroup").items()
    (rule,) = group["Properties"]["SecurityGroupIngress"]
    assert (rule["IpProtocol"], rule["FromPort"], rule["ToPort"]) == ("tcp", 443, 443)
    assert rule["CidrIp"] == stack.resolve(vpc.vpc_cidr_block)
    assert [endpoint["SecurityGroupIds"] for endpoint in interfaces_of(stack)] == [[{"Fn::GetAtt": [group_id, "GroupId"]}]] * 2


def test_the_endpoint_of_s3_can_be_left_out(stack: cdk.Stack, vpc: ec2.Vpc) -> None:
    endpoints = sm.HostingVpcEndpoints(stack, "Endpoints", vpc=vpc, s3=False, interface_services=SERVICES)

    assert services_of(stack) == [".ecr.api", ".kms"]
    assert endpoints.s3_endpoint is None


def test_the_services_can_be_chosen(stack: cdk.Stack, vpc: ec2.Vpc) -> None:
    aws = ec2.InterfaceVpcEndpointAwsService

    sm.HostingVpcEndpoints(stack, "Endpoints", vpc=vpc, s3=False, interface_services=[aws.SAGEMAKER_RUNTIME, aws.LAMBDA_])

    assert services_of(stack) == [".lambda", ".sagemaker.runtime"]


def test_the_subnets_of_the_endpoints_can_be_chosen(stack: cdk.Stack) -> None:
    vpc = a_vpc(stack)

    selection = ec2.SubnetSelection(subnet_type=ec2.SubnetType.PUBLIC)
    sm.HostingVpcEndpoints(stack, "Endpoints", vpc=vpc, subnets=selection, interface_services=SERVICES)

    public = [stack.resolve(subnet.subnet_id) for subnet in vpc.public_subnets]
    assert [endpoint["SubnetIds"] for endpoint in interfaces_of(stack)] == [public] * 2
    (gateway,) = [
        endpoint["Properties"] for endpoint in resources_of(stack, ENDPOINT).values() if "RouteTableIds" in endpoint["Properties"]
    ]
    assert gateway["RouteTableIds"] == [stack.resolve(subnet.route_table.route_table_id) for subnet in vpc.public_subnets]


def test_the_security_groups_of_the_endpoints_can_be_given(stack: cdk.Stack, vpc: ec2.Vpc) -> None:
    group = ec2.SecurityGroup.from_security_group_id(stack, "Mine", "sg-1", mutable=False)

    sm.HostingVpcEndpoints(stack, "Endpoints", vpc=vpc, security_groups=[group], interface_services=SERVICES)

    assert [endpoint["SecurityGroupIds"] for endpoint in interfaces_of(stack)] == [["sg-1"]] * 2
    assert resources_of(stack, "AWS::EC2::SecurityGroup") == {}


def test_a_model_that_is_closed_can_be_let_to_the_endpoints(stack: cdk.Stack, vpc: ec2.Vpc) -> None:
    endpoints = sm.HostingVpcEndpoints(stack, "Endpoints", vpc=vpc, interface_services=SERVICES)
    model = a_model(stack, vpc=vpc, vpc_subnets=ISOLATED, allow_all_outbound=False)

    model.connections.allow_to_default_port(endpoints)

    (egress,) = resources_of(stack, "AWS::EC2::SecurityGroupEgress").values()
    assert (egress["Properties"]["FromPort"], egress["Properties"]["ToPort"]) == (443, 443)


def test_a_model_without_endpoints_and_internet_is_warned_of(stack: cdk.Stack, vpc: ec2.Vpc) -> None:
    a_model(stack, vpc=vpc, vpc_subnets=ISOLATED)

    assert missing_of(stack) == ["Amazon S3"]


def test_a_model_with_the_endpoints_is_not(stack: cdk.Stack, vpc: ec2.Vpc) -> None:
    a_model(stack, vpc=vpc, vpc_subnets=ISOLATED)

    sm.HostingVpcEndpoints(stack, "Endpoints", vpc=vpc)

    assert warned_of(stack) == []


def test_access_with_systems_manager_needs_an_endpoint_too(stack: cdk.Stack, vpc: ec2.Vpc) -> None:
    sm.HostingVpcEndpoints(stack, "Endpoints", vpc=vpc)
    model = a_model(stack, vpc=vpc, vpc_subnets=ISOLATED)

    sm.EndpointConfig(stack, "Config", instance_production_variants=[a_variant(stack, model=model, ssm_access=True)])

    assert missing_of(stack) == ["ssmmessages"]


def test_the_credentials_of_a_registry_need_an_endpoint_too(stack: cdk.Stack, vpc: ec2.Vpc) -> None:
    arn = "arn:aws:lambda:us-east-1:123456789012:function:login"
    login = lambda_.Function.from_function_attributes(stack, "Login", function_arn=arn, same_environment=True)
    image = sm.ContainerImage.from_registry("registry.corp.example/churn:3", credentials_provider=login)
    sm.HostingVpcEndpoints(stack, "Endpoints", vpc=vpc)

    a_model(stack, vpc=vpc, vpc_subnets=ISOLATED, containers=[sm.ContainerDefinition(image=image)])

    assert missing_of(stack) == ["AWS Lambda"]


def test_subnets_with_a_way_to_the_internet_need_no_endpoints(stack: cdk.Stack) -> None:
    a_model(stack, vpc=a_vpc(stack))

    assert warned_of(stack) == []


def test_nothing_is_known_of_the_endpoints_of_an_imported_vpc(stack: cdk.Stack) -> None:
    vpc = ec2.Vpc.from_vpc_attributes(
        stack, "Theirs", vpc_id="vpc-1", availability_zones=["us-east-1a", "us-east-1b"], isolated_subnet_ids=["subnet-1", "subnet-2"]
    )

    a_model(stack, vpc=vpc, vpc_subnets=ISOLATED)

    assert warned_of(stack) == []
