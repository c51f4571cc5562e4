"""Requests that the services refuse by their API models: those of the runtime, and bodies that no SDK sends."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import Any

import pytest
from botocore.exceptions import ClientError
from conftest import Cloud
from hosting import model
from strict import serverless
from test_runtime import DOUBLE, answer, deploy, refusal

MEGABYTE = 1024 * 1024


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"TargetVariant": "a b"}, "Value 'a b' at 'targetVariant' failed to satisfy constraint: Member must satisfy regular expression pattern"),
        ({"TargetModel": "m" * 1025}, "at 'targetModel' failed to satisfy constraint: Member must have length less than or equal to 1024"),
        ({"TargetContainerHostname": "a_b"}, "Value 'a_b' at 'targetContainerHostname' failed to satisfy constraint"),
        ({"InferenceComponentName": "-a"}, "Value '-a' at 'inferenceComponentName' failed to satisfy constraint"),
        ({"InferenceId": "i" * 65}, "at 'inferenceId' failed to satisfy constraint: Member must have length less than or equal to 64"),
        ({"CustomAttributes": "a" * 1025}, "at 'customAttributes' failed to satisfy constraint: Member must have length less than or equal to 1024"),
        ({"ContentType": "t" * 1025}, "at 'contentType' failed to satisfy constraint: Member must have length less than or equal to 1024"),
    ],
)
def test_a_header_that_violates_the_api_model_is_refused(cloud: Cloud, options: dict[str, str], text: str) -> None:
    # The service looks at the form of a request before it looks for the endpoint.
    error = refusal(cloud, "nobody", **options)["Error"]
    assert error["Code"] == "ValidationError" and error["Message"].startswith("1 validation error detected: ") and text in error["Message"]


def test_headers_at_their_limits_are_accepted(cloud: Cloud) -> None:
    name = deploy(cloud, DOUBLE)
    options = {"TargetVariant": "main", "InferenceId": "i" * 64, "CustomAttributes": "a" * 1024, "Accept": "application/json"}
    assert answer(cloud, name, [1, 2], **options)["doubled"] == [2, 4]


def test_a_response_stream_has_the_same_limits(cloud: Cloud) -> None:
    runtime = cloud.client("sagemaker-runtime")
    with pytest.raises(ClientError, match="Value 'a b' at 'targetVariant' failed to satisfy constraint"):
        runtime.invoke_endpoint_with_response_stream(EndpointName="nobody", Body=b"1", TargetVariant="a b")


@pytest.mark.parametrize(("is_serverless", "megabytes"), [(False, 25), (True, 4)])
def test_a_body_is_accepted_up_to_the_limit_of_its_endpoint(cloud: Cloud, is_serverless: bool, megabytes: int) -> None:
    inference = "def model_fn(model_dir): return lambda data: len(data)"
    name = deploy(cloud, inference, *[serverless()] * is_serverless, Model=model())
    largest = b'"' + b"x" * (megabytes * MEGABYTE - 2) + b'"'
    assert answer(cloud, name, largest) == megabytes * MEGABYTE - 2
    error = refusal(cloud, name, data=largest + b" ")["Error"]
    assert error == {"Code": "ValidationError", "Message": (
        "1 validation error detected: Value at 'body' failed to satisfy constraint: "
        f"Member must have length less than or equal to {megabytes * MEGABYTE}"
    )}


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (b"{", "The body of the request is not valid JSON."),
        (b'{"ModelName":5}', "NUMBER_VALUE cannot be converted to a string at modelName"),
        (b'{"ModelName":"m","EnableNetworkIsolation":"true"}', "STRING_VALUE cannot be converted to a boolean at enableNetworkIsolation"),
        (
            b'{"ModelName":"m","PrimaryContainer":{"Environment":{"A":true}}}',
            "BOOLEAN_VALUE cannot be converted to a string at primaryContainer.environment.A.member",
        ),
    ],
)
def test_a_body_that_the_service_cannot_read_is_refused(cloud: Cloud, body: bytes, text: str) -> None:
    status, answered = posted(cloud, body)
    assert (status, answered["__type"], answered["Message"]) == (400, "SerializationException", text)


@pytest.mark.parametrize("body", [b"", b"{}", b"null", b'{"ModelName":null}'])
def test_a_body_without_a_required_member_is_refused(cloud: Cloud, body: bytes) -> None:
    status, answered = posted(cloud, body)
    assert (status, answered["__type"]) == (400, "ValidationException")
    assert "Value null at 'modelName' failed to satisfy constraint: Member must not be null" in answered["Message"]


def posted(cloud: Cloud, body: bytes) -> tuple[int, Any]:
    headers = {
        "X-Amz-Target": "SageMaker.CreateModel",
        "Content-Type": "application/x-amz-json-1.1",
        "Authorization": "AWS4-HMAC-SHA256 Credential=A/20260101/us-east-1/sagemaker/aws4_request, SignedHeaders=host, Signature=s",
    }
    request = urllib.request.Request(cloud.emulator.endpoint_url, data=body, headers=headers)
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(request)
    return caught.value.code, json.loads(caught.value.read())
