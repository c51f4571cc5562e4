"""The metrics of variants, and the values that alarms and scaling policies read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from moto.cloudwatch import models as cloudwatch
from moto.cloudwatch.models import MetricDatum, cloudwatch_backends

from ..clock import clock

NAMESPACE = "AWS/SageMaker"
_put_data = cloudwatch.CloudWatchBackend.put_metric_data
_KEPT = timedelta(hours=3)

Key = tuple[str, str, frozenset[tuple[str, str]]]


def install() -> None:
    """Give data without a time that of the simulated clock."""
    cloudwatch.CloudWatchBackend.put_metric_data = _put_now


def _put_now(self: Any, namespace: str, metric_data: list[dict[str, Any]]) -> None:
    timed = [item if item.get("Timestamp") else {**item, "Timestamp": clock.now()} for item in metric_data]
    _put_data(self, namespace, timed)


def invoked(
    backend: Any, endpoint_name: str, variant: Mapping[str, Any], microseconds: float, status: int, concurrent: int
) -> None:
    """Count an invocation of a variant, which a container answered with this status."""
    instances = max(int(variant.get("CurrentInstanceCount", 1)), 1)
    serverless = variant.get("CurrentServerlessConfig") or {}
    provisioned = int(serverless.get("ProvisionedConcurrency", 0))
    values = {
        "Invocations": 1.0,
        "Invocation4XXErrors": float(400 <= status < 500),
        "Invocation5XXErrors": float(status >= 500),
        "InvocationModelErrors": float(status >= 400),
        "ModelLatency": microseconds,
        "OverheadLatency": 1000.0,
    }
    if serverless:
        if provisioned:
            values["ServerlessProvisionedConcurrencyUtilization"] = concurrent / provisioned
    else:
        values["InvocationsPerInstance"] = 1 / instances
        values["ConcurrentRequestsPerModel"] = float(concurrent)
    given = [{"Name": "EndpointName", "Value": endpoint_name}, {"Name": "VariantName", "Value": variant["VariantName"]}]
    data: Any = cloudwatch_backends[backend.account_id][backend.region_name].metric_data
    data.extend(MetricDatum(NAMESPACE, name, value, given, clock.now()) for name, value in values.items())


class Recent:
    """The data of the last hours of an account and region, by metric."""

    def __init__(self, account_id: str, region: str) -> None:
        self._values: dict[Key, list[tuple[datetime, float]]] = {}
        start = clock.now() - _KEPT
        for datum in cloudwatch_backends[account_id][region].metric_data:
            time = datum.timestamp.replace(tzinfo=None)
            if time > start and isinstance(datum.value, (int, float)):
                dimensions = frozenset((item.name, item.value) for item in datum.dimensions)
                self._values.setdefault((datum.namespace, datum.name, dimensions), []).append((time, float(datum.value)))

    def known(self, key: Key) -> bool:
        return key in self._values

    def between(self, key: Key, start: datetime, end: datetime) -> Sequence[float]:
        """Return the values after the start, up to and including the end."""
        return [value for time, value in self._values.get(key, []) if start < time <= end]
