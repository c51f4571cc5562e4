"""What CloudWatch and Application Auto Scaling refuse, and what CloudFormation refuses of other resources."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError
from conftest import Cloud
from hosting import hosting, name_of

ALARM: dict[str, Any] = {
    "Namespace": "AWS/SageMaker",
    "MetricName": "ModelLatency",
    "Statistic": "Average",
    "Period": 60,
    "EvaluationPeriods": 3,
    "ComparisonOperator": "GreaterThanThreshold",
    "Threshold": 1,
}
NOTHING = {"Ref": "AWS::NoValue"}
STAT = {"Metric": {"Namespace": "AWS/SageMaker", "MetricName": "Invocations"}, "Period": 60, "Stat": "Sum"}


def refused(cloud: Cloud, resources: dict[str, Any]) -> str:
    stack = cloud.create(resources)
    assert stack["StackStatus"] == "ROLLBACK_COMPLETE"
    return str(stack["StackStatusReason"])


def accepted(cloud: Cloud, resources: dict[str, Any]) -> None:
    stack = cloud.create(resources)
    assert stack["StackStatus"] == "CREATE_COMPLETE", stack["StackStatusReason"]
    cloud.delete()


def alarm(**properties: Any) -> dict[str, Any]:
    return {"Type": "AWS::CloudWatch::Alarm", "Properties": {**ALARM, **properties}}


def math(*queries: dict[str, Any]) -> dict[str, Any]:
    given = {key: ALARM[key] for key in ("EvaluationPeriods", "ComparisonOperator", "Threshold")}
    return {"Type": "AWS::CloudWatch::Alarm", "Properties": {**given, "Metrics": list(queries)}}


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (alarm(MetricName=NOTHING), "exactly one of Metrics, MetricName, EvaluationCriteria is required"),
        (alarm(Namespace=NOTHING), "An alarm on a metric needs Namespace."),
        (alarm(Statistic=NOTHING), "either a Statistic or an ExtendedStatistic"),
        (alarm(ExtendedStatistic="p90"), "Statistic excludes ExtendedStatistic"),
        (alarm(Statistic="Median"), "'Median' is not a valid enum value"),
        (alarm(Period=45), "multiples of 60 seconds, but not 45"),
        (alarm(DatapointsToAlarm=4), "DatapointsToAlarm must not be greater than EvaluationPeriods."),
        (alarm(EvaluationPeriods=1441), "EvaluationPeriods * Period must be <= 86400"),
        (alarm(Threshold=NOTHING), "either a Threshold or a ThresholdMetricId"),
        (alarm(AlarmActions=[f"arn:aws:sns:us-east-1:123456789012:t{i}" for i in range(6)]), "5"),
        (alarm(AlarmMetric="x"), "extraneous key [AlarmMetric] is not permitted"),
        (math({"Id": "a", "MetricStat": STAT}, {"Id": "a", "Expression": "a*2", "ReturnData": False}), "must be unique"),
        (math({"Id": "A", "MetricStat": STAT}), "#/Metrics/0/Id: failed validation constraint for keyword [pattern]"),
        (math({"Id": "a", "MetricStat": STAT, "Expression": "b"}), "either a MetricStat or an Expression"),
        (math({"Id": "a", "MetricStat": STAT}, {"Id": "b", "Expression": "a*2"}), "Exactly one of the Metrics must return"),
    ],
)
def test_an_alarm_is_refused(cloud: Cloud, given: dict[str, Any], reason: str) -> None:
    assert reason in refused(cloud, {"Alarm": given})


@pytest.mark.parametrize(
    "given",
    [
        alarm(),
        alarm(Period=30),
        alarm(Statistic=NOTHING, ExtendedStatistic="p90"),
        alarm(EvaluationPeriods=1440),
        alarm(Period=3600, EvaluationPeriods=168),
        alarm(AlarmActions=[f"arn:aws:sns:us-east-1:123456789012:t{i}" for i in range(5)]),
        math({"Id": "a", "MetricStat": STAT, "ReturnData": False}, {"Id": "b", "Expression": "a*2"}),
    ],
)
def test_an_alarm_next_to_those_is_accepted(cloud: Cloud, given: dict[str, Any]) -> None:
    accepted(cloud, {"Alarm": given})


def target(**properties: Any) -> dict[str, Any]:
    given = {
        "ServiceNamespace": "sagemaker",
        "ScalableDimension": "sagemaker:variant:DesiredInstanceCount",
        "ResourceId": {"Fn::Sub": ["endpoint/${Name}/variant/main", {"Name": name_of("Endpoint")}]},
        "MinCapacity": 1,
        "MaxCapacity": 2,
        **properties,
    }
    return {"Type": "AWS::ApplicationAutoScaling::ScalableTarget", "Properties": given}


def policy(kind: str = "TargetTrackingScaling", **properties: Any) -> dict[str, Any]:
    given = {"PolicyName": "p", "PolicyType": kind, "ScalingTargetId": {"Ref": "Target"}, **properties}
    return {"Type": "AWS::ApplicationAutoScaling::ScalingPolicy", "Properties": given}


def tracking(metric: str, **properties: Any) -> dict[str, Any]:
    body = {"TargetValue": 10, "PredefinedMetricSpecification": {"PredefinedMetricType": metric}, **properties}
    return policy(TargetTrackingScalingPolicyConfiguration=body)


def stepping(*bounds: tuple[float | None, float | None]) -> dict[str, Any]:
    names = ("MetricIntervalLowerBound", "MetricIntervalUpperBound")
    steps = [
        {"ScalingAdjustment": 1, **{name: bound for name, bound in zip(names, pair, strict=True) if bound is not None}}
        for pair in bounds
    ]
    body = {"AdjustmentType": "ChangeInCapacity", "StepAdjustments": steps}
    return policy("StepScaling", StepScalingPolicyConfiguration=body)


CUSTOM = {"MetricName": "Backlog", "Namespace": "AWS/SageMaker", "Statistic": "Average"}
OWN = "SageMakerVariantInvocationsPerInstance"


@pytest.mark.parametrize(
    ("scaled", "given", "reason"),
    [
        (target(), tracking("ECSServiceAverageCPUUtilization"), "is not supported for sagemaker:variant:DesiredInstance"),
        (target(), tracking("SageMakerVariantProvisionedConcurrencyUtilization"), "is not supported for"),
        (target(), tracking("SageMakerInvocations"), "SageMakerInvocations"),
        (target(), tracking(OWN, CustomizedMetricSpecification=CUSTOM), "either a PredefinedMetricSpecification or"),
        (target(), policy(), "needs TargetTrackingScalingPolicyConfiguration, but has none"),
        (target(), stepping((None, 0), (1, None)), "must neither overlap nor leave a gap"),
        (target(), stepping((None, 1), (0, None)), "must neither overlap nor leave a gap"),
        (target(), stepping((1, 1)), "must be less than its upper bound"),
        (target(MinCapacity=3), tracking(OWN), "MinCapacity 3 is greater than MaxCapacity 2"),
        (target(ServiceNamespace="ecs"), tracking(OWN), "Unsupported service namespace"),
        (target(ResourceId="endpoint/none"), tracking(OWN), "must have the form endpoint/NAME/variant/NAME"),
        (target(ResourceId="endpoint/none/variant/main"), tracking(OWN), "Endpoint variant does not exist"),
        (target(Capacity=3), tracking(OWN), "extraneous key [Capacity] is not permitted"),
    ],
)
def test_scaling_is_refused(cloud: Cloud, scaled: dict[str, Any], given: dict[str, Any], reason: str) -> None:
    assert reason in refused(cloud, {**hosting(), "Target": scaled, "Policy": given})


@pytest.mark.parametrize(
    "given",
    [
        tracking(OWN),
        tracking("SageMakerVariantConcurrentRequestsPerModelHighResolution"),
        policy(TargetTrackingScalingPolicyConfiguration={"TargetValue": 5, "CustomizedMetricSpecification": CUSTOM}),
        stepping((None, 0), (0, 5), (5, None)),
    ],
)
def test_scaling_next_to_that_is_accepted(cloud: Cloud, given: dict[str, Any]) -> None:
    accepted(cloud, {**hosting(), "Target": target(), "Policy": given})


def test_the_api_of_scaling_refuses_the_same(cloud: Cloud) -> None:
    scaling = cloud.client("application-autoscaling")
    identity = {
        "ServiceNamespace": "sagemaker",
        "ResourceId": "endpoint/e/variant/v",
        "ScalableDimension": "sagemaker:variant:DesiredInstanceCount",
    }
    with pytest.raises(ClientError, match="needs TargetTrackingScalingPolicyConfiguration"):
        scaling.put_scaling_policy(PolicyName="p", PolicyType="TargetTrackingScaling", **identity)
    with pytest.raises(ClientError, match="Member must satisfy enum value set"):
        scaling.register_scalable_target(**{**identity, "ScalableDimension": "sagemaker:variant:Weight"})


TRUST = {"Version": "2012-10-17", "Statement": []}
OTHERS: dict[str, tuple[str, dict[str, Any], str]] = {
    "an unknown property of a role": (
        "AWS::IAM::Role",
        {"AssumeRolePolicyDocument": TRUST, "Policy": []},
        "#: extraneous key [Policy] is not permitted",
    ),
    "an unknown property inside a role": (
        "AWS::IAM::Role",
        {"AssumeRolePolicyDocument": TRUST, "Policies": [{"PolicyName": "a", "Document": {}}]},
        "#/Policies/0: extraneous key [Document] is not permitted",
    ),
    "a role without trust": ("AWS::IAM::Role", {}, "required key [AssumeRolePolicyDocument] not found"),
    "a long session": (
        "AWS::IAM::Role",
        {"AssumeRolePolicyDocument": TRUST, "MaxSessionDuration": 43201},
        "43201 is not less or equal to 43200",
    ),
    "an unknown property of a security group": (
        "AWS::EC2::SecurityGroup",
        {"GroupDescription": "a", "Vpc": "vpc-1"},
        "#: extraneous key [Vpc] is not permitted",
    ),
    "an unknown property of a subnet": (
        "AWS::EC2::Subnet",
        {"VpcId": "vpc-1", "Cidr": "10.0.0.0/24"},
        "#: extraneous key [Cidr] is not permitted",
    ),
    "an unknown property of a VPC endpoint": (
        "AWS::EC2::VPCEndpoint",
        {"VpcId": "vpc-1", "ServiceName": "com.amazonaws.us-east-1.s3", "Policy": {}},
        "#: extraneous key [Policy] is not permitted",
    ),
    "an unknown property of a key": ("AWS::KMS::Key", {"KeyPolicy": TRUST, "Rotation": True}, "[Rotation]"),
    "an unknown property of a bucket": ("AWS::S3::Bucket", {"Versioning": True}, "[Versioning]"),
    "an unknown property of a topic": ("AWS::SNS::Topic", {"Name": "a"}, "[Name]"),
    "an unknown property of a rule": (
        "AWS::Events::Rule",
        {"ScheduleExpression": "rate(1 day)", "Enabled": True},
        "[Enabled]",
    ),
    "a retention that there is not": ("AWS::Logs::LogGroup", {"RetentionInDays": 8}, "8 is not a valid enum value"),
    "a text where a list belongs": ("AWS::SNS::Topic", {"Subscription": "me"}, "#/Subscription: expected type: array"),
    "a read-only property": (
        "AWS::SageMaker::Model",
        {"ModelArn": "arn:aws:sagemaker:us-east-1:123456789012:model/a"},
        "[ModelArn] is not permitted, because it is read-only",
    ),
}


@pytest.mark.parametrize(("kind", "properties", "reason"), OTHERS.values(), ids=OTHERS.keys())
def test_a_resource_is_refused(cloud: Cloud, kind: str, properties: dict[str, Any], reason: str) -> None:
    assert reason in refused(cloud, {"It": {"Type": kind, "Properties": properties}})


@pytest.mark.parametrize(
    ("kind", "properties"),
    [
        ("AWS::IAM::Role", {"AssumeRolePolicyDocument": TRUST, "MaxSessionDuration": "43200"}),
        ("AWS::Logs::LogGroup", {"RetentionInDays": "7"}),
        ("AWS::SNS::Topic", {"DisplayName": 5}),
        ("AWS::KMS::Key", {"KeyPolicy": TRUST, "EnableKeyRotation": "true"}),
    ],
)
def test_numbers_and_booleans_may_be_texts(cloud: Cloud, kind: str, properties: dict[str, Any]) -> None:
    accepted(cloud, {"It": {"Type": kind, "Properties": properties}})
