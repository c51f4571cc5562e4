"""EventBridge rules, and the policies of topics that let them publish."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError
from conftest import Cloud

TOPICS: dict[str, Any] = {"A": {"Type": "AWS::SNS::Topic"}, "B": {"Type": "AWS::SNS::Topic"}}
OUTPUTS: dict[str, Any] = {"Outputs": {"A": {"Value": {"Ref": "A"}}, "B": {"Value": {"Ref": "B"}}}}


def allow(action: str) -> dict[str, Any]:
    who = {"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Resource": "*"}
    return {"Version": "2012-10-17", "Statement": [{**who, "Action": action}]}


def policy(*topics: str, action: str = "sns:Publish") -> dict[str, Any]:
    properties = {"PolicyDocument": allow(action), "Topics": [{"Ref": topic} for topic in topics]}
    return {"Type": "AWS::SNS::TopicPolicy", "Properties": properties}


def policy_of(cloud: Cloud, topic: str) -> Any:
    attributes = cloud.client("sns").get_topic_attributes(TopicArn=cloud.outputs()[topic])["Attributes"]
    return json.loads(attributes["Policy"])


def is_default(document: Any) -> bool:
    return bool(document.get("Id") == "__default_policy_ID")


def test_a_policy_is_that_of_each_of_its_topics(cloud: Cloud) -> None:
    cloud.create({**TOPICS, "Policy": policy("A", "B")}, **OUTPUTS)
    assert policy_of(cloud, "A") == policy_of(cloud, "B") == allow("sns:Publish")


def test_a_changed_policy_of_a_topic_stays_one_resource(cloud: Cloud) -> None:
    outputs: dict[str, Any] = {"Outputs": {**OUTPUTS["Outputs"], "Policy": {"Value": {"Ref": "Policy"}}}}
    cloud.create({**TOPICS, "Policy": policy("A")}, **outputs)
    before = cloud.outputs()["Policy"]
    cloud.update({**TOPICS, "Policy": policy("A", action="sns:Subscribe")}, **outputs)
    assert (policy_of(cloud, "A"), cloud.outputs()["Policy"]) == (allow("sns:Subscribe"), before)


def test_a_topic_that_joins_a_policy_gets_it_and_one_that_leaves_gets_its_default(cloud: Cloud) -> None:
    cloud.create({**TOPICS, "Policy": policy("A")}, **OUTPUTS)
    cloud.update({**TOPICS, "Policy": policy("A", "B")}, **OUTPUTS)
    assert policy_of(cloud, "A") == policy_of(cloud, "B") == allow("sns:Publish")
    cloud.update({**TOPICS, "Policy": policy("B")}, **OUTPUTS)
    assert is_default(policy_of(cloud, "A"))
    assert policy_of(cloud, "B") == allow("sns:Publish")


def test_a_removed_policy_leaves_topics_with_their_default(cloud: Cloud) -> None:
    cloud.create({**TOPICS, "Policy": policy("A")}, **OUTPUTS)
    cloud.update(TOPICS, **OUTPUTS)
    assert is_default(policy_of(cloud, "A"))


def test_a_policy_follows_its_replaced_topic(cloud: Cloud) -> None:
    def named(name: str) -> dict[str, Any]:
        topic = {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": f"{cloud.unique}-{name}"}}
        return {**TOPICS, "A": topic, "Policy": policy("A")}

    cloud.create(named("old"), **OUTPUTS)
    assert cloud.update(named("new"), **OUTPUTS)["StackStatus"] == "UPDATE_COMPLETE"
    assert cloud.outputs()["A"].endswith("-new")
    assert policy_of(cloud, "A") == allow("sns:Publish")


def test_a_policy_of_no_topic_fails_the_stack(cloud: Cloud) -> None:
    lost = policy()
    lost["Properties"]["Topics"] = ["arn:aws:sns:us-east-1:123456789012:nobody"]
    stack = cloud.create({"Policy": lost})
    assert stack["StackStatus"] == "ROLLBACK_COMPLETE"
    assert "Topic does not exist" in stack["StackStatusReason"]


def rule(*targets: str, status: str = "FAILED", **properties: Any) -> dict[str, Any]:
    pattern = {"source": ["aws.sagemaker"], "detail": {"EndpointStatus": [status]}}
    to = [{"Id": f"Target{target}", "Arn": {"Ref": target}} for target in targets]
    return {"Type": "AWS::Events::Rule", "Properties": {"EventPattern": pattern, "Targets": to, **properties}}


RULE_OUTPUTS: dict[str, Any] = {"Outputs": {**OUTPUTS["Outputs"], "Rule": {"Value": {"Ref": "Rule"}}}}


def described(cloud: Cloud, bus: str = "default") -> tuple[Any, dict[str, str]]:
    """The pattern of this test's rule, and where its events go by the ids of targets."""
    events, name = cloud.client("events"), cloud.outputs()["Rule"]
    pattern = json.loads(events.describe_rule(Name=name, EventBusName=bus)["EventPattern"])
    targets = events.list_targets_by_rule(Rule=name, EventBusName=bus)["Targets"]
    return pattern, {target["Id"]: target["Arn"] for target in targets}


def test_a_rule_has_its_pattern_and_its_targets(cloud: Cloud) -> None:
    cloud.create({**TOPICS, "Rule": rule("A")}, **RULE_OUTPUTS)
    pattern, targets = described(cloud)
    assert pattern == {"source": ["aws.sagemaker"], "detail": {"EndpointStatus": ["FAILED"]}}
    assert targets == {"TargetA": cloud.outputs()["A"]}


def test_a_changed_rule_keeps_its_name_and_no_former_target(cloud: Cloud) -> None:
    cloud.create({**TOPICS, "Rule": rule("A")}, **RULE_OUTPUTS)
    before = cloud.outputs()["Rule"]
    cloud.update({**TOPICS, "Rule": rule("B", status="UPDATING")}, **RULE_OUTPUTS)
    pattern, targets = described(cloud)
    assert cloud.outputs()["Rule"] == before
    assert pattern["detail"] == {"EndpointStatus": ["UPDATING"]}
    assert targets == {"TargetB": cloud.outputs()["B"]}


def test_a_rule_of_another_name_replaces_the_former_one(cloud: Cloud) -> None:
    old, new = f"{cloud.unique}-old", f"{cloud.unique}-new"
    cloud.create({**TOPICS, "Rule": rule("A", Name=old)}, **RULE_OUTPUTS)
    cloud.update({**TOPICS, "Rule": rule("A", Name=new)}, **RULE_OUTPUTS)
    rules = cloud.client("events").list_rules(NamePrefix=cloud.unique)["Rules"]
    assert [item["Name"] for item in rules] == [new] == [cloud.outputs()["Rule"]]
    assert described(cloud)[1] == {"TargetA": cloud.outputs()["A"]}


@pytest.fixture
def bus(cloud: Cloud) -> str:
    """The name of a bus besides the default one."""
    name = f"{cloud.unique}-bus"
    cloud.client("events").create_event_bus(Name=name)
    return name


def test_a_rule_on_another_bus_replaces_the_former_one(cloud: Cloud, bus: str) -> None:
    cloud.create({**TOPICS, "Rule": rule("A")}, **RULE_OUTPUTS)
    before = cloud.outputs()["Rule"]
    cloud.update({**TOPICS, "Rule": rule("A", EventBusName=bus)}, **RULE_OUTPUTS)
    assert described(cloud, bus)[1] == {"TargetA": cloud.outputs()["A"]}
    with pytest.raises(ClientError, match="does not exist"):
        cloud.client("events").describe_rule(Name=before)


def test_a_named_rule_can_not_move_to_another_bus(cloud: Cloud, bus: str) -> None:
    name = f"{cloud.unique}-rule"
    cloud.create({**TOPICS, "Rule": rule("A", Name=name)}, **RULE_OUTPUTS)
    stack = cloud.update({**TOPICS, "Rule": rule("A", Name=name, EventBusName=bus)}, **RULE_OUTPUTS)
    assert stack["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    assert f"Rename {name}" in stack["StackStatusReason"]


def test_a_rule_is_deleted_with_its_targets(cloud: Cloud) -> None:
    cloud.create({**TOPICS, "Rule": rule("A", "B")}, **RULE_OUTPUTS)
    name = cloud.outputs()["Rule"]
    cloud.delete()
    events = cloud.client("events")
    with pytest.raises(ClientError, match="does not exist"):
        events.describe_rule(Name=name)


def test_a_failed_update_gives_a_rule_its_former_targets_back(cloud: Cloud) -> None:
    cloud.create({**TOPICS, "Rule": rule("A")}, **RULE_OUTPUTS)
    odd = {"Type": "AWS::No::Such", "DependsOn": "Rule"}
    stack = cloud.update({**TOPICS, "Rule": rule("B", status="UPDATING"), "Odd": odd}, **RULE_OUTPUTS)
    assert stack["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    pattern, targets = described(cloud)
    assert pattern["detail"] == {"EndpointStatus": ["FAILED"]}
    assert targets == {"TargetA": cloud.outputs()["A"]}
