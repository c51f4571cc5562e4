"""InvokeEndpointAsync: from the object of a request to the object of its answer, and to those who want to know."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from arrivals import subscribed, told, written
from botocore.exceptions import ClientError
from conftest import Cloud
from hosting import OUTPUTS, hosting, model

SUM = """
def model_fn(model_dir): return sum
def output_fn(prediction, accept): return f"<{prediction}>", "text/html"
"""
FAILING = "def model_fn(model_dir): return None\ndef predict_fn(data, model): raise RuntimeError('no weights')"


def deploy(cloud: Cloud, inference: str, **output: Any) -> str:
    """An asynchronous endpoint that answers to the bucket its archive is in; returns the endpoint's name."""
    resources = hosting(Model=model(cloud.upload(inference)))
    settings = {"OutputConfig": {"S3OutputPath": f"s3://{cloud.unique}-data/answers/", **output}}
    resources["Config"]["Properties"]["AsyncInferenceConfig"] = settings
    cloud.create(resources, **OUTPUTS)
    return cloud.outputs()["Endpoint"]


def ask(cloud: Cloud, name: str, request: bytes | None = b"[1, 2]", **options: Any) -> Any:
    """Put the request into the bucket and name it."""
    if request is not None:
        cloud.client("s3").put_object(Bucket=f"{cloud.unique}-data", Key="requests/1", Body=request)
    options = {"ContentType": "application/json", "InputLocation": f"s3://{cloud.unique}-data/requests/1", **options}
    return cloud.client("sagemaker-runtime").invoke_endpoint_async(EndpointName=name, **options)


def topic_with_queue(cloud: Cloud) -> tuple[str, str]:
    """The ARN of a new topic, and the URL of a queue that gets its messages."""
    arn = cloud.client("sns").create_topic(Name=f"{cloud.unique}-topic")["TopicArn"]
    return arn, subscribed(cloud.emulator, arn)


def test_the_answer_is_written_where_the_service_said(cloud: Cloud) -> None:
    name = deploy(cloud, SUM)
    response = ask(cloud, name, InferenceId="mine")
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 202
    assert response["InferenceId"] == "mine"
    assert "FailureLocation" not in response
    assert response["OutputLocation"].startswith(f"s3://{cloud.unique}-data/answers/")
    answer = written(cloud.emulator, response["OutputLocation"])
    assert (answer["Body"].read(), answer["ContentType"]) == (b"<3>", "text/html")


def test_each_request_has_an_answer_of_its_own(cloud: Cloud) -> None:
    name = deploy(cloud, SUM)
    first = ask(cloud, name)
    assert written(cloud.emulator, first["OutputLocation"])["Body"].read() == b"<3>"
    second = ask(cloud, name, b"[3, 4]")
    assert written(cloud.emulator, second["OutputLocation"])["Body"].read() == b"<7>"
    assert first["InferenceId"] != second["InferenceId"]


def test_answers_are_encrypted_with_the_key_of_the_configuration(cloud: Cloud) -> None:
    key = cloud.client("kms").create_key()["KeyMetadata"]["Arn"]
    answer = written(cloud.emulator, ask(cloud, deploy(cloud, SUM, KmsKeyId=key))["OutputLocation"])
    assert (answer["ServerSideEncryption"], answer["SSEKMSKeyId"]) == ("aws:kms", key)


def test_the_topic_of_successes_is_told(cloud: Cloud) -> None:
    topic, queue = topic_with_queue(cloud)
    name = deploy(cloud, SUM, NotificationConfig={"SuccessTopic": topic})
    response = ask(cloud, name)
    message = told(cloud.emulator, queue)
    assert (message["invocationStatus"], message["inferenceId"]) == ("Completed", response["InferenceId"])
    assert message["requestParameters"] == {
        "contentType": "application/json",
        "endpointName": name,
        "inputLocation": f"s3://{cloud.unique}-data/requests/1",
    }
    assert message["responseParameters"] == {"contentType": "text/html", "outputLocation": response["OutputLocation"]}


def test_a_failure_is_written_and_told(cloud: Cloud) -> None:
    topic, queue = topic_with_queue(cloud)
    failures = f"s3://{cloud.unique}-data/failures"
    name = deploy(cloud, FAILING, S3FailurePath=failures, NotificationConfig={"ErrorTopic": topic})
    response = ask(cloud, name)
    assert response["FailureLocation"].startswith(f"{failures}/")
    message = told(cloud.emulator, queue)
    assert message["invocationStatus"] == "Failed"
    assert "no weights" in message["failureReason"]
    assert message["responseParameters"] == {"failureLocation": response["FailureLocation"]}
    assert b"no weights" in written(cloud.emulator, response["FailureLocation"])["Body"].read()
    listed = cloud.client("s3").list_objects_v2(Bucket=f"{cloud.unique}-data", Prefix="answers/")
    assert listed["KeyCount"] == 0


SUCCESS, ERROR = "SUCCESS_NOTIFICATION_TOPIC", "ERROR_NOTIFICATION_TOPIC"


def body_of(message: Any) -> bytes | None:
    """The response in a notification, if it is there."""
    if "responseBody" not in message:
        return None
    assert message["responseBody"]["encoding"] == "BASE64"
    return base64.b64decode(message["responseBody"]["content"])


@pytest.mark.parametrize("included, body", [([SUCCESS], b"<3>"), ([SUCCESS, ERROR], b"<3>"), ([ERROR], None), ([], None)])
def test_a_success_includes_the_response_if_the_configuration_says_so(
    cloud: Cloud, included: list[str], body: bytes | None
) -> None:
    topic, queue = topic_with_queue(cloud)
    name = deploy(cloud, SUM, NotificationConfig={"SuccessTopic": topic, "IncludeInferenceResponseIn": included})
    ask(cloud, name)
    assert body_of(told(cloud.emulator, queue)) == body


@pytest.mark.parametrize("included, there", [([ERROR], True), ([SUCCESS], False)])
def test_a_failure_includes_the_response_if_the_configuration_says_so(
    cloud: Cloud, included: list[str], there: bool
) -> None:
    topic, queue = topic_with_queue(cloud)
    name = deploy(cloud, FAILING, NotificationConfig={"ErrorTopic": topic, "IncludeInferenceResponseIn": included})
    ask(cloud, name)
    message = told(cloud.emulator, queue)
    assert message["invocationStatus"] == "Failed"
    assert (body_of(message) == b"RuntimeError: no weights") == there


@pytest.mark.parametrize("size, there", [(128 * 1024, True), (128 * 1024 + 1, False)])
def test_a_response_is_included_up_to_128_kb(cloud: Cloud, size: int, there: bool) -> None:
    topic, queue = topic_with_queue(cloud)
    large = "def model_fn(d): return lambda size: 'x' * size\ndef output_fn(prediction, accept): return prediction"
    name = deploy(cloud, large, NotificationConfig={"SuccessTopic": topic, "IncludeInferenceResponseIn": [SUCCESS]})
    ask(cloud, name, str(size).encode())
    assert (body_of(told(cloud.emulator, queue)) == b"x" * size) == there


def test_a_request_that_is_not_there_fails_later(cloud: Cloud) -> None:
    topic, queue = topic_with_queue(cloud)
    name = deploy(cloud, SUM, NotificationConfig={"ErrorTopic": topic})
    ask(cloud, name, None)
    assert f"could not read s3://{cloud.unique}-data/requests/1" in told(cloud.emulator, queue)["failureReason"]


def test_an_asynchronous_endpoint_refuses_synchronous_requests(cloud: Cloud) -> None:
    name = deploy(cloud, SUM)
    with pytest.raises(ClientError, match="does not support this inference type") as caught:
        cloud.client("sagemaker-runtime").invoke_endpoint(EndpointName=name, Body=b"[1]")
    assert caught.value.response["Error"]["Code"] == "ValidationError"


def test_a_synchronous_endpoint_refuses_asynchronous_requests(cloud: Cloud) -> None:
    cloud.create(hosting(Model=model(cloud.upload(SUM))), **OUTPUTS)
    with pytest.raises(ClientError, match="does not support this inference type"):
        ask(cloud, cloud.outputs()["Endpoint"])


def test_the_answer_has_the_path_and_the_name_of_the_request(cloud: Cloud) -> None:
    response = ask(cloud, deploy(cloud, SUM), S3OutputPathExtension="team/a/", Filename="b.json")
    assert response["OutputLocation"] == f"s3://{cloud.unique}-data/answers/team/a/b.json"
    assert written(cloud.emulator, response["OutputLocation"])["Body"].read() == b"<3>"


def test_a_request_can_be_in_the_body(cloud: Cloud) -> None:
    topic, queue = topic_with_queue(cloud)
    name = deploy(cloud, SUM, NotificationConfig={"SuccessTopic": topic})
    runtime = cloud.client("sagemaker-runtime")
    response = runtime.invoke_endpoint_async(EndpointName=name, ContentType="application/json", Body=b"[3, 4]")
    assert written(cloud.emulator, response["OutputLocation"])["Body"].read() == b"<7>"
    assert told(cloud.emulator, queue)["requestParameters"] == {"contentType": "application/json", "endpointName": name}


@pytest.mark.parametrize(
    "options, message",
    [
        ({"InputLocation": "here"}, "Value 'here' at 'inputLocation' failed to satisfy constraint"),
        ({"S3OutputPathExtension": "s3://a"}, "Value 's3://a' at 's3OutputPathExtension' failed to satisfy constraint"),
        ({"Filename": "a.b.json"}, "Value 'a.b.json' at 'filename' failed to satisfy constraint"),
        ({"InvocationTimeoutSeconds": 3601}, "Value '3601' at 'invocationTimeoutSeconds' failed to satisfy constraint: Member must have value less"),
        ({"Body": b"[1]"}, "Exactly one of Body and InputLocation"),
    ],
)
def test_a_request_that_is_not_valid_is_refused(cloud: Cloud, options: dict[str, Any], message: str) -> None:
    name = deploy(cloud, SUM)
    with pytest.raises(ClientError, match=message) as caught:
        ask(cloud, name, **options)
    assert caught.value.response["Error"]["Code"] == "ValidationError"


def test_an_endpoint_that_does_not_exist_is_refused(cloud: Cloud) -> None:
    cloud.upload(SUM)
    with pytest.raises(ClientError, match="Endpoint nobody of account 123456789012 not found"):
        ask(cloud, "nobody")
