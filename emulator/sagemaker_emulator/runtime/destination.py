"""Where a request goes: a variant of an endpoint, and the containers of its model that receive the request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..deployment.model import Fleet
from ..strict.models import is_multi_model
from .errors import NotEmulated, TargetModelMissing, TargetModelNotSupported, ValidationError
from .packages import containers_of
from .request import InferenceRequest


@dataclass(frozen=True)
class Stage:
    """A container that receives a request, and the archive if it hosts several."""

    index: int
    definition: Mapping[str, Any]
    archive: str | None


@dataclass(frozen=True)
class Destination:
    """A variant of an endpoint, with its model."""

    backend: Any
    endpoint_name: str
    variant_name: str
    model: Any
    fleet: Fleet

    @property
    def region(self) -> str:
        return str(self.backend.region_name)

    def stages(self, request: InferenceRequest) -> list[Stage]:
        """Return the containers in order. Raise if the request names one, or an archive, where it cannot, or does not where it must."""
        containers = list(enumerate(containers_of(self.backend, self.model)))
        hostname = request.container_hostname
        direct = (getattr(self.model, "inference_execution_config", None) or {}).get("Mode") == "Direct"
        if direct or hostname:
            containers = [_direct(containers, hostname if direct else None)]
        several = any(is_multi_model(definition) for _, definition in containers)
        if request.target_model is not None and not several:
            raise TargetModelNotSupported(self.endpoint_name)
        if request.target_model is None and several:
            raise TargetModelMissing
        return [
            Stage(index, definition, request.target_model if is_multi_model(definition) else None)
            for index, definition in containers
        ]

    def only_stage(self, request: InferenceRequest, purpose: str) -> Stage:
        """Return the one container that receives the request."""
        stages = self.stages(request)
        if len(stages) > 1:
            raise NotEmulated(f"the emulator supports {purpose} only for models with one container, or with direct invocation")
        return stages[0]


def _direct(containers: list[tuple[int, Mapping[str, Any]]], hostname: str | None) -> tuple[int, Mapping[str, Any]]:
    """Return the target container of a request to a multi-container endpoint in direct mode."""
    if hostname is None:
        raise ValidationError(
            "TargetContainerHostname is required for inference execution mode Direct, and not supported without it."
        )
    for index, definition in containers:
        if definition.get("ContainerHostname") == hostname:
            return index, definition
    raise ValidationError(f"The model has no container with the hostname {hostname}.")
