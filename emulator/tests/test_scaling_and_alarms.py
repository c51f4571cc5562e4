"""Application Auto Scaling, CloudWatch alarms and the subscriptions they alert."""

from __future__ import annotations

from typing import Any

from conftest import Cloud
from hosting import hosting, name_of

DIMENSION = "sagemaker:variant:DesiredInstanceCount"
RESOURCE_ID = {"Fn::Sub": "endpoint/${Endpoint.EndpointName}/variant/main"}
TRACKING = {
    "PredefinedMetricSpecification": {"PredefinedMetricType": "SageMakerVariantInvocationsPerInstance"},
    "TargetValue": 70.0,
    "ScaleInCooldown": 300,
}
STEPS = {
    "AdjustmentType": "ChangeInCapacity",
    "MetricAggregationType": "Average",
    "StepAdjustments": [{"MetricIntervalLowerBound": 0.0, "ScalingAdjustment": 1}],
}


def target(maximum: int = 4, **properties: Any) -> dict[str, Any]:
    return {
        "Type": "AWS::ApplicationAutoScaling::ScalableTarget",
        "Properties": {
            "ServiceNamespace": "sagemaker",
            "ScalableDimension": DIMENSION,
            "ResourceId": RESOURCE_ID,
            "MinCapacity": 1,
            "MaxCapacity": maximum,
            **properties,
        },
    }


def policy(kind: str, **properties: Any) -> dict[str, Any]:
    return {
        "Type": "AWS::ApplicationAutoScaling::ScalingPolicy",
        "Properties": {"PolicyName": kind, "PolicyType": kind, "ScalingTargetId": {"Ref": "Target"}, **properties},
    }


def scaled(maximum: int = 4, tracking: dict[str, Any] = TRACKING) -> dict[str, Any]:
    return {
        **hosting(),
        "Target": target(maximum),
        "Track": policy("TargetTrackingScaling", TargetTrackingScalingPolicyConfiguration=tracking),
        "Step": policy("StepScaling", StepScalingPolicyConfiguration=STEPS),
    }


def described(cloud: Cloud) -> tuple[Any, dict[str, Any]]:
    """The scalable target of this test's endpoint, and its policies by type."""
    scaling = cloud.client("application-autoscaling")
    resource_id = f"endpoint/{cloud.outputs()['Endpoint']}/variant/main"
    targets = scaling.describe_scalable_targets(ServiceNamespace="sagemaker", ResourceIds=[resource_id])
    policies = scaling.describe_scaling_policies(ServiceNamespace="sagemaker", ResourceId=resource_id)
    return targets["ScalableTargets"], {item["PolicyType"]: item for item in policies["ScalingPolicies"]}


OUTPUTS: dict[str, Any] = {
    "Outputs": {"Endpoint": {"Value": name_of("Endpoint")}, "Track": {"Value": {"Ref": "Track"}}}
}


def test_a_scalable_target_and_its_policies_are_registered(cloud: Cloud) -> None:
    cloud.create(scaled(), **OUTPUTS)
    targets, policies = described(cloud)
    assert [(item["MinCapacity"], item["MaxCapacity"]) for item in targets] == [(1, 4)]
    assert policies["TargetTrackingScaling"]["TargetTrackingScalingPolicyConfiguration"] == TRACKING
    assert policies["StepScaling"]["StepScalingPolicyConfiguration"] == STEPS
    assert cloud.outputs()["Track"] == policies["TargetTrackingScaling"]["PolicyARN"]


def test_a_changed_policy_keeps_its_arn(cloud: Cloud) -> None:
    cloud.create(scaled(), **OUTPUTS)
    before = cloud.outputs()["Track"]
    cloud.update(scaled(maximum=8, tracking={**TRACKING, "TargetValue": 50.0}), **OUTPUTS)
    targets, policies = described(cloud)
    assert targets[0]["MaxCapacity"] == 8
    changed = policies["TargetTrackingScaling"]
    assert changed["TargetTrackingScalingPolicyConfiguration"]["TargetValue"] == 50
    assert changed["PolicyARN"] == before == cloud.outputs()["Track"]


def test_scaling_is_removed_with_its_resources(cloud: Cloud) -> None:
    cloud.create(scaled(), **OUTPUTS)
    cloud.update(hosting(), Outputs={"Endpoint": OUTPUTS["Outputs"]["Endpoint"]})
    assert described(cloud) == ([], {})


def test_a_target_of_a_variant_that_does_not_exist_fails_the_stack(cloud: Cloud) -> None:
    stack = cloud.create({"Target": target(ResourceId="endpoint/nobody/variant/main")})
    assert "Endpoint variant does not exist" in stack["StackStatusReason"]


def test_impossible_bounds_fail_the_stack(cloud: Cloud) -> None:
    stack = cloud.create({**hosting(), "Target": target(maximum=0)})
    assert "MinCapacity 1 is greater than MaxCapacity 0" in stack["StackStatusReason"]


def serverless(maximum: int = 4) -> dict[str, Any]:
    """An endpoint whose provisioned concurrency is scaled."""
    dimension = "sagemaker:variant:DesiredProvisionedConcurrency"
    capacity = {"MemorySizeInMB": 2048, "MaxConcurrency": 20, "ProvisionedConcurrency": 1}
    metric = {"PredefinedMetricType": "SageMakerVariantProvisionedConcurrencyUtilization"}
    tracking = {"PredefinedMetricSpecification": metric, "TargetValue": 0.7}
    return {
        **hosting({"VariantName": "main", "ModelName": name_of("Model"), "ServerlessConfig": capacity}),
        "Target": target(maximum, ScalableDimension=dimension),
        "Track": policy("TargetTrackingScaling", TargetTrackingScalingPolicyConfiguration=tracking),
    }


def test_the_provisioned_concurrency_of_a_variant_is_scaled(cloud: Cloud) -> None:
    cloud.create(serverless(), **OUTPUTS)
    cloud.update(serverless(maximum=8), **OUTPUTS)
    scaling, dimension = cloud.client("application-autoscaling"), "sagemaker:variant:DesiredProvisionedConcurrency"
    asked = {"ServiceNamespace": "sagemaker", "ScalableDimension": dimension}
    resource_id = f"endpoint/{cloud.outputs()['Endpoint']}/variant/main"
    (found,) = scaling.describe_scalable_targets(ResourceIds=[resource_id], **asked)["ScalableTargets"]
    assert (found["ScalableDimension"], found["MinCapacity"], found["MaxCapacity"]) == (dimension, 1, 8)
    (tracked,) = scaling.describe_scaling_policies(ResourceId=resource_id, **asked)["ScalingPolicies"]
    assert tracked["TargetTrackingScalingPolicyConfiguration"]["TargetValue"] == 0.7
    cloud.delete()
    assert scaling.describe_scalable_targets(ResourceIds=[resource_id], **asked)["ScalableTargets"] == []


def test_a_dimension_that_there_is_not_fails_the_stack(cloud: Cloud) -> None:
    stack = cloud.create({**hosting(), "Target": target(ScalableDimension="sagemaker:variant:DesiredWeight")})
    assert "'sagemaker:variant:DesiredWeight' is not a valid enum value" in stack["StackStatusReason"]


def test_scheduled_actions_of_a_target_are_registered(cloud: Cloud) -> None:
    action = {
        "ScheduledActionName": f"{cloud.unique}-night",
        "Schedule": "cron(0 20 * * ? *)",
        "ScalableTargetAction": {"MinCapacity": 0, "MaxCapacity": 1},
    }
    cloud.create({**hosting(), "Target": target(ScheduledActions=[action])})
    scheduled = cloud.client("application-autoscaling").describe_scheduled_actions(
        ServiceNamespace="sagemaker", ScheduledActionNames=[f"{cloud.unique}-night"]
    )["ScheduledActions"]
    assert [item["Schedule"] for item in scheduled] == ["cron(0 20 * * ? *)"]


def alarm(**properties: Any) -> dict[str, Any]:
    defaults = {"ComparisonOperator": "GreaterThanThreshold", "EvaluationPeriods": 2, "Threshold": 5.0}
    return {"Type": "AWS::CloudWatch::Alarm", "Properties": {**defaults, **properties}}


def on_metric(cloud: Cloud, **properties: Any) -> dict[str, Any]:
    return alarm(
        AlarmName=f"{cloud.unique}-alarm",
        Namespace="AWS/SageMaker",
        MetricName="ModelLatency",
        Dimensions=[{"Name": "EndpointName", "Value": "e"}],
        Period=60,
        **properties,
    )


def find_alarm(cloud: Cloud, suffix: str = "alarm", kind: str = "MetricAlarm") -> Any:
    found = cloud.client("cloudwatch").describe_alarms(
        AlarmNames=[f"{cloud.unique}-{suffix}"], AlarmTypes=["MetricAlarm", "CompositeAlarm"]
    )
    return found[f"{kind}s"][0]


def test_every_property_of_an_alarm_is_described(cloud: Cloud) -> None:
    properties = {
        "ExtendedStatistic": "tm99",
        "TreatMissingData": "notBreaching",
        "EvaluateLowSampleCountPercentile": "ignore",
        "DatapointsToAlarm": 1,
        "AlarmDescription": "slow",
        "ActionsEnabled": False,
        "AlarmActions": ["arn:aws:sns:us-east-1:123456789012:a"],
        "OKActions": ["arn:aws:sns:us-east-1:123456789012:b"],
        "InsufficientDataActions": ["arn:aws:sns:us-east-1:123456789012:c"],
        "Unit": "Microseconds",
    }
    cloud.create({"Alarm": on_metric(cloud, **properties)})
    shown = find_alarm(cloud)
    assert {key: shown[key] for key in properties} == properties
    assert shown["Dimensions"] == [{"Name": "EndpointName", "Value": "e"}]


def test_an_alarm_on_an_expression_is_described(cloud: Cloud) -> None:
    metric = {"Namespace": "N", "MetricName": "M", "Dimensions": [{"Name": "D", "Value": "v"}]}
    queries = [
        {"Id": "ratio", "Expression": "errors * 100", "Label": "percent", "ReturnData": True},
        {"Id": "errors", "MetricStat": {"Metric": metric, "Period": 60, "Stat": "Sum"}, "ReturnData": False},
    ]
    cloud.create({"Alarm": alarm(AlarmName=f"{cloud.unique}-alarm", Metrics=queries)})
    assert find_alarm(cloud)["Metrics"] == queries


def test_an_alarm_changes_in_place(cloud: Cloud) -> None:
    cloud.create({"Alarm": on_metric(cloud, Statistic="Sum")})
    before = find_alarm(cloud)
    cloud.update({"Alarm": on_metric(cloud, Statistic="Sum", Threshold=9)})
    after = find_alarm(cloud)
    assert (after["AlarmArn"], after["Threshold"]) == (before["AlarmArn"], 9)


def test_a_removed_alarm_is_gone(cloud: Cloud) -> None:
    topic = {"Type": "AWS::SNS::Topic"}
    cloud.create({"Topic": topic, "Alarm": on_metric(cloud, Statistic="Sum")})
    cloud.update({"Topic": topic})
    found = cloud.client("cloudwatch").describe_alarms(AlarmNames=[f"{cloud.unique}-alarm"])
    assert found["MetricAlarms"] == []


def test_a_composite_alarm_is_described(cloud: Cloud) -> None:
    composite = {
        "Type": "AWS::CloudWatch::CompositeAlarm",
        "Properties": {
            "AlarmName": f"{cloud.unique}-both",
            "AlarmRule": {"Fn::Sub": 'ALARM("${Alarm}")'},
            "ActionsSuppressor": "quiet",
            "ActionsSuppressorWaitPeriod": 60,
        },
    }
    cloud.create({"Alarm": on_metric(cloud, Statistic="Sum"), "Both": composite})
    shown = find_alarm(cloud, "both", "CompositeAlarm")
    assert shown["AlarmRule"] == f'ALARM("{cloud.unique}-alarm")'
    assert (shown["ActionsSuppressor"], shown["ActionsSuppressorWaitPeriod"]) == ("quiet", 60)


def test_a_subscription_belongs_to_its_topic(cloud: Cloud) -> None:
    properties = {"TopicArn": {"Ref": "Topic"}, "Protocol": "email", "Endpoint": "a@example.com"}
    cloud.create(
        {"Topic": {"Type": "AWS::SNS::Topic"}, "Me": {"Type": "AWS::SNS::Subscription", "Properties": properties}},
        Outputs={"Topic": {"Value": {"Ref": "Topic"}}},
    )
    sns, topic = cloud.client("sns"), cloud.outputs()["Topic"]
    assert [s["Endpoint"] for s in sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]] == [
        "a@example.com"
    ]
    cloud.delete()
    assert topic not in [item["TopicArn"] for item in sns.list_subscriptions()["Subscriptions"]]
