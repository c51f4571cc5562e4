"""The OpenAI-compatible API of endpoints, through OpenAI's own client."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import openai
import pytest
from botocore.credentials import Credentials
from conftest import Cloud
from hosting import OUTPUTS, ROLE_ARN, config, hosting, model
from tokens import token

from sagemaker_emulator import Emulator

VLLM = "763104351884.dkr.ecr.us-east-1.amazonaws.com/vllm:0.30.0-gpu-py312-cu130-ubuntu24.04-sagemaker"
SGLANG = "763104351884.dkr.ecr.us-east-1.amazonaws.com/huggingface-sglang:0.5.8"
TRUST = {"Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "lambda.amazonaws.com"}}]}
MESSAGES: Any = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "a great day"}]


def server(image: str = VLLM, **environment: str) -> dict[str, Any]:
    """A model whose image downloads it."""
    container = {"Image": image, "Environment": environment}
    return {
        "Type": "AWS::SageMaker::Model",
        "Properties": {"ExecutionRoleArn": ROLE_ARN, "PrimaryContainer": container},
    }


def deploy(cloud: Cloud, resource: dict[str, Any]) -> str:
    cloud.create(hosting(Model=resource), **OUTPUTS)
    return cloud.outputs()["Endpoint"]


def client(cloud: Cloud, endpoint: str, api_key: str | None = None, component: str | None = None) -> openai.OpenAI:
    part = f"/inference-components/{component}" if component else ""
    url = f"{cloud.emulator.endpoint_url}/endpoints/{endpoint}{part}/openai/v1"
    return openai.OpenAI(base_url=url, api_key=api_key or token(), max_retries=0)


def chat(cloud: Cloud, endpoint: str, *, name: str = "", **options: Any) -> Any:
    return client(cloud, endpoint, **options).chat.completions.create(model=name, messages=MESSAGES)


def refusal(kind: type[openai.APIStatusError], cloud: Cloud, endpoint: str, **options: Any) -> tuple[int, Any]:
    """The status and the error of a response."""
    with pytest.raises(kind) as caught:
        chat(cloud, endpoint, **options)
    return caught.value.status_code, caught.value.body


@pytest.mark.parametrize("image", [VLLM, SGLANG])
def test_the_answer_is_that_of_the_container(cloud: Cloud, image: str) -> None:
    name = deploy(cloud, server(image, SM_VLLM_MODEL="Qwen/Qwen3-0.6B", SM_SGLANG_MODEL_PATH="Qwen/Qwen3-0.6B"))
    completion = chat(cloud, name)
    assert (completion.object, completion.model) == ("chat.completion", "Qwen/Qwen3-0.6B")
    assert [choice.message.content for choice in completion.choices] == ["a great day"]
    assert (completion.usage.prompt_tokens, completion.usage.completion_tokens) == (5, 3)


def test_a_streamed_answer_arrives_in_parts(cloud: Cloud) -> None:
    completions = client(cloud, deploy(cloud, server())).chat.completions
    stream = completions.create(model="", messages=MESSAGES, stream=True, stream_options={"include_usage": True})
    chunks = list(stream)
    contents = [choice.delta.content for chunk in chunks for choice in chunk.choices]
    assert contents == ["", "a", " great", " day", None]
    assert {chunk.object for chunk in chunks} == {"chat.completion.chunk"}
    assert [chunk.usage.completion_tokens for chunk in chunks if chunk.usage] == [3]


def test_a_stream_ends_with_done(cloud: Cloud) -> None:
    url = f"{cloud.emulator.endpoint_url}/endpoints/{deploy(cloud, server())}/openai/v1/chat/completions"
    body = json.dumps({"messages": MESSAGES, "stream": True}).encode()
    headers = {"Authorization": f"Bearer {token()}", "Content-Type": "application/json"}
    with urllib.request.urlopen(urllib.request.Request(url, body, headers)) as response:
        assert response.headers["Content-Type"].startswith("text/event-stream")
        assert response.read().endswith(b"data: [DONE]\n\n")


def test_the_same_container_answers_invoke_endpoint(cloud: Cloud) -> None:
    response = cloud.client("sagemaker-runtime").invoke_endpoint(
        EndpointName=deploy(cloud, server()), ContentType="application/json", Body=json.dumps({"messages": MESSAGES})
    )
    assert json.loads(response["Body"].read())["choices"][0]["message"]["content"] == "a great day"


def test_an_unknown_endpoint_is_an_error_of_the_request(cloud: Cloud) -> None:
    message = "Endpoint nobody of account 123456789012 not found."
    expected = {"message": message, "type": "invalid_request_error", "code": "validation_error"}
    assert refusal(openai.BadRequestError, cloud, "nobody") == (400, expected)


def test_an_error_of_the_container_is_an_error_of_the_model(cloud: Cloud) -> None:
    name = deploy(cloud, server(SM_VLLM_SERVED_MODEL_NAME="qwen"))
    assert chat(cloud, name, name="qwen").model == "qwen"
    status, error = refusal(openai.BadRequestError, cloud, name, name="gpt")
    assert (status, error["type"], error["code"]) == (400, "server_error", "model_error")
    assert error["message"].startswith('Received client error (404) from primary with message "')
    assert "The model `gpt` does not exist." in error["message"]


def test_a_container_without_the_route_is_an_error_of_the_model(cloud: Cloud) -> None:
    name = deploy(cloud, model(cloud.upload("def model_fn(d): return lambda x: x")))
    status, error = refusal(openai.BadRequestError, cloud, name)
    assert (status, error["code"]) == (400, "model_error")
    assert "Received client error (404)" in error["message"]


def test_a_container_without_the_api_is_an_error_of_the_model(cloud: Cloud) -> None:
    name = deploy(cloud, model(cloud.upload("def model_fn(model_dir): return sum")))
    assert "client error (404) from primary" in refusal(openai.BadRequestError, cloud, name)[1]["message"]


@pytest.mark.parametrize(
    ("api_key", "message"),
    [
        ("sk-of-openai", "The bearer token does not have the form of a SageMaker API key."),
        (token(Credentials("test", "wrong")), "The signature of the bearer token does not match."),
    ],
)
def test_a_bad_token_is_refused_before_the_endpoint_is_looked_up(cloud: Cloud, api_key: str, message: str) -> None:
    expected = {"message": message, "type": "invalid_request_error", "code": "access_denied"}
    assert refusal(openai.PermissionDeniedError, cloud, "nobody", api_key=api_key) == (403, expected)


def test_a_token_of_another_region_is_refused(cloud: Cloud) -> None:
    name = deploy(cloud, server())
    _, error = refusal(openai.PermissionDeniedError, cloud, name, api_key=token(region="eu-west-1"))
    assert error["message"] == "The bearer token is for eu-west-1, but the endpoint is in us-east-1."


@pytest.mark.parametrize(
    "allowed, refusal",
    [
        (["sagemaker:InvokeEndpoint", "sagemaker:CallWithBearerToken"], None),
        (["sagemaker:InvokeEndpoint"], "perform: sagemaker:CallWithBearerToken on resource: \\* because"),
        (["sagemaker:CallWithBearerToken"], "perform: sagemaker:InvokeEndpoint on resource: arn:aws:sagemaker:"),
    ],
)
def test_the_token_of_an_assumed_role_takes_two_permissions(
    cloud: Cloud, allowed: list[str], refusal: str | None
) -> None:
    iam, role = cloud.client("iam"), f"{cloud.unique}-caller"
    arn = iam.create_role(RoleName=role, AssumeRolePolicyDocument=json.dumps(TRUST))["Role"]["Arn"]
    policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": allowed, "Resource": "*"}]}
    iam.put_role_policy(RoleName=role, PolicyName="own", PolicyDocument=json.dumps(policy))
    given = cloud.client("sts").assume_role(RoleArn=arn, RoleSessionName="test")["Credentials"]
    key = token(Credentials(given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"]))
    name = deploy(cloud, server())
    if refusal is None:
        assert chat(cloud, name, api_key=key).choices
    else:
        with pytest.raises(openai.PermissionDeniedError, match=refusal):
            chat(cloud, name, api_key=key)


def test_a_signed_request_is_refused(cloud: Cloud) -> None:
    name = deploy(cloud, server())
    with pytest.raises(openai.PermissionDeniedError, match="requires a bearer token"):
        client(cloud, name).chat.completions.create(
            model="", messages=MESSAGES, extra_headers={"Authorization": "AWS4-HMAC-SHA256 x"}
        )


def test_only_chat_completions_are_routed(cloud: Cloud) -> None:
    name = deploy(cloud, server())
    with pytest.raises(openai.BadRequestError, match="Only POST /chat/completions is supported, not GET /models"):
        client(cloud, name).models.list()
    with pytest.raises(openai.BadRequestError, match="not POST /completions"):
        client(cloud, name).completions.create(model="", prompt="a")


def test_a_component_belongs_in_the_path(cloud: Cloud) -> None:
    name = deploy(cloud, server())
    with pytest.raises(openai.BadRequestError, match="belongs in the path"):
        client(cloud, name).chat.completions.create(
            model="", messages=MESSAGES, extra_headers={"X-Amzn-SageMaker-Inference-Component": "llama"}
        )
    status, error = refusal(openai.BadRequestError, cloud, name, component="llama")
    assert (status, error["code"]) == (400, "validation_error")
    assert error["message"] == f"Endpoint {name} does not host inference components."


def test_what_is_not_emulated_says_so(cloud: Cloud) -> None:
    containers = [{"Image": VLLM}, {"Image": VLLM}]
    pipeline = {"Type": "AWS::SageMaker::Model", "Properties": {"ExecutionRoleArn": ROLE_ARN, "Containers": containers}}
    cloud.create(hosting(Model=pipeline), "pipeline", **OUTPUTS)
    status, error = refusal(openai.InternalServerError, cloud, cloud.outputs("pipeline")["Endpoint"])
    assert (status, error["code"]) == (501, "not_implemented")


def test_an_asynchronous_endpoint_has_no_such_api(cloud: Cloud) -> None:
    resources = hosting(Model=server())
    resources["Config"] = config(AsyncInferenceConfig={"OutputConfig": {"S3OutputPath": "s3://bucket/answers"}})
    cloud.create(resources, **OUTPUTS)
    _, error = refusal(openai.BadRequestError, cloud, cloud.outputs()["Endpoint"])
    assert "does not support this inference type" in error["message"]


@pytest.mark.parametrize("path", ["/", "/endpoints/any/openai/v1/chat/completions", "/moto-api/data.json"])
@pytest.mark.parametrize(
    "headers", [{"Origin": "https://example.com"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}]
)
def test_web_pages_are_refused(cloud: Cloud, path: str, headers: dict[str, str]) -> None:
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(urllib.request.Request(cloud.emulator.endpoint_url + path, headers=headers))
    assert caught.value.status == 403
    assert caught.value.read() == b"The emulator does not accept requests from web pages.\n"
    assert "Access-Control-Allow-Origin" not in caught.value.headers


def test_a_page_that_the_user_opens_is_shown_even_if_there_is_a_function(tmp_path: Path) -> None:
    # An emulator of its own: the page has all that there is, which takes more than a minute after the other tests.
    with Emulator(log_file=tmp_path / "emulator.log") as emulator:
        role = emulator.client("iam").create_role(RoleName="page", AssumeRolePolicyDocument=json.dumps(TRUST))["Role"]["Arn"]
        code = {"ZipFile": b"PK\x05\x06" + bytes(18)}
        emulator.client("lambda").create_function(FunctionName="page", Role=role, Runtime="python3.13", Handler="index.handler", Code=code)
        url = f"{emulator.endpoint_url}/moto-api/data.json"
        with urllib.request.urlopen(urllib.request.Request(url, headers={"Sec-Fetch-Site": "none"})) as response:
            assert response.status == 200
