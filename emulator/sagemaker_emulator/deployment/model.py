"""The instances of endpoints: those in service, and new ones while a deployment runs."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Event
from typing import Any


@dataclass
class Fleet:
    """The instances of one configuration, with the variants as they run."""

    config: Any
    variants: list[dict[str, Any]]
    shadows: list[dict[str, Any]] | None = None


@dataclass
class Ongoing:
    """A deployment that runs: its new instances, and their share of the traffic."""

    endpoint: Any
    fleet: Fleet
    share: float
    settled: Event


def ongoing_of(backend: Any) -> dict[str, Ongoing]:
    """Return the deployments that run in an account and region, by the name of the endpoint."""
    found: dict[str, Ongoing] = backend.__dict__.setdefault("endpoint_deployments", {})
    return found


def fleet_for(backend: Any, endpoint: Any, draw: Callable[[], float] = random.random) -> Fleet | None:
    """Return the instances that a request is routed to, or ``None`` if their configuration was deleted."""
    ongoing = ongoing_of(backend).get(endpoint.endpoint_name)
    if ongoing is not None and ongoing.endpoint is endpoint and draw() < ongoing.share:
        return ongoing.fleet
    config = backend.endpoint_configs.get(endpoint.endpoint_config_name)
    shadows = getattr(endpoint, "shadow_production_variants", None)
    return None if config is None else Fleet(config, endpoint.production_variants, shadows)


def instances_of(variants: list[dict[str, Any]]) -> int:
    return sum(int(variant.get("CurrentInstanceCount", 0)) for variant in variants)


def pending_summary(fleet: Fleet, start: Any) -> Mapping[str, Any]:
    """Return what DescribeEndpoint shows of a deployment that runs."""
    summary = {
        "EndpointConfigName": fleet.config.endpoint_config_name,
        "ProductionVariants": [_pending(variant) for variant in fleet.variants],
        "StartTime": start,
    }
    return {**summary, **({"ShadowProductionVariants": fleet.shadows} if fleet.shadows else {})}


def _pending(variant: Mapping[str, Any]) -> dict[str, Any]:
    # Members of ProductionVariantSummary that PendingProductionVariantSummary does not have.
    return {key: value for key, value in variant.items() if key not in ("CapacityReservationConfig", "DesiredServerlessConfig")}
