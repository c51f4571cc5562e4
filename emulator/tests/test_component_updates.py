"""Updates of inference components: in batches, on the simulated clock, and rolled back."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError
from components import (
    ANSWERS,
    LOADS_ADAPTERS,
    adapter,
    bare_variant,
    component,
    describe,
    done,
    hosts,
    refused,
    serve,
    specification,
)
from conftest import Cloud
from test_component_invocations import answer, upload
from test_operated_endpoints import alarm

WAIT = 300


def policy(size: int = 1, kind: str = "COPY_COUNT", **properties: Any) -> dict[str, Any]:
    batch = {"Type": kind, "Value": size}
    return {"RollingUpdatePolicy": {"MaximumBatchSize": batch, "WaitIntervalInSeconds": WAIT, **properties}}


def update(cloud: Cloud, name: str = "base", **given: Any) -> None:
    cloud.client("sagemaker").update_inference_component(InferenceComponentName=f"{cloud.unique}-{name}", **given)


def state(cloud: Cloud, name: str = "base") -> tuple[str, int, int]:
    found = describe(cloud, name)
    counts = found["RuntimeConfig"]
    return found["InferenceComponentStatus"], counts["CurrentCopyCount"], counts["DesiredCopyCount"]


def running(cloud: Cloud, copies: int = 4) -> tuple[dict[str, Any], dict[str, Any]]:
    """A component with copies of one archive, and the specification of another one."""
    old = specification(cloud.upload(ANSWERS, "old.tar.gz", name="old"))
    new = specification(cloud.upload(ANSWERS, "new.tar.gz", name="new"))
    done(cloud.create(hosts(cloud, bare_variant(InstanceType="ml.c5.4xlarge"))))
    serve(cloud, Specification=old, RuntimeConfig={"CopyCount": copies})
    return old, new


def answers(cloud: Cloud, times: int = 30) -> set[str]:
    return {answer(cloud)["from"] for _ in range(times)}


def test_copies_are_added_and_removed(cloud: Cloud) -> None:
    running(cloud, 1)
    name, change = f"{cloud.unique}-base", cloud.client("sagemaker").update_inference_component_runtime_config
    change(InferenceComponentName=name, DesiredRuntimeConfig={"CopyCount": 3})
    assert state(cloud) == ("Updating", 1, 3)
    cloud.emulator.advance(minutes=6)
    assert state(cloud) == ("InService", 3, 3)
    change(InferenceComponentName=name, DesiredRuntimeConfig={"CopyCount": 0})
    assert state(cloud) == ("Updating", 0, 0)
    cloud.emulator.advance(minutes=2)
    assert state(cloud) == ("InService", 0, 0)
    update(cloud, RuntimeConfig={"CopyCount": 2})
    cloud.emulator.advance(minutes=6)
    assert state(cloud) == ("InService", 2, 2)
    assert answers(cloud, 1) == {"old"}


def test_old_and_new_copies_answer_side_by_side(cloud: Cloud) -> None:
    _, new = running(cloud)
    update(cloud, Specification=new, DeploymentConfig=policy(2))
    assert (state(cloud), answers(cloud)) == (("Updating", 4, 4), {"old"})
    cloud.emulator.advance(minutes=6)
    assert (state(cloud), answers(cloud, 60)) == (("Updating", 4, 4), {"old", "new"})
    cloud.emulator.advance(minutes=12)
    assert state(cloud)[0] == "Updating"
    cloud.emulator.advance(minutes=3)
    assert (state(cloud), answers(cloud)) == (("InService", 4, 4), {"new"})
    found = describe(cloud)
    assert found["LastDeploymentConfig"] == policy(2)
    assert found["Specification"]["Container"]["ArtifactUrl"] == new["Container"]["ArtifactUrl"]


@pytest.mark.parametrize(
    "size, kind, batches",
    [
        (1, "COPY_COUNT", 4),
        (3, "COPY_COUNT", 2),
        (50, "CAPACITY_PERCENT", 2),
        (30, "CAPACITY_PERCENT", 2),
        (5, "CAPACITY_PERCENT", 4),
    ],
)
def test_a_batch_is_a_number_or_a_share_of_the_copies(cloud: Cloud, size: int, kind: str, batches: int) -> None:
    old, _ = running(cloud)
    required = {"MinMemoryRequiredInMb": 2048}
    update(cloud, Specification={**old, "ComputeResourceRequirements": required}, DeploymentConfig=policy(size, kind))
    cloud.emulator.advance(seconds=batches * (300 + WAIT) - 30)
    assert state(cloud)[0] == "Updating"
    cloud.emulator.advance(seconds=30)
    assert state(cloud)[0] == "InService"


def test_without_a_policy_all_copies_are_updated_at_once(cloud: Cloud) -> None:
    _, new = running(cloud)
    update(cloud, Specification=new)
    cloud.emulator.advance(minutes=5)
    assert (state(cloud), answers(cloud)) == (("InService", 4, 4), {"new"})
    assert "LastDeploymentConfig" not in describe(cloud)


@pytest.mark.parametrize("copies", [2, 6])
def test_specification_and_copies_change_together(cloud: Cloud, copies: int) -> None:
    _, new = running(cloud)
    update(cloud, Specification=new, RuntimeConfig={"CopyCount": copies}, DeploymentConfig=policy(2))
    cloud.emulator.advance(minutes=31)
    assert (state(cloud), answers(cloud)) == (("InService", copies, copies), {"new"})


def test_a_specification_changes_without_copies(cloud: Cloud) -> None:
    _, new = running(cloud, 1)
    update(cloud, RuntimeConfig={"CopyCount": 0})
    cloud.emulator.advance(minutes=2)
    update(cloud, Specification=new)
    assert state(cloud) == ("InService", 0, 0)
    update(cloud, RuntimeConfig={"CopyCount": 1})
    cloud.emulator.advance(minutes=6)
    assert answers(cloud, 1) == {"new"}


def test_an_alarm_rolls_the_update_back(cloud: Cloud) -> None:
    old, new = running(cloud)
    cloudwatch, name = cloud.client("cloudwatch"), f"{cloud.unique}-alarm"
    cloudwatch.put_metric_alarm(**alarm(name)["Properties"])
    rollback = {"AutoRollbackConfiguration": {"Alarms": [{"AlarmName": name}]}}
    size: dict[str, Any] = {"RollbackMaximumBatchSize": {"Type": "COPY_COUNT", "Value": 1}}
    update(cloud, Specification=new, DeploymentConfig={**policy(2, **size), **rollback})
    cloud.emulator.advance(minutes=6)
    cloudwatch.set_alarm_state(AlarmName=name, StateValue="ALARM", StateReason="test")
    cloud.emulator.advance(minutes=1)
    assert (state(cloud)[0], answers(cloud, 60)) == ("Updating", {"old", "new"})
    cloud.emulator.advance(minutes=6)
    assert (state(cloud)[0], answers(cloud, 60)) == ("Updating", {"old", "new"})
    cloud.emulator.advance(minutes=5)
    assert (state(cloud), answers(cloud)) == (("InService", 4, 4), {"old"})
    found = describe(cloud)
    assert found["FailureReason"] == f"The update was rolled back: {name} went into alarm."
    assert found["Specification"]["Container"]["ArtifactUrl"] == old["Container"]["ArtifactUrl"]


def test_errors_of_the_new_copies_roll_the_update_back(cloud: Cloud) -> None:
    running(cloud)
    broken = specification(cloud.upload("def model_fn(d): return lambda x: 1 / 0", "broken.tar.gz"))
    watched = {
        "AlarmName": f"{cloud.unique}-errors",
        "Namespace": "AWS/SageMaker",
        "MetricName": "Invocation5XXErrors",
        "Dimensions": [{"Name": "InferenceComponentName", "Value": f"{cloud.unique}-base"}],
        "Statistic": "Average",
        "Period": 60,
        "EvaluationPeriods": 2,
        "DatapointsToAlarm": 1,
        "Threshold": 0.1,
        "ComparisonOperator": "GreaterThanThreshold",
        "TreatMissingData": "notBreaching",
    }
    cloud.client("cloudwatch").put_metric_alarm(**watched)
    rollback = {"AutoRollbackConfiguration": {"Alarms": [{"AlarmName": watched["AlarmName"]}]}}
    update(cloud, Specification=broken, DeploymentConfig={**policy(2), **rollback})
    cloud.emulator.advance(minutes=6)
    assert state(cloud)[0] == "Updating"
    failed = 0
    for _ in range(20):
        try:
            answer(cloud)
        except ClientError as error:
            failed += 1
            assert error.response["Error"]["Code"] == "ModelError"
    assert 0 < failed < 20
    cloud.emulator.advance(minutes=8)
    assert (state(cloud), answers(cloud)) == (("InService", 4, 4), {"old"})
    assert f"{cloud.unique}-errors went into alarm" in describe(cloud)["FailureReason"]


def test_an_alarm_that_is_in_alarm_stops_the_update_before_it_begins(cloud: Cloud) -> None:
    _, new = running(cloud)
    cloudwatch, name = cloud.client("cloudwatch"), f"{cloud.unique}-alarm"
    cloudwatch.put_metric_alarm(**alarm(name)["Properties"])
    cloudwatch.set_alarm_state(AlarmName=name, StateValue="ALARM", StateReason="test")
    rollback = {"AutoRollbackConfiguration": {"Alarms": [{"AlarmName": name}]}}
    update(cloud, Specification=new, DeploymentConfig={**policy(2), **rollback})
    assert (state(cloud), answers(cloud)) == (("InService", 4, 4), {"old"})


def test_an_alarm_that_does_not_exist_is_refused(cloud: Cloud) -> None:
    _, new = running(cloud)
    rollback = {"AutoRollbackConfiguration": {"Alarms": [{"AlarmName": "nobody"}]}}
    given = {"Specification": new, "DeploymentConfig": {**policy(), **rollback}}
    call, name = cloud.client("sagemaker").update_inference_component, f"{cloud.unique}-base"
    message = refused(call, InferenceComponentName=name, **given)
    assert message == "Could not find the alarms nobody of AutoRollbackConfiguration."


def test_an_update_that_takes_too_long_is_rolled_back(cloud: Cloud) -> None:
    _, new = running(cloud)
    update(cloud, Specification=new, DeploymentConfig=policy(1, MaximumExecutionTimeoutInSeconds=1200))
    cloud.emulator.advance(minutes=30)
    assert (state(cloud), answers(cloud)) == (("InService", 4, 4), {"old"})
    reason = "The update was rolled back: it exceeded MaximumExecutionTimeoutInSeconds."
    assert describe(cloud)["FailureReason"] == reason


def test_a_failed_update_ends_in_service_on_the_old_specification(cloud: Cloud) -> None:
    old, _ = running(cloud, 1)
    update(cloud, Specification=specification(cloud.upload("def model_fn(d): 1 / 0", "bad.tar.gz")))
    assert state(cloud)[0] == "Updating"
    cloud.emulator.advance(minutes=6)
    assert (state(cloud), answers(cloud)) == (("InService", 1, 1), {"old"})
    found = describe(cloud)
    assert "ZeroDivisionError" in found["FailureReason"]
    assert found["Specification"]["Container"]["ArtifactUrl"] == old["Container"]["ArtifactUrl"]


def test_the_reason_of_a_failure_stays_after_the_next_update(cloud: Cloud) -> None:
    _, new = running(cloud, 1)
    update(cloud, Specification=specification("s3://nowhere/model.tar.gz"))
    cloud.emulator.advance(minutes=6)
    update(cloud, Specification=new)
    cloud.emulator.advance(minutes=6)
    assert answers(cloud) == {"new"}
    assert "could not read s3://nowhere/model.tar.gz" in describe(cloud)["FailureReason"]


@pytest.mark.parametrize(
    "given", [{"RuntimeConfig": {"CopyCount": 99}}, {"Specification": specification(memory=99_000)}]
)
def test_an_update_without_room_ends_in_service_as_before(cloud: Cloud, given: dict[str, Any]) -> None:
    running(cloud, 1)
    update(cloud, **given)
    assert (state(cloud), answers(cloud)) == (("InService", 1, 1), {"old"})
    assert describe(cloud)["FailureReason"].startswith("There is not enough hardware resources")


def test_an_update_needs_a_specification_or_copies(cloud: Cloud) -> None:
    running(cloud, 1)
    call, name = cloud.client("sagemaker").update_inference_component, f"{cloud.unique}-base"
    message = refused(call, InferenceComponentName=name, DeploymentConfig=policy())
    assert message == "At least one of Specification, Specifications and RuntimeConfig must be specified."


@pytest.mark.parametrize(
    "size, kind, message",
    [
        (5, "COPY_COUNT", "MaximumBatchSize is 5 copies, but the inference component has 4."),
        (51, "CAPACITY_PERCENT", "MaximumBatchSize must be between 5 and 50 percent, but is 51."),
        (4, "CAPACITY_PERCENT", "MaximumBatchSize must be between 5 and 50 percent, but is 4."),
    ],
)
def test_a_batch_out_of_range_is_refused(cloud: Cloud, size: int, kind: str, message: str) -> None:
    _, new = running(cloud)
    call, name = cloud.client("sagemaker").update_inference_component, f"{cloud.unique}-base"
    given = {"Specification": new, "DeploymentConfig": policy(size, kind)}
    assert refused(call, InferenceComponentName=name, **given) == message


def test_an_adapter_is_updated_with_its_artifact_only(cloud: Cloud) -> None:
    base = component(cloud, Specification=specification(cloud.upload(LOADS_ADAPTERS)))
    ten, twenty = upload(cloud, "10.tar.gz", factor="10"), upload(cloud, "20.tar.gz", factor="20")
    done(cloud.create({**hosts(cloud), "Base": base, "Adapter": adapter(cloud, ten)}))
    update(cloud, "adapter", Specification={"Container": {"ArtifactUrl": twenty}})
    assert describe(cloud, "adapter")["InferenceComponentStatus"] == "Updating"
    assert answer(cloud, "adapter")["scaled"] == [10, 20]
    cloud.emulator.advance(minutes=2)
    assert describe(cloud, "adapter")["InferenceComponentStatus"] == "InService"
    assert answer(cloud, "adapter")["scaled"] == [20, 40]
    update(cloud, "adapter", Specification={"Container": {"ArtifactUrl": "s3://nowhere/a.tar.gz"}})
    cloud.emulator.advance(minutes=2)
    found = describe(cloud, "adapter")
    assert (found["InferenceComponentStatus"], answer(cloud, "adapter")["scaled"]) == ("InService", [20, 40])
    assert "could not read s3://nowhere/a.tar.gz" in found["FailureReason"]


def test_an_adapter_has_no_copies_of_its_own(cloud: Cloud) -> None:
    url = cloud.upload("", "adapter.tar.gz")
    done(
        cloud.create(
            {**hosts(cloud), "Base": component(cloud, Specification=specification()), "Adapter": adapter(cloud, url)}
        )
    )
    sagemaker, name = cloud.client("sagemaker"), f"{cloud.unique}-adapter"
    message = refused(
        sagemaker.update_inference_component_runtime_config,
        InferenceComponentName=name,
        DesiredRuntimeConfig={"CopyCount": 1},
    )
    assert message == f"{name} is an adapter: it has no copies of its own."


def test_a_stack_waits_for_the_update_and_fails_with_it(cloud: Cloud) -> None:
    old = specification(cloud.upload(ANSWERS, "old.tar.gz", name="old"))
    new = specification(cloud.upload(ANSWERS, "new.tar.gz", name="new"))
    resources = hosts(cloud)
    done(cloud.create({**resources, "Base": component(cloud, Specification=old, DeploymentConfig=policy())}))
    assert "LastDeploymentConfig" not in describe(cloud)
    done(cloud.update({**resources, "Base": component(cloud, Specification=new, DeploymentConfig=policy())}))
    assert (answers(cloud), describe(cloud)["LastDeploymentConfig"]) == ({"new"}, policy())
    bad = specification("s3://nowhere/model.tar.gz")
    stack = cloud.update({**resources, "Base": component(cloud, Specification=bad, DeploymentConfig=policy())})
    assert stack["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    assert "was not updated: Failed to start a copy" in stack["StackStatusReason"]
    assert answers(cloud) == {"new"}


def test_the_rollback_of_a_stack_returns_to_the_old_specification(cloud: Cloud) -> None:
    old = specification(cloud.upload(ANSWERS, "old.tar.gz", name="old"))
    new = specification(cloud.upload(ANSWERS, "new.tar.gz", name="new"))
    resources = hosts(cloud)
    done(cloud.create({**resources, "Base": component(cloud, Specification=old)}))
    broken = {"Type": "AWS::SageMaker::Model", "DependsOn": "Base", "Properties": {}}
    stack = cloud.update({**resources, "Base": component(cloud, Specification=new), "Broken": broken})
    assert stack["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    assert answers(cloud) == {"old"}


def test_a_stack_sets_the_copies_again(cloud: Cloud) -> None:
    resources = hosts(cloud)
    base = component(cloud, Specification=specification(), RuntimeConfig={"CopyCount": 1})
    done(cloud.create({**resources, "Base": base}))
    update(cloud, RuntimeConfig={"CopyCount": 0})
    cloud.emulator.advance(minutes=2)
    changed = json.loads(json.dumps(base))
    changed["Properties"]["Specification"]["ComputeResourceRequirements"]["MinMemoryRequiredInMb"] = 2048
    done(cloud.update({**resources, "Base": changed}))
    assert state(cloud) == ("InService", 1, 1)


def test_a_change_of_tags_only_keeps_the_copies(cloud: Cloud) -> None:
    resources = hosts(cloud)
    done(cloud.create({**resources, "Base": component(cloud, Specification=specification())}))
    update(cloud, RuntimeConfig={"CopyCount": 0})
    cloud.emulator.advance(minutes=2)
    tagged = component(cloud, Specification=specification(), Tags=[{"Key": "a", "Value": "b"}])
    done(cloud.update({**resources, "Base": tagged}))
    assert state(cloud) == ("InService", 0, 0)
