"""Deployments of endpoints on the simulated clock: how traffic moves, when it moves back, and what CloudFormation says."""

from __future__ import annotations

from collections import Counter
from threading import Thread
from typing import Any

import pytest
from botocore.exceptions import ClientError
from conftest import Cloud
from hosting import OUTPUTS, endpoint, hosting, model, variant
from served import NAMED, Served, routing

from sagemaker_emulator.deployment.plan import plan_of

BROKEN = "def model_fn(model_dir): raise RuntimeError('no weights')"
SICK = "def model_fn(model_dir): return sum\ndef ping_fn(model): return False"


def rolling(count: int = 1, wait: int = 300, **policy: Any) -> dict[str, Any]:
    size = {"Type": "INSTANCE_COUNT", "Value": count}
    return {"RollingUpdatePolicy": {"MaximumBatchSize": size, "WaitIntervalInSeconds": wait, **policy}}


def rolled_back_by(*alarms: str) -> dict[str, Any]:
    return {"AutoRollbackConfiguration": {"Alarms": [{"AlarmName": name} for name in alarms]}}


def test_an_endpoint_is_created_when_its_instances_have_started(served: Served) -> None:
    assert (served.state(), served.answers()) == (("InService", "old"), Counter(old=1))
    name = f"{served.cloud.unique}-second"
    served.sagemaker.create_endpoint(EndpointName=name, EndpointConfigName=served.config("new"))
    runtime = served.cloud.client("sagemaker-runtime")
    for minutes, status in ((0, "Creating"), (4, "Creating"), (1, "InService")):
        served.pass_minutes(minutes)
        assert served.sagemaker.describe_endpoint(EndpointName=name)["EndpointStatus"] == status
        if status == "Creating":
            with pytest.raises(ClientError, match="not found"):
                runtime.invoke_endpoint(EndpointName=name, Body=b"1")
    served.sagemaker.delete_endpoint(EndpointName=name)


def test_without_a_configuration_all_traffic_moves_when_the_new_instances_have_started(served: Served) -> None:
    served.update()
    assert (served.state(), served.answers()) == (("Updating", "old"), Counter(old=1))
    pending = served.show()["PendingDeploymentSummary"]
    assert pending["EndpointConfigName"] == served.config("new")
    assert [item["VariantName"] for item in pending["ProductionVariants"]] == ["main"]
    served.pass_minutes(5)
    assert (served.state(), served.answers()) == (("InService", "new"), Counter(new=1))
    assert "PendingDeploymentSummary" not in served.show()


def test_all_at_once_waits_before_the_old_instances_end(served: Served) -> None:
    served.update(routing("ALL_AT_ONCE", wait=600, TerminationWaitInSeconds=120))
    served.pass_minutes(5)
    assert (served.state(), served.answers()) == (("Updating", "old"), Counter(new=1))
    served.pass_minutes(11.5)
    assert served.state() == ("Updating", "old")
    served.pass_minutes(0.5)
    assert served.state() == ("InService", "new")


def test_a_canary_gets_its_share_before_the_rest(served: Served) -> None:
    served.update(routing("CANARY", wait=300, size=50))
    served.pass_minutes(5)
    shared = served.answers(60)
    assert shared["old"] > 5 and shared["new"] > 5
    served.pass_minutes(5)
    assert (served.state(), served.answers(20)) == (("Updating", "old"), Counter(new=20))
    served.pass_minutes(5)
    assert served.state() == ("InService", "new")


def test_a_canary_is_rolled_back_by_an_alarm(served: Served) -> None:
    alarm = served.alarm()
    served.update({**routing("CANARY", wait=600), **rolled_back_by(alarm)})
    served.pass_minutes(7)
    assert served.state() == ("Updating", "old")
    served.set(alarm)
    served.pass_minutes(1)
    assert (served.state(), served.answers(20)) == (("RollingBack", "old"), Counter(old=20))
    served.pass_minutes(1)
    shown = served.show()
    assert (served.state(), served.answers(20)) == (("InService", "old"), Counter(old=20))
    assert shown["FailureReason"] == (
        f"The deployment was rolled back, because alarms of AutoRollbackConfiguration are in ALARM: {alarm}."
    )
    served.set(alarm, "OK")
    served.update()
    served.pass_minutes(5)
    assert served.state() == ("InService", "new") and "FailureReason" not in served.show()


def test_errors_of_the_new_model_roll_a_canary_back(served: Served) -> None:
    failing = "def model_fn(d): return lambda data: 1 / 0"
    served.add("bad", served.cloud.upload(failing, key="bad.tar.gz"))
    alarm = served.config("errors")
    served.cloud.client("cloudwatch").put_metric_alarm(
        AlarmName=alarm, Namespace="AWS/SageMaker", MetricName="Invocation5XXErrors", Period=60, Statistic="Sum",
        Dimensions=[{"Name": "EndpointName", "Value": served.name}, {"Name": "VariantName", "Value": "main"}],
        ComparisonOperator="GreaterThanThreshold", EvaluationPeriods=1, Threshold=0,
    )
    served.update({**routing("CANARY", wait=600, size=50), **rolled_back_by(alarm)}, name="bad")
    served.pass_minutes(5.5)
    failures = 0
    for _ in range(20):
        try:
            assert served.answers() == Counter(old=1)
        except ClientError as error:
            assert "ZeroDivisionError" in str(error)
            failures += 1
    assert 0 < failures < 20
    served.pass_minutes(4)
    assert (served.state(), served.answers(20)) == (("InService", "old"), Counter(old=20))
    assert alarm in served.show()["FailureReason"]


def test_an_alarm_in_the_wait_after_all_traffic_has_moved_rolls_back(served: Served) -> None:
    alarm = served.alarm()
    served.update({**routing("CANARY", wait=300, size=50), **rolled_back_by(alarm)})
    served.pass_minutes(11)
    assert served.answers(5) == Counter(new=5)
    served.set(alarm)
    served.pass_minutes(5)
    assert (served.state(), served.answers(5)) == (("InService", "old"), Counter(old=5))


def test_an_alarm_that_is_no_part_of_the_rollback_changes_nothing(served: Served) -> None:
    first, second = served.alarm(), served.alarm("other")
    served.set(second)
    served.update({**routing("CANARY"), **rolled_back_by(first)})
    served.pass_minutes(15)
    assert served.state() == ("InService", "new")


def test_an_alarm_that_is_in_alarm_from_the_beginning_rolls_back(served: Served) -> None:
    alarm = served.alarm()
    served.set(alarm)
    served.update(rolled_back_by(alarm) | routing("ALL_AT_ONCE"))
    assert served.state() == ("RollingBack", "old")


def test_linear_steps_have_a_wait_each(served: Served) -> None:
    served.update(routing("LINEAR", wait=300, size=50))
    served.pass_minutes(5)
    shared = served.answers(60)
    assert shared["old"] > 5 and shared["new"] > 5
    served.pass_minutes(9.5)
    assert served.state() == ("Updating", "old")
    served.pass_minutes(0.5)
    assert served.state() == ("InService", "new")


def test_a_rolling_update_starts_the_instances_of_each_batch(served: Served) -> None:
    served.update(rolling(count=2, wait=60))
    served.pass_minutes(5)
    shared = served.answers(60)
    assert shared["old"] > 5 and shared["new"] > 5
    served.pass_minutes(6)
    assert (served.state(), served.answers(5)) == (("Updating", "old"), Counter(new=5))
    served.pass_minutes(1)
    assert served.state() == ("InService", "new")


def test_a_rolling_update_goes_back_in_batches(served: Served) -> None:
    alarm, back = served.alarm(), {"Type": "INSTANCE_COUNT", "Value": 2}
    served.update({**rolling(count=4, wait=600, RollbackMaximumBatchSize=back), **rolled_back_by(alarm)})
    served.pass_minutes(6)
    served.set(alarm)
    served.pass_minutes(1)
    assert (served.state(), served.answers(5)) == (("RollingBack", "old"), Counter(new=5))
    served.pass_minutes(5)
    shared = served.answers(60)
    assert served.state()[0] == "RollingBack" and shared["old"] > 5 and shared["new"] > 5
    served.pass_minutes(5)
    assert (served.state(), served.answers(5)) == (("InService", "old"), Counter(old=5))


def test_a_deployment_that_takes_too_long_is_rolled_back(served: Served) -> None:
    served.update(routing("LINEAR", wait=600, size=25, MaximumExecutionTimeoutInSeconds=1200))
    served.pass_minutes(60)
    assert served.state() == ("InService", "old")
    assert "it exceeded MaximumExecutionTimeoutInSeconds, 1200" in served.show()["FailureReason"]


@pytest.mark.parametrize("inference, reason", [(BROKEN, "no weights"), (SICK, "did not pass its health check")])
def test_a_container_that_does_not_start_is_rolled_back(served: Served, inference: str, reason: str) -> None:
    served.add("bad", served.cloud.upload(inference, key="bad.tar.gz"))
    served.update(name="bad")
    served.pass_minutes(6)
    assert (served.state(), served.answers()) == (("InService", "old"), Counter(old=1))
    assert reason in served.show()["FailureReason"]


def test_a_new_endpoint_whose_container_does_not_start_fails(served: Served) -> None:
    served.add("bad", served.cloud.upload(BROKEN, key="bad.tar.gz"))
    name = served.config("second")
    served.sagemaker.create_endpoint(EndpointName=name, EndpointConfigName=served.config("bad"))
    served.pass_minutes(5)
    shown = served.sagemaker.describe_endpoint(EndpointName=name)
    assert shown["EndpointStatus"] == "Failed" and "no weights" in shown["FailureReason"]
    with pytest.raises(ClientError, match="Cannot update in-progress endpoint"):
        served.sagemaker.update_endpoint(EndpointName=name, EndpointConfigName=served.config("old"))
    served.sagemaker.delete_endpoint(EndpointName=name)


def test_an_endpoint_that_is_updated_refuses_another_update(served: Served) -> None:
    served.update()
    with pytest.raises(ClientError, match="Cannot update in-progress endpoint"):
        served.update(name="old")


def test_the_last_deployment_configuration_can_be_used_again(served: Served) -> None:
    served.update(routing("ALL_AT_ONCE", wait=1200))
    served.pass_minutes(25)
    assert served.state() == ("InService", "new")
    served.update(name="old", RetainDeploymentConfig=True)
    served.pass_minutes(24)
    assert served.state() == ("Updating", "new")
    served.pass_minutes(1)
    assert served.state() == ("InService", "old")
    served.update(name="new")
    served.pass_minutes(5)
    assert served.state() == ("InService", "new")


def test_a_deleted_endpoint_can_be_created_again(served: Served) -> None:
    served.update(routing("CANARY"))
    served.pass_minutes(60)
    served.sagemaker.delete_endpoint(EndpointName=served.name)
    served.sagemaker.create_endpoint(EndpointName=served.name, EndpointConfigName=served.config("old"))
    served.pass_minutes(5)
    assert (served.state(), served.answers(10)) == (("InService", "old"), Counter(old=10))


@pytest.mark.parametrize(
    "given, instances, shares, back",
    [
        (None, 3, (1.0,), (0.0,)),
        (routing("LINEAR", size=10), 10, tuple(number / 10 for number in range(1, 11)), (0.0,)),
        (routing("LINEAR", size=30), 10, (0.3, 0.6, 0.9, 1.0), (0.0,)),
        (routing("CANARY", size=10), 0, (1.0, 1.0), (0.0,)),
        (rolling(count=1), 3, (0.333333, 0.666667, 1.0), (0.0,)),
        (rolling(count=2), 3, (0.666667, 1.0), (0.0,)),
    ],
)
def test_plans(given: Any, instances: int, shares: tuple[float, ...], back: tuple[float, ...]) -> None:
    plan = plan_of(given, instances)
    assert (plan.shares, plan.back) == (shares, back)


def stack(url: str, name: str, **properties: Any) -> dict[str, Any]:
    resources = hosting(variant(InitialInstanceCount=4), Model=model(url, Environment={"NAME": name}))
    return {**resources, "Endpoint": endpoint(**properties)}


@pytest.mark.parametrize("inference, reason", [(BROKEN, "no weights"), (SICK, "did not pass its health check")])
def test_a_stack_with_a_container_that_does_not_start_fails(cloud: Cloud, inference: str, reason: str) -> None:
    described = cloud.create(stack(cloud.upload(inference), "a"))
    assert described["StackStatus"] == "ROLLBACK_COMPLETE"
    assert reason in described["StackStatusReason"]
    assert ("Endpoint", "CREATE_FAILED") in cloud.events()


def test_a_stack_with_an_archive_that_is_none_fails(cloud: Cloud) -> None:
    url = cloud.upload(NAMED)
    cloud.client("s3").put_object(Bucket=f"{cloud.unique}-data", Key="model.tar.gz", Body=b"text")
    assert "could not unpack" in cloud.create(stack(url, "a"))["StackStatusReason"]


def test_a_stack_whose_update_does_not_start_returns_to_the_old_model(cloud: Cloud) -> None:
    cloud.create(stack(cloud.upload(NAMED), "a"), **OUTPUTS)
    bad = cloud.client("s3").get_object(Bucket=f"{cloud.unique}-data", Key="model.tar.gz")
    assert bad["ContentLength"]
    cloud.client("s3").put_object(Bucket=f"{cloud.unique}-data", Key="bad.tar.gz", Body=b"text")
    described = cloud.update(stack(f"s3://{cloud.unique}-data/bad.tar.gz", "b"), **OUTPUTS)
    assert described["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    assert "failed to update" in described["StackStatusReason"]
    name = cloud.outputs()["Endpoint"]
    shown = cloud.client("sagemaker").describe_endpoint(EndpointName=name)
    assert shown["EndpointStatus"] == "InService"
    runtime = cloud.client("sagemaker-runtime")
    answer = runtime.invoke_endpoint(EndpointName=name, ContentType="application/json", Body=b"1")
    assert answer["Body"].read() == b'"a"'


def test_a_stack_is_rolled_back_by_an_alarm_that_goes_off_while_it_is_held(cloud: Cloud) -> None:
    cloudwatch, alarm = cloud.client("cloudwatch"), f"{cloud.unique}-alarm"
    cloudwatch.put_metric_alarm(
        AlarmName=alarm, Namespace="Custom", MetricName="Errors", Period=60, Statistic="Sum",
        ComparisonOperator="GreaterThanThreshold", EvaluationPeriods=1, Threshold=0,
    )
    deployment = {**routing("CANARY", wait=600, size=50), **rolled_back_by(alarm)}
    url = cloud.upload(NAMED)
    cloud.create(stack(url, "a", DeploymentConfig=deployment), **OUTPUTS)
    name = cloud.outputs()["Endpoint"]
    described: list[Any] = []
    sagemaker = cloud.client("sagemaker")
    with cloud.emulator.held_stacks():
        updating = Thread(target=lambda: described.append(cloud.update(stack(url, "b", DeploymentConfig=deployment), **OUTPUTS)))
        updating.start()
        for _ in range(100):
            if sagemaker.describe_endpoint(EndpointName=name)["EndpointStatus"] == "Updating":
                break
            cloud.emulator.advance(seconds=1)
        cloud.emulator.advance(minutes=6)
        assert cloud.describe()["StackStatus"] == "UPDATE_IN_PROGRESS"
        cloudwatch.set_alarm_state(AlarmName=alarm, StateValue="ALARM", StateReason="test")
        cloud.emulator.advance(minutes=1)
        assert sagemaker.describe_endpoint(EndpointName=name)["EndpointStatus"] == "RollingBack"
        cloud.emulator.advance(minutes=1)
        updating.join(60)
    assert described[0]["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    assert f"are in ALARM: {alarm}." in described[0]["StackStatusReason"]


def test_a_changed_deployment_configuration_alone_deploys_nothing(cloud: Cloud) -> None:
    url = cloud.upload(NAMED)
    cloud.create(stack(url, "a"), **OUTPUTS)
    name, sagemaker = cloud.outputs()["Endpoint"], cloud.client("sagemaker")
    before = sagemaker.describe_endpoint(EndpointName=name)["LastModifiedTime"]
    cloud.update(stack(url, "a", DeploymentConfig=routing("CANARY")), **OUTPUTS)
    after = sagemaker.describe_endpoint(EndpointName=name)
    assert after["LastModifiedTime"] == before
    assert after["LastDeploymentConfig"] == routing("CANARY")
