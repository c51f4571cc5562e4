"""Variants without a model, whose instances host inference components: their role, their network, and how many instances there are."""

from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from helpers.given import a_bucket, a_config, a_vpc
from helpers.templates import (
    CONFIG,
    NETWORK_ACTIONS,
    Json,
    permissions_of,
    properties_of,
    resource_of,
    resources_of,
    statement_allowing,
    statements_of,
    text_of,
    variants_of,
    warnings_of,
)

import cdk_sagemaker_hosting as sm

KEY = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
EVERY_ROLE_MAY = [
    {
        "Action": ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
        "Effect": "Allow",
        "Resource": "arn:${AWS::Partition}:logs:us-east-1:123456789012:log-group:/aws/sagemaker/*",
    },
    {"Action": "cloudwatch:PutMetricData", "Effect": "Allow", "Resource": "*"},
]


def components(name: str = "gpu", **props: Any) -> sm.InstanceProductionVariantProps:
    """A variant without a model."""
    return sm.InstanceProductionVariantProps(**{"variant_name": name, "instance_type": sm.InstanceType.G6_E_12_XLARGE, **props})


def hosting_components(stack: cdk.Stack, *variants: sm.InstanceProductionVariantProps, **props: Any) -> sm.EndpointConfig:
    return sm.EndpointConfig(stack, "Config", instance_production_variants=list(variants) or [components()], **props)


def a_role(stack: cdk.Stack) -> iam.Role:
    return iam.Role(stack, "Given", assumed_by=iam.ServicePrincipal("sagemaker.amazonaws.com"))


def scaling_of(stack: cdk.Stack, **scaling: Any) -> Json:
    """What the managed scaling of a variant amounts to."""
    hosting_components(stack, components(managed_instance_scaling=sm.ManagedInstanceScaling(**scaling)))
    managed: Json = variants_of(stack)[0]["ManagedInstanceScaling"]
    return managed


# The variant and its role


def test_a_variant_without_a_model_has_neither_model_nor_weight(stack: cdk.Stack) -> None:
    hosting_components(stack)

    assert variants_of(stack) == [{"InitialInstanceCount": 1, "InstanceType": "ml.g6e.12xlarge", "VariantName": "gpu"}]
    assert warnings_of(stack) == []


def test_the_variant_can_be_read(stack: cdk.Stack) -> None:
    variant = hosting_components(stack).find_instance_production_variant("gpu")

    assert (variant.model_name, variant.instance_type.to_string()) == (None, "ml.g6e.12xlarge")


def test_a_role_is_made_for_the_components(stack: cdk.Stack) -> None:
    hosting_components(stack)

    (role,) = resources_of(stack, "AWS::IAM::Role")
    assert properties_of(stack, CONFIG)["ExecutionRoleArn"] == {"Fn::GetAtt": [role, "Arn"]}
    (trust,) = properties_of(stack, "AWS::IAM::Role")["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Principal"] == {"Service": "sagemaker.amazonaws.com"}


def test_the_role_may_do_what_each_container_does(stack: cdk.Stack) -> None:
    hosting_components(stack)

    assert [{**statement, "Resource": text_of(statement["Resource"])} for statement in statements_of(stack)] == EVERY_ROLE_MAY


def test_a_role_can_be_given(stack: cdk.Stack) -> None:
    role = a_role(stack)

    hosting_components(stack, role=role)

    assert len(resources_of(stack, "AWS::IAM::Role")) == 1
    assert properties_of(stack, CONFIG)["ExecutionRoleArn"] == stack.resolve(role.role_arn)
    assert [{**statement, "Resource": text_of(statement["Resource"])} for statement in statements_of(stack)] == EVERY_ROLE_MAY


def test_a_given_role_that_can_not_be_changed_is_left_alone(stack: cdk.Stack) -> None:
    role = iam.Role.from_role_arn(stack, "Theirs", "arn:aws:iam::123456789012:role/theirs", mutable=False)

    hosting_components(stack, role=role)

    assert properties_of(stack, CONFIG)["ExecutionRoleArn"] == "arn:aws:iam::123456789012:role/theirs"
    assert resources_of(stack, "AWS::IAM::Policy") == {}


def test_variants_share_one_role(stack: cdk.Stack) -> None:
    hosting_components(stack, components("A")).add_instance_production_variant(variant_name="B", instance_type=sm.InstanceType.G5_XLARGE)

    assert len(resources_of(stack, "AWS::IAM::Role")) == 1
    assert [variant["VariantName"] for variant in variants_of(stack)] == ["A", "B"]


def test_no_role_is_made_where_each_variant_has_a_model(stack: cdk.Stack) -> None:
    a_config(stack)

    assert "ExecutionRoleArn" not in properties_of(stack, CONFIG)


def test_the_configuration_waits_for_the_permissions(stack: cdk.Stack) -> None:
    hosting_components(stack)

    (policy,) = resources_of(stack, "AWS::IAM::Policy")
    assert policy in resource_of(stack, CONFIG)["DependsOn"]


def test_the_role_may_use_the_key_of_the_volumes(stack: cdk.Stack) -> None:
    hosting_components(stack, components(instance_type=sm.InstanceType.M5_LARGE), encryption_key=kms.Key.from_key_arn(stack, "Key", KEY))

    assert permissions_of(stack, "kms") == [
        {
            "Action": ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"],
            "Effect": "Allow",
            "Resource": KEY,
        },
        {
            "Action": "kms:CreateGrant",
            "Condition": {"Bool": {"kms:GrantIsForAWSResource": "true"}},
            "Effect": "Allow",
            "Resource": KEY,
        },
    ]


def test_the_role_may_write_captured_data_and_core_dumps(stack: cdk.Stack) -> None:
    dumps = sm.CoreDumpOptions(destination=sm.BucketLocation(bucket=a_bucket(stack, "dumps")))
    capture = sm.DataCaptureOptions(destination=sm.BucketLocation(bucket=a_bucket(stack, "captured")))

    hosting_components(stack, components(core_dump=dumps), data_capture=capture)

    written = {statement["Resource"]: statement["Action"] for statement in permissions_of(stack, "s3")}
    assert written == {
        "arn:${AWS::Partition}:s3:::captured/*": "s3:PutObject",
        "arn:${AWS::Partition}:s3:::dumps/*": "s3:PutObject",
    }


# The network


def test_the_components_are_attached_to_a_vpc(stack: cdk.Stack) -> None:
    vpc = a_vpc(stack)

    hosting_components(stack, vpc=vpc)

    (group,) = resources_of(stack, "AWS::EC2::SecurityGroup")
    assert properties_of(stack, CONFIG)["VpcConfig"] == {
        "SecurityGroupIds": [{"Fn::GetAtt": [group, "GroupId"]}],
        "Subnets": [stack.resolve(subnet.subnet_id) for subnet in vpc.private_subnets],
    }


def test_the_role_may_attach_the_components(stack: cdk.Stack) -> None:
    hosting_components(stack, vpc=a_vpc(stack))

    assert statement_allowing(stack, "ec2:CreateNetworkInterface") == {
        "Action": sorted(NETWORK_ACTIONS),
        "Effect": "Allow",
        "Resource": "*",
    }


def test_subnets_and_security_groups_can_be_given(stack: cdk.Stack) -> None:
    vpc = a_vpc(stack)
    group = ec2.SecurityGroup.from_security_group_id(stack, "Group", "sg-1")

    hosting_components(stack, vpc=vpc, vpc_subnets=ec2.SubnetSelection(subnets=vpc.public_subnets), security_groups=[group])

    assert properties_of(stack, CONFIG)["VpcConfig"] == {
        "SecurityGroupIds": ["sg-1"],
        "Subnets": [stack.resolve(subnet.subnet_id) for subnet in vpc.public_subnets],
    }


def test_the_new_security_group_may_be_closed(stack: cdk.Stack) -> None:
    hosting_components(stack, vpc=a_vpc(stack), allow_all_outbound=False)

    (rule,) = properties_of(stack, "AWS::EC2::SecurityGroup")["SecurityGroupEgress"]
    assert rule["CidrIp"] == "255.255.255.255/32"


def test_connections_of_the_components_can_be_allowed(stack: cdk.Stack) -> None:
    config = hosting_components(stack, vpc=a_vpc(stack), allow_all_outbound=False)

    config.connections.allow_to_any_ipv4(ec2.Port.tcp(443))

    (rule,) = properties_of(stack, "AWS::EC2::SecurityGroup")["SecurityGroupEgress"]
    assert (rule["CidrIp"], rule["FromPort"], rule["ToPort"]) == ("0.0.0.0/0", 443, 443)


def test_a_security_group_can_be_added(stack: cdk.Stack) -> None:
    config = hosting_components(stack, vpc=a_vpc(stack))

    config.connections.add_security_group(ec2.SecurityGroup.from_security_group_id(stack, "Second", "sg-2"))

    assert properties_of(stack, CONFIG)["VpcConfig"]["SecurityGroupIds"][1:] == ["sg-2"]


@pytest.mark.parametrize("isolated", [True, False])
def test_the_components_may_be_isolated(stack: cdk.Stack, isolated: bool) -> None:
    hosting_components(stack, network_isolation=isolated)

    assert properties_of(stack, CONFIG)["EnableNetworkIsolation"] is isolated


# The number of instances


def test_sagemaker_decides_on_the_number_of_instances(stack: cdk.Stack) -> None:
    assert scaling_of(stack) == {"Status": "ENABLED"}


def test_sagemaker_decides_within_limits(stack: cdk.Stack) -> None:
    assert scaling_of(stack, min_instance_count=1, max_instance_count=4) == {
        "MaxInstanceCount": 4,
        "MinInstanceCount": 1,
        "Status": "ENABLED",
    }
    assert warnings_of(stack) == []


def test_the_fewest_instances_may_be_none(stack: cdk.Stack) -> None:
    assert scaling_of(stack, min_instance_count=0, max_instance_count=1)["MinInstanceCount"] == 0
    assert warnings_of(stack) == []


@pytest.mark.parametrize(("minutes", "step"), [(5, 1), (1440, 100)])
def test_components_are_moved_together(stack: cdk.Stack, minutes: int, step: int) -> None:
    policy = sm.ScaleInPolicy.consolidation(cooldown=cdk.Duration.minutes(minutes), maximum_step_size=step)

    assert scaling_of(stack, scale_in_policy=policy)["ScaleInPolicy"] == {
        "CooldownInMinutes": minutes,
        "MaximumStepSize": step,
        "Strategy": "CONSOLIDATION",
    }


def test_how_fast_components_are_moved_is_left_to_sagemaker(stack: cdk.Stack) -> None:
    assert scaling_of(stack, scale_in_policy=sm.ScaleInPolicy.consolidation())["ScaleInPolicy"] == {"Strategy": "CONSOLIDATION"}


def test_only_empty_instances_are_released(stack: cdk.Stack) -> None:
    assert scaling_of(stack, scale_in_policy=sm.ScaleInPolicy.idle_release())["ScaleInPolicy"] == {"Strategy": "IDLE_RELEASE"}


def test_components_run_on_pools_of_instances(stack: cdk.Stack) -> None:
    pools = [
        sm.InstancePool(instance_type=sm.InstanceType.G6_E_12_XLARGE, priority=1),
        sm.InstancePool(instance_type=sm.InstanceType.G5_12_XLARGE, priority=2),
    ]

    hosting_components(stack, components(instance_type=None, instance_pools=pools))

    assert variants_of(stack) == [
        {
            "InitialInstanceCount": 1,
            "InstancePools": [
                {"InstanceType": "ml.g6e.12xlarge", "Priority": 1},
                {"InstanceType": "ml.g5.12xlarge", "Priority": 2},
            ],
            "VariantName": "gpu",
        }
    ]
