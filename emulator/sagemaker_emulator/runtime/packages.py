"""The containers of a model, also those that a model package specifies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def containers_of(backend: Any, model: Any) -> list[Mapping[str, Any]]:
    """Return the definitions of the containers, with the image and data of a package in place of its name."""
    return [_resolved(backend, definition) for definition in model.containers or [model.primary_container]]


def _resolved(backend: Any, definition: Mapping[str, Any]) -> Mapping[str, Any]:
    package = backend.model_packages.get(definition.get("ModelPackageName", ""))
    specified = ((package.inference_specification or {}).get("Containers") or []) if package else []
    if not specified:
        return definition
    first = specified[0]
    environment = {**first.get("Environment", {}), **definition.get("Environment", {})}
    return {**first, **definition, "Environment": environment}
