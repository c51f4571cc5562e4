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

CONFIG = Path(str(distribution("sagemaker-core").locate_file("sagemaker/core/image_uri_config")))
# The predecessor of the package, which has kept a few images that it lacks.
KEPT = Path(str(distribution("sagemaker").locate_file("sagemaker/image_uri_config")))
# Their images are also those of a framework of another name, by the inference tool.
OF_ANOTHER = {"huggingface-neuron": "huggingface", "huggingface-neuronx": "huggingface"}
# Images for monitoring, by framework.
MONITORING = {"clarify": "processing", "model-monitor": "monitoring"}
HOSTING = ("inference", "inference_graviton", "eia")
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
        """As TypeScript has it; a property without a value is left out. The only version without a name is the latest."""
        names = {"framework": "framework", "version": "version", "base": "baseFrameworkVersion", "python": "pythonVersion", "processor": "processor"}
        return {ours: value or "latest" for name, ours in names.items() if (value := getattr(self, name)) is not None}


@dataclass(frozen=True)
class Name:
    """A framework and a version, as the SDK has them."""

    framework: str
    version: str


@cache
def names() -> list[Name]:
    """Each version of each framework that has an image for hosting: what users ask the SDK for."""
    return sorted({Name(file.stem, v) for file in CONFIG.glob("*.json") for part in _parts(CONFIG, file.stem, HOSTING) for v in part["versions"]}, key=str)


def queries(framework: str) -> Iterator[Query]:
    """Each version with each of the rest, and one of each kind that does not exist."""
    bases = [*full_bases(framework), NO_BASE] if full_bases(framework) else [None]
    for parts in product([*_versions(framework), NO_VERSION], bases, [*pythons(framework), NO_PYTHON, None], PROCESSORS):
        yield Query(framework, *parts)


@cache
def frameworks() -> list[str]:
    """The frameworks with an image."""
    return sorted(file.stem for file in CONFIG.glob("*.json") if scopes(file.stem))


@cache
def regions() -> list[str]:
    """The regions that any image is in."""
    found = {region for framework in frameworks() for _, details in versions(framework) for region in _values_of(details, "registries")}
    return sorted(found)


@cache
def scopes(framework: str) -> list[Json]:
    """The parts of the JSON files that are about a framework."""
    wanted = (MONITORING[framework],) if framework in MONITORING else HOSTING
    files = [framework, *(file for file, name in OF_ANOTHER.items() if name == framework)]
    return [part for file in files for folder in (CONFIG, KEPT) for part in _parts(folder, file, wanted)]


def has_inference(framework: str, version: str) -> bool:
    """Whether a version has an image that is not for Elastic Inference."""
    parts = [part for folder in (CONFIG, KEPT) for part in _parts(folder, framework, HOSTING[:2])]
    return any(version in part["versions"] or version in part.get("version_aliases", {}) for part in parts)


def versions(framework: str) -> list[tuple[str, Json]]:
    return [item for scope in scopes(framework) for item in scope["versions"].items()]


@cache
def pythons(framework: str) -> list[str]:
    keyed = {key for _, details in versions(framework) for key in details if key.startswith("py") and not key.startswith("py_") and key[2].isdigit()}
    return sorted({*keyed, *(python for _, details in versions(framework) for python in _values_of(details, "py_versions"))})


@cache
def full_bases(framework: str) -> dict[str, set[str]]:
    """The names and the aliases of base frameworks, with what they can be in full; only Hugging Face has them."""
    found: dict[str, set[str]] = {}
    for _, details in versions(framework):
        named = {key: key for key, value in details.items() if isinstance(value, dict) and "py_versions" in value}
        for name, full in {**named, **(details.get("version_aliases") or {})}.items():
            found.setdefault(name, set()).add(full)
    return dict(sorted(found.items()))


@cache
def _config(folder: Path, file: str) -> Json:
    path = folder / f"{file}.json"
    config: Json = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return config


def _parts(folder: Path, file: str, wanted: tuple[str, ...]) -> list[Json]:
    config = _config(folder, file)
    if "scope" in config:
        return [config] if set(wanted) & set(config["scope"]) else []
    return [config[scope] for scope in wanted if scope in config]


def _versions(framework: str) -> list[str]:
    aliases = {alias for scope in scopes(framework) for alias in scope.get("version_aliases", {})}
    return sorted(aliases | {version for version, _ in versions(framework)})


def _values_of(node: Any, key: str) -> Iterator[str]:
    """What the lists and tables of this name hold, however deep they are."""
    if isinstance(node, dict):
        yield from node.get(key) or ()
        for child in node.values():
            yield from _values_of(child, key)
