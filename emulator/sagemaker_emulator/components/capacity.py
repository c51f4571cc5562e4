"""The resources that copies reserve, and those of instances."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import inf
from typing import Any

from moto.ec2.models.instance_types import INSTANCE_TYPES

# The share of the memory of an instance that the service keeps for itself. AWS does not publish it; this is generous.
_KEPT = 0.1
# What users have measured is less: 1,024 MB were accepted, 4,096 MB were refused.
_MEASURED_MEMORY = {"ml.g5.xlarge": 4095.0}


@dataclass(frozen=True)
class Resources:
    """Memory in MB, vCPUs and accelerators, of an instance or reserved for a copy."""

    memory: float
    cores: float
    accelerators: float

    def fits(self, room: Resources) -> bool:
        return self.memory <= room.memory and self.cores <= room.cores and self.accelerators <= room.accelerators

    def without(self, other: Resources) -> Resources:
        return Resources(self.memory - other.memory, self.cores - other.cores, self.accelerators - other.accelerators)


def of_instance(instance_type: str) -> Resources:
    """Return the resources that copies can reserve on an instance: no limit for a type without published data."""
    data: Mapping[str, Any] | None = INSTANCE_TYPES.get(instance_type.removeprefix("ml."))
    if data is None:
        return Resources(inf, inf, inf)
    gpus = sum(item["Count"] for item in data.get("GpuInfo", {}).get("Gpus", []))
    neuron = sum(
        item["Count"] * item.get("CoreInfo", {}).get("Count", 1)
        for item in data.get("NeuronInfo", {}).get("NeuronDevices", [])
    )
    memory = data["MemoryInfo"]["SizeInMiB"] * (1 - _KEPT)
    return Resources(
        _MEASURED_MEMORY.get(instance_type, memory), float(data["VCpuInfo"]["DefaultVCpus"]), float(gpus + neuron)
    )


def of_specification(specification: Mapping[str, Any]) -> Resources:
    """Return what one copy reserves."""
    required = specification.get("ComputeResourceRequirements", {})
    return Resources(
        float(required.get("MinMemoryRequiredInMb", 0)),
        float(required.get("NumberOfCpuCoresRequired", 0)),
        float(required.get("NumberOfAcceleratorDevicesRequired", 0)),
    )


def instances_for(copies: Iterable[Resources], instance: Resources) -> float:
    """Return the number of instances that have room for the copies; infinity if one copy is larger than an instance."""
    rooms: list[Resources] = []
    for copy in sorted(copies, key=lambda item: (item.accelerators, item.memory, item.cores), reverse=True):
        if not copy.fits(instance):
            return inf
        for index, room in enumerate(rooms):
            if copy.fits(room):
                rooms[index] = room.without(copy)
                break
        else:
            rooms.append(instance.without(copy))
    return len(rooms)
