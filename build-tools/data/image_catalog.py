"""The AWS images for inference and for monitoring by framework: their repositories, tags and processors."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, replace

import image_configs
from image_configs import Json
from image_scope import BASED_ON_ANOTHER, NEURON_TOOLS, Images, Scope
from registry_accounts import Accounts

# Images for monitoring jobs, which are not for hosting, by the scope that they have in the source.
MONITORING = {"clarify": "processing", "model-monitor": "monitoring"}


@dataclass(frozen=True)
class Catalog:
    """The images by framework, and the tables of accounts by key and region."""

    frameworks: dict[str, list[Images]]
    accounts: dict[str, dict[str, str]]


def image_catalog() -> Catalog:
    accounts = Accounts()
    frameworks = {
        name: merged(image for scope in scopes(name, accounts) for image in scope.images()) for name in image_configs.names()
    }
    return Catalog({name: images for name, images in frameworks.items() if images}, dict(sorted(accounts.tables.items())))


def scopes(framework: str, accounts: Accounts) -> Iterator[Scope]:
    """Yields the scopes of a file, which has either one scope for several purposes, or one for each purpose."""
    config = image_configs.config(framework)
    purpose = MONITORING.get(framework, "inference")
    if purpose in config.get("scope", []):
        yield Scope(framework, config, accounts, purpose=purpose)
    elif "scope" not in config and purpose in config:
        yield Scope(framework, config[purpose], accounts, purpose=purpose, tool=NEURON_TOOLS.get(framework))
    if "inference_graviton" in config:
        yield Scope(framework, config["inference_graviton"], accounts, graviton=True)
    if "eia" in config:
        yield Scope(framework, without(config["eia"], config["inference"]), accounts)
    if framework == BASED_ON_ANOTHER:
        # These images are also a framework of their own.
        for name, tool in NEURON_TOOLS.items():
            yield Scope(framework, image_configs.config(name)["inference"], accounts, tool=tool)


def without(eia: Json, inference: Json) -> Json:
    """Returns the images for Elastic Inference of the versions that have no others.

    Elastic Inference no longer exists. Without an accelerator, which they look for in an environment variable, these images use the CPU.
    """
    taken = {*inference["versions"], *inference.get("version_aliases", {})}
    versions = {version: details for version, details in eia["versions"].items() if version not in taken}
    aliases = {alias: version for alias, version in eia.get("version_aliases", {}).items() if alias not in taken and version in versions}
    return {**eia, "versions": versions, "version_aliases": aliases}


def merged(images: Iterable[Images]) -> list[Images]:
    """Joins images that differ only in their processors, and then images that differ only in their versions."""
    joined = _join(images, lambda it: replace(it, processors=()), lambda a, b: replace(a, processors=a.processors + b.processors))
    return _join(joined, lambda it: replace(it, versions=()), lambda a, b: replace(a, versions=a.versions + b.versions))


def _join(images: Iterable[Images], alike: Callable[[Images], Hashable], join: Callable[[Images, Images], Images]) -> list[Images]:
    found: dict[Hashable, Images] = {}
    for it in images:
        key = alike(it)
        found[key] = join(found[key], it) if key in found else it
    return list(found.values())
