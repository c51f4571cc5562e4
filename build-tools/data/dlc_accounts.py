"""The accounts of the registries with the AWS Deep Learning Containers, by region.

The `sagemaker` package describes each image in `image_uri_config/*.json`: each version of a framework has its own
`registries` map. The account in us-east-1 identifies the maps of the Deep Learning Containers; other images (built-in algorithms,
Neo, ...) are in other accounts. The table is the union of these maps and of the accounts in aws-cdk-lib.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from pinned_package import SAGEMAKER
from recorded import region_info_accounts
from tables import merge

IMAGE_CONFIG = "sagemaker/image_uri_config"
MARK = ("us-east-1", "763104351884")


def dlc_accounts() -> dict[str, str]:
    """Returns the union of all sources, sorted by region. Fails if two sources contradict each other."""
    return merge({**registries_of_images(), "aws-cdk-lib region-info": region_info_accounts()})


def registries_of_images() -> dict[str, dict[str, str]]:
    """Returns the `registries` maps of the Deep Learning Containers by their location in the files."""
    found: dict[str, dict[str, str]] = {}
    for file in sorted(SAGEMAKER.path(IMAGE_CONFIG).glob("*.json")):
        found.update(_registries(json.loads(file.read_text(encoding="utf-8")), file.name))
    return found


def _registries(node: Any, place: str) -> Iterator[tuple[str, dict[str, str]]]:
    if not isinstance(node, dict):
        return
    region, account = MARK
    if node.get("registries", {}).get(region) == account:
        yield place, node["registries"]
    for key, child in node.items():
        yield from _registries(child, f"{place}/{key}")
