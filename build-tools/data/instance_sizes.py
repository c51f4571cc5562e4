"""The numbers of vCPUs and GPUs, and the memory, of each instance type.

`ml.m5.large` in SageMaker is `m5.large` in EC2. moto contains the response of DescribeInstanceTypes in EC2 for most instance types, but not
for p2, p3 and a few others. The `sagemaker-core` package contains the GPUs of older GPU types, including p2 and p3.
"""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from typing import Any

from image_configs import gpus_by_region
from instance_types import PREFIX, instance_families, instance_types
from pinned_package import MOTO
from tables import merge

EC2_TYPES = "moto/ec2/resources/instance_types.json.gz"


@dataclass(frozen=True)
class InstanceSize:
    """The vCPUs, the GPUs and the memory in MiB of an instance type; None if no source contains them."""

    vcpus: int | None
    gpus: int | None
    memory: int | None


def instance_sizes() -> dict[str, InstanceSize]:
    """Returns the sizes of all instance types. Fails if two sources contradict each other."""
    details = ec2_details()
    vcpus: dict[str, int] = {value: it["VCpuInfo"]["DefaultVCpus"] for value, it in details.items()}
    memory: dict[str, int] = {value: it["MemoryInfo"]["SizeInMiB"] for value, it in details.items()}
    gpus = merge({
        "data/instance-families.json": _types_without_gpus(),
        "moto": {value: ec2_gpus(it) for value, it in details.items()},
        **sagemaker_gpus(),
    })
    return {it.value: InstanceSize(vcpus.get(it.value), gpus.get(it.value), memory.get(it.value)) for it in instance_types()}


def ec2_details() -> dict[str, Any]:
    """Returns the description of each instance type by EC2, for the types in moto."""
    with gzip.open(MOTO.path(EC2_TYPES), "rt", encoding="utf-8") as file:
        details = json.load(file)
    names = {it.value: it.value.removeprefix(PREFIX) for it in instance_types()}
    return {value: details[name] for value, name in names.items() if name in details}


def ec2_gpus(details: dict[str, Any]) -> int:
    """Returns the number of GPUs of all models in total."""
    return sum(gpu["Count"] for gpu in details.get("GpuInfo", {}).get("Gpus", []))


def sagemaker_gpus() -> dict[str, dict[str, int]]:
    """Returns the number of GPUs by instance type, in one table for each region."""
    tables = gpus_by_region().items()
    return {f"sagemaker-core/{region}": {value: it["Count"] for value, it in table.items()} for region, table in tables}


def _types_without_gpus() -> dict[str, int]:
    families = instance_families()
    return {it.value: 0 for it in instance_types() if families[it.family].processor != "gpu"}
