"""The scaling of copies on the simulated clock, also to zero and back, and the instances that follow."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError
from components import ANSWERS, bare_variant, component, describe, done, hosts, specification
from conftest import Cloud
from test_component_invocations import NO_CAPACITY, answer, refusal
from test_component_updates import state

DIMENSION = "sagemaker:inference-component:DesiredCopyCount"
PER_COPY = "SageMakerInferenceComponentInvocationsPerCopy"
CONCURRENT = "SageMakerInferenceComponentConcurrentRequestsPerCopyHighResolution"
MANAGED = {"Status": "ENABLED", "MinInstanceCount": 0, "MaxInstanceCount": 2}


def target(cloud: Cloud, low: int = 0, high: int = 3, **properties: Any) -> dict[str, Any]:
    given = {
        "ServiceNamespace": "sagemaker",
        "ResourceId": f"inference-component/{cloud.unique}-base",
        "ScalableDimension": DIMENSION,
        "MinCapacity": low,
        "MaxCapacity": high,
        **properties,
    }
    return {"Type": "AWS::ApplicationAutoScaling::ScalableTarget", "DependsOn": "Base", "Properties": given}


def policy(kind: str, **config: Any) -> dict[str, Any]:
    given = {"PolicyName": kind, "PolicyType": kind, "ScalingTargetId": {"Ref": "Target"}}
    member = f"{kind}PolicyConfiguration" if kind == "StepScaling" else "TargetTrackingScalingPolicyConfiguration"
    return {"Type": "AWS::ApplicationAutoScaling::ScalingPolicy", "Properties": {**given, member: config}}


def tracking(value: float = 5, metric: str = PER_COPY, **config: Any) -> dict[str, Any]:
    specified = {"PredefinedMetricSpecification": {"PredefinedMetricType": metric}}
    return policy("TargetTrackingScaling", TargetValue=value, **specified, **config)


def waking(cloud: Cloud) -> dict[str, Any]:
    """The step policy and the alarm that add the first copy."""
    steps = [{"MetricIntervalLowerBound": 0, "ScalingAdjustment": 1}]
    step = policy(
        "StepScaling",
        AdjustmentType="ChangeInCapacity",
        MetricAggregationType="Maximum",
        Cooldown=60,
        StepAdjustments=steps,
    )
    alarm = {
        "AlarmName": f"{cloud.unique}-wake",
        "Namespace": "AWS/SageMaker",
        "MetricName": "NoCapacityInvocationFailures",
        "Dimensions": [{"Name": "InferenceComponentName", "Value": f"{cloud.unique}-base"}],
        "Statistic": "Sum",
        "Period": 60,
        "EvaluationPeriods": 1,
        "Threshold": 1,
        "ComparisonOperator": "GreaterThanOrEqualToThreshold",
        "TreatMissingData": "missing",
        "AlarmActions": [{"Ref": "Step"}],
    }
    return {"Step": step, "Wake": {"Type": "AWS::CloudWatch::Alarm", "Properties": alarm}}


def scaled(cloud: Cloud, copies: int = 1, memory: int = 1024, **resources: Any) -> dict[str, Any]:
    base = component(
        cloud, Specification=specification(cloud.upload(ANSWERS), memory), RuntimeConfig={"CopyCount": copies}
    )
    return {**hosts(cloud, bare_variant(ManagedInstanceScaling=MANAGED)), "Base": base, **resources}


def instances(cloud: Cloud) -> tuple[int, int]:
    (found,) = cloud.client("sagemaker").describe_endpoint(EndpointName=f"{cloud.unique}-e")["ProductionVariants"]
    return found["CurrentInstanceCount"], found["DesiredInstanceCount"]


def metric(cloud: Cloud, name: str, statistic: str = "Sum", namespace: str = "AWS/SageMaker", **names: str) -> float:
    """A statistic of the last hours of a metric."""
    dimensions = names or {"InferenceComponentName": f"{cloud.unique}-base"}
    now = datetime.now(UTC)
    found = cloud.client("cloudwatch").get_metric_statistics(
        Namespace=namespace,
        MetricName=name,
        Dimensions=[{"Name": key, "Value": value} for key, value in dimensions.items()],
        StartTime=now - timedelta(days=1),
        EndTime=now + timedelta(days=9),
        Period=10 * 86400,
        Statistics=[statistic],
    )["Datapoints"]
    return float(sum(point[statistic] for point in found))


def load(cloud: Cloud, minutes: int, requests: int) -> None:
    for _ in range(minutes):
        for _ in range(requests):
            answer(cloud)
        cloud.emulator.advance(minutes=1)


def test_a_component_goes_to_zero_and_wakes_up(cloud: Cloud) -> None:
    done(cloud.create(scaled(cloud, Target=target(cloud), Track=tracking(), **waking(cloud))))
    assert (state(cloud), instances(cloud)) == (("InService", 1, 1), (1, 1))
    answer(cloud)
    cloud.emulator.advance(minutes=10)
    assert state(cloud) == ("InService", 1, 1)
    cloud.emulator.advance(minutes=8)
    assert (state(cloud), instances(cloud)) == (("InService", 0, 0), (1, 1))
    cloud.emulator.advance(minutes=10)
    assert instances(cloud) == (0, 0)
    assert refusal(cloud)["Error"]["Message"].startswith(NO_CAPACITY)
    assert metric(cloud, "NoCapacityInvocationFailures") == 1
    cloud.emulator.advance(minutes=1)
    assert (state(cloud), instances(cloud)) == (("Updating", 0, 1), (0, 1))
    (alarm,) = cloud.client("cloudwatch").describe_alarms(AlarmNames=[f"{cloud.unique}-wake"])["MetricAlarms"]
    assert alarm["StateValue"] == "ALARM"
    cloud.emulator.advance(minutes=4)
    assert (state(cloud), instances(cloud)) == (("Updating", 0, 1), (1, 1))
    cloud.emulator.advance(minutes=5)
    assert (state(cloud), answer(cloud)["doubled"]) == (("InService", 1, 1), [2, 4])
    cloud.emulator.advance(minutes=10)
    assert state(cloud) == ("InService", 1, 1)
    (alarm,) = cloud.client("cloudwatch").describe_alarms(AlarmNames=[f"{cloud.unique}-wake"])["MetricAlarms"]
    assert alarm["StateValue"] == "INSUFFICIENT_DATA"


def test_without_the_step_policy_nothing_wakes_a_component(cloud: Cloud) -> None:
    done(cloud.create(scaled(cloud, Target=target(cloud), Track=tracking())))
    cloud.emulator.advance(minutes=20)
    assert state(cloud)[1:] == (0, 0)
    for _ in range(3):
        refusal(cloud)
        cloud.emulator.advance(minutes=10)
    assert state(cloud)[1:] == (0, 0)


def test_copies_follow_the_invocations(cloud: Cloud) -> None:
    resources = scaled(cloud, Target=target(cloud, 1, 3), Track=tracking(5, ScaleOutCooldown=60, ScaleInCooldown=60))
    done(cloud.create(resources))
    load(cloud, 3, 9)
    assert state(cloud) == ("Updating", 1, 2)
    cloud.emulator.advance(minutes=5)
    assert state(cloud) == ("InService", 2, 2)
    load(cloud, 4, 25)
    assert state(cloud)[2] == 3
    cloud.emulator.advance(minutes=25)
    assert state(cloud) == ("InService", 1, 1)


def test_copies_follow_the_concurrent_requests(cloud: Cloud) -> None:
    done(cloud.create(scaled(cloud, Target=target(cloud, 1, 3), Track=tracking(0.5, CONCURRENT))))
    load(cloud, 1, 1)
    assert state(cloud) == ("Updating", 1, 2)


def test_instances_follow_the_copies(cloud: Cloud) -> None:
    tracked = tracking(5, ScaleOutCooldown=60, ScaleInCooldown=60)
    done(cloud.create(scaled(cloud, memory=6000, Target=target(cloud, 1, 2), Track=tracked)))
    load(cloud, 3, 9)
    assert (state(cloud), instances(cloud)) == (("Updating", 1, 2), (1, 2))
    cloud.emulator.advance(minutes=9)
    assert (state(cloud), instances(cloud)) == (("InService", 2, 2), (2, 2))
    cloud.emulator.advance(minutes=30)
    assert (state(cloud), instances(cloud)) == (("InService", 1, 1), (1, 1))


@pytest.mark.parametrize("policy_, minutes", [({"Strategy": "IDLE_RELEASE", "CooldownInMinutes": 60}, 60), (None, 10)])
def test_idle_instances_are_released_after_the_cooldown(
    cloud: Cloud, policy_: dict[str, Any] | None, minutes: int
) -> None:
    managed = {**MANAGED, **({"ScaleInPolicy": policy_} if policy_ else {})}
    resources = {
        **hosts(cloud, bare_variant(ManagedInstanceScaling=managed)),
        "Base": component(cloud, Specification=specification()),
    }
    done(cloud.create(resources))
    cloud.client("sagemaker").update_inference_component_runtime_config(
        InferenceComponentName=f"{cloud.unique}-base", DesiredRuntimeConfig={"CopyCount": 0}
    )
    cloud.emulator.advance(minutes=minutes - 1)
    assert instances(cloud) == (1, 1)
    cloud.emulator.advance(minutes=2)
    assert instances(cloud) == (0, 0)


def test_consolidation_releases_instances_step_by_step(cloud: Cloud) -> None:
    scale_in = {"Strategy": "CONSOLIDATION", "MaximumStepSize": 1, "CooldownInMinutes": 5}
    managed = {"Status": "ENABLED", "MinInstanceCount": 1, "MaxInstanceCount": 3, "ScaleInPolicy": scale_in}
    base = component(cloud, Specification=specification(memory=6000), RuntimeConfig={"CopyCount": 3})
    done(cloud.create({**hosts(cloud, bare_variant(ManagedInstanceScaling=managed)), "Base": base}))
    assert instances(cloud) == (3, 3)
    cloud.client("sagemaker").update_inference_component_runtime_config(
        InferenceComponentName=f"{cloud.unique}-base", DesiredRuntimeConfig={"CopyCount": 1}
    )
    cloud.emulator.advance(minutes=6)
    assert instances(cloud) == (2, 2)
    cloud.emulator.advance(minutes=6)
    assert instances(cloud) == (1, 1)


def test_an_instance_that_is_needed_again_is_not_released(cloud: Cloud) -> None:
    done(cloud.create(scaled(cloud)))
    change, name = cloud.client("sagemaker").update_inference_component_runtime_config, f"{cloud.unique}-base"
    change(InferenceComponentName=name, DesiredRuntimeConfig={"CopyCount": 0})
    cloud.emulator.advance(minutes=8)
    change(InferenceComponentName=name, DesiredRuntimeConfig={"CopyCount": 1})
    cloud.emulator.advance(minutes=20)
    assert (state(cloud), instances(cloud)) == (("InService", 1, 1), (1, 1))


def test_an_update_of_the_endpoint_keeps_its_instances(cloud: Cloud) -> None:
    resources = scaled(cloud, copies=2, memory=6000)
    done(cloud.create(resources))
    assert instances(cloud) == (2, 2)
    changed = {**resources, **hosts(cloud, bare_variant(ManagedInstanceScaling={**MANAGED, "MaxInstanceCount": 3}))}
    done(cloud.update(changed))
    assert (state(cloud), instances(cloud)) == (("InService", 2, 2), (2, 2))


def test_scaling_in_can_be_disabled_or_suspended(cloud: Cloud) -> None:
    done(cloud.create(scaled(cloud, Target=target(cloud), Track=tracking(DisableScaleIn=True))))
    cloud.emulator.advance(minutes=40)
    assert state(cloud) == ("InService", 1, 1)
    suspended = {"DynamicScalingInSuspended": True}
    done(cloud.update(scaled(cloud, Target=target(cloud, SuspendedState=suspended), Track=tracking())))
    cloud.emulator.advance(minutes=40)
    assert state(cloud) == ("InService", 1, 1)
    done(cloud.update(scaled(cloud, Target=target(cloud), Track=tracking())))
    cloud.client("application-autoscaling").register_scalable_target(
        ServiceNamespace="sagemaker",
        ResourceId=f"inference-component/{cloud.unique}-base",
        ScalableDimension=DIMENSION,
        SuspendedState={"DynamicScalingInSuspended": False},
    )
    cloud.emulator.advance(minutes=40)
    assert state(cloud) == ("InService", 0, 0)


def test_the_number_of_copies_is_within_the_bounds(cloud: Cloud) -> None:
    done(cloud.create(scaled(cloud, Target=target(cloud, 2, 3))))
    cloud.emulator.advance(minutes=7)
    assert state(cloud) == ("InService", 2, 2)
    done(cloud.update(scaled(cloud, 2, Target=target(cloud, 0, 1))))
    cloud.emulator.advance(minutes=3)
    assert state(cloud) == ("InService", 1, 1)


def test_the_resource_id_is_a_part_of_the_arn(cloud: Cloud) -> None:
    resource_id = {"Fn::Select": [5, {"Fn::Split": [":", {"Ref": "Base"}]}]}
    done(cloud.create(scaled(cloud, Target=target(cloud, ResourceId=resource_id), Track=tracking())))
    cloud.emulator.advance(minutes=17)
    assert state(cloud) == ("InService", 0, 0)


def test_a_target_needs_an_existing_component(cloud: Cloud) -> None:
    stack = cloud.create({"Base": {"Type": "AWS::SNS::Topic"}, "Target": target(cloud)})
    message = f"Inference component does not exist: inference-component/{cloud.unique}-base"
    assert message in stack["StackStatusReason"]
    with pytest.raises(ClientError, match=message):
        cloud.client("application-autoscaling").register_scalable_target(**target(cloud)["Properties"])


def test_scaling_leaves_with_its_stack(cloud: Cloud) -> None:
    done(cloud.create(scaled(cloud, Target=target(cloud), Track=tracking(), **waking(cloud))))
    cloud.delete()
    scaling, asked = cloud.client("application-autoscaling"), {"ServiceNamespace": "sagemaker"}
    resource_id = f"inference-component/{cloud.unique}-base"
    assert scaling.describe_scalable_targets(ResourceIds=[resource_id], **asked)["ScalableTargets"] == []
    assert scaling.describe_scaling_policies(ResourceId=resource_id, **asked)["ScalingPolicies"] == []


def test_invocations_are_measured(cloud: Cloud) -> None:
    done(cloud.create(scaled(cloud, copies=2)))
    for _ in range(3):
        answer(cloud)
    refusal(cloud, data=5)
    assert metric(cloud, "Invocations") == 4
    assert metric(cloud, "InvocationsPerCopy") == 2
    assert metric(cloud, "ConcurrentRequestsPerCopy", "Maximum") == 0.5
    assert metric(cloud, "Invocation5XXErrors") == 1
    assert metric(cloud, "Invocation4XXErrors") == 0
    assert metric(cloud, "ModelLatency") > 0
    assert metric(cloud, "NoCapacityInvocationFailures") == 0


def test_utilization_and_reservations_are_measured_each_minute(cloud: Cloud) -> None:
    done(cloud.create(scaled(cloud, copies=2)))
    cloud.emulator.advance(minutes=2)
    of_components = "/aws/sagemaker/InferenceComponents"
    for name in ("CPUUtilizationNormalized", "MemoryUtilizationNormalized"):
        assert metric(cloud, name, "SampleCount", of_components) >= 2
    assert metric(cloud, "GPUUtilizationNormalized", "SampleCount", of_components) == 0
    variant = {"EndpointName": f"{cloud.unique}-e", "VariantName": "main"}
    assert metric(cloud, "CPUReservation", "Maximum", "/aws/sagemaker/Endpoints", **variant) == 50
    assert 25 < metric(cloud, "MemoryReservation", "Maximum", "/aws/sagemaker/Endpoints", **variant) < 30
    assert describe(cloud)["RuntimeConfig"]["CurrentCopyCount"] == 2
