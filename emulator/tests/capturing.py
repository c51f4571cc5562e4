"""Captured data, as tests read it from the bucket."""

from __future__ import annotations

import json
from typing import Any

from conftest import Cloud


def capture(cloud: Cloud, percentage: int = 100, modes: tuple[str, ...] = ("Input", "Output"), **properties: Any) -> dict[str, Any]:
    """A DataCaptureConfig to the bucket of the archive."""
    return {
        "EnableCapture": True,
        "InitialSamplingPercentage": percentage,
        "DestinationS3Uri": f"s3://{cloud.unique}-data/captured",
        "CaptureOptions": [{"CaptureMode": mode} for mode in modes],
        **properties,
    }


def keys(cloud: Cloud, prefix: str = "captured/") -> list[str]:
    listed = cloud.client("s3").list_objects_v2(Bucket=f"{cloud.unique}-data", Prefix=prefix)
    return [item["Key"] for item in listed.get("Contents", [])]


def records(cloud: Cloud, prefix: str = "captured/") -> list[dict[str, Any]]:
    """What was captured, in the order in which it was."""
    s3, lines = cloud.client("s3"), list[str]()
    for key in keys(cloud, prefix):
        lines += s3.get_object(Bucket=f"{cloud.unique}-data", Key=key)["Body"].read().decode().splitlines()
    return [json.loads(line) for line in lines]
