"""The examples of endpoints in one call, deployed by the real CDK CLI: they answer, and are updated without another endpoint."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from arrivals import written
from asking import asked_all_the_time, asking, chatting, completion
from botocore.exceptions import ClientError
from deploying import ANSWER, REQUEST, SCALED, Account, Example, deployed, dimensions

pytest.importorskip("cdk_sagemaker_hosting", reason="the wheel is not installed")


@pytest.fixture
def one_call(account: Account, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Example]:
    yield from deployed(account, tmp_path_factory.mktemp("app"), "one-call", "OneCall")


@pytest.fixture
def language_model(account: Account, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Example]:
    yield from deployed(account, tmp_path_factory.mktemp("app"), "language-model", "LanguageModel")


def limits(example: Example) -> dict[str, tuple[int, int]]:
    """The limits between which something scales, by its ID."""
    found = example.client("application-autoscaling").describe_scalable_targets(**SCALED)["ScalableTargets"]
    return {item["ResourceId"]: (item["MinCapacity"], item["MaxCapacity"]) for item in found}


def in_bulk(example: Example, name: str) -> Any:
    """The answer of the asynchronous endpoint, which is an object."""
    key = f"requests/{name}.json"
    example.client("s3").put_object(Bucket=example.output("BucketName"), Key=key, Body=json.dumps(REQUEST).encode())
    sent = example.client("sagemaker-runtime").invoke_endpoint_async(
        EndpointName=example.output("BulkName"),
        ContentType="application/json",
        InputLocation=f"s3://{example.output('BucketName')}/{key}",
    )
    assert sent["OutputLocation"].startswith(f"s3://{example.output('BucketName')}/answers/")
    return json.loads(written(example.account.emulator, sent["OutputLocation"])["Body"].read())


def test_the_endpoints_of_one_call_answer_and_are_updated(one_call: Example) -> None:
    live, bulk = one_call.identity("LiveName"), one_call.identity("BulkName")
    assert one_call.ask("LiveName") == ANSWER
    assert in_bulk(one_call, "first") == ANSWER

    # One model, two capacities.
    (model,) = one_call.models().values()
    common = {"VariantName": "AllTraffic", "ModelName": model, "InstanceType": "ml.m5.large", "InitialInstanceCount": 1}
    assert one_call.config("LiveName")["ProductionVariants"] == [{**common, "InitialVariantWeight": 1}]
    assert one_call.config("BulkName")["ProductionVariants"] == [{**common, "InitialVariantWeight": 1}]
    live_id, bulk_id = (f"endpoint/{endpoint['EndpointName']}/variant/AllTraffic" for endpoint in (live, bulk))
    assert limits(one_call) == {live_id: (1, 4), bulk_id: (0, 3)}
    watching = {dimensions(alarm)["EndpointName"] for alarm in one_call.alarms() if one_call.topic("OnCall") in alarm["AlarmActions"]}
    assert watching == {live["EndpointName"], bulk["EndpointName"]}

    # Another model, another number of requests, and another place of the answers.
    one_call.edit('"SAGEMAKER_PROGRAM": "inference.py"', '"SAGEMAKER_PROGRAM": "inference.py", "VERSION": "2"')
    one_call.edit("max_capacity=4", "max_capacity=8")
    one_call.edit("max_capacity=3", "max_capacity=5")
    with asked_all_the_time(asking(one_call, "LiveName"), ANSWER):
        one_call.deploy()
    assert (one_call.identity("LiveName"), one_call.identity("BulkName")) == (live, bulk)
    assert list(one_call.models().values()) != [model]
    assert limits(one_call) == {live_id: (1, 8), bulk_id: (0, 5)}
    assert (one_call.ask("LiveName"), in_bulk(one_call, "second")) == (ANSWER, ANSWER)


def component(example: Example) -> Any:
    (name,) = example.account.resources(example.stack, "AWS::SageMaker::InferenceComponent")
    return example.client("sagemaker").describe_inference_component(InferenceComponentName=name.rsplit("/", 1)[-1])


def copies(example: Example) -> tuple[int, int]:
    """The numbers of copies, and of instances."""
    (variant,) = example.client("sagemaker").describe_endpoint(EndpointName=example.output("EndpointName"))["ProductionVariants"]
    return component(example)["RuntimeConfig"]["CurrentCopyCount"], variant["CurrentInstanceCount"]


def test_the_language_model_answers_scales_to_zero_and_back_and_is_updated(language_model: Example) -> None:
    advance, endpoint, before = language_model.account.emulator.advance, language_model.identity(), component(language_model)
    name = before["InferenceComponentName"]
    environment = language_model.client("sagemaker").describe_model(ModelName=before["Specification"]["ModelName"])["PrimaryContainer"]["Environment"]
    assert environment == {
        "HF_HOME": "/tmp",
        "SM_VLLM_MAX_MODEL_LEN": "8192",
        "SM_VLLM_MODEL": "Qwen/Qwen3-0.6B",
        "SM_VLLM_REVISION": "c1899de289a04d12100db370d81485cdf75e47ca",
        "SM_VLLM_SERVED_MODEL_NAME": "qwen3",
        "SM_VLLM_TENSOR_PARALLEL_SIZE": "1",
    }
    assert completion(language_model, InferenceComponentName=name) == ("qwen3", "a great model")
    assert chatting(language_model)() == "a great model"
    assert limits(language_model) == {f"inference-component/{name}": (0, 4)}
    assert language_model.topic("OnCall") in [action for alarm in language_model.alarms() for action in alarm["AlarmActions"]]

    # To zero copies and instances, and back by a request.
    assert copies(language_model) == (1, 1)
    advance(minutes=40)
    assert copies(language_model) == (0, 0)
    with pytest.raises(ClientError, match="Inference Component has no capacity"):
        completion(language_model, InferenceComponentName=name)
    advance(minutes=11)
    assert copies(language_model) == (1, 1)

    # Another model on the same component of the same endpoint.
    language_model.edit("max_model_length=8192", "max_model_length=4096")
    language_model.deploy()
    after = component(language_model)
    assert language_model.identity() == endpoint
    assert (after["InferenceComponentName"], after["CreationTime"]) == (name, before["CreationTime"])
    assert after["Specification"]["ModelName"] != before["Specification"]["ModelName"]
    advance(minutes=10)
    assert completion(language_model, InferenceComponentName=name) == ("qwen3", "a great model")
    assert chatting(language_model)() == "a great model"
