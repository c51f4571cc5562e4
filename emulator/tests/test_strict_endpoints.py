"""What SageMaker refuses of endpoints, and of the requests of its API, and what is next to it and accepted."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError
from conftest import Cloud
from hosting import ROLE_ARN, endpoint, hosting, model, variant
from strict import accepted, container, refused, serverless, several


def blue_green(kind: str, **properties: Any) -> dict[str, Any]:
    timeouts = {key: properties.pop(key) for key in list(properties) if key.endswith("InSeconds")}
    routing = {"Type": kind, "WaitIntervalInSeconds": 300, **properties}
    return {"BlueGreenUpdatePolicy": {"TrafficRoutingConfiguration": routing, **timeouts}}


def size(value: int, kind: str = "CAPACITY_PERCENT") -> dict[str, Any]:
    return {"Type": kind, "Value": value}


ROLLING = {"RollingUpdatePolicy": {"MaximumBatchSize": size(20), "WaitIntervalInSeconds": 60}}
DEPLOYMENTS: dict[str, tuple[dict[str, Any], str]] = {
    "blue/green and rolling": (
        {"DeploymentConfig": {**blue_green("ALL_AT_ONCE"), **ROLLING}},
        "either a BlueGreenUpdatePolicy or a RollingUpdatePolicy",
    ),
    "a canary without a size": (
        {"DeploymentConfig": blue_green("CANARY")},
        "CanarySize is required for the traffic routing type CANARY.",
    ),
    "linear without a step": ({"DeploymentConfig": blue_green("LINEAR")}, "LinearStepSize is required"),
    "a canary with a step": (
        {"DeploymentConfig": blue_green("CANARY", CanarySize=size(10), LinearStepSize=size(10))},
        "LinearStepSize is not supported for the traffic routing type CANARY.",
    ),
    "all at once with a canary": (
        {"DeploymentConfig": blue_green("ALL_AT_ONCE", CanarySize=size(10))},
        "CanarySize is not supported for the traffic routing type ALL_AT_ONCE.",
    ),
    "a large canary": (
        {"DeploymentConfig": blue_green("CANARY", CanarySize=size(51))},
        "CanarySize must be 1 to 50 percent",
    ),
    "a small step": ({"DeploymentConfig": blue_green("LINEAR", LinearStepSize=size(9))}, "must be 10 to 50 percent"),
    "a small batch": (
        {
            "DeploymentConfig": {
                "RollingUpdatePolicy": {"MaximumBatchSize": size(4), "WaitIntervalInSeconds": 60},
            }
        },
        "MaximumBatchSize must be 5 to 50 percent",
    ),
    "a long wait": (
        {"DeploymentConfig": blue_green("ALL_AT_ONCE", TerminationWaitInSeconds=3601)},
        "3601 is not less or equal to 3600",
    ),
    "a time that ends before the waits": (
        {
            "DeploymentConfig": blue_green(
                "ALL_AT_ONCE", TerminationWaitInSeconds=400, MaximumExecutionTimeoutInSeconds=700
            )
        },
        "MaximumExecutionTimeoutInSeconds must be greater than the waits, which are 700 seconds.",
    ),
    "an unknown routing": ({"DeploymentConfig": blue_green("RANDOM")}, "RANDOM"),
    "eleven alarms": (
        {
            "DeploymentConfig": {
                **blue_green("ALL_AT_ONCE"),
                "AutoRollbackConfiguration": {"Alarms": [{"AlarmName": f"a{i}"} for i in range(11)]},
            }
        },
        "Alarms: expected maximum Items: 10, found: 11",
    ),
    "an alarm that does not exist": (
        {
            "DeploymentConfig": {
                **blue_green("ALL_AT_ONCE"),
                "AutoRollbackConfiguration": {"Alarms": [{"AlarmName": "none"}]},
            }
        },
        "Could not find the alarms none",
    ),
    "excluded without retained": (
        {"ExcludeRetainedVariantProperties": [{"VariantPropertyType": "DesiredWeight"}]},
        "ExcludeRetainedVariantProperties requires RetainAllVariantProperties.",
    ),
    "excluded capture": (
        {
            "RetainAllVariantProperties": True,
            "ExcludeRetainedVariantProperties": [{"VariantPropertyType": "DataCaptureConfig"}],
        },
        "ExcludeRetainedVariantProperties does not support DataCaptureConfig.",
    ),
    "a configuration that does not exist": ({"EndpointConfigName": "none"}, "Could not find endpoint configuration"),
}


@pytest.mark.parametrize(("given", "reason"), DEPLOYMENTS.values(), ids=DEPLOYMENTS.keys())
def test_a_deployment_is_refused(cloud: Cloud, given: dict[str, Any], reason: str) -> None:
    assert reason in refused(cloud, {**hosting(), "Endpoint": endpoint(**given)})


@pytest.mark.parametrize(
    "given",
    [
        {"DeploymentConfig": blue_green("CANARY", CanarySize=size(50))},
        {"DeploymentConfig": blue_green("CANARY", CanarySize=size(1, "INSTANCE_COUNT"))},
        {"DeploymentConfig": blue_green("LINEAR", LinearStepSize=size(10))},
        {"DeploymentConfig": ROLLING},
        {"DeploymentConfig": blue_green("ALL_AT_ONCE", MaximumExecutionTimeoutInSeconds=600)},
        {
            "RetainAllVariantProperties": True,
            "ExcludeRetainedVariantProperties": [{"VariantPropertyType": "DesiredWeight"}],
        },
    ],
)
def test_a_deployment_next_to_those_is_accepted(cloud: Cloud, given: dict[str, Any]) -> None:
    accepted(cloud, {**hosting(), "Endpoint": endpoint(**given)})
    cloud.delete()


@pytest.mark.parametrize(
    ("variants", "reason"),
    [
        ([variant("a"), variant("b")], "do not support endpoints with several variants"),
        ([serverless()], "do not support serverless endpoints"),
    ],
)
def test_a_rolling_deployment_is_refused(cloud: Cloud, variants: list[dict[str, Any]], reason: str) -> None:
    assert reason in refused(cloud, {**hosting(*variants), "Endpoint": endpoint(DeploymentConfig=ROLLING)})


def test_an_endpoint_on_instances_does_not_become_serverless(cloud: Cloud) -> None:
    accepted(cloud, hosting())
    stack = cloud.update(hosting(serverless()))
    assert stack["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    assert "An endpoint on instances cannot become serverless." in stack["StackStatusReason"]


def test_a_serverless_endpoint_moves_to_instances(cloud: Cloud) -> None:
    accepted(cloud, hosting(serverless()))
    assert cloud.update(hosting())["StackStatus"] == "UPDATE_COMPLETE"


def test_arns_have_names_in_lower_case_and_invocations_their_own_case(cloud: Cloud) -> None:
    name, sagemaker = f"{cloud.unique}-MyEndpoint", cloud.client("sagemaker")
    answers = model(cloud.upload("def model_fn(d): return lambda x: 1"))
    accepted(cloud, {**hosting(Model=answers), "Endpoint": endpoint(EndpointName=name)})
    found = sagemaker.describe_endpoint(EndpointName=name.lower())
    assert found["EndpointName"] == name
    assert found["EndpointArn"].endswith(f":endpoint/{name.lower()}")
    runtime = cloud.client("sagemaker-runtime")
    assert runtime.invoke_endpoint(EndpointName=name, Body=b"0", ContentType="application/json")["Body"].read() == b"1"
    with pytest.raises(ClientError, match="not found"):
        runtime.invoke_endpoint(EndpointName=name.lower(), Body=b"0", ContentType="application/json")
    sagemaker.add_tags(ResourceArn=found["EndpointArn"], Tags=[{"Key": "a", "Value": "1"}])
    assert sagemaker.list_tags(ResourceArn=found["EndpointArn"])["Tags"] == [{"Key": "a", "Value": "1"}]


@pytest.mark.parametrize("kind", ["Model", "Config", "Endpoint"])
def test_a_name_in_use_is_refused_whatever_its_case(cloud: Cloud, kind: str) -> None:
    properties = {"Model": "ModelName", "Config": "EndpointConfigName", "Endpoint": "EndpointName"}
    resources = hosting()
    resources[kind]["Properties"][properties[kind]] = f"{cloud.unique}-Name"
    accepted(cloud, resources)
    other = hosting()
    other[kind]["Properties"][properties[kind]] = f"{cloud.unique}-name"
    stack = cloud.create(other, "other")
    assert "Cannot create already existing" in stack["StackStatusReason"]


def test_the_api_refuses_the_same(cloud: Cloud) -> None:
    sagemaker = cloud.client("sagemaker")

    def create(**properties: Any) -> None:
        sagemaker.create_model(ModelName=cloud.unique, **{"ExecutionRoleArn": ROLE_ARN, **properties})

    for properties, reason in (
        ({"PrimaryContainer": {"Image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/none:1"}}, "Requested image"),
        ({"PrimaryContainer": container(Mode="Many")}, "Member must satisfy enum value set: [SingleModel, MultiModel]"),
        ({"PrimaryContainer": container(), "ExecutionRoleArn": "arn:aws:iam::123456789012:user/a"}, "roleArn|pattern"),
        ({"Containers": several(16)}, "Member must have length less than or equal to 15"),
        ({}, "either PrimaryContainer or Containers"),
    ):
        with pytest.raises(ClientError) as error:
            create(**properties)
        assert any(part in str(error.value) for part in reason.split("|")), error.value
        assert error.value.response["Error"]["Code"] == "ValidationException"
    create(PrimaryContainer=container())
    with pytest.raises(ClientError, match="Cannot create already existing model"):
        create(PrimaryContainer=container())
    sagemaker.delete_model(ModelName=cloud.unique)


def test_all_violations_of_a_request_are_told_at_once(cloud: Cloud) -> None:
    wrong = variant(ModelName="any", InstanceType="ml.x", VolumeSizeInGB=1000)
    with pytest.raises(ClientError) as error:
        cloud.client("sagemaker").create_endpoint_config(EndpointConfigName="c", ProductionVariants=[wrong])
    assert "2 validation errors detected: Value 'ml.x' at 'productionVariants.1.member.instanceType'" in str(error.value)
    assert "Value '1000' at 'productionVariants.1.member.volumeSizeInGB' failed to satisfy constraint: " in str(error.value)
