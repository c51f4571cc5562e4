"""Updates: what follows a replaced resource, and what happens when an update fails."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError
from conftest import Cloud
from hosting import OUTPUTS, config, hosting, model, variant


def two_variants(second_weight: float, **environment: str) -> dict[str, Any]:
    return hosting(variant("a", "A"), variant("b", "B", second_weight), A=model(Environment=environment), B=model())


def test_an_endpoint_follows_its_replaced_configuration(cloud: Cloud) -> None:
    cloud.create(two_variants(0), **OUTPUTS)
    sagemaker, name = cloud.client("sagemaker"), cloud.outputs()["Endpoint"]
    before = sagemaker.describe_endpoint(EndpointName=name)
    cloud.update(two_variants(3), **OUTPUTS)
    after = sagemaker.describe_endpoint(EndpointName=name)
    assert after["EndpointConfigName"] != before["EndpointConfigName"]
    assert after["EndpointArn"] == before["EndpointArn"]
    assert [item["CurrentWeight"] for item in after["ProductionVariants"]] == [1, 3]
    with pytest.raises(ClientError, match="Could not find endpoint configuration"):
        sagemaker.describe_endpoint_config(EndpointConfigName=before["EndpointConfigName"])


def test_a_replaced_model_replaces_the_configuration_too(cloud: Cloud) -> None:
    cloud.create(two_variants(0, KEY="old"), **OUTPUTS)
    cloud.update(two_variants(0, KEY="new"), **OUTPUTS)
    sagemaker, name = cloud.client("sagemaker"), cloud.outputs()["Endpoint"]
    serving = sagemaker.describe_endpoint(EndpointName=name)["EndpointConfigName"]
    variants = sagemaker.describe_endpoint_config(EndpointConfigName=serving)["ProductionVariants"]
    served = sagemaker.describe_model(ModelName=variants[0]["ModelName"])
    assert served["PrimaryContainer"]["Environment"] == {"KEY": "new"}


def test_the_old_configuration_is_deleted_after_the_endpoint_changed(cloud: Cloud) -> None:
    cloud.create(two_variants(0))
    start = len(cloud.events())
    cloud.update(two_variants(1))
    done = [event for event in cloud.events()[start:] if event[1].endswith("_COMPLETE")]
    assert done == [
        ("Config", "CREATE_COMPLETE"),
        ("Endpoint", "UPDATE_COMPLETE"),
        ("Config", "DELETE_COMPLETE"),
        (f"{cloud.unique}-stack", "UPDATE_COMPLETE"),
    ]


def test_a_changed_parameter_updates_what_uses_it(cloud: Cloud) -> None:
    resources = hosting(variant(weight={"Ref": "Weight"}))  # type: ignore[arg-type]
    cloud.create(resources, Parameters={"Weight": {"Type": "Number", "Default": 1}}, **OUTPUTS)
    cloud.update(resources, Parameters={"Weight": {"Type": "Number", "Default": 5}}, **OUTPUTS)
    described = cloud.client("sagemaker").describe_endpoint(EndpointName=cloud.outputs()["Endpoint"])
    assert described["ProductionVariants"][0]["CurrentWeight"] == 5


def test_a_removed_resource_is_deleted(cloud: Cloud) -> None:
    topic = {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": f"{cloud.unique}-gone"}}
    cloud.create({"Topic": topic, "Model": model()})
    cloud.update({"Model": model()})
    assert all(cloud.unique not in item["TopicArn"] for item in cloud.client("sns").list_topics()["Topics"])


def test_an_update_without_changes_is_refused(cloud: Cloud) -> None:
    cloud.create(two_variants(0))
    with pytest.raises(ClientError, match="No updates are to be performed"):
        cloud.update(two_variants(0))


def test_a_failed_update_restores_everything(cloud: Cloud) -> None:
    cloud.create(two_variants(0, KEY="old"), **OUTPUTS)
    sagemaker, name = cloud.client("sagemaker"), cloud.outputs()["Endpoint"]
    before = sagemaker.describe_endpoint(EndpointName=name)
    broken = two_variants(7, KEY="new")
    broken["Odd"] = {"Type": "AWS::No::Such", "DependsOn": "Endpoint"}
    stack = cloud.update(broken, **OUTPUTS)
    after = sagemaker.describe_endpoint(EndpointName=name)
    assert stack["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    assert "AWS::No::Such" in stack["StackStatusReason"] and "Odd" in stack["StackStatusReason"]
    assert after["EndpointConfigName"] == before["EndpointConfigName"]
    assert after["ProductionVariants"] == before["ProductionVariants"]
    mine = sagemaker.list_endpoint_configs(NameContains=before["EndpointConfigName"])["EndpointConfigs"]
    assert len(mine) == 1


def test_a_stack_can_be_updated_after_a_failed_update(cloud: Cloud) -> None:
    cloud.create(two_variants(0), **OUTPUTS)
    cloud.update({**two_variants(7), "Odd": {"Type": "AWS::No::Such"}}, **OUTPUTS)
    assert cloud.update(two_variants(2), **OUTPUTS)["StackStatus"] == "UPDATE_COMPLETE"
    described = cloud.client("sagemaker").describe_endpoint(EndpointName=cloud.outputs()["Endpoint"])
    assert [item["CurrentWeight"] for item in described["ProductionVariants"]] == [1, 2]


def test_a_named_resource_that_must_be_replaced_fails_the_update(cloud: Cloud) -> None:
    def named(weight: float) -> dict[str, Any]:
        return {"Model": model(), "Config": config(variant(weight=weight), EndpointConfigName=f"{cloud.unique}-c")}

    cloud.create(named(1))
    stack = cloud.update(named(2))
    assert stack["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    assert f"Rename {cloud.unique}-c" in stack["StackStatusReason"]
