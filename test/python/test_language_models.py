"""Language models: the environment that the options of each server become, and what follows from the instance type."""

from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_iam as iam
from aws_cdk import aws_secretsmanager as secretsmanager
from helpers.given import a_bucket
from helpers.messages import Like, message_of
from helpers.templates import CONFIG, MODEL, Json, properties_of, variants_of, warnings_of

import cdk_sagemaker_hosting as sm

GPUS = sm.InstanceType.G6_E_12_XLARGE
HUB = sm.ModelWeights.hugging_face("org/llama-8b-instruct", revision="0e9e39f")
COMPONENT = "AWS::SageMaker::InferenceComponent"


def llama(stack: cdk.Stack, server: sm.ModelServer, capacity: sm.Capacity | None = None) -> sm.LanguageModelEndpoint:
    return sm.LanguageModelEndpoint(stack, "Llama", server=server, capacity=capacity or sm.Capacity.instances(GPUS))


def environment_of(stack: cdk.Stack) -> Json:
    environment: Json = properties_of(stack, MODEL)["PrimaryContainer"]["Environment"]
    return environment


def test_a_language_model_in_one_call(stack: cdk.Stack) -> None:
    self = stack
    secret = secretsmanager.Secret.from_secret_name_v2(self, "Hub", "hub")
    app_role = iam.Role(self, "App", assumed_by=iam.ServicePrincipal("ecs-tasks.amazonaws.com"))

    llama = sm.LanguageModelEndpoint(self, "Llama",
        server=sm.ModelServer.vllm(
            weights=sm.ModelWeights.hugging_face("org/llama-8b-instruct", revision="0e9e39f", token=secret.secret_value),
            max_model_length=8192),
        capacity=sm.Capacity.components(GPUS, min_capacity=0, max_capacity=4, target_concurrent_requests=8))
    llama.grant_invoke_open_ai(app_role)
    cdk.CfnOutput(self, "BaseUrl", value=llama.open_ai_base_url)

    environment = environment_of(stack)
    assert str(environment.pop("HF_TOKEN")).count("{{resolve:secretsmanager:") == 1
    assert environment == {
        "HF_HOME": "/tmp",  # noqa: S108
        "SM_VLLM_MAX_MODEL_LEN": "8192",
        "SM_VLLM_MODEL": "org/llama-8b-instruct",
        "SM_VLLM_REVISION": "0e9e39f",
        "SM_VLLM_TENSOR_PARALLEL_SIZE": "4",
    }
    (variant,) = properties_of(stack, CONFIG)["ProductionVariants"]
    assert variant["InferenceAmiVersion"] == "al2023-ami-sagemaker-inference-gpu-4-1"
    assert variant["ManagedInstanceScaling"] == {"MaxInstanceCount": 4, "MinInstanceCount": 0, "Status": "ENABLED"}
    specification = properties_of(stack, COMPONENT)["Specification"]
    assert specification["ComputeResourceRequirements"] == {"MinMemoryRequiredInMb": 8192, "NumberOfAcceleratorDevicesRequired": 4}
    assert warnings_of(stack) == []


SERVERS: dict[str, tuple[sm.ModelServer, Json]] = {
    "vllm": (
        sm.ModelServer.vllm(
            weights=HUB,
            speculative_config={"method": "ngram", "num_speculative_tokens": 4},
            tool_call_parser="hermes",
            prefix_caching=False,
            lora=sm.LoraOptions(max_loras=4),
            additional_arguments={"enforce-eager": "true"},
        ),
        {
            "SM_VLLM_SPECULATIVE_CONFIG": '{"method":"ngram","num_speculative_tokens":4}',
            "SM_VLLM_ENABLE_AUTO_TOOL_CHOICE": "",
            "SM_VLLM_TOOL_CALL_PARSER": "hermes",
            "SM_VLLM_NO_ENABLE_PREFIX_CACHING": "",
            "SM_VLLM_ENABLE_LORA": "",
            "SM_VLLM_MAX_LORAS": "4",
            "VLLM_ALLOW_RUNTIME_LORA_UPDATING": "true",
            "SM_VLLM_ENFORCE_EAGER": "",
        },
    ),
    "sglang": (
        sm.ModelServer.sglang(
            weights=HUB, metrics=True, speculative=sm.SglangSpeculativeOptions(algorithm="NGRAM"), multimodal_limits={"image": 2}
        ),
        {
            "SM_SGLANG_ENABLE_METRICS": "",
            "SM_SGLANG_SPECULATIVE_ALGORITHM": "NGRAM",
            "SM_SGLANG_LIMIT_MM_DATA_PER_REQUEST": '{"image":2}',
        },
    ),
    "lmi": (
        sm.ModelServer.lmi(weights=HUB, max_sequences=64, model_loading_timeout=cdk.Duration.minutes(40), fail_fast=True),
        {"OPTION_MAX_ROLLING_BATCH_SIZE": "64", "OPTION_MODEL_LOADING_TIMEOUT": "2400", "SERVING_FAIL_FAST": "true"},
    ),
}


@pytest.mark.parametrize("server", SERVERS)
def test_options_become_the_variables_of_the_server(stack: cdk.Stack, server: str) -> None:
    definition, expected = SERVERS[server]
    llama(stack, definition)

    environment = environment_of(stack)
    assert {name: environment.get(name) for name in expected} == expected
    assert warnings_of(stack) == []


def test_embeddings_run_on_cpus(stack: cdk.Stack) -> None:
    server = sm.ModelServer.tei(weights=HUB, payload_limit=cdk.Size.mebibytes(4))
    llama(stack, server, sm.Capacity.instances(sm.InstanceType.M7_I_LARGE))

    assert environment_of(stack)["PAYLOAD_LIMIT"] == "4194304"
    assert "/tei-cpu:" in str(properties_of(stack, MODEL)["PrimaryContainer"]["Image"])


def test_weights_in_a_bucket(stack: cdk.Stack) -> None:
    weights = sm.ModelWeights.from_model_data(sm.ModelData.from_bucket_prefix(a_bucket(stack), "llama/"))
    llama(stack, sm.ModelServer.vllm(weights=weights, weights_size=cdk.Size.gibibytes(16)))

    assert environment_of(stack)["SM_VLLM_MODEL"] == "/opt/ml/model"
    assert variants_of(stack)[0]["ModelDataDownloadTimeoutInSeconds"] == 1560


def options(**given: Any) -> sm.ModelServer:
    return sm.ModelServer.vllm(**{"weights": HUB, **given})


REFUSED: dict[str, tuple[Any, str]] = {
    "more GPUs than there are": (lambda: options(tensor_parallel_size=8), "Test/Llama: server.tensorParallelSize ... (4), got 8; ..."),
    "a rank that does not exist": (lambda: options(lora=sm.LoraOptions(max_lora_rank=24)), "Test/Llama: server.lora.maxLoraRank ... got 24"),
    "a token as plain text": (
        lambda: options(weights=sm.ModelWeights.hugging_face("org/name", token=cdk.SecretValue.unsafe_plain_text("any"))),
        "Test/Llama: the token of server.weights is plain text, ...",
    ),
    "an argument that an option sets": (
        lambda: options(max_model_length=8192, additional_arguments={"max-model-len": "16k"}),
        "Test/Llama: server.additionalArguments['max-model-len'] ... server.maxModelLength ...",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_is_refused(stack: cdk.Stack, case: str) -> None:
    server, message = REFUSED[case]

    assert message_of(lambda: llama(stack, server())) == Like(message)


def test_a_cpu_is_refused(stack: cdk.Stack) -> None:
    message = message_of(lambda: llama(stack, options(), sm.Capacity.instances(sm.InstanceType.M7_I_LARGE)))

    assert message == Like("Test/Llama: the image of vLLM requires GPUs, which ml.m7i.large does not have; ...")


def test_an_adapter_is_on_the_component(stack: cdk.Stack) -> None:
    server = options(lora=sm.LoraOptions(max_lora_rank=32))
    artifact = sm.ModelData.from_bucket(a_bucket(stack), "legal.tar.gz")
    endpoint = llama(stack, server, sm.Capacity.components(GPUS))

    assert endpoint.add_adapter("Legal", artifact=artifact).node.path == "Test/Llama/Component/Legal"

    other = sm.LanguageModelEndpoint(stack, "Other", server=server, capacity=sm.Capacity.instances(GPUS))
    message = message_of(lambda: other.add_adapter("Legal", artifact=artifact))
    assert message == Like("Test/Other: an adapter requires an inference component, ...; use Capacity.components")
