"""What the SageMaker Python SDK answers: `sagemaker.core.image_uris.retrieve`, as it is installed."""

from __future__ import annotations

import functools
import json
import logging
import sys
import types
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import botocore.loaders  # type: ignore[import-untyped]

# `retrieve` makes a loader for each URI, and each loader reads the endpoints of all services anew. One loader does, 60 times faster.
botocore.loaders.create_loader = functools.cache(botocore.loaders.create_loader)

# Both packages have a file `sagemaker/__init__.py`, so which one is installed is not certain, and neither is needed.
namespace = types.ModuleType("sagemaker")
namespace.__path__ = [str(distribution("sagemaker-core").locate_file("sagemaker"))]
sys.modules["sagemaker"] = namespace

import queries
from queries import Query
from sagemaker.core import image_uris

# Its decorator, which looks for parameters of pipelines, inspects its signature each time. Without it, many times faster.
retrieve = image_uris.retrieve.__wrapped__

# It says what it leaves out of account, thousands of times.
logging.getLogger("sagemaker").setLevel(logging.CRITICAL)
logging.getLogger("sagemaker.core.image_uris").setLevel(logging.CRITICAL)

# Which instance types a processor is, and what the model classes of the SDK ask for on AWS Neuron. Inference on Trainium is left out:
# `retrieve` refuses it but for PyTorch, for which it gives a training image.
INSTANCE_TYPES: dict[str, list[tuple[str, str | None]]] = {
    "cpu": [("ml.m5.xlarge", None)],
    "gpu": [("ml.g5.xlarge", None)],
    "neuron": [("ml.inf1.xlarge", "neuron"), ("ml.inf2.xlarge", "neuronx")],
    "graviton": [("ml.c7g.xlarge", None)],
}
# The only "instance type" for which it returns images whose processor is `neuronx`, and the frameworks that have these.
NEURONX = "ml.neuronx.xlarge"
NEURONX_FRAMEWORKS = {"huggingface-vllm-neuronx"}
ACCELERATOR = "ml.eia2.medium"
# Each image is there.
EVERYWHERE = "us-west-2"


def uris(query: Query, regions: list[str]) -> dict[str, str]:
    """The URI in each of the regions that has the image; none if the SDK refuses the query."""
    # What only the predecessor of the package has is read by the same function.
    return next((found for folder in (queries.CONFIG, queries.KEPT) if (found := _uris_in(folder, query, regions))), {})


def _uris_in(folder: Path, query: Query, regions: list[str]) -> dict[str, str]:
    image_uris.config_for_framework = functools.partial(_config, folder)
    found: dict[str, str] = {}
    for arguments in _ways(query):
        if _uri(arguments, EVERYWHERE) is not None:
            answers = {region: uri for region in regions if (uri := _uri(arguments, region)) is not None}
            assert not found or found == answers, f"{query} means two images"
            found = answers
    return found


def _ways(query: Query) -> list[dict[str, str | None]]:
    """How the SDK is asked for an image, with each instance type of a processor."""
    framework, only_tool = query.framework, None
    if framework in queries.OF_ANOTHER:
        only_tool = framework.rpartition("-")[2]
        framework = queries.OF_ANOTHER[framework]
    types = INSTANCE_TYPES[query.processor]
    if query.framework.endswith("-arm64"):
        # It does not know that these images are for Graviton.
        types = {"cpu": [], "graviton": INSTANCE_TYPES["cpu"]}.get(query.processor, types)
    if query.processor == "neuron" and framework in NEURONX_FRAMEWORKS:
        types = [*types, (NEURONX, None)]
    asked = {"framework": framework, "version": query.version, "py_version": query.python, "base_framework_version": query.base}
    ways = [
        {**asked, "instance_type": instance_type, "inference_tool": tool if framework == "huggingface" else None}
        for instance_type, tool in types
        if only_tool in (None, tool)
    ]
    accelerated = query.processor == "cpu" and not queries.has_inference(query.framework, query.version)
    return [{**way, "accelerator_type": ACCELERATOR} for way in ways] if accelerated and _has_eia(framework) else ways


def _has_eia(framework: str) -> bool:
    return "eia" in _config(queries.CONFIG, framework)


@functools.cache
def _config(folder: Path, framework: str) -> dict[str, Any]:
    """Reads the images of a framework once, not for each URI. The SDK changes nothing in them."""
    path = folder / f"{framework}.json"
    config: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"scope": ["none"]}
    return config


def _uri(arguments: dict[str, str | None], region: str) -> str | None:
    try:
        uri: str = retrieve(region=region, image_scope="inference", **arguments)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    return uri
