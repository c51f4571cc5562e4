"""The metrics of components, in the namespaces and with the dimensions of the service."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from moto.cloudwatch.models import MetricDatum, cloudwatch_backends

from ..clock import clock
from .capacity import of_instance, of_specification
from .instances import Hosting
from .model import Component, all_components

INVOCATIONS = "AWS/SageMaker"
_COMPONENTS, _ENDPOINTS = "/aws/sagemaker/InferenceComponents", "/aws/sagemaker/Endpoints"
_KEPT = timedelta(hours=3)


class History:
    """What was emitted in the last hours, for alarms and scaling policies: times and values by region and metric."""

    def __init__(self) -> None:
        self._values: dict[tuple[str, str, str, str], list[tuple[datetime, float]]] = defaultdict(list)

    def add(self, component: Component, metric: str, value: float) -> None:
        now, key = clock.now(), (component.account_id, component.region, component.name, metric)
        kept = [item for item in self._values[key] if item[0] > now - _KEPT]
        self._values[key] = [*kept, (now, value)]

    def between(self, component: Component, metric: str, start: datetime, end: datetime) -> list[float]:
        """Return the values after the start, up to and including the end."""
        key = (component.account_id, component.region, component.name, metric)
        return [value for time, value in self._values.get(key, []) if start < time <= end]


history = History()


def _put(
    account_id: str, region: str, namespace: str, dimensions: Mapping[str, str], values: Mapping[str, Any]
) -> None:
    given = [{"Name": name, "Value": value} for name, value in dimensions.items()]
    data: Any = cloudwatch_backends[account_id][region].metric_data
    data.extend(MetricDatum(namespace, name, float(value), given, clock.now()) for name, value in values.items())


def _emit(component: Component, values: Mapping[str, float]) -> None:
    dimensions = {"InferenceComponentName": component.name}
    _put(component.account_id, component.region, INVOCATIONS, dimensions, values)
    for name, value in values.items():
        history.add(component, name, value)


def no_capacity(component: Component) -> None:
    """Count an invocation that found no copy."""
    _emit(component, {"NoCapacityInvocationFailures": 1})


def invoked(component: Component, microseconds: float, status: int, concurrent: int) -> None:
    """Count an invocation, which a copy answered with this status."""
    copies = max(component.current, 1)
    _emit(
        component,
        {
            "Invocations": 1,
            "InvocationsPerCopy": 1 / copies,
            "ConcurrentRequestsPerCopy": concurrent / copies,
            "Invocation4XXErrors": float(400 <= status < 500),
            "Invocation5XXErrors": float(status >= 500),
            "InvocationModelErrors": float(status >= 400),
            "ModelLatency": microseconds,
            "OverheadLatency": 1000.0,
        },
    )


def each_minute() -> None:
    """Emit the utilization of running components, and the reservations of the variants that host them."""
    variants: dict[tuple[str, ...], list[Component]] = defaultdict(list)
    for item in all_components():
        if item.base is None:
            variants[(item.account_id, item.region, item.endpoint_name, item.variant_name)].append(item)
    for (account_id, region, endpoint_name, variant_name), components in variants.items():
        hosting = Hosting.of(components[0])
        if hosting is None:
            continue
        for item in components:
            if item.current:
                dimensions = {"InferenceComponentName": item.name}
                _put(account_id, region, _COMPONENTS, dimensions, _utilization(_accelerated([item])))
        dimensions = {"EndpointName": endpoint_name, "VariantName": variant_name}
        utilization = _utilization(_accelerated(components), memory=False)
        _put(account_id, region, _ENDPOINTS, dimensions, {**_reservation(hosting, components), **utilization})


def _accelerated(components: Iterable[Component]) -> bool:
    return any(of_specification(item.revision.specification()).accelerators for item in components)


def _utilization(accelerated: bool, memory: bool = True) -> dict[str, float]:
    """Return the utilization. The emulator does not measure its processes, so that it is always the same."""
    names = ["CPUUtilizationNormalized", *(["MemoryUtilizationNormalized"] if memory else [])]
    names += ["GPUUtilizationNormalized", "GPUMemoryUtilizationNormalized"] if accelerated else []
    return dict.fromkeys(names, 1.0)


def _reservation(hosting: Hosting, components: Iterable[Component]) -> dict[str, float]:
    """Return the reserved share of the running instances, in percent."""
    if not hosting.current:
        return {}
    whole = of_instance(hosting.instance_type)
    reserved = [
        of_specification(item.revision.specification(hosting.instance_type))
        for item in components
        for _ in range(item.reserved)
    ]
    shares = {
        "CPUReservation": (sum(item.cores for item in reserved), whole.cores),
        "MemoryReservation": (sum(item.memory for item in reserved), whole.memory),
        "GPUReservation": (sum(item.accelerators for item in reserved), whole.accelerators),
    }
    return {name: 100 * part / (total * hosting.current) for name, (part, total) in shares.items() if total}
