"""Invocations of inference components and adapters: by name, as a stream, and through the OpenAI-compatible API."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import Any

import openai
import pytest
from botocore.exceptions import ClientError
from components import ANSWERS, LOADS_ADAPTERS, adapter, component, describe, done, hosts, specification
from archives import archive
from conftest import Cloud
from hosting import OUTPUTS, hosting, model
from test_openai_api import MESSAGES, VLLM, client

NO_CAPACITY = "Inference Component has no capacity to process this request."


def invoke(cloud: Cloud, name: str | None = "base", data: Any = (1, 2), endpoint: str = "e") -> Any:
    named = {"InferenceComponentName": f"{cloud.unique}-{name}"} if name else {}
    return cloud.client("sagemaker-runtime").invoke_endpoint(
        EndpointName=f"{cloud.unique}-{endpoint}", ContentType="application/json", Body=json.dumps(data), **named
    )


def answer(cloud: Cloud, name: str = "base", data: Any = (1, 2)) -> Any:
    return json.loads(invoke(cloud, name, data)["Body"].read())


def refusal(cloud: Cloud, name: str | None = "base", **options: Any) -> Any:
    with pytest.raises(ClientError) as caught:
        invoke(cloud, name, **options)
    return caught.value.response


def upload(cloud: Cloud, key: str, **files: str) -> str:
    """Upload an archive with these files at its root."""
    s3, bucket = cloud.client("s3"), f"{cloud.unique}-data"
    s3.create_bucket(Bucket=bucket)
    s3.put_object(Bucket=bucket, Key=key, Body=archive(files))
    return f"s3://{bucket}/{key}"


def test_the_archive_of_the_component_computes_the_answer(cloud: Cloud) -> None:
    one = component(cloud, "one", Specification=specification(cloud.upload(ANSWERS, "1.tar.gz", name="first")))
    two = component(cloud, "two", Specification=specification(cloud.upload(ANSWERS, "2.tar.gz", name="second")))
    done(cloud.create({**hosts(cloud), "One": one, "Two": two}))
    assert (answer(cloud, "one")["from"], answer(cloud, "two")["from"]) == ("first", "second")
    response = invoke(cloud, "one", [3])
    assert (response["InvokedProductionVariant"], response["ContentType"]) == ("main", "application/json")


def test_the_container_of_a_model_is_completed_by_that_of_the_component(cloud: Cloud) -> None:
    resource = model(cloud.upload(ANSWERS), Environment={"NAME": "of the model"}, ModelName=f"{cloud.unique}-m")
    required = {"MinMemoryRequiredInMb": 1024}
    plain = {"ModelName": f"{cloud.unique}-m", "ComputeResourceRequirements": required}
    named = {**plain, "Container": {"Environment": {"NAME": "of the component"}}}
    done(
        cloud.create(
            {
                **hosts(cloud),
                "Model": resource,
                "One": {**component(cloud, "one", Specification=plain), "DependsOn": "Model"},
                "Two": {**component(cloud, "two", Specification=named), "DependsOn": "Model"},
            }
        )
    )
    assert answer(cloud, "one")["from"] == "of the model"
    assert answer(cloud, "two")["from"] == "of the component"


def test_a_request_without_the_name_is_refused(cloud: Cloud) -> None:
    done(cloud.create({**hosts(cloud), "Base": component(cloud, Specification=specification(cloud.upload(ANSWERS)))}))
    response = refusal(cloud, None)
    assert response["Error"]["Code"] == "ValidationError"
    assert response["Error"]["Message"].startswith("Inference Component Name header is required for endpoints")
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 400
    url = f"{cloud.emulator.endpoint_url}/endpoints/{cloud.unique}-e/invocations"
    signed = {"Authorization": "AWS4-HMAC-SHA256 Credential=test/20261128/us-east-1/sagemaker/aws4_request"}
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(urllib.request.Request(url, b"[]", signed))
    assert json.loads(caught.value.read())["ErrorCode"] == "INFERENCE_COMPONENT_NAME_MISSING"


def test_a_component_that_is_not_on_the_endpoint_is_refused(cloud: Cloud) -> None:
    done(cloud.create({**hosts(cloud), "Base": component(cloud, Specification=specification(cloud.upload(ANSWERS)))}))
    expected = f"Inference Component {cloud.unique}-other of account 123456789012 not found."
    assert refusal(cloud, "other")["Error"]["Message"] == expected


def test_an_endpoint_of_a_model_hosts_no_components(cloud: Cloud) -> None:
    resources = hosting(Model=model(cloud.upload(ANSWERS)))
    resources["Endpoint"]["Properties"]["EndpointName"] = f"{cloud.unique}-e"
    done(cloud.create(resources, **OUTPUTS))
    assert "does not host inference components" in refusal(cloud)["Error"]["Message"]
    assert json.loads(invoke(cloud, None)["Body"].read())["from"] == "base"


def test_without_copies_there_is_no_capacity(cloud: Cloud) -> None:
    done(cloud.create({**hosts(cloud), "Base": component(cloud, Specification=specification(cloud.upload(ANSWERS)))}))
    cloud.client("sagemaker").update_inference_component_runtime_config(
        InferenceComponentName=f"{cloud.unique}-base", DesiredRuntimeConfig={"CopyCount": 0}
    )
    cloud.emulator.advance(minutes=2)
    response = refusal(cloud)
    assert (response["Error"]["Code"], response["ResponseMetadata"]["HTTPStatusCode"]) == ("ValidationError", 400)
    assert response["Error"]["Message"].startswith(NO_CAPACITY)


def test_a_stream_has_the_parts_of_the_answer(cloud: Cloud) -> None:
    chat = {"Container": {"Image": VLLM}, "ComputeResourceRequirements": {"MinMemoryRequiredInMb": 1024}}
    done(cloud.create({**hosts(cloud), "Base": component(cloud, Specification=chat)}))
    response = cloud.client("sagemaker-runtime").invoke_endpoint_with_response_stream(
        EndpointName=f"{cloud.unique}-e",
        InferenceComponentName=f"{cloud.unique}-base",
        ContentType="application/json",
        Body=json.dumps({"messages": MESSAGES, "stream": True}),
    )
    assert (response["InvokedProductionVariant"], response["ContentType"].split(";")[0]) == (
        "main",
        "text/event-stream",
    )
    body = b"".join(event["PayloadPart"]["Bytes"] for event in response["Body"])
    assert body.endswith(b"data: [DONE]\n\n")
    assert b'"content": " great"' in body


def test_a_stream_of_an_endpoint_of_a_model(cloud: Cloud) -> None:
    cloud.create(hosting(Model=model(cloud.upload(ANSWERS))), **OUTPUTS)
    response = cloud.client("sagemaker-runtime").invoke_endpoint_with_response_stream(
        EndpointName=cloud.outputs()["Endpoint"], ContentType="application/json", Body=b"[4]"
    )
    body = b"".join(event["PayloadPart"]["Bytes"] for event in response["Body"])
    assert json.loads(body)["doubled"] == [8]


def test_a_stream_without_the_name_is_refused(cloud: Cloud) -> None:
    done(cloud.create({**hosts(cloud), "Base": component(cloud, Specification=specification(cloud.upload(ANSWERS)))}))
    with pytest.raises(ClientError, match="Inference Component Name header is required"):
        cloud.client("sagemaker-runtime").invoke_endpoint_with_response_stream(
            EndpointName=f"{cloud.unique}-e", Body=b"[]"
        )


def test_the_base_answers_with_the_adapter(cloud: Cloud) -> None:
    base = component(cloud, Specification=specification(cloud.upload(LOADS_ADAPTERS)))
    ten, hundred = upload(cloud, "10.tar.gz", factor="10"), upload(cloud, "100.tar.gz", factor="100")
    done(
        cloud.create(
            {**hosts(cloud), "Base": base, "Ten": adapter(cloud, ten, "ten"), "More": adapter(cloud, hundred, "more")}
        )
    )
    plain, first, second = answer(cloud), answer(cloud, "ten"), answer(cloud, "more")
    assert "scaled" not in plain
    assert (first["scaled"], second["scaled"]) == ([10, 20], [100, 200])
    assert first["pid"] == second["pid"] == plain["pid"]


def test_an_updated_adapter_is_loaded_anew(cloud: Cloud) -> None:
    base = component(cloud, Specification=specification(cloud.upload(LOADS_ADAPTERS)))
    resources = {**hosts(cloud), "Base": base}
    done(cloud.create({**resources, "Ten": adapter(cloud, upload(cloud, "10.tar.gz", factor="10"), "ten")}))
    before = answer(cloud, "ten")
    done(cloud.update({**resources, "Ten": adapter(cloud, upload(cloud, "20.tar.gz", factor="20"), "ten")}))
    after = answer(cloud, "ten")
    assert (before["scaled"], after["scaled"]) == ([10, 20], [20, 40])
    assert before["pid"] == after["pid"]


COUNTS_ADAPTERS = """
loaded = []
class Adapted:
    def __init__(self): loaded.append(1)
    def __del__(self): loaded.pop()
    def __call__(self, data): return len(loaded)
def model_fn(model_dir): return lambda data: len(loaded)
def adapter_fn(adapter_dir, model): return Adapted()
"""


def test_a_deleted_adapter_is_unloaded(cloud: Cloud) -> None:
    resources = {**hosts(cloud), "Base": component(cloud, Specification=specification(cloud.upload(COUNTS_ADAPTERS)))}
    url = upload(cloud, "a.tar.gz", factor="1")
    adapters = {name: adapter(cloud, url, name.lower()) for name in ("One", "Two")}
    done(cloud.create({**resources, **adapters}))
    assert (answer(cloud), answer(cloud, "one"), answer(cloud, "two"), answer(cloud)) == (0, 1, 2, 2)
    done(cloud.update({**resources, "Two": adapters["Two"]}))
    assert (answer(cloud), answer(cloud, "two")) == (1, 1)
    assert "not found" in refusal(cloud, "one")["Error"]["Message"]


def test_a_base_that_crashed_loads_its_adapters_again(cloud: Cloud) -> None:
    crashing = LOADS_ADAPTERS.replace(
        "return lambda data: {", "return lambda data: os._exit(3) if data == [0] else {", 1
    )
    base = component(cloud, Specification=specification(cloud.upload(crashing)))
    done(cloud.create({**hosts(cloud), "Base": base, "Ten": adapter(cloud, upload(cloud, "a", factor="10"), "ten")}))
    before = answer(cloud, "ten")
    assert refusal(cloud, data=[0])["Error"]["Code"] == "ModelError"
    after = answer(cloud, "ten")
    assert (before["scaled"], after["scaled"], before["pid"] == after["pid"]) == ([10, 20], [10, 20], False)


def test_an_adapter_without_copies_of_its_base_has_no_capacity(cloud: Cloud) -> None:
    base = component(cloud, Specification=specification(cloud.upload(LOADS_ADAPTERS)))
    done(cloud.create({**hosts(cloud), "Base": base, "Ten": adapter(cloud, upload(cloud, "a", factor="10"), "ten")}))
    cloud.client("sagemaker").update_inference_component_runtime_config(
        InferenceComponentName=f"{cloud.unique}-base", DesiredRuntimeConfig={"CopyCount": 0}
    )
    cloud.emulator.advance(minutes=2)
    assert refusal(cloud, "ten")["Error"]["Message"].startswith(NO_CAPACITY)
    assert describe(cloud, "ten")["InferenceComponentStatus"] == "InService"


def test_an_adapter_of_a_container_without_its_routes_is_in_service_but_does_not_answer(cloud: Cloud) -> None:
    base = component(cloud, Specification=specification(cloud.upload(ANSWERS)))
    done(cloud.create({**hosts(cloud), "Base": base, "Adapter": adapter(cloud, upload(cloud, "a.tar.gz", factor="1"))}))
    assert describe(cloud, "adapter")["InferenceComponentStatus"] == "InService"
    for _ in range(2):
        response = refusal(cloud, "adapter")
        assert response["Error"]["Code"] == "ModelError"
        assert (response["OriginalStatusCode"], response["OriginalMessage"]) == (404, '{"detail":"Not Found"}')
    assert answer(cloud)["from"] == "base"


def chats(cloud: Cloud, **environment: str) -> dict[str, Any]:
    container = {"Image": VLLM, "Environment": {"SM_VLLM_MODEL": "Qwen/Qwen3-0.6B", **environment}}
    required = {"MinMemoryRequiredInMb": 1024}
    return component(cloud, Specification={"Container": container, "ComputeResourceRequirements": required})


@pytest.mark.parametrize("enabled", ["true", ""])
def test_the_openai_route_reaches_a_component_and_its_adapter(cloud: Cloud, enabled: str) -> None:
    url = upload(cloud, "a.tar.gz", **{"adapter_config.json": "{}"})
    base = chats(cloud, VLLM_ALLOW_RUNTIME_LORA_UPDATING="true", SM_VLLM_ENABLE_LORA=enabled)
    done(cloud.create({**hosts(cloud), "Base": base, "Adapter": adapter(cloud, url)}))
    models = {}
    for name in ("base", "adapter"):
        openai_client = client(cloud, f"{cloud.unique}-e", component=f"{cloud.unique}-{name}")
        completion = openai_client.chat.completions.create(model="", messages=MESSAGES)
        assert completion.choices[0].message.content == "a great day"
        models[name] = completion.model
    assert models == {"base": "Qwen/Qwen3-0.6B", "adapter": f"{cloud.unique}-adapter"}


@pytest.mark.parametrize(
    "environment, file, message",
    [
        ({}, "adapter_config.json", '{"detail":"Not Found"}'),
        ({"SM_VLLM_ENABLE_LORA": "true"}, "adapter_config.json", '{"detail":"Not Found"}'),
        ({"VLLM_ALLOW_RUNTIME_LORA_UPDATING": "true"}, "adapter_config.json", "LoRA is not enabled."),
        (
            {"VLLM_ALLOW_RUNTIME_LORA_UPDATING": "true", "SM_VLLM_ENABLE_LORA": "true"},
            "folder/adapter_config.json",
            "No adapter found for",
        ),
    ],
)
def test_an_adapter_that_the_server_does_not_load_is_an_error_of_the_model(
    cloud: Cloud, environment: dict[str, str], file: str, message: str
) -> None:
    url = upload(cloud, "a.tar.gz", **{file: "{}"})
    done(cloud.create({**hosts(cloud), "Base": chats(cloud, **environment), "Adapter": adapter(cloud, url)}))
    assert describe(cloud, "adapter")["InferenceComponentStatus"] == "InService"
    with pytest.raises(openai.BadRequestError) as caught:
        client(cloud, f"{cloud.unique}-e", component=f"{cloud.unique}-adapter").chat.completions.create(
            model="", messages=MESSAGES
        )
    error: Any = caught.value.body
    assert (error["type"], error["code"]) == ("server_error", "model_error")
    assert message in error["message"]


def test_the_openai_route_without_the_name_or_a_copy_is_refused(cloud: Cloud) -> None:
    done(cloud.create({**hosts(cloud), "Base": chats(cloud)}))
    with pytest.raises(openai.BadRequestError, match="Inference Component Name header is required"):
        client(cloud, f"{cloud.unique}-e").chat.completions.create(model="", messages=MESSAGES)
    cloud.client("sagemaker").update_inference_component_runtime_config(
        InferenceComponentName=f"{cloud.unique}-base", DesiredRuntimeConfig={"CopyCount": 0}
    )
    with pytest.raises(openai.BadRequestError) as caught:
        client(cloud, f"{cloud.unique}-e", component=f"{cloud.unique}-base").chat.completions.create(
            model="", messages=MESSAGES
        )
    error: Any = caught.value.body
    assert (error["type"], error["code"]) == ("invalid_request_error", "validation_error")
    assert error["message"].startswith(NO_CAPACITY)


def test_an_error_of_the_archive_is_a_model_error(cloud: Cloud) -> None:
    url = cloud.upload("def model_fn(d): return lambda x: 1 / 0")
    done(cloud.create({**hosts(cloud), "Base": component(cloud, Specification=specification(url))}))
    response = refusal(cloud)
    assert (response["Error"]["Code"], response["OriginalStatusCode"]) == ("ModelError", 500)
    assert "ZeroDivisionError" in response["OriginalMessage"]


def test_a_container_writes_to_the_log_group_of_the_component(cloud: Cloud) -> None:
    url = cloud.upload("def model_fn(d):\n    print('loaded the weights')\n    return lambda x: x")
    done(cloud.create({**hosts(cloud), "Base": component(cloud, Specification=specification(url))}))
    logs, group = cloud.client("logs"), f"/aws/sagemaker/InferenceComponents/{cloud.unique}-base"
    answer(cloud)
    (stream,) = logs.describe_log_streams(logGroupName=group)["logStreams"]
    assert stream["logStreamName"].startswith("main/i-")
    events = logs.get_log_events(logGroupName=group, logStreamName=stream["logStreamName"])["events"]
    assert "loaded the weights" in [event["message"] for event in events]


def test_an_adapter_has_no_log_group_of_its_own(cloud: Cloud) -> None:
    base = component(cloud, Specification=specification(cloud.upload(LOADS_ADAPTERS)))
    done(cloud.create({**hosts(cloud), "Base": base, "Ten": adapter(cloud, upload(cloud, "a", factor="1"), "ten")}))
    answer(cloud, "ten")
    groups = cloud.client("logs").describe_log_groups(
        logGroupNamePrefix=f"/aws/sagemaker/InferenceComponents/{cloud.unique}"
    )["logGroups"]
    assert [group["logGroupName"] for group in groups] == [f"/aws/sagemaker/InferenceComponents/{cloud.unique}-base"]
