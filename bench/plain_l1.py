"""The endpoint of `one_call.py`, with L1 constructs only.

The template has the same resources with the same properties. What it lacks: each limit, action, threshold and number of vCPUs below is looked up by
hand, nothing is checked at synthesis, and there are no grants, metrics and dashboards for what comes next.
"""

from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_applicationautoscaling as appscaling
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_iam as iam
from aws_cdk import aws_sagemaker as sagemaker

ARN = f"arn:{cdk.Aws.PARTITION}"
SCALING_ROLE = "sagemaker.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint"
VCPUS = 2


def document(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **statement} for statement in statements]}


app = cdk.App()
stack = cdk.Stack(app, "Churn")

role = iam.CfnRole(
    stack,
    "Role",
    assume_role_policy_document=document({"Action": "sts:AssumeRole", "Principal": {"Service": "sagemaker.amazonaws.com"}}),
)
policy = iam.CfnPolicy(
    stack,
    "Policy",
    policy_name="ChurnModel",
    roles=[role.ref],
    policy_document=document(
        {
            "Action": ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
            "Resource": f"{ARN}:logs:{cdk.Aws.REGION}:{cdk.Aws.ACCOUNT_ID}:log-group:/aws/sagemaker/*",
        },
        {"Action": "cloudwatch:PutMetricData", "Resource": "*"},
        {
            "Action": ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
            "Resource": f"{ARN}:ecr:eu-west-1:111122223333:repository/churn",
        },
        {"Action": "ecr:GetAuthorizationToken", "Resource": "*"},
        {"Action": "s3:GetObject", "Resource": f"{ARN}:s3:::churn-models/1.4.2/model.tar.gz"},
    ),
)
model = sagemaker.CfnModel(
    stack,
    "Model",
    execution_role_arn=role.attr_arn,
    primary_container=sagemaker.CfnModel.ContainerDefinitionProperty(
        image="111122223333.dkr.ecr.eu-west-1.amazonaws.com/churn:1.4.2",
        model_data_url="s3://churn-models/1.4.2/model.tar.gz",
    ),
)
model.add_resource_dependency(role)
model.add_resource_dependency(policy)
config = sagemaker.CfnEndpointConfig(
    stack,
    "Config",
    production_variants=[
        sagemaker.CfnEndpointConfig.ProductionVariantProperty(
            variant_name="AllTraffic",
            model_name=model.attr_model_name,
            instance_type="ml.m7i.large",
            initial_instance_count=2,
            initial_variant_weight=1,
        )
    ],
)
churn = sagemaker.CfnEndpoint(
    stack,
    "Churn",
    endpoint_config_name=config.attr_endpoint_config_name,
    retain_all_variant_properties=True,
    exclude_retained_variant_properties=[sagemaker.CfnEndpoint.VariantPropertyProperty(variant_property_type="DesiredWeight")],
)
target = appscaling.CfnScalableTarget(
    stack,
    "Target",
    service_namespace="sagemaker",
    scalable_dimension="sagemaker:variant:DesiredInstanceCount",
    resource_id=f"endpoint/{churn.attr_endpoint_name}/variant/AllTraffic",
    role_arn=f"{ARN}:iam::{cdk.Aws.ACCOUNT_ID}:role/aws-service-role/{SCALING_ROLE}",
    min_capacity=2,
    max_capacity=10,
)
appscaling.CfnScalingPolicy(
    stack,
    "Invocations",
    policy_name="ChurnInvocations",
    policy_type="TargetTrackingScaling",
    scaling_target_id=target.ref,
    target_tracking_scaling_policy_configuration=appscaling.CfnScalingPolicy.TargetTrackingScalingPolicyConfigurationProperty(
        target_value=900,
        predefined_metric_specification=appscaling.CfnScalingPolicy.PredefinedMetricSpecificationProperty(
            predefined_metric_type="SageMakerVariantInvocationsPerInstance"
        ),
    ),
)


def alarm(construct_id: str, description: str, **properties: Any) -> None:
    cloudwatch.CfnAlarm(
        stack,
        construct_id,
        alarm_description=description,
        comparison_operator="GreaterThanThreshold",
        datapoints_to_alarm=3,
        treat_missing_data="notBreaching",
        dimensions=[
            cloudwatch.CfnAlarm.DimensionProperty(name="EndpointName", value=churn.attr_endpoint_name),
            cloudwatch.CfnAlarm.DimensionProperty(name="VariantName", value="AllTraffic"),
        ],
        **properties,
    )


REQUESTS: dict[str, Any] = {"namespace": "AWS/SageMaker", "period": 60, "evaluation_periods": 5}
INSTANCES: dict[str, Any] = {"namespace": "/aws/sagemaker/Endpoints", "period": 300, "evaluation_periods": 3, "statistic": "Average"}
GROW = "Add instances, or choose larger instances."
alarm(
    "ServerErrors",
    "More than 5 % of the invocations of variant 'AllTraffic' return 5XX errors. Check the container logs.",
    metric_name="Invocation5XXErrors",
    statistic="Average",
    threshold=0.05,
    **REQUESTS,
)
alarm(
    "ClientErrors",
    "More than 25 % of the invocations of variant 'AllTraffic' return 4XX errors. Check the requests of clients.",
    metric_name="Invocation4XXErrors",
    statistic="Average",
    threshold=0.25,
    **REQUESTS,
)
alarm(
    "Latency",
    "The model latency (p99) of variant 'AllTraffic' exceeds 30 seconds.",
    metric_name="ModelLatency",
    extended_statistic="p99",
    threshold=30_000_000,
    **REQUESTS,
)
alarm(
    "Cpu",
    f"CPU utilization of variant 'AllTraffic' has exceeded 90 % for 15 minutes. {GROW}",
    metric_name="CPUUtilization",
    threshold=90 * VCPUS,
    **INSTANCES,
)
alarm(
    "Memory",
    f"Memory utilization of variant 'AllTraffic' has exceeded 90 % for 15 minutes. {GROW}",
    metric_name="MemoryUtilization",
    threshold=90,
    **INSTANCES,
)
alarm(
    "Disk",
    f"Disk utilization of variant 'AllTraffic' has exceeded 75 % for 15 minutes. {GROW} Data capture stops when disk utilization is high.",
    metric_name="DiskUtilization",
    threshold=75,
    **INSTANCES,
)
app.synth()
