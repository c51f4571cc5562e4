"""An inference component, and where all of them are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import Any

from moto.sagemaker.exceptions import ValidationError
from moto.sagemaker.models import sagemaker_backends
from moto.sagemaker.utils import arn_formatter


@dataclass(frozen=True)
class Revision:
    """What a copy runs: the specifications at a time. ``plural`` is the form they were given in."""

    number: int
    specifications: tuple[Mapping[str, Any], ...]
    plural: bool
    resolved: datetime

    def specification(self, instance_type: str | None = None) -> Mapping[str, Any]:
        """Return the specification for an instance type: its own, or the first one."""
        for item in self.specifications:
            if item.get("InstanceType") == instance_type:
                return item
        return self.specifications[0]


@dataclass
class Component:
    """An inference component. ``copies`` counts the running copies by the number of their revision."""

    account_id: str
    region: str
    name: str
    endpoint_name: str
    variant_name: str
    base: str | None
    revision: Revision
    desired: int
    tags: list[dict[str, str]]
    created: datetime
    modified: datetime
    status: str = "Creating"
    operation: str | None = "CREATE_IN_PROGRESS"
    failure_reason: str | None = None
    last_deployment_config: Mapping[str, Any] | None = None
    copies: dict[int, int] = field(default_factory=dict)
    revisions: dict[int, Revision] = field(default_factory=dict)
    busy: int = 0
    guard: Lock = field(default_factory=Lock)

    @property
    def arn(self) -> str:
        return str(arn_formatter("inference-component", self.name, self.account_id, self.region))

    @property
    def key(self) -> tuple[str, str, str, str]:
        """The key of its events on the clock."""
        return ("component", self.account_id, self.region, self.name)

    @property
    def backend(self) -> Any:
        return sagemaker_backends[self.account_id][self.region]

    @property
    def current(self) -> int:
        """The number of running copies. Those of an adapter are the copies of its base."""
        if self.base is not None:
            found = components_of(self.backend).get(self.base)
            return found.current if found is not None and self.copies else 0
        return sum(self.copies.values())

    @property
    def reserved(self) -> int:
        """The number of copies that it reserves resources for, also after it has failed."""
        return 0 if self.base is not None else max(self.desired, self.current)

    def run(self, revision: Revision, count: int) -> None:
        """Set the number of running copies of a revision."""
        self.revisions[revision.number] = revision
        self.copies[revision.number] = count
        self.copies = {number: copies for number, copies in self.copies.items() if copies > 0}

    def settle(self, status: str, at: datetime, reason: str | None = None) -> None:
        """End the operation. The reason of a failure stays until another replaces it."""
        self.status, self.operation, self.modified = status, None, at
        self.failure_reason = reason or self.failure_reason


def components_of(backend: Any) -> dict[str, Component]:
    """Return the components of an account and region by name."""
    found: dict[str, Component] = backend.__dict__.setdefault("inference_components", {})
    return found


def all_components() -> list[Component]:
    """Return the components of all accounts and regions."""
    return [
        component
        for regions in list(sagemaker_backends.values())
        for backend in list(regions.values())
        for component in list(components_of(backend).values())
    ]


def find(backend: Any, name: str) -> Component:
    """Return a component by its name. Raise as the service does if it does not exist."""
    component = components_of(backend).get(name)
    if component is None:
        arn = arn_formatter("inference-component", name, backend.account_id, backend.region_name)
        raise ValidationError(message=f'Could not find inference component "{arn}".')
    return component


def adapters_of(component: Component) -> list[Component]:
    """Return the adapters whose base is this component."""
    return [item for item in components_of(component.backend).values() if item.base == component.name]
