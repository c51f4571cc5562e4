"""The examples with language models, on GPUs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import weights
from deployed import Deployed, Example, Instances

MODEL = "Qwen/Qwen3-0.6B from Hugging Face (Apache-2.0, 1.5 GB)"
VLLM = "AWS image vllm 0.30.0 (CUDA 13.0)"


def _openai(it: Deployed) -> dict[str, Any]:
    (variant,) = it.config()["ProductionVariants"]
    return {"length": it.environment()["SM_VLLM_MAX_MODEL_LEN"], "machine image": variant["InferenceAmiVersion"]}


def _chats(*outputs: str) -> Any:
    def answer(it: Deployed) -> str:
        silent = [output for output in outputs if not it.chat(it.output(output))]
        return f"no text in the answer of {', '.join(silent)}" if silent else ""

    return answer


OPENAI = Example(
    name="openai",
    stack="OpenAi",
    artifacts=f"{VLLM}; {MODEL}, which the instance downloads",
    instances=(Instances("ml.g6.xlarge", 2, 45),),
    minutes=120,
    read=_openai,
    before={"length": "8192", "machine image": "al2023-ami-sagemaker-inference-gpu-4-1"},
    answer=_chats("BaseUrl"),
    edits=(('"SM_VLLM_MAX_MODEL_LEN": "8192"', '"SM_VLLM_MAX_MODEL_LEN": "4096"'),),
    after={"length": "4096", "machine image": "al2023-ami-sagemaker-inference-gpu-4-1"},
)


def _language_model(it: Deployed) -> dict[str, Any]:
    (arn,) = it.resources("AWS::SageMaker::InferenceComponent")
    name = arn.rsplit("/", 1)[-1]
    model = it.component(name)["Specification"]["ModelName"]
    environment = it.client("sagemaker").describe_model(ModelName=model)["PrimaryContainer"]["Environment"]
    return {"length": environment["SM_VLLM_MAX_MODEL_LEN"], "copies": it.limits()[name]}


LANGUAGE_MODEL = Example(
    name="language-model",
    stack="LanguageModel",
    artifacts=f"{VLLM}; {MODEL}, which the instance downloads",
    instances=(Instances("ml.g6.xlarge", 2, 60),),
    minutes=150,
    read=_language_model,
    before={"length": "8192", "copies": (0, 4)},
    answer=_chats("BaseUrl"),
    edits=(("max_model_length=8192", "max_model_length=4096"),),
    after={"length": "4096", "copies": (0, 4)},
)


def _components(it: Deployed) -> dict[str, Any]:
    specification = it.component(it.output("AssistantName"))["Specification"]
    return {
        "memory": specification["ComputeResourceRequirements"]["MinMemoryRequiredInMb"],
        "adapter of": it.component(it.output("LegalName"))["Specification"]["BaseInferenceComponentName"] == it.output("AssistantName"),
        "components": len(it.resources("AWS::SageMaker::InferenceComponent")),
    }


def _all_components(it: Deployed) -> str:
    """Chats with a base, with an adapter, and with the other base; each may have to start first."""
    coder = it.output("CoderUrl")
    endpoint = coder.partition("/inference-components/")[0]
    urls = [f"{endpoint}/inference-components/{it.output(name)}/openai/v1" for name in ("AssistantName", "LegalName")]
    silent = [url for url in [*urls, coder] if not it.chat(url, minutes=45)]
    return f"no text in the answer of {', '.join(silent)}" if silent else ""


def _weights(folder: Path, real: bool) -> None:
    if not real:
        return
    for model in ("assistant", "coder"):
        weights.download(folder / "models" / model)
    for adapter in ("legal", "medical"):
        weights.write_adapter(folder / "adapters" / adapter)


LLM_COMPONENTS = Example(
    name="llm-components",
    stack="LlmComponents",
    artifacts=f"{VLLM}; {MODEL}, twice, in the asset bucket; two adapters without effect, which the program writes",
    instances=(Instances("ml.g6e.12xlarge", 1, 120),),
    others=("3 GB in the asset bucket, until they are deleted there",),
    minutes=240,
    read=_components,
    before={"memory": 24 * 1024, "adapter of": True, "components": 4},
    answer=_all_components,
    edits=(("cdk.Size.gibibytes(24)", "cdk.Size.gibibytes(32)"),),
    after={"memory": 32 * 1024, "adapter of": True, "components": 4},
    prepare=_weights,
)

EXAMPLES = (OPENAI, LANGUAGE_MODEL, LLM_COMPONENTS)
