"""Data capture: what is written to the bucket, in which form, and for which requests."""

from __future__ import annotations

import base64
import re
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError
from capturing import capture, keys, records
from conftest import Cloud
from hosting import OUTPUTS, hosting, model

from sagemaker_emulator.runtime.capture import settings_of

DOUBLE = """
def model_fn(model_dir): return lambda data: 2 * data
def input_fn(body, content_type):
    if not body: raise ValueError("empty")
    return float(body)
def output_fn(prediction, accept): return str(prediction), "text/csv; charset=utf-8"
"""
LISTED: dict[str, Any] = {"CaptureContentTypeHeader": {"CsvContentTypes": ["text/csv"], "JsonContentTypes": ["application/json"]}}


def deploy(cloud: Cloud, settings: dict[str, Any]) -> str:
    """An endpoint that captures data to the bucket of its archive; returns the endpoint's name."""
    resources = hosting(Model=model(cloud.upload(DOUBLE)))
    resources["Config"]["Properties"]["DataCaptureConfig"] = settings
    stack = cloud.create(resources, **OUTPUTS)
    assert stack["StackStatus"] == "CREATE_COMPLETE", stack["StackStatusReason"]
    return cloud.outputs()["Endpoint"]


def invoke(cloud: Cloud, name: str, body: bytes = b"4", **options: Any) -> None:
    options = {"ContentType": "application/json", **options}
    cloud.client("sagemaker-runtime").invoke_endpoint(EndpointName=name, Body=body, **options)


def test_request_and_response_are_captured_with_their_types(cloud: Cloud) -> None:
    name = deploy(cloud, capture(cloud, **LISTED))
    invoke(cloud, name, InferenceId="mine")
    (record,) = records(cloud)
    metadata = record.pop("eventMetadata")
    assert record == {
        "captureData": {
            "endpointInput": {"observedContentType": "application/json", "mode": "INPUT", "data": "4", "encoding": "JSON"},
            "endpointOutput": {
                "observedContentType": "text/csv; charset=utf-8",
                "mode": "OUTPUT",
                "data": "8.0",
                "encoding": "CSV",
            },
        },
        "eventVersion": "0",
    }
    assert metadata.keys() == {"eventId", "inferenceId", "inferenceTime"}
    assert metadata["inferenceId"] == "mine"
    datetime.strptime(metadata["inferenceTime"], "%Y-%m-%dT%H:%M:%SZ")


def test_the_path_has_endpoint_variant_and_hour(cloud: Cloud) -> None:
    name = deploy(cloud, capture(cloud))
    invoke(cloud, name)
    (key,) = keys(cloud)
    path = re.fullmatch(rf"captured/{name}/main/(\d{{4}}/\d\d/\d\d/\d\d)/\d\d-\d\d-\d\d\d-[0-9a-f-]{{36}}\.jsonl", key)
    assert path is not None, key
    (record,) = records(cloud)
    assert path[1] == record["eventMetadata"]["inferenceTime"][:13].replace("-", "/").replace("T", "/")


def test_the_hour_is_that_of_the_simulated_clock(cloud: Cloud) -> None:
    name = deploy(cloud, capture(cloud))
    invoke(cloud, name)
    cloud.emulator.advance(hours=2)
    invoke(cloud, name)
    first, second = (datetime.fromisoformat(item["eventMetadata"]["inferenceTime"][:-1]) for item in records(cloud))
    assert timedelta(hours=2) <= second - first < timedelta(hours=3)


def test_types_that_are_not_listed_are_base64_encoded(cloud: Cloud) -> None:
    name = deploy(cloud, capture(cloud, CaptureContentTypeHeader={"CsvContentTypes": ["text/x-csv"]}))
    invoke(cloud, name, ContentType="text/plain")
    (record,) = records(cloud)
    assert [(item["encoding"], base64.b64decode(item["data"])) for item in record["captureData"].values()] == [
        ("BASE64", b"4"),
        ("BASE64", b"8.0"),
    ]


@pytest.mark.parametrize(
    "modes, members",
    [
        (("Input",), {"endpointInput"}),
        (("Output",), {"endpointOutput"}),
        (("InputAndOutput",), {"endpointInput", "endpointOutput"}),
    ],
)
def test_only_the_modes_of_the_configuration_are_captured(cloud: Cloud, modes: tuple[str, ...], members: set[str]) -> None:
    name = deploy(cloud, capture(cloud, modes=modes))
    invoke(cloud, name)
    (record,) = records(cloud)
    assert record["captureData"].keys() == members


@pytest.mark.parametrize("settings", [{"percentage": 0}, {"EnableCapture": False}])
def test_nothing_is_captured_if_capture_is_off(cloud: Cloud, settings: dict[str, Any]) -> None:
    name = deploy(cloud, capture(cloud, **settings))
    invoke(cloud, name)
    assert keys(cloud) == []


def test_all_requests_are_captured_at_100_percent(cloud: Cloud) -> None:
    settings = capture(cloud)
    del settings["EnableCapture"]
    name = deploy(cloud, settings)
    for _ in range(5):
        invoke(cloud, name)
    assert len(keys(cloud)) == 5


def test_a_sample_has_the_share_of_the_configuration() -> None:
    endpoint = SimpleNamespace(capture_settings={"InitialSamplingPercentage": 20})
    numbers = iter(range(100))
    backend = SimpleNamespace(endpoints={"e": endpoint})
    drawn = [settings_of(backend, "e", lambda: next(numbers) / 100) is not None for _ in range(100)]
    assert (sum(drawn), drawn[19], drawn[20]) == (20, True, False)


def test_a_failed_request_is_not_captured(cloud: Cloud) -> None:
    name = deploy(cloud, capture(cloud))
    with pytest.raises(ClientError, match="empty"):
        invoke(cloud, name, b"")
    assert keys(cloud) == []


def test_captured_data_is_encrypted_with_the_key_of_the_configuration(cloud: Cloud) -> None:
    key = cloud.client("kms").create_key()["KeyMetadata"]["Arn"]
    name = deploy(cloud, capture(cloud, KmsKeyId=key))
    invoke(cloud, name)
    stored = cloud.client("s3").get_object(Bucket=f"{cloud.unique}-data", Key=keys(cloud)[0])
    assert (stored["ServerSideEncryption"], stored["SSEKMSKeyId"]) == ("aws:kms", key)


def test_a_request_is_answered_although_the_bucket_does_not_exist(cloud: Cloud) -> None:
    name = deploy(cloud, capture(cloud, DestinationS3Uri=f"s3://{cloud.unique}-nowhere/captured"))
    invoke(cloud, name)


def test_an_update_ends_the_capture(cloud: Cloud) -> None:
    name = deploy(cloud, capture(cloud))
    cloud.update(hosting(Model=model(cloud.upload(DOUBLE))), **OUTPUTS)
    invoke(cloud, name)
    assert keys(cloud) == []
    assert "DataCaptureConfig" not in cloud.client("sagemaker").describe_endpoint(EndpointName=name)
