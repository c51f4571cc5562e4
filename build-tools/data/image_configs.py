"""The descriptions of the AWS images, one JSON file for each framework: those of `sagemaker-core`, with what only `sagemaker` 2.x has kept."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from pinned_package import SAGEMAKER, SAGEMAKER_CORE

Json = dict[str, Any]

# The sources of the images.
SOURCES = (SAGEMAKER_CORE, SAGEMAKER)

# A file in the folder that does not describe images.
NO_IMAGES = "instance_gpu_info"


def names() -> list[str]:
    """Returns the names of the frameworks."""
    return sorted({file.stem for folder in _folders() for file in folder.glob("*.json")} - {NO_IMAGES})


def config(name: str) -> Json:
    """Returns the description of a framework, in which sagemaker-core takes precedence."""
    newer, older = (_read(folder / f"{name}.json") for folder in _folders())
    return _merged(newer, older)


def gpus_by_region() -> dict[str, dict[str, Json]]:
    """Returns the numbers of GPUs by region and instance type."""
    return config(NO_IMAGES)


@cache
def _folders() -> tuple[Path, Path]:
    return SAGEMAKER_CORE.path("sagemaker/core/image_uri_config"), SAGEMAKER.path("sagemaker/image_uri_config")


def _read(file: Path) -> Json:
    return json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}


def _merged(newer: Json, older: Json) -> Json:
    """Adds what only the older one has, at any depth."""
    only_older = {key: _kept(value) for key, value in older.items() if key not in newer}
    both = {key: _merged(value, older[key]) for key, value in newer.items() if isinstance(value, dict) and isinstance(older.get(key), dict)}
    return {**newer, **both, **only_older}


def _kept(value: Any) -> Any:
    """Marks the images in what only the older one has."""
    if not isinstance(value, dict):
        return value
    marked = {key: _kept(each) for key, each in value.items()}
    return {**marked, "kept": True} if "repository" in value else marked
