"""The example of inference components, deployed by the real CDK CLI: it scales to zero and back, and is updated."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from asking import chatting, completion
from botocore.exceptions import ClientError
from dashboards import Dashboard
from deploying import SCALED, Account, Example, deployed, dimensions

pytest.importorskip("cdk_sagemaker_hosting", reason="the wheel is not installed")


@pytest.fixture
def llm(account: Account, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Example]:
    yield from deployed(account, tmp_path_factory.mktemp("app"), "llm-components", "LlmComponents")


def described(llm: Example) -> dict[str, Any]:
    """The components by the part of their names that the app determines."""
    sagemaker, prefix = llm.client("sagemaker"), "llmcomponents-endpoint-"
    names = [item["InferenceComponentName"] for item in sagemaker.list_inference_components()["InferenceComponents"]]
    found = {name: sagemaker.describe_inference_component(InferenceComponentName=name) for name in names}
    # Two hashes follow it.
    return {name.removeprefix(prefix).rsplit("-", 2)[0]: item for name, item in found.items()}


def named(llm: Example) -> dict[str, str]:
    return {key: str(item["InferenceComponentName"]) for key, item in described(llm).items()}


def state(llm: Example, key: str = "assistant") -> tuple[str, int, int]:
    found = described(llm)[key]
    counts = found["RuntimeConfig"]
    return found["InferenceComponentStatus"], counts["CurrentCopyCount"], counts["DesiredCopyCount"]


def instances(llm: Example) -> int:
    endpoint = llm.client("sagemaker").describe_endpoint(EndpointName=llm.output("EndpointName"))
    (variant,) = endpoint["ProductionVariants"]
    return int(variant["CurrentInstanceCount"])


def ask(llm: Example, name: str) -> tuple[str, str]:
    """What answers a request through boto3, and what it answers."""
    return completion(llm, InferenceComponentName=name)


def test_the_example_answers_scales_to_zero_and_back_and_is_updated(llm: Example) -> None:
    advance, names = llm.account.emulator.advance, named(llm)
    assert sorted(names) == ["assistant", "assistant-legal", "assistant-medical", "coder"]
    assert (names["assistant"], names["assistant-legal"]) == (llm.output("AssistantName"), llm.output("LegalName"))

    # By base, by adapter, and by the OpenAI-compatible API.
    assert ask(llm, names["assistant"]) == ("assistant", "a great model")
    assert ask(llm, names["coder"]) == ("coder", "a great model")
    for adapter in ("assistant-legal", "assistant-medical"):
        assert ask(llm, names[adapter]) == (names[adapter], "a great model")
    assert chatting(llm, "CoderUrl")() == "a great model"
    with pytest.raises(ClientError, match="Inference Component Name header is required"):
        llm.client("sagemaker-runtime").invoke_endpoint(EndpointName=llm.output("EndpointName"), Body=b"{}")

    # To zero copies, and then to zero instances.
    assert (state(llm), instances(llm)) == (("InService", 1, 1), 1)
    advance(minutes=40)
    assert (state(llm), state(llm, "coder"), instances(llm)) == (("InService", 0, 0), ("InService", 0, 0), 0)

    # Back, by a request to an adapter, and only its base.
    with pytest.raises(ClientError, match="Inference Component has no capacity"):
        ask(llm, names["assistant-legal"])
    advance(minutes=1)
    assert state(llm) == ("Updating", 0, 1)
    advance(minutes=10)
    assert (state(llm), state(llm, "coder"), instances(llm)) == (("InService", 1, 1), ("InService", 0, 0), 1)
    assert ask(llm, names["assistant-legal"]) == (names["assistant-legal"], "a great model")

    # Updates copy by copy, in place.
    before = described(llm)
    llm.edit("cdk.Size.gibibytes(24)", "cdk.Size.gibibytes(32)")
    llm.deploy()
    after = described(llm)
    assert named(llm) == names
    assert after["assistant"]["CreationTime"] == before["assistant"]["CreationTime"]
    for key in ("assistant", "coder"):
        specification = after[key]["Specification"]
        assert specification["ComputeResourceRequirements"]["MinMemoryRequiredInMb"] == 32 * 1024
        assert after[key]["LastDeploymentConfig"]["RollingUpdatePolicy"] == {
            "MaximumBatchSize": {"Type": "CAPACITY_PERCENT", "Value": 50},
            "WaitIntervalInSeconds": 60,
        }
    advance(minutes=10)
    assert ask(llm, names["assistant"]) == ("assistant", "a great model")
    assert ask(llm, names["assistant-medical"]) == (names["assistant-medical"], "a great model")


def test_the_example_is_what_the_app_says(llm: Example) -> None:
    names = named(llm)
    (variant,) = llm.config()["ProductionVariants"]
    assert variant == {
        "VariantName": "gpu",
        "InstanceType": "ml.g6e.12xlarge",
        "InitialInstanceCount": 1,
        "InferenceAmiVersion": "al2023-ami-sagemaker-inference-gpu-4-1",
        "ManagedInstanceScaling": {"Status": "ENABLED", "MinInstanceCount": 0, "MaxInstanceCount": 2},
    }
    assistant = described(llm)["assistant"]["Specification"]
    image = assistant["Container"]["DeployedImage"]["SpecifiedImage"]
    assert image.endswith("/vllm:0.30.0-gpu-py312-cu130-ubuntu24.04-sagemaker")
    assert assistant["StartupParameters"] == {"ContainerStartupHealthCheckTimeoutInSeconds": 900}
    scaled = llm.client("application-autoscaling").describe_scalable_targets(**SCALED)["ScalableTargets"]
    found = {item["ResourceId"]: (item["MinCapacity"], item["MaxCapacity"]) for item in scaled}
    assert found == {f"inference-component/{names[key]}": (0, 4) for key in ("assistant", "coder")}

    # The client may invoke all of them, and generate tokens.
    role = llm.only("AWS::IAM::Role", "-Client")
    invoke, tokens = llm.statements(role, "sagemaker")
    assert (tokens["Action"], tokens["Resource"]) == ("sagemaker:CallWithBearerToken", "*")
    granted = [resource.partition(":inference-component/")[2] for resource in invoke["Resource"]]
    assert sorted(granted) == ["", *sorted(names.values())]

    # Wake-up alarms of bases and adapters, recommended alarms of components, and the dashboard that shows them.
    alarms = llm.alarms()
    waking = [item for item in alarms if "WakeUp" in item["AlarmName"]]
    assert all(item["AlarmActions"] for item in waking)
    assert sorted(dimensions(item)["InferenceComponentName"] for item in waking) == sorted(names.values())
    recommended = [item for item in alarms if "RecommendedAlarms" in item["AlarmName"]]
    dashboard = Dashboard.of(llm)
    assert recommended and set(dashboard.alarms()) == {item["AlarmArn"] for item in recommended}
    body = json.dumps(dashboard.body)
    assert all(name in body for name in names.values())
    assert dashboard.unknown_ids() == []
