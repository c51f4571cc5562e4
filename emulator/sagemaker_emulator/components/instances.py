"""The instances of a variant that hosts components: how many it has, may have and needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import inf
from typing import Any

from moto.sagemaker.exceptions import ValidationError

from ..clock import clock
from .capacity import Resources, instances_for, of_instance, of_specification
from .model import Component, components_of

_START_SECONDS = 180
# From the last copy of an instance until the instance is released, unless the variant has a cooldown.
_IDLE_MINUTES = 10
NO_ROOM = (
    "There is not enough hardware resources on the instances for this endpoint to create a copy of the "
    "inference component."
)


class Hosting:
    """A variant of an endpoint, in the configuration and as it runs."""

    def __init__(self, backend: Any, endpoint_name: str, variant_name: str) -> None:
        endpoint = backend.endpoints.get(endpoint_name)
        if endpoint is None:
            raise ValidationError(message=f'Could not find endpoint "{endpoint_name}".')
        self.backend = backend
        self.endpoint = endpoint
        self.config = backend.endpoint_configs[endpoint.endpoint_config_name]
        self.name = variant_name
        self.variant: Mapping[str, Any] = _named(self.config.production_variants, endpoint_name, variant_name)
        self.running: dict[str, Any] = _named(endpoint.production_variants, endpoint_name, variant_name)

    @classmethod
    def of(cls, component: Component) -> Hosting | None:
        """Return what hosts a component, or ``None`` if its endpoint or variant was deleted."""
        try:
            return cls(component.backend, component.endpoint_name, component.variant_name)
        except (ValidationError, KeyError):
            return None

    @property
    def key(self) -> tuple[str, str, str, str, str]:
        backend = self.backend
        return ("instances", backend.account_id, backend.region_name, self.endpoint.endpoint_name, self.name)

    @property
    def instance_type(self) -> str:
        pools = self.variant.get("InstancePools") or [{}]
        return str(self.variant.get("InstanceType") or pools[0].get("InstanceType", ""))

    @property
    def managed(self) -> Mapping[str, Any] | None:
        """The managed instance scaling, or ``None`` if it is not enabled."""
        scaling: Mapping[str, Any] = self.variant.get("ManagedInstanceScaling") or {}
        return scaling if scaling.get("Status") == "ENABLED" else None

    @property
    def current(self) -> int:
        return int(self.running.get("CurrentInstanceCount", 0))

    @property
    def desired(self) -> int:
        return int(self.running.get("DesiredInstanceCount", self.current))

    @property
    def maximum(self) -> int:
        if self.managed is None:
            return self.desired
        return int(self.managed.get("MaxInstanceCount", max(self.desired, 1)))

    @property
    def minimum(self) -> int:
        return self.desired if self.managed is None else int(self.managed.get("MinInstanceCount", 1))

    def components(self) -> list[Component]:
        """Return the base components of the variant, also those that failed."""
        place = (self.endpoint.endpoint_name, self.name)
        return [
            item
            for item in components_of(self.backend).values()
            if item.base is None and (item.endpoint_name, item.variant_name) == place
        ]

    def reservations(self, without: Component | None = None) -> list[Resources]:
        """Return what the copies of all components reserve."""
        return [
            of_specification(item.revision.specification(self.instance_type))
            for item in self.components()
            if item is not without
            for _ in range(item.reserved)
        ]

    def needed(self, reservations: Iterable[Resources]) -> float:
        return instances_for(reservations, of_instance(self.instance_type))

    def has_room(self, component: Component, specification: Mapping[str, Any], copies: int) -> bool:
        """Return true if the copies of a component fit next to those of the others."""
        wanted = [of_specification(specification)] * copies
        if copies and self.maximum == 0:
            return False
        return self.needed([*self.reservations(without=component), *wanted]) <= self.maximum

    def follow(self) -> float:
        """Start the instances that the copies need, and release idle ones. Return the seconds until they run."""
        needed = self.needed(self.reservations())
        wanted = max(self.minimum, self.maximum if needed is inf else int(needed))
        if self.managed is None or wanted == self.desired:
            if wanted == self.desired:
                clock.cancel(("idle", *self.key))
            return _START_SECONDS if self.current < self.desired else 0
        if wanted > self.desired:
            clock.cancel(("idle", *self.key))
            self.running["DesiredInstanceCount"] = wanted
            clock.after(_START_SECONDS, self.key, self._have_desired)
            return _START_SECONDS if self.current < int(needed) else 0
        self._release_later()
        return 0

    def _have_desired(self) -> None:
        self.running["CurrentInstanceCount"] = self.running["DesiredInstanceCount"]

    def _release_later(self) -> None:
        policy: Mapping[str, Any] = (self.managed or {}).get("ScaleInPolicy") or {}
        minutes = policy.get("CooldownInMinutes", _IDLE_MINUTES)
        clock.cancel(("idle", *self.key))
        clock.after(60 * minutes, ("idle", *self.key), lambda: self._release(policy))

    def _release(self, policy: Mapping[str, Any]) -> None:
        """Release instances without copies: all, or as many as the policy allows in one step."""
        if self.endpoint is not self.backend.endpoints.get(self.key[3]):
            return
        needed = self.needed(self.reservations())
        wanted = max(self.minimum, self.maximum if needed is inf else int(needed))
        if policy.get("Strategy") == "CONSOLIDATION":
            wanted = max(wanted, self.desired - int(policy.get("MaximumStepSize", 1)))
        if wanted < self.desired:
            self.running["DesiredInstanceCount"] = self.running["CurrentInstanceCount"] = wanted
            self.follow()


def _named(variants: list[dict[str, Any]], endpoint_name: str, variant_name: str) -> dict[str, Any]:
    for variant in variants:
        if variant["VariantName"] == variant_name:
            return variant
    raise ValidationError(message=f'Could not find variant "{variant_name}" of endpoint "{endpoint_name}".')
