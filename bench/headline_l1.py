"""The same resources as in `headline`, written with L1 constructs, as without a library."""

from __future__ import annotations

from typing import Any

from aws_cdk import Aws
from aws_cdk import aws_applicationautoscaling as appscaling
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_sagemaker as sagemaker
from constructs import Construct
from permissions import LOG_ACTIONS, NETWORK_ACTIONS

SCALING_ROLE = "sagemaker.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint"


def headline_l1(scope: Construct, vpc: ec2.IVpc) -> None:
    models = {name: _model(scope, name, vpc) for name in ("current", "candidate")}
    config = sagemaker.CfnEndpointConfig(
        scope,
        "Config",
        production_variants=[_variant("current", models["current"], 2), _variant("candidate", models["candidate"], 1)],
    )
    endpoint = sagemaker.CfnEndpoint(scope, "Endpoint", endpoint_config_name=config.attr_endpoint_config_name)
    _scaling(scope, endpoint, "current")
    _alarm(scope, endpoint, "current")


def _model(scope: Construct, name: str, vpc: ec2.IVpc) -> sagemaker.CfnModel:
    group = ec2.CfnSecurityGroup(
        scope,
        f"{name}SecurityGroup",
        vpc_id=vpc.vpc_id,
        group_description=f"{scope.node.path}/{name}/SecurityGroup",
        security_group_egress=[
            ec2.CfnSecurityGroup.EgressProperty(cidr_ip="0.0.0.0/0", description="Allow all outbound traffic by default", ip_protocol="-1")
        ],
    )
    role = iam.CfnRole(
        scope,
        f"{name}Role",
        assume_role_policy_document=_document([{**_allow("sts:AssumeRole"), "Principal": {"Service": "sagemaker.amazonaws.com"}}]),
    )
    policy = iam.CfnPolicy(
        scope, f"{name}Policy", policy_name=f"{name}Policy", policy_document=_document(_statements(name)), roles=[role.ref]
    )
    model = sagemaker.CfnModel(
        scope,
        name,
        execution_role_arn=role.attr_arn,
        primary_container=sagemaker.CfnModel.ContainerDefinitionProperty(
            image=f"{Aws.ACCOUNT_ID}.dkr.ecr.{Aws.REGION}.{Aws.URL_SUFFIX}/inference:1.0.0",
            model_data_url=f"https://s3.{Aws.REGION}.{Aws.URL_SUFFIX}/artifacts/{name}/model.tar.gz",
            environment={"LOG_LEVEL": "info"},
        ),
        vpc_config=sagemaker.CfnModel.VpcConfigProperty(
            security_group_ids=[group.attr_group_id], subnets=[subnet.subnet_id for subnet in vpc.private_subnets]
        ),
    )
    model.add_resource_dependency(role)
    model.add_resource_dependency(policy)
    return model


def _statements(model: str) -> list[dict[str, Any]]:
    here = f"{Aws.REGION}:{Aws.ACCOUNT_ID}"
    return [
        _allow(
            LOG_ACTIONS,
            f"arn:{Aws.PARTITION}:logs:{here}:log-group:/aws/sagemaker/*",
        ),
        _allow("cloudwatch:PutMetricData", "*"),
        _allow(NETWORK_ACTIONS, "*"),
        _allow(
            ["ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"],
            f"arn:{Aws.PARTITION}:ecr:{here}:repository/inference",
        ),
        _allow("ecr:GetAuthorizationToken", "*"),
        _allow("s3:GetObject", f"arn:{Aws.PARTITION}:s3:::artifacts/{model}/model.tar.gz"),
    ]


def _allow(action: str | list[str], resource: str | None = None) -> dict[str, Any]:
    statement = {"Action": action, "Effect": "Allow"}
    return statement if resource is None else {**statement, "Resource": resource}


def _document(statements: list[dict[str, Any]]) -> dict[str, Any]:
    return {"Statement": statements, "Version": "2012-10-17"}


def _variant(name: str, model: sagemaker.CfnModel, weight: float) -> sagemaker.CfnEndpointConfig.ProductionVariantProperty:
    return sagemaker.CfnEndpointConfig.ProductionVariantProperty(
        variant_name=name,
        model_name=model.attr_model_name,
        instance_type="ml.m5.large",
        initial_instance_count=1,
        initial_variant_weight=weight,
    )


def _scaling(scope: Construct, endpoint: sagemaker.CfnEndpoint, variant: str) -> None:
    target = appscaling.CfnScalableTarget(
        scope,
        "ScalingTarget",
        min_capacity=1,
        max_capacity=4,
        resource_id=f"endpoint/{endpoint.attr_endpoint_name}/variant/{variant}",
        role_arn=f"arn:{Aws.PARTITION}:iam::{Aws.ACCOUNT_ID}:role/aws-service-role/{SCALING_ROLE}",
        scalable_dimension="sagemaker:variant:DesiredInstanceCount",
        service_namespace="sagemaker",
    )
    appscaling.CfnScalingPolicy(
        scope,
        "ScalingPolicy",
        policy_name=f"{scope.node.id}Invocations",
        policy_type="TargetTrackingScaling",
        scaling_target_id=target.ref,
        target_tracking_scaling_policy_configuration=appscaling.CfnScalingPolicy.TargetTrackingScalingPolicyConfigurationProperty(
            target_value=900,
            predefined_metric_specification=appscaling.CfnScalingPolicy.PredefinedMetricSpecificationProperty(
                predefined_metric_type="SageMakerVariantInvocationsPerInstance"
            ),
        ),
    )


def _alarm(scope: Construct, endpoint: sagemaker.CfnEndpoint, variant: str) -> None:
    cloudwatch.CfnAlarm(
        scope,
        "Latency",
        comparison_operator="GreaterThanOrEqualToThreshold",
        dimensions=[
            cloudwatch.CfnAlarm.DimensionProperty(name="EndpointName", value=endpoint.attr_endpoint_name),
            cloudwatch.CfnAlarm.DimensionProperty(name="VariantName", value=variant),
        ],
        evaluation_periods=3,
        metric_name="ModelLatency",
        namespace="AWS/SageMaker",
        period=300,
        statistic="Average",
        threshold=100_000,
    )
