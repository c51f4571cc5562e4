"""What there is in an account, to see that a program leaves nothing."""

from __future__ import annotations

from cloud import Cloud

SCALED = {"ServiceNamespace": "sagemaker"}
# The service, its operation, the member of the response, and parameters.
LISTS: tuple[tuple[str, str, str, dict[str, str]], ...] = (
    ("sagemaker", "list_endpoints", "Endpoints", {}),
    ("sagemaker", "list_inference_components", "InferenceComponents", {}),
    ("sagemaker", "list_endpoint_configs", "EndpointConfigs", {}),
    ("sagemaker", "list_models", "Models", {}),
    ("s3", "list_buckets", "Buckets", {}),
    ("sns", "list_topics", "Topics", {}),
    ("iam", "list_roles", "Roles", {}),
    ("cloudwatch", "describe_alarms", "MetricAlarms", {}),
    ("cloudwatch", "list_dashboards", "DashboardEntries", {}),
    ("events", "list_rules", "Rules", {}),
    ("logs", "describe_log_groups", "logGroups", {}),
    ("application-autoscaling", "describe_scalable_targets", "ScalableTargets", SCALED),
    ("ec2", "describe_vpcs", "Vpcs", {}),
    ("ec2", "describe_vpc_endpoints", "VpcEndpoints", {}),
)


def what_there_is(cloud: Cloud) -> dict[str, int]:
    return {member: len(getattr(cloud.client(service), operation)(**parameters)[member]) for service, operation, member, parameters in LISTS}
