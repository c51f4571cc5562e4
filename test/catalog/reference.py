"""What the SageMaker Python SDK answers: its own `image_uris.retrieve`, as it is installed."""

from __future__ import annotations

import functools
import logging
import os

os.environ["SAGEMAKER_SUPPRESS_V2_WARNING"] = "1"

import botocore.loaders  # type: ignore[import-untyped]

# `retrieve` makes a loader for each URI, and each loader reads the endpoints of all services anew. One loader does, 60 times faster.
botocore.loaders.create_loader = functools.cache(botocore.loaders.create_loader)

from queries import Query
from sagemaker import image_uris

# It also reads the images of a framework anew for each URI, though it changes nothing in them; and its decorator, which looks for parameters
# of pipelines, inspects its signature each time. Without either, 20 times faster.
image_uris.config_for_framework = functools.cache(image_uris.config_for_framework)
retrieve = image_uris.retrieve.__wrapped__

# It says what it leaves out of account, thousands of times.
logging.getLogger("sagemaker").setLevel(logging.CRITICAL)
logging.getLogger("sagemaker.image_uris").setLevel(logging.CRITICAL)

# Which instance types a processor is, and what the model classes of the SDK ask for on AWS Neuron. Inference on Trainium is left out:
# `retrieve` refuses it but for PyTorch, for which it gives a training image.
INSTANCE_TYPES: dict[str, list[tuple[str, str | None]]] = {
    "cpu": [("ml.m5.xlarge", None)],
    "gpu": [("ml.g5.xlarge", None)],
    "neuron": [("ml.inf1.xlarge", "neuron"), ("ml.inf2.xlarge", "neuronx")],
    "graviton": [("ml.c7g.xlarge", None)],
}
# Each image is there.
EVERYWHERE = "us-west-2"


def uris(query: Query, regions: list[str]) -> dict[str, str]:
    """The URI in each of the regions that has the image; none if the SDK refuses the query."""
    found: dict[str, str] = {}
    for instance_type, tool in INSTANCE_TYPES[query.processor]:
        answers = _uris_for(query, instance_type, tool if query.framework == "huggingface" else None, regions)
        assert not found or not answers or found == answers, f"{query} means two images"
        found = answers or found
    return found


def _uris_for(query: Query, instance_type: str, tool: str | None, regions: list[str]) -> dict[str, str]:
    if _uri(query, instance_type, tool, EVERYWHERE) is None:
        return {}
    return {region: uri for region in regions if (uri := _uri(query, instance_type, tool, region)) is not None}


def _uri(query: Query, instance_type: str, tool: str | None, region: str) -> str | None:
    try:
        uri: str = retrieve(
            query.framework,
            region,
            version=query.version,
            py_version=query.python,
            base_framework_version=query.base,
            instance_type=instance_type,
            inference_tool=tool,
            image_scope="inference",
        )
    except ValueError:
        return None
    return uri
