"""The metrics of SageMaker that alarms, scaling policies and dashboards use are in its documentation, with their dimensions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from .assembly import Assembly, Json

# Taken from the documentation by hand, not from the code of the library.
TABLE = Path(__file__).resolve().parents[2] / "endpoint" / "metrics" / "data" / "metrics.json"
# Dimensions that select some of the data of a metric.
SELECTING = {"InstanceId", "InstanceType", "ContainerId", "GpuId", "VariantName", "EndpointName", "ContainerName", "ModelName", "InferenceComponentName"}


def judge(assembly: Assembly) -> list[str]:
    return [
        f"{template.name}: {name}: {problem}"
        for template in assembly.templates
        for kind in ("AWS::CloudWatch::Alarm", "AWS::ApplicationAutoScaling::ScalingPolicy", "AWS::CloudWatch::Dashboard")
        for name, properties in template.of_type(kind)
        for problem in dict.fromkeys(_problems(properties))
    ]


def _problems(properties: Json) -> Iterator[str]:
    for namespace, metric, dimensions in (*_metrics(properties), *_drawn(properties.get("DashboardBody"))):
        known = table().get(namespace)
        if known is None:
            if namespace.lower().startswith(("aws/sagemaker", "/aws/sagemaker")):
                yield f"the namespace {namespace} does not exist"
        elif metric not in known:
            yield f"{namespace} has no metric {metric}"
        elif not any(required <= dimensions for required in known[metric]) or dimensions - SELECTING:
            yield f"{namespace} has no metric {metric} with the dimensions {', '.join(sorted(dimensions)) or 'none'}"


def _metrics(value: Json) -> Iterator[tuple[str, str, set[str]]]:
    if isinstance(value, dict):
        if isinstance(value.get("Namespace"), str) and isinstance(value.get("MetricName"), str):
            yield value["Namespace"], value["MetricName"], {dimension["Name"] for dimension in value.get("Dimensions", [])}
        for item in value.values():
            yield from _metrics(item)
    elif isinstance(value, list):
        for item in value:
            yield from _metrics(item)


def _drawn(body: Json) -> Iterator[tuple[str, str, set[str]]]:
    """The metrics of the widgets of a dashboard: lists of the namespace, the name, and names and values of dimensions."""
    if body is None:
        return
    parts = body["Fn::Join"][1] if isinstance(body, dict) and isinstance(body.get("Fn::Join", [0, 0])[1], list) else [body]
    try:
        widgets = json.loads("".join(part if isinstance(part, str) else "0" for part in parts)).get("widgets", [])
    except ValueError:  # The judge of the API says so.
        return
    for widget in widgets:
        for line in widget.get("properties", {}).get("metrics", []):
            texts = [part for part in line if isinstance(part, str)]
            if len(texts) > 1:
                yield texts[0], texts[1], set(texts[2::2])


@cache
def table() -> dict[str, dict[str, list[set[str]]]]:
    """The dimensions of each metric, by namespace and name."""
    found: dict[str, dict[str, list[set[str]]]] = {}
    for row in json.loads(TABLE.read_text(encoding="utf-8"))["metrics"]:
        found.setdefault(row["namespace"], {}).setdefault(row["metricName"], []).append(set(row["dimensions"]))
    return found
