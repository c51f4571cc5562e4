"""Scaling of variants, and the alarms that their metrics set off, on the simulated clock."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from botocore.exceptions import ClientError
from conftest import Cloud
from hosting import OUTPUTS, hosting, model, variant

from sagemaker_emulator.scaling.alarms import composite_state
from sagemaker_emulator.scaling.schedule import UnknownSchedule, is_due

SUM = "def model_fn(model_dir): return sum"
INSTANCES = "sagemaker:variant:DesiredInstanceCount"
CONCURRENCY = "sagemaker:variant:DesiredProvisionedConcurrency"


class Scaled:
    """An endpoint with one variant that is a scalable target."""

    def __init__(self, cloud: Cloud, minimum: int = 1, maximum: int = 4, dimension: str = INSTANCES, inference: str = SUM) -> None:
        self.cloud, self.dimension = cloud, dimension
        given = variant()
        if dimension == CONCURRENCY:
            serverless = {"MemorySizeInMB": 2048, "MaxConcurrency": 20, "ProvisionedConcurrency": 2}
            given = {key: value for key, value in given.items() if key not in ("InstanceType", "InitialInstanceCount")}
            given["ServerlessConfig"] = serverless
        stack = cloud.create(hosting(given, Model=model(cloud.upload(inference))), **OUTPUTS)
        assert stack["StackStatus"] == "CREATE_COMPLETE", stack["StackStatusReason"]
        self.name = cloud.outputs()["Endpoint"]
        self.target = {
            "ServiceNamespace": "sagemaker",
            "ResourceId": f"endpoint/{self.name}/variant/main",
            "ScalableDimension": dimension,
        }
        self.scaling = cloud.client("application-autoscaling")
        self.scaling.register_scalable_target(**self.target, MinCapacity=minimum, MaxCapacity=maximum)

    def track(self, value: float, metric: dict[str, Any], name: str = "track", **options: Any) -> None:
        config = {"TargetValue": value, **metric, **options}
        self.scaling.put_scaling_policy(
            **self.target, PolicyName=name, PolicyType="TargetTrackingScaling", TargetTrackingScalingPolicyConfiguration=config
        )

    def ask(self, count: int = 1) -> None:
        runtime = self.cloud.client("sagemaker-runtime")
        for _ in range(count):
            runtime.invoke_endpoint(EndpointName=self.name, ContentType="application/json", Body=b"[1]")

    def busy(self, minutes: int, count: int) -> None:
        for _ in range(minutes):
            self.ask(count)
            self.pass_minutes(1)

    def pass_minutes(self, minutes: float) -> None:
        self.cloud.emulator.advance(minutes=minutes)

    def counts(self) -> tuple[int, int]:
        """The capacity as it is, and as it should be."""
        shown = self.cloud.client("sagemaker").describe_endpoint(EndpointName=self.name)
        (running,) = shown["ProductionVariants"]
        if self.dimension == INSTANCES:
            return running["CurrentInstanceCount"], running["DesiredInstanceCount"]
        members = (running["CurrentServerlessConfig"], running["DesiredServerlessConfig"])
        current, desired = (item["ProvisionedConcurrency"] for item in members)
        return current, desired


INVOCATIONS = {"PredefinedMetricSpecification": {"PredefinedMetricType": "SageMakerVariantInvocationsPerInstance"}}


def test_invocations_scale_out_and_the_lack_of_them_in(cloud: Cloud) -> None:
    scaled = Scaled(cloud)
    scaled.track(2, INVOCATIONS)
    scaled.busy(4, 6)
    assert scaled.counts() == (1, 3)
    scaled.pass_minutes(5)
    assert scaled.counts() == (3, 3)
    scaled.pass_minutes(25)
    assert scaled.counts() == (1, 1)


def test_what_is_at_the_target_stays(cloud: Cloud) -> None:
    scaled = Scaled(cloud)
    scaled.track(6, INVOCATIONS)
    scaled.busy(5, 6)
    assert scaled.counts() == (1, 1)


def test_scaling_stays_within_its_bounds(cloud: Cloud) -> None:
    scaled = Scaled(cloud, minimum=2, maximum=3)
    scaled.pass_minutes(1)
    assert scaled.counts() == (1, 2)
    scaled.track(1, INVOCATIONS)
    scaled.pass_minutes(5)
    scaled.busy(5, 9)
    assert scaled.counts()[1] == 3
    scaled.pass_minutes(40)
    assert scaled.counts() == (2, 2)


def test_scale_in_can_be_disabled(cloud: Cloud) -> None:
    scaled = Scaled(cloud)
    scaled.track(2, INVOCATIONS, DisableScaleIn=True)
    scaled.busy(4, 6)
    scaled.pass_minutes(60)
    assert scaled.counts() == (3, 3)


def test_suspended_scaling_does_nothing(cloud: Cloud) -> None:
    scaled = Scaled(cloud)
    scaled.track(2, INVOCATIONS)
    scaled.scaling.register_scalable_target(**scaled.target, SuspendedState={"DynamicScalingOutSuspended": True})
    scaled.busy(5, 6)
    assert scaled.counts() == (1, 1)


def test_a_metric_of_the_user_is_tracked(cloud: Cloud) -> None:
    scaled, cloudwatch = Scaled(cloud), cloud.client("cloudwatch")
    dimensions = [{"Name": "Queue", "Value": cloud.unique}]
    custom = {"Namespace": "Custom", "MetricName": "Depth", "Dimensions": dimensions, "Statistic": "Average"}
    scaled.track(10, {"CustomizedMetricSpecification": custom})
    for _ in range(4):
        data = [{"MetricName": "Depth", "Dimensions": dimensions, "Value": 20}]
        cloudwatch.put_metric_data(Namespace="Custom", MetricData=data)
        scaled.pass_minutes(1)
    assert scaled.counts() == (1, 2)


def test_provisioned_concurrency_is_scaled(cloud: Cloud) -> None:
    kind = "SageMakerVariantProvisionedConcurrencyUtilization"
    scaled = Scaled(cloud, 1, 10, CONCURRENCY)
    scaled.track(0.2, {"PredefinedMetricSpecification": {"PredefinedMetricType": kind}})
    scaled.busy(4, 1)
    scaled.pass_minutes(1)
    assert scaled.counts() == (2, 5)
    scaled.pass_minutes(5)
    assert scaled.counts()[0] == 5


def step_policy(scaled: Scaled) -> str:
    steps = [
        {"MetricIntervalLowerBound": 0, "MetricIntervalUpperBound": 5, "ScalingAdjustment": 1},
        {"MetricIntervalLowerBound": 5, "ScalingAdjustment": 3},
    ]
    config = {"AdjustmentType": "ChangeInCapacity", "StepAdjustments": steps, "Cooldown": 60}
    made = scaled.scaling.put_scaling_policy(
        **scaled.target, PolicyName="step", PolicyType="StepScaling", StepScalingPolicyConfiguration=config
    )
    return str(made["PolicyARN"])


@pytest.mark.parametrize("invocations, expected", [(2, 1), (5, 2), (12, 4)])
def test_the_step_is_that_of_the_breach(cloud: Cloud, invocations: int, expected: int) -> None:
    scaled = Scaled(cloud)
    alarm(scaled, "Invocations", 4, actions=[step_policy(scaled)])
    scaled.busy(1, invocations)
    assert scaled.counts()[1] == expected


def alarm(scaled: Scaled, metric: str, threshold: float, actions: list[str] | None = None, **options: Any) -> str:
    name = f"{scaled.cloud.unique}-{metric}"
    scaled.cloud.client("cloudwatch").put_metric_alarm(
        AlarmName=name,
        Namespace="AWS/SageMaker",
        MetricName=metric,
        Dimensions=[{"Name": "EndpointName", "Value": scaled.name}, {"Name": "VariantName", "Value": "main"}],
        Statistic="Sum",
        Period=60,
        EvaluationPeriods=1,
        Threshold=threshold,
        ComparisonOperator="GreaterThanThreshold",
        AlarmActions=actions or [],
        **options,
    )
    return name


def state(cloud: Cloud, name: str) -> str:
    found = cloud.client("cloudwatch").describe_alarms(AlarmNames=[name], AlarmTypes=["MetricAlarm", "CompositeAlarm"])
    described = [*found["MetricAlarms"], *found["CompositeAlarms"]][0]
    return str(described["StateValue"])


def test_errors_of_the_model_set_an_alarm_off_and_it_recovers(cloud: Cloud) -> None:
    scaled = Scaled(cloud, inference="def model_fn(d): return lambda data: 1 / (data[0] - 1)")
    name = alarm(scaled, "Invocation5XXErrors", 0, TreatMissingData="notBreaching")
    assert state(cloud, name) == "INSUFFICIENT_DATA" or state(cloud, name) == "OK"
    with pytest.raises(ClientError, match="ZeroDivisionError"):
        scaled.ask()
    scaled.pass_minutes(1)
    assert state(cloud, name) == "ALARM"
    scaled.pass_minutes(2)
    assert state(cloud, name) == "OK"


def test_a_composite_alarm_follows_its_rule(cloud: Cloud) -> None:
    scaled = Scaled(cloud)
    child, parent = alarm(scaled, "Invocations", 0), f"{cloud.unique}-all"
    rule = {"AlarmName": parent, "AlarmRule": f'ALARM("{child}") AND NOT FALSE'}
    cloud.create({"All": {"Type": "AWS::CloudWatch::CompositeAlarm", "Properties": rule}}, stack="composite")
    scaled.busy(1, 1)
    assert state(cloud, parent) == "ALARM"
    scaled.pass_minutes(3)
    assert state(cloud, parent) == "OK"


@pytest.mark.parametrize(
    "rule, expected",
    [
        ("ALARM(a)", "ALARM"),
        ("ALARM('b') OR OK(\"b\")", "ALARM"),
        ("ALARM(arn:aws:cloudwatch:us-east-1:123456789012:alarm:a)", "ALARM"),
        ("NOT (ALARM(a) OR INSUFFICIENT_DATA(c))", "OK"),
        ("ALARM(missing)", "OK"),
        ("TRUE", "ALARM"),
        ("ALARM(a) AND __import__('os')", None),
        ("AND", None),
    ],
)
def test_rules(rule: str, expected: str | None) -> None:
    assert composite_state(rule, {"a": "ALARM", "b": "OK", "c": "INSUFFICIENT_DATA"}) == expected


def test_the_metrics_of_a_variant_can_be_read(cloud: Cloud) -> None:
    scaled = Scaled(cloud)
    scaled.ask(3)
    listed = cloud.client("cloudwatch").list_metrics(
        Namespace="AWS/SageMaker", Dimensions=[{"Name": "EndpointName", "Value": scaled.name}]
    )["Metrics"]
    assert {item["MetricName"] for item in listed} >= {
        "Invocations", "InvocationsPerInstance", "ModelLatency", "OverheadLatency", "Invocation4XXErrors",
        "Invocation5XXErrors", "InvocationModelErrors", "ConcurrentRequestsPerModel",
    }  # fmt: skip


def test_a_scheduled_action_changes_the_bounds(cloud: Cloud) -> None:
    scaled = Scaled(cloud)
    scaled.scaling.put_scheduled_action(
        **scaled.target, ScheduledActionName="more", Schedule="rate(10 minutes)", ScalableTargetAction={"MinCapacity": 3, "MaxCapacity": 5}
    )
    scaled.cloud.emulator.advance(minutes=5)
    assert scaled.counts() in ((1, 1), (1, 3))
    scaled.cloud.emulator.advance(minutes=12)
    assert scaled.counts() == (3, 3)
    (target,) = scaled.scaling.describe_scalable_targets(
        ServiceNamespace="sagemaker", ResourceIds=[scaled.target["ResourceId"]]
    )["ScalableTargets"]
    assert (target["MinCapacity"], target["MaxCapacity"]) == (3, 5)


SATURDAY = datetime(2026, 11, 28, 8, 0, 30)


@pytest.mark.parametrize(
    "schedule, zone, due",
    [
        ("cron(0 8 * * ? *)", None, True),
        ("cron(0 9 * * ? *)", None, False),
        ("cron(0 9 * * ? *)", "Europe/Berlin", True),
        ("cron(0/15 8-10 ? * SAT,SUN *)", None, True),
        ("cron(0 8 ? * MON-FRI *)", None, False),
        ("cron(0 8 28 NOV ? 2026)", None, True),
        ("cron(* * * * ? 2027)", None, False),
        ("at(2026-11-28T08:00:00)", None, True),
        ("at(2026-11-28T08:01:00)", None, False),
        ("at(2026-11-28T09:00:00)", "Europe/Berlin", True),
        ("rate(1 hour)", None, True),
        ("rate(7 minutes)", None, False),
    ],
)
def test_schedules(schedule: str, zone: str | None, due: bool) -> None:
    assert is_due(schedule, zone, datetime(2026, 11, 28, 7, 0, 10), SATURDAY) is due


@pytest.mark.parametrize("schedule", ["daily", "cron(0 8 * * ?)", "cron(0 8 L * ? *)"])
def test_a_schedule_that_cannot_be_read_says_so(schedule: str) -> None:
    with pytest.raises(UnknownSchedule):
        is_due(schedule, None, SATURDAY, SATURDAY)
