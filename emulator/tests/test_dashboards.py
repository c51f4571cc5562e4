"""CloudWatch dashboards, and the names that CloudWatch's resources get."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from conftest import Cloud

OUTPUTS: dict[str, Any] = {"Outputs": {"Name": {"Value": {"Ref": "Dashboard"}}}}


def dashboard(text: str, **properties: Any) -> dict[str, Any]:
    body = {"widgets": [{"type": "text", "properties": {"markdown": text}}]}
    joined = {"Fn::Join": ["", [json.dumps(body)]]}
    return {"Dashboard": {"Type": "AWS::CloudWatch::Dashboard", "Properties": {"DashboardBody": joined, **properties}}}


def text_of(cloud: Cloud, name: str) -> str:
    found = cloud.client("cloudwatch").get_dashboard(DashboardName=name)
    return str(json.loads(found["DashboardBody"])["widgets"][0]["properties"]["markdown"])


def names(cloud: Cloud) -> list[str]:
    entries = cloud.client("cloudwatch").list_dashboards(DashboardNamePrefix=cloud.unique)["DashboardEntries"]
    return [entry["DashboardName"] for entry in entries]


def test_a_dashboard_is_named_after_its_stack(cloud: Cloud) -> None:
    cloud.create(dashboard("hello"), **OUTPUTS)
    name = cloud.outputs()["Name"]
    assert re.fullmatch(f"{cloud.unique}-stack-Dashboard-[A-Z0-9]{{12}}", name)
    assert text_of(cloud, name) == "hello"


def test_a_changed_dashboard_keeps_its_generated_name(cloud: Cloud) -> None:
    cloud.create(dashboard("old"), **OUTPUTS)
    before = cloud.outputs()["Name"]
    cloud.update(dashboard("new"), **OUTPUTS)
    assert names(cloud) == [before] == [cloud.outputs()["Name"]]
    assert text_of(cloud, before) == "new"


def test_a_renamed_dashboard_replaces_the_former_one(cloud: Cloud) -> None:
    old, new = f"{cloud.unique}-old", f"{cloud.unique}-new"
    cloud.create(dashboard("hello", DashboardName=old), **OUTPUTS)
    assert names(cloud) == [old]
    cloud.update(dashboard("hello", DashboardName=new), **OUTPUTS)
    assert names(cloud) == [new]


def test_a_dashboard_is_deleted_with_its_stack(cloud: Cloud) -> None:
    cloud.create(dashboard("hello"), **OUTPUTS)
    assert len(names(cloud)) == 1
    cloud.delete()
    assert names(cloud) == []


@pytest.mark.parametrize(
    "properties, reason",
    [
        ({"DashboardBody": "hello"}, "is not JSON"),
        ({"Body": "{}"}, "extraneous key [Body] is not permitted"),
    ],
)
def test_a_dashboard_that_cloudwatch_refuses_fails_the_stack(
    cloud: Cloud, properties: dict[str, str], reason: str
) -> None:
    stack = cloud.create(dashboard("hello", **properties))
    assert stack["StackStatus"] == "ROLLBACK_COMPLETE"
    assert reason in stack["StackStatusReason"]


def test_a_generated_name_of_an_alarm_tells_what_it_is(cloud: Cloud) -> None:
    logical_id = "EndpointRecommendedAlarmsStableServerErrors0123456789ABCDEF"
    properties = {
        "ComparisonOperator": "GreaterThanThreshold",
        "EvaluationPeriods": 1,
        "Threshold": 1,
        "Namespace": "N",
        "MetricName": "M",
        "Statistic": "Sum",
        "Period": 60,
    }
    cloud.create(
        {logical_id: {"Type": "AWS::CloudWatch::Alarm", "Properties": properties}},
        Outputs={"Name": {"Value": {"Ref": logical_id}}},
    )
    name = cloud.outputs()["Name"]
    assert re.fullmatch(f"{cloud.unique}-stack-{logical_id}-[A-Z0-9]{{12}}", name)
    assert len(cloud.client("cloudwatch").describe_alarms(AlarmNames=[name])["MetricAlarms"]) == 1


def test_a_generated_name_of_an_alarm_is_not_too_long(cloud: Cloud) -> None:
    logical_id, stack = "L" * 255, "s" * 100
    composite = {"Type": "AWS::CloudWatch::CompositeAlarm", "Properties": {"AlarmRule": "FALSE"}}
    cloud.create({logical_id: composite}, stack=stack, Outputs={"Name": {"Value": {"Ref": logical_id}}})
    assert 200 < len(cloud.outputs(stack)["Name"]) <= 255
