"""Endpoints in one call on the kinds of capacity that no example has, and the move from the three constructs and back."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from asking import asked_all_the_time, asking, chatting, completion
from deploying import ANSWER, ROOT, SCALED, Account, Example, deployed_app, dimensions

pytest.importorskip("cdk_sagemaker_hosting", reason="the wheel is not installed")

BEGINNING = """
import aws_cdk as cdk
import cdk_sagemaker_hosting as sm

app = cdk.App()
stack = cdk.Stack(app, "Churn")
container = sm.ContainerDefinition(
    image=sm.ContainerImage.from_framework(sm.Framework.PYTORCH, "2.6.0", python_version="py312"),
    model_data=sm.ModelData.from_directory("model"), environment={"SAGEMAKER_PROGRAM": "inference.py"})
"""

KINDS = """
serverless = sm.ModelEndpoint(stack, "Serverless", container=container,
    capacity=sm.Capacity.serverless(memory_size=cdk.Size.gibibytes(2), max_concurrency=10, max_capacity=5))
components = sm.ModelEndpoint(stack, "Components", container=container,
    capacity=sm.Capacity.components(sm.InstanceType.M5_XLARGE, min_capacity=0, max_capacity=2, target_concurrent_requests=5,
        compute=sm.ComputeRequirements(cpu_cores=1, min_memory=cdk.Size.gibibytes(2))))
chat = sm.LanguageModelEndpoint(stack, "Chat",
    server=sm.ModelServer.vllm(weights=sm.ModelWeights.hugging_face("Qwen/Qwen3-0.6B"), served_model_name="qwen3", max_model_length=8192),
    capacity=sm.Capacity.instances(sm.InstanceType.G6_XLARGE, min_capacity=1, max_capacity=3, target_concurrent_requests=8))

cdk.CfnOutput(stack, "ServerlessName", value=serverless.endpoint_name)
cdk.CfnOutput(stack, "ComponentsName", value=components.endpoint_name)
cdk.CfnOutput(stack, "ComponentName", value=components.component.inference_component_name)
cdk.CfnOutput(stack, "ChatName", value=chat.endpoint_name)
cdk.CfnOutput(stack, "BaseUrl", value=chat.open_ai_base_url)
app.synth()
"""

THREE = """
model = sm.Model(stack, "Model", containers=[container])
config = sm.EndpointConfig(stack, "Config", instance_production_variants=[
    sm.InstanceProductionVariantProps(model=model, variant_name="AllTraffic", instance_type=sm.InstanceType.M5_LARGE, initial_instance_count=2)])
endpoint = sm.Endpoint(stack, "Endpoint", endpoint_config=config)
endpoint.auto_scale_instance_count(min_capacity=2, max_capacity=10).scale_on_invocations("Invocations", max_requests_per_second=30)
"""
ONE = """
endpoint = sm.ModelEndpoint(stack, "Endpoint", container=container,
    capacity=sm.Capacity.instances(sm.InstanceType.M5_LARGE, min_capacity=2, max_capacity=10, max_requests_per_second=30))
"""
OPERATION = """
endpoint.add_auto_rollback_alarms(*endpoint.add_recommended_alarms().critical)
endpoint.add_dashboard()
cdk.CfnOutput(stack, "EndpointName", value=endpoint.endpoint_name)
app.synth()
"""


def written(folder: Path, text: str) -> Path:
    """The folder, with an app and its model."""
    (folder / "cdk.json").write_text(json.dumps({"app": "python3 app.py"}), encoding="utf-8")
    (folder / "app.py").write_text(BEGINNING + text, encoding="utf-8")
    shutil.copytree(ROOT / "examples" / "one-call" / "model", folder / "model", ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True)
    return folder


@pytest.fixture
def kinds(account: Account, tmp_path: Path) -> Iterator[Example]:
    yield from deployed_app(account, written(tmp_path, KINDS), "Churn")


def limits(example: Example) -> dict[str, tuple[int, int]]:
    """The limits between which something scales, by its name."""
    found = example.client("application-autoscaling").describe_scalable_targets(**SCALED)["ScalableTargets"]
    return {item["ResourceId"].split("/")[1]: (item["MinCapacity"], item["MaxCapacity"]) for item in found}


def test_each_kind_answers_and_is_updated_without_another_endpoint(kinds: Example) -> None:
    outputs, component = ("ServerlessName", "ComponentsName", "ChatName"), kinds.output("ComponentName")
    names = [kinds.output(output) for output in outputs]
    before = [kinds.identity(output) for output in outputs]

    def answers() -> list[Any]:
        to_component = kinds.ask("ComponentsName", InferenceComponentName=component)
        return [kinds.ask("ServerlessName"), to_component, completion(kinds, "ChatName"), chatting(kinds)()]

    expected = [ANSWER, ANSWER, ("qwen3", "a great model"), "a great model"]
    assert answers() == expected
    assert limits(kinds) == {names[0]: (1, 5), component: (0, 2), names[2]: (1, 3)}
    (variant,) = kinds.config("ChatName")["ProductionVariants"]
    assert variant["InferenceAmiVersion"] == "al2023-ami-sagemaker-inference-gpu-4-1"
    assert variant["RoutingConfig"] == {"RoutingStrategy": "LEAST_OUTSTANDING_REQUESTS"}
    assert (variant["ContainerStartupHealthCheckTimeoutInSeconds"], variant["InitialInstanceCount"]) == (1800, 1)

    kinds.edit('"SAGEMAKER_PROGRAM": "inference.py"', '"SAGEMAKER_PROGRAM": "inference.py", "VERSION": "2"')
    kinds.edit("max_concurrency=10", "max_concurrency=20")
    kinds.edit("max_capacity=2", "max_capacity=4")
    kinds.edit("max_model_length=8192", "max_model_length=4096")
    configs = [kinds.endpoint(output)["EndpointConfigName"] for output in outputs]
    with asked_all_the_time(asking(kinds, "ServerlessName"), ANSWER), asked_all_the_time(chatting(kinds), "a great model"):
        kinds.deploy()
    assert [kinds.identity(output) for output in outputs] == before
    assert not set(configs) & {kinds.endpoint(output)["EndpointConfigName"] for output in outputs}
    assert limits(kinds) == {names[0]: (1, 5), component: (0, 4), names[2]: (1, 3)}
    kinds.account.emulator.advance(minutes=10)
    assert answers() == expected


CHAT = """
endpoint = sm.LanguageModelEndpoint(stack, "Chat",
    server=sm.ModelServer.vllm(weights=sm.ModelWeights.hugging_face("Qwen/Qwen3-0.6B"), served_model_name="qwen3", max_model_length=8192),
    capacity=sm.Capacity.instances(sm.InstanceType.G6_XLARGE, min_capacity=1, max_capacity=3, target_concurrent_requests=8))
cdk.CfnOutput(stack, "BaseUrl", value=endpoint.open_ai_base_url)
"""


@pytest.fixture
def a_chat(account: Account, tmp_path: Path) -> Iterator[Example]:
    yield from deployed_app(account, written(tmp_path, CHAT + OPERATION), "Churn")


def test_an_endpoint_that_changes_its_kind_is_replaced_and_its_alarms_follow(a_chat: Example) -> None:
    on_instances = a_chat.output("EndpointName")
    assert chatting(a_chat)() == "a great model"

    # Its rollback alarms give it a derived name.
    a_chat.edit("sm.Capacity.instances(", "sm.Capacity.components(")
    a_chat.deploy()
    on_components = a_chat.output("EndpointName")
    assert on_components == f"{on_instances}-Components"
    assert chatting(a_chat)() == "a great model"
    watched = [dimensions(alarm).get("EndpointName", on_components) for alarm in a_chat.alarms()]
    assert watched and set(watched) == {on_components}
    (endpoint,) = a_chat.client("sagemaker").list_endpoints()["Endpoints"]
    assert endpoint["EndpointName"] == on_components

    a_chat.edit("sm.Capacity.components(", "sm.Capacity.instances(")
    a_chat.deploy()
    assert a_chat.output("EndpointName") == on_instances
    assert completion(a_chat) == ("qwen3", "a great model")


def resources(example: Example) -> dict[str, tuple[str, str]]:
    """The types and the physical IDs by logical ID."""
    found = example.client("cloudformation").describe_stack_resources(StackName=example.stack)["StackResources"]
    return {item["LogicalResourceId"]: (item["ResourceType"], item["PhysicalResourceId"]) for item in found}


@pytest.fixture(scope="module")
def three(account: Account, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Example]:
    yield from deployed_app(account, written(tmp_path_factory.mktemp("app"), THREE + OPERATION), "Churn")


@pytest.mark.parametrize("other", [ONE, THREE], ids=["to one call", "and back to three constructs"])
def test_an_endpoint_survives_the_move_to_the_other_form(three: Example, other: str) -> None:
    endpoint, before, policies = three.identity(), resources(three), three.scaling_policies("AllTraffic")
    assert three.ask() == ANSWER

    written(three.app, other + OPERATION)
    with asked_all_the_time(asking(three), ANSWER):
        three.deploy()

    after = resources(three)
    assert three.identity() == endpoint
    # Another model, its role, and its configuration; the same endpoint, scaling, alarms and dashboard.
    other_ones = {kind for logical_id, (kind, _) in before.items() if after.get(logical_id) != before[logical_id]}
    assert other_ones - {"AWS::CDK::Metadata"} == {
        "AWS::SageMaker::Model", "AWS::SageMaker::EndpointConfig", "AWS::IAM::Role", "AWS::IAM::Policy",
    }
    assert three.scaling_policies("AllTraffic") == policies
    assert three.ask() == ANSWER
