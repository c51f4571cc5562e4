"""Shadow variants: copies of requests, whose responses are discarded."""

from __future__ import annotations

import json
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest
from arrivals import arrived
from capturing import capture, records
from conftest import Cloud
from hosting import OUTPUTS, hosting, model, variant

from sagemaker_emulator.deployment.model import Fleet
from sagemaker_emulator.runtime.shadows import chosen

NAMED = """
import os
def model_fn(model_dir): return lambda data: {"name": os.environ["NAME"], "data": data}
"""
FAILING = "def model_fn(model_dir): return lambda data: 1 / 0"


def deploy(cloud: Cloud, weight: float = 1, shadow: str = NAMED, **properties: Any) -> str:
    """An endpoint with a shadow variant; returns the endpoint's name."""
    live, next_one = cloud.upload(NAMED), cloud.upload(shadow, "next.tar.gz")
    models = {"Model": model(live, Environment={"NAME": "live"}), "Next": model(next_one, Environment={"NAME": "next"})}
    resources = hosting(**models)
    resources["Config"]["Properties"].update(ShadowProductionVariants=[variant("next", "Next", weight)], **properties)
    stack = cloud.create(resources, **OUTPUTS)
    assert stack["StackStatus"] == "CREATE_COMPLETE", stack["StackStatusReason"]
    return cloud.outputs()["Endpoint"]


def invoke(cloud: Cloud, name: str, **options: Any) -> Any:
    response = cloud.client("sagemaker-runtime").invoke_endpoint(
        EndpointName=name, Body=b"[1]", ContentType="application/json", **options
    )
    assert response["InvokedProductionVariant"] == "main"
    return json.loads(response["Body"].read())


def count(cloud: Cloud, name: str, metric: str, variant_name: str = "next") -> float:
    """The sum of a metric of a variant."""
    found = cloud.client("cloudwatch").get_metric_statistics(
        Namespace="AWS/SageMaker",
        MetricName=metric,
        Dimensions=[{"Name": "EndpointName", "Value": name}, {"Name": "VariantName", "Value": variant_name}],
        StartTime=0,
        EndTime=4_000_000_000,
        Period=86_400,
        Statistics=["Sum"],
    )["Datapoints"]
    return float(sum(point["Sum"] for point in found))


def test_a_shadow_variant_receives_copies_and_its_responses_are_discarded(cloud: Cloud) -> None:
    name = deploy(cloud)
    for _ in range(3):
        assert invoke(cloud, name) == {"name": "live", "data": [1]}
    arrived(lambda: count(cloud, name, "Invocations") == 3)
    assert count(cloud, name, "Invocations", "main") == 3


def test_a_shadow_variant_of_weight_zero_receives_nothing(cloud: Cloud) -> None:
    name = deploy(cloud, weight=0)
    invoke(cloud, name)
    # A copy that was begun would be in the metrics of the second request at the latest.
    invoke(cloud, name)
    assert count(cloud, name, "Invocations") == 0


def test_a_shadow_variant_that_fails_does_not_fail_the_request(cloud: Cloud) -> None:
    name = deploy(cloud, shadow=FAILING)
    assert invoke(cloud, name)["name"] == "live"
    arrived(lambda: count(cloud, name, "Invocation5XXErrors") == 1)
    assert count(cloud, name, "Invocation5XXErrors", "main") == 0


def test_response_streams_are_copied_too(cloud: Cloud) -> None:
    name = deploy(cloud)
    stream = cloud.client("sagemaker-runtime").invoke_endpoint_with_response_stream(
        EndpointName=name, Body=b"[1]", ContentType="application/json"
    )
    assert json.loads(b"".join(event["PayloadPart"]["Bytes"] for event in stream["Body"]))["name"] == "live"
    arrived(lambda: count(cloud, name, "Invocations") == 1)


def test_responses_of_both_variants_are_captured(cloud: Cloud) -> None:
    listed: dict[str, Any] = {"CaptureContentTypeHeader": {"JsonContentTypes": ["application/json"]}}
    name = deploy(cloud, DataCaptureConfig=capture(cloud, **listed))
    invoke(cloud, name, InferenceId="mine")
    found = {item: arrived(partial(records, cloud, f"captured/{name}/{item}/")) for item in ("main", "next")}
    answers = {item: json.loads(record["captureData"]["endpointOutput"]["data"])["name"] for item, (record,) in found.items()}
    assert answers == {"main": "live", "next": "next"}
    assert {record["eventMetadata"]["inferenceId"] for (record,) in found.values()} == {"mine"}


@pytest.mark.parametrize("weight, copies", [(0.5, 25), (2, 100), (4, 100), (0, 0)])
def test_the_share_of_copies_is_the_weight_divided_by_that_of_the_production_variant(weight: float, copies: int) -> None:
    config = SimpleNamespace(shadow_production_variants=[{"VariantName": "next", "ModelName": "m"}])
    fleet = Fleet(config, [{"VariantName": "main", "CurrentWeight": 2.0}], [{"VariantName": "next", "CurrentWeight": weight}])
    numbers = iter(range(100))
    drawn = [list(chosen(fleet, lambda: next(numbers) / 100)) for _ in range(100)]
    assert sum(map(len, drawn)) == copies
