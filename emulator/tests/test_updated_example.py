"""An example whose app is changed and deployed again, while it was changed from outside in between."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError
from dashboards import Dashboard
from deploying import ANSWER, Account, Example, deployed

pytest.importorskip("cdk_sagemaker_hosting", reason="the wheel is not installed")

RETENTION = "variant_property_retention=sm.VariantPropertyRetention.all_except(sm.VariantPropertyType.DESIRED_WEIGHT),"


@pytest.fixture(scope="module")
def example(account: Account, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Example]:
    yield from deployed(account, tmp_path_factory.mktemp("app"), "production", "Production")


@pytest.fixture
def production(example: Example) -> Iterator[Example]:
    """The example as the tests before have left it, with the app as it was at first: each test deploys a change of its own."""
    source = example.app / "app.py"
    before = source.read_text(encoding="utf-8")
    yield example
    source.write_text(before, encoding="utf-8")


def scale(example: Example, variant: str, weight: float, count: int) -> None:
    """What people and scaling do between two deployments."""
    desired = {"VariantName": variant, "DesiredWeight": weight, "DesiredInstanceCount": count}
    example.client("sagemaker").update_endpoint_weights_and_capacities(
        EndpointName=example.output("EndpointName"), DesiredWeightsAndCapacities=[desired]
    )


def running(endpoint: Any) -> dict[str, tuple[float, int]]:
    """The weight and the count of instances of each variant."""
    variants = endpoint["ProductionVariants"]
    return {item["VariantName"]: (item["CurrentWeight"], item["CurrentInstanceCount"]) for item in variants}


def test_a_deployment_keeps_the_endpoint_and_its_counts_and_takes_the_weights_of_the_app(production: Example) -> None:
    scale(production, "stable", weight=7, count=5)
    before, dashboard, alarms = production.endpoint(), Dashboard.of(production), production.alarms()
    production.edit('self.variant("stable", weight=9)', 'self.variant("stable", weight=4)')
    production.edit("sampling_percentage=20", "sampling_percentage=50")
    production.deploy()
    after = production.endpoint()
    for kept in ("EndpointName", "EndpointArn", "CreationTime", "LastDeploymentConfig"):
        assert after[kept] == before[kept]
    assert after["EndpointConfigName"] != before["EndpointConfigName"]
    assert running(before) == {"stable": (7, 5), "next": (1, 2)}
    assert running(after) == {"stable": (4, 5), "next": (1, 2)}
    assert after["DataCaptureConfig"]["CurrentSamplingPercentage"] == 50
    assert production.ask(TargetVariant="stable") == ANSWER
    assert production.scalable_targets() == dict.fromkeys(("stable", "next"), ("DesiredInstanceCount", 2, 20))
    assert (Dashboard.of(production), production.alarms()) == (dashboard, alarms)
    with pytest.raises(ClientError, match="Could not find endpoint configuration"):
        production.client("sagemaker").describe_endpoint_config(EndpointConfigName=before["EndpointConfigName"])


def test_a_deployment_may_keep_the_weights_too(production: Example) -> None:
    scale(production, "stable", weight=7, count=5)
    production.edit(RETENTION, "variant_property_retention=sm.VariantPropertyRetention.all(),")
    production.edit('self.variant("stable", weight=9)', 'self.variant("stable", weight=3)')
    production.deploy()
    weights = [variant["InitialVariantWeight"] for variant in production.config()["ProductionVariants"]]
    assert weights == [3, 1]
    assert running(production.endpoint()) == {"stable": (7, 5), "next": (1, 2)}


def test_without_retention_a_deployment_starts_with_the_counts_of_the_app(production: Example) -> None:
    scale(production, "stable", weight=7, count=5)
    production.edit(RETENTION, "variant_property_retention=sm.VariantPropertyRetention.none(),")
    production.edit('self.variant("stable", weight=9)', 'self.variant("stable", weight=5)')
    production.deploy()
    assert running(production.endpoint()) == {"stable": (5, 2), "next": (1, 2)}


def test_an_alarm_that_no_longer_rolls_back_stays_an_alarm(production: Example) -> None:
    before = production.alarms()
    production.edit("add_auto_rollback_alarms(*alarms.critical)", "add_auto_rollback_alarms(alarms.critical[0])")
    production.deploy()
    (named,) = production.endpoint()["LastDeploymentConfig"]["AutoRollbackConfiguration"]["Alarms"]
    (rolling_back,) = (alarm for alarm in production.alarms() if alarm["AlarmName"] == named["AlarmName"])
    assert [alarm["AlarmArn"] for alarm in production.alarms()] == [alarm["AlarmArn"] for alarm in before]
    for part in ("-StableRole", "-NextRole"):
        role = production.only("AWS::IAM::Role", part)
        looking = {"Action": "cloudwatch:DescribeAlarms", "Effect": "Allow", "Resource": rolling_back["AlarmArn"]}
        assert looking in production.statements(role, "cloudwatch")
