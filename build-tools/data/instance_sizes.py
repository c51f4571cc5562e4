"""How many vCPUs and GPUs the instances of each type have.

SageMaker's `ml.m5.large` is EC2's `m5.large`. moto holds what EC2 says of its instance types in DescribeInstanceTypes, but not of all of
them: p2, p3 and a few others are missing. The `sagemaker` package knows the GPUs of the older GPU types, p2 and p3 among them.
"""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from typing import Any

from instance_types import PREFIX, instance_families, instance_types
from pinned_package import MOTO, SAGEMAKER
from tables import merge

EC2_TYPES = "moto/ec2/resources/instance_types.json.gz"
GPUS_BY_REGION = "sagemaker/image_uri_config/instance_gpu_info.json"


@dataclass(frozen=True)
class InstanceSize:
    """What an instance of one type has; None: no source tells."""

    vcpus: int | None
    gpus: int | None


def instance_sizes() -> dict[str, InstanceSize]:
    """The sizes of all instance types, by type; the sources must not contradict each other."""
    details = ec2_details()
    vcpus: dict[str, int] = {value: it["VCpuInfo"]["DefaultVCpus"] for value, it in details.items()}
    gpus = merge({
        "data/instance-families.json": _types_without_gpus(),
        "moto": {value: ec2_gpus(it) for value, it in details.items()},
        **sagemaker_gpus(),
    })
    return {it.value: InstanceSize(vcpus.get(it.value), gpus.get(it.value)) for it in instance_types()}


def ec2_details() -> dict[str, Any]:
    """What EC2 says of each instance type, as far as moto knows it."""
    with gzip.open(MOTO.path(EC2_TYPES), "rt", encoding="utf-8") as file:
        details = json.load(file)
    names = {it.value: it.value.removeprefix(PREFIX) for it in instance_types()}
    return {value: details[name] for value, name in names.items() if name in details}


def ec2_gpus(details: dict[str, Any]) -> int:
    """The GPUs of all models together."""
    return sum(gpu["Count"] for gpu in details.get("GpuInfo", {}).get("Gpus", []))


def sagemaker_gpus() -> dict[str, dict[str, int]]:
    """The number of GPUs by instance type, one table for each region."""
    regions = json.loads(SAGEMAKER.path(GPUS_BY_REGION).read_text(encoding="utf-8"))
    return {f"sagemaker/{region}": {value: it["Count"] for value, it in table.items()} for region, table in regions.items()}


def _types_without_gpus() -> dict[str, int]:
    families = instance_families()
    return {it.value: 0 for it in instance_types() if families[it.family].processor != "gpu"}
