"""What else of an account an endpoint needs, or keeps: alarms that roll back, counts that were changed, scaling."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError
from conftest import Cloud
from hosting import OUTPUTS, endpoint, hosting, variant

MISSING = "Could not find the alarms {} of AutoRollbackConfiguration."


def alarm(name: str) -> dict[str, Any]:
    properties = {
        "AlarmName": name,
        "Namespace": "AWS/SageMaker",
        "MetricName": "Invocation5XXErrors",
        "ComparisonOperator": "GreaterThanThreshold",
        "EvaluationPeriods": 1,
        "Threshold": 0,
        "Period": 60,
        "Statistic": "Average",
    }
    return {"Type": "AWS::CloudWatch::Alarm", "Properties": properties}


def watched(*names: Any, weight: float = 1) -> dict[str, Any]:
    deployment = {
        "BlueGreenUpdatePolicy": {
            "TrafficRoutingConfiguration": {"Type": "ALL_AT_ONCE", "WaitIntervalInSeconds": 600}
        },
        "AutoRollbackConfiguration": {"Alarms": [{"AlarmName": name} for name in names]},
    }
    return {**hosting(variant(weight=weight)), "Endpoint": endpoint(DeploymentConfig=deployment)}


def show(cloud: Cloud) -> Any:
    return cloud.client("sagemaker").describe_endpoint(EndpointName=cloud.outputs()["Endpoint"])


def test_an_endpoint_is_made_after_the_alarms_that_roll_it_back(cloud: Cloud) -> None:
    name = f"{cloud.unique}-alarm"
    cloud.create({**watched({"Ref": "Alarm"}), "Alarm": alarm(name)}, **OUTPUTS)
    assert show(cloud)["LastDeploymentConfig"]["AutoRollbackConfiguration"] == {"Alarms": [{"AlarmName": name}]}


def test_alarms_of_another_stack_will_do(cloud: Cloud) -> None:
    name = f"{cloud.unique}-alarm"
    cloud.create({"Alarm": alarm(name)}, stack="alarms")
    assert cloud.create(watched(name), **OUTPUTS)["StackStatus"] == "CREATE_COMPLETE"


def test_an_alarm_that_does_not_exist_fails_a_new_endpoint(cloud: Cloud) -> None:
    name = f"{cloud.unique}-alarm"
    stack = cloud.create({**watched({"Ref": "Alarm"}, "nobody", "no-one"), "Alarm": alarm(name)})
    assert stack["StackStatus"] == "ROLLBACK_COMPLETE"
    assert MISSING.format("nobody, no-one") in stack["StackStatusReason"]


def test_an_alarm_that_comes_after_the_endpoint_fails_it(cloud: Cloud) -> None:
    name = f"{cloud.unique}-alarm"
    stack = cloud.create({**watched(name), "Alarm": {**alarm(name), "DependsOn": "Endpoint"}})
    assert MISSING.format(name) in stack["StackStatusReason"]


def test_an_alarm_that_does_not_exist_fails_an_update_and_leaves_the_endpoint(cloud: Cloud) -> None:
    name = f"{cloud.unique}-alarm"
    cloud.create({**watched({"Ref": "Alarm"}), "Alarm": alarm(name)}, **OUTPUTS)
    before = show(cloud)
    stack = cloud.update({**watched("nobody", weight=5), "Alarm": alarm(name)}, **OUTPUTS)
    assert stack["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    assert MISSING.format("nobody") in stack["StackStatusReason"]
    after = show(cloud)
    for kept in ("EndpointConfigName", "ProductionVariants", "LastDeploymentConfig"):
        assert after[kept] == before[kept]


def test_an_alarm_that_is_gone_fails_the_next_deployment(cloud: Cloud) -> None:
    name = f"{cloud.unique}-alarm"
    cloud.client("cloudwatch").put_metric_alarm(**alarm(name)["Properties"])
    cloud.create(watched(name), **OUTPUTS)
    cloud.client("cloudwatch").delete_alarms(AlarmNames=[name])
    stack = cloud.update(watched(name, weight=5), **OUTPUTS)
    assert MISSING.format(name) in stack["StackStatusReason"]


def running(cloud: Cloud) -> dict[str, tuple[Any, ...]]:
    """Weight and count, as they are and as they should be, by variant."""
    members = ("CurrentWeight", "DesiredWeight", "CurrentInstanceCount", "DesiredInstanceCount")
    return {item["VariantName"]: tuple(item.get(key) for key in members) for item in show(cloud)["ProductionVariants"]}


def change(cloud: Cloud, **desired: Any) -> None:
    cloud.client("sagemaker").update_endpoint_weights_and_capacities(
        EndpointName=cloud.outputs()["Endpoint"],
        DesiredWeightsAndCapacities=[{"VariantName": "main", **desired}],
    )


@pytest.mark.parametrize(
    "desired, expected",
    [
        ({"DesiredWeight": 0}, (0, 0, 1, 1)),
        ({"DesiredInstanceCount": 3}, (1, 1, 3, 3)),
        ({"DesiredWeight": 2, "DesiredInstanceCount": 3}, (2, 2, 3, 3)),
    ],
)
def test_a_call_changes_what_it_gives_and_nothing_else(
    cloud: Cloud, desired: dict[str, Any], expected: tuple[Any, ...]
) -> None:
    cloud.create(hosting(variant(), variant("other")), **OUTPUTS)
    change(cloud, **desired)
    assert running(cloud) == {"main": expected, "other": (1, 1, 1, 1)}


def test_a_call_that_fails_changes_nothing(cloud: Cloud) -> None:
    cloud.create(hosting(), **OUTPUTS)
    sagemaker = cloud.client("sagemaker")
    desired = [{"VariantName": "main", "DesiredWeight": 3}, {"VariantName": "nobody", "DesiredWeight": 3}]
    for name in (cloud.outputs()["Endpoint"], f"{cloud.unique}-nobody"):
        with pytest.raises(ClientError):
            sagemaker.update_endpoint_weights_and_capacities(
                EndpointName=name, DesiredWeightsAndCapacities=desired
            )
    assert running(cloud) == {"main": (1, 1, 1, 1)}


@pytest.mark.parametrize(
    "excluded, expected",
    [
        ([], (7, 7, 3, 3)),
        (["DesiredWeight"], (2, 2, 3, 3)),
        (["DesiredInstanceCount"], (7, 7, 1, 1)),
        (["DesiredWeight", "DesiredInstanceCount"], (2, 2, 1, 1)),
    ],
)
def test_an_update_retains_all_but_what_it_excludes(
    cloud: Cloud, excluded: list[str], expected: tuple[Any, ...]
) -> None:
    retained = endpoint(
        RetainAllVariantProperties=True,
        ExcludeRetainedVariantProperties=[{"VariantPropertyType": kind} for kind in excluded],
    )
    cloud.create({**hosting(), "Endpoint": retained}, **OUTPUTS)
    change(cloud, DesiredWeight=7, DesiredInstanceCount=3)
    cloud.update({**hosting(variant(weight=2)), "Endpoint": retained}, **OUTPUTS)
    assert running(cloud) == {"main": expected}


def test_a_variant_that_is_new_starts_as_its_configuration_says(cloud: Cloud) -> None:
    retained = endpoint(RetainAllVariantProperties=True)
    cloud.create({**hosting(), "Endpoint": retained}, **OUTPUTS)
    change(cloud, DesiredWeight=7)
    cloud.update({**hosting(variant(), variant("new", weight=4)), "Endpoint": retained}, **OUTPUTS)
    assert running(cloud) == {"main": (7, 7, 1, 1), "new": (4, 4, 1, 1)}


def scaled(*variants: dict[str, Any]) -> dict[str, Any]:
    properties = {
        "ServiceNamespace": "sagemaker",
        "ScalableDimension": "sagemaker:variant:DesiredInstanceCount",
        "ResourceId": {"Fn::Sub": "endpoint/${Endpoint.EndpointName}/variant/main"},
        "MinCapacity": 1,
        "MaxCapacity": 4,
    }
    target = {"Type": "AWS::ApplicationAutoScaling::ScalableTarget", "Properties": properties}
    return {**hosting(*variants), "Target": target}


@pytest.mark.parametrize(
    "variants",
    [
        pytest.param([variant(InstanceType="ml.c5.large")], id="other instances"),
        pytest.param([variant("other")], id="another variant"),
    ],
)
def test_a_scaled_variant_keeps_its_instances(cloud: Cloud, variants: list[dict[str, Any]]) -> None:
    cloud.create(scaled(variant()), **OUTPUTS)
    before = show(cloud)
    # The scaling goes only after the endpoint has changed, which is too late.
    stack = cloud.update(hosting(*variants), **OUTPUTS)
    assert stack["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    assert "Variant main is a scalable target" in stack["StackStatusReason"]
    assert "cannot change from ml.m5.large. Deregister it first." in stack["StackStatusReason"]
    assert show(cloud)["EndpointConfigName"] == before["EndpointConfigName"]


def test_a_variant_may_change_in_all_else_while_it_is_scaled(cloud: Cloud) -> None:
    cloud.create(scaled(variant(), variant("other")), **OUTPUTS)
    changed = [variant(weight=3, InitialInstanceCount=2), variant("other", InstanceType="ml.c5.large")]
    assert cloud.update(scaled(*changed), **OUTPUTS)["StackStatus"] == "UPDATE_COMPLETE"
    assert running(cloud) == {"main": (3, 3, 2, 2), "other": (1, 1, 1, 1)}


def test_a_variant_gets_other_instances_once_it_is_scaled_no_more(cloud: Cloud) -> None:
    cloud.create(scaled(variant()), **OUTPUTS)
    cloud.update(hosting(variant()), **OUTPUTS)
    stack = cloud.update(hosting(variant(InstanceType="ml.c5.large")), **OUTPUTS)
    assert stack["StackStatus"] == "UPDATE_COMPLETE"


def test_scaling_follows_a_replaced_endpoint(cloud: Cloud) -> None:
    cloud.create(scaled(variant()), **OUTPUTS)
    old, new = cloud.outputs()["Endpoint"], f"{cloud.unique}-new"
    stack = cloud.update({**scaled(variant()), "Endpoint": endpoint(EndpointName=new)}, **OUTPUTS)
    assert stack["StackStatus"] == "UPDATE_COMPLETE"
    ids = [f"endpoint/{name}/variant/main" for name in (old, new)]
    found = cloud.client("application-autoscaling").describe_scalable_targets(
        ServiceNamespace="sagemaker", ResourceIds=ids
    )["ScalableTargets"]
    assert [item["ResourceId"] for item in found] == [ids[1]]
