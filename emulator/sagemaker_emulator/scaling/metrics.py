"""The metrics of variants, and the values that alarms and scaling policies read."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from moto.cloudwatch import models as cloudwatch
from moto.cloudwatch.models import MetricDatum, cloudwatch_backends

from ..clock import clock

NAMESPACE = "AWS/SageMaker"
INSTANCES = "/aws/sagemaker/Endpoints"
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


def loaded(
    backend: Any,
    endpoint_name: str,
    variant_name: str,
    microseconds: float,
    steps: tuple[float, float] | None,
    count: int,
) -> None:
    """Count a request for an archive of a multi-model container, with its download and its loading if it was not loaded."""
    values = {"ModelCacheHit": 0.0 if steps else 1.0, "ModelLoadingWaitTime": microseconds}
    if steps is not None:
        values.update(ModelDownloadingTime=steps[0], ModelLoadingTime=steps[1])
    given = [{"Name": "EndpointName", "Value": endpoint_name}, {"Name": "VariantName", "Value": variant_name}]
    data: Any = cloudwatch_backends[backend.account_id][backend.region_name].metric_data
    with clock.lock:
        data.extend(MetricDatum(NAMESPACE, name, value, given, clock.now()) for name, value in values.items())
        data.append(MetricDatum(INSTANCES, "LoadedModelCount", float(count), given, clock.now()))


class _Index:
    """The data of an account and region by metric, in the order of time. Moto only adds to its list, so each datum is read once."""

    def __init__(self, data: list[Any]) -> None:
        self.data = data
        self.values: dict[Key, list[tuple[datetime, float]]] = {}
        self._read = 0

    def read(self) -> None:
        for datum in self.data[self._read :]:
            if isinstance(datum.value, (int, float)):
                dimensions = frozenset((item.name, item.value) for item in datum.dimensions)
                values = self.values.setdefault((datum.namespace, datum.name, dimensions), [])
                insort(values, (datum.timestamp.replace(tzinfo=None), float(datum.value)))
        self._read = len(self.data)


_indexes: dict[tuple[str, str], _Index] = {}


class Recent:
    """The data of the last hours of an account and region, by metric."""

    def __init__(self, account_id: str, region: str) -> None:
        data: list[Any] = cloudwatch_backends[account_id][region].metric_data
        index = _indexes.get((account_id, region))
        # A reset of moto makes a new list.
        if index is None or index.data is not data:
            index = _indexes[account_id, region] = _Index(data)
        index.read()
        self._values = index.values
        self._start = clock.now() - _KEPT

    def known(self, key: Key) -> bool:
        values = self._values.get(key)
        return bool(values and values[-1][0] > self._start)

    def between(self, key: Key, start: datetime, end: datetime) -> Sequence[float]:
        """Return the values after the start, up to and including the end."""
        values = self._values.get(key, [])
        first, last = (bisect_right(values, max(time, self._start), key=_time) for time in (start, end))
        return [value for _, value in values[first:last]]


def _time(item: tuple[datetime, float]) -> datetime:
    return item[0]
