"""The AWS images for inference by framework: their repositories, tags and processors."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, replace

from dlc_accounts import IMAGE_CONFIG
from image_scope import Images, Json, Scope
from pinned_package import SAGEMAKER
from registry_accounts import Accounts

# Files with the images of another framework on AWS Neuron, by the inference tool in the terms of `retrieve`.
NEURON_FILES = {"huggingface": {"neuron": "huggingface-neuron", "neuronx": "huggingface-neuronx"}}


@dataclass(frozen=True)
class Catalog:
    """The images by framework, and the tables of accounts by key and region."""

    frameworks: dict[str, list[Images]]
    accounts: dict[str, dict[str, str]]


def image_catalog() -> Catalog:
    accounts = Accounts()
    frameworks = {name: merged(image for scope in scopes(name, accounts) for image in scope.images()) for name in framework_files()}
    return Catalog({name: images for name, images in frameworks.items() if images}, dict(sorted(accounts.tables.items())))


def framework_files() -> list[str]:
    names = {file.stem for file in SAGEMAKER.path(IMAGE_CONFIG).glob("*.json")}
    return sorted(names.difference(*(files.values() for files in NEURON_FILES.values())))


def scopes(framework: str, accounts: Accounts) -> Iterator[Scope]:
    """Yields the inference scopes of a file, which has either one scope for several purposes, or one for each purpose."""
    config = load(framework)
    if "inference" in config.get("scope", []):
        yield Scope(framework, config, accounts)
    elif "scope" not in config and "inference" in config:
        yield Scope(framework, config["inference"], accounts)
    if "inference_graviton" in config:
        yield Scope(framework, config["inference_graviton"], accounts, graviton=True)
    for tool, file in NEURON_FILES.get(framework, {}).items():
        yield Scope(framework, load(file)["inference"], accounts, tool=tool)


def load(name: str) -> Json:
    config: Json = json.loads(SAGEMAKER.path(f"{IMAGE_CONFIG}/{name}.json").read_text(encoding="utf-8"))
    return config


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
