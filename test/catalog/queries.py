"""All there is to ask for, read from the package that the SDK itself reads, and what there is not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import distribution
from itertools import product
from pathlib import Path
from typing import Any

Json = dict[str, Any]

CONFIG = Path(str(distribution("sagemaker").locate_file("sagemaker/image_uri_config")))
# Their images are those of a framework of another name.
OF_ANOTHER = {"huggingface-neuron": "huggingface", "huggingface-neuronx": "huggingface"}
SCOPES = ("inference", "inference_graviton")
# None of these is anywhere.
NO_VERSION, NO_BASE, NO_PYTHON = "99.99", "pytorch99", "py999"
PROCESSORS = ("cpu", "gpu", "neuron", "graviton")


@dataclass(frozen=True)
class Query:
    framework: str
    version: str
    base: str | None
    python: str | None
    processor: str

    def as_json(self) -> dict[str, str]:
        """As TypeScript has it; a property without a value is left out."""
        names = {"framework": "framework", "version": "version", "base": "baseFrameworkVersion", "python": "pythonVersion", "processor": "processor"}
        return {ours: value for name, ours in names.items() if (value := getattr(self, name)) is not None}


def queries(framework: str) -> Iterator[Query]:
    """Each version with each of the rest, and one of each kind that does not exist."""
    bases = [*_bases(framework), NO_BASE] if _bases(framework) else [None]
    for parts in product([*_versions(framework), NO_VERSION], bases, [*pythons(framework), NO_PYTHON, None], PROCESSORS):
        yield Query(framework, *parts)


@cache
def frameworks() -> list[str]:
    """The frameworks with an image for inference."""
    names = {OF_ANOTHER.get(file.stem, file.stem) for file in CONFIG.glob("*.json")}
    return sorted(name for name in names if scopes(name))


@cache
def regions() -> list[str]:
    """The regions that any image is in."""
    found = {region for framework in frameworks() for _, details in versions(framework) for region in _values_of(details, "registries")}
    return sorted(found)


@cache
def scopes(framework: str) -> list[Json]:
    """The parts of the JSON files that are about inference."""
    files = [framework, *(file for file, name in OF_ANOTHER.items() if name == framework)]
    configs: list[Json] = [json.loads((CONFIG / f"{file}.json").read_text(encoding="utf-8")) for file in files]
    return [
        *(config for config in configs if "inference" in config.get("scope", [])),
        *(config[scope] for config in configs for scope in SCOPES if "scope" not in config and scope in config),
    ]


def versions(framework: str) -> list[tuple[str, Json]]:
    return [item for scope in scopes(framework) for item in scope["versions"].items()]


@cache
def pythons(framework: str) -> list[str]:
    keyed = {key for _, details in versions(framework) for key in details if key.startswith("py") and not key.startswith("py_") and key[2].isdigit()}
    return sorted({*keyed, *(python for _, details in versions(framework) for python in _values_of(details, "py_versions"))})


def _versions(framework: str) -> list[str]:
    aliases = {alias for scope in scopes(framework) for alias in scope.get("version_aliases", {})}
    return sorted(aliases | {version for version, _ in versions(framework)})


@cache
def _bases(framework: str) -> list[str]:
    """Names and aliases; only Hugging Face has them."""
    named = {key for _, details in versions(framework) for key, value in details.items() if isinstance(value, dict) and "py_versions" in value}
    return sorted(named | {alias for _, details in versions(framework) for alias in details.get("version_aliases", {})})


def _values_of(node: Any, key: str) -> Iterator[str]:
    """What the lists and tables of this name hold, however deep they are."""
    if isinstance(node, dict):
        yield from node.get(key) or ()
        for child in node.values():
            yield from _values_of(child, key)
