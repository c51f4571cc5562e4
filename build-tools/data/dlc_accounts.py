"""The accounts of the registries with the AWS Deep Learning Containers, by region.

The descriptions of the images (`image_configs`) have a `registries` map for each version of a framework. The account in us-east-1 identifies the maps of the Deep Learning Containers; other images (built-in algorithms,
Neo, ...) are in other accounts. The table is the union of these maps and of the accounts in aws-cdk-lib.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import image_configs
from recorded import region_info_accounts
from tables import merge

MARK = ("us-east-1", "763104351884")


def dlc_accounts() -> dict[str, str]:
    """Returns the union of all sources, sorted by region. Fails if two sources contradict each other."""
    return merge({**registries_of_images(), "aws-cdk-lib region-info": region_info_accounts()})


def registries_of_images() -> dict[str, dict[str, str]]:
    """Returns the `registries` maps of the Deep Learning Containers by their location in the files."""
    found: dict[str, dict[str, str]] = {}
    for name in image_configs.names():
        found.update(_registries(image_configs.config(name), f"{name}.json"))
    return found


def _registries(node: Any, place: str) -> Iterator[tuple[str, dict[str, str]]]:
    if not isinstance(node, dict):
        return
    region, account = MARK
    if node.get("registries", {}).get(region) == account:
        yield place, node["registries"]
    for key, child in node.items():
        yield from _registries(child, f"{place}/{key}")
