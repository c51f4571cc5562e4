"""The instance types, their names and their order."""

from __future__ import annotations

import gzip
import json
import re
from dataclasses import dataclass

from pinned_package import BOTOCORE, SourceError
from recorded import alpha_instance_types, recorded

SERVICE_MODEL = "botocore/data/sagemaker/2017-07-24/service-2.json.gz"
ENUM = "ProductionVariantInstanceType"
TRANSFORM_ENUM = "TransformInstanceType"
PREFIX = "ml."

# Sizes without a number, smallest first; `2xlarge` is the next size.
SMALL_SIZES = ["nano", "micro", "small", "medium", "large", "xlarge"]


@dataclass(frozen=True)
class InstanceType:
    """An instance type, such as `ml.p6-b200.48xlarge`."""

    value: str

    @property
    def constant(self) -> str:
        """Returns the name of the static member, such as `P6_B200_48XLARGE`."""
        return re.sub(r"[^A-Z0-9]", "_", self.value.removeprefix(PREFIX).upper())

    @property
    def family(self) -> str:
        return self._parts[0]

    @property
    def size(self) -> str:
        return self._parts[1]

    @property
    def order(self) -> tuple[object, ...]:
        """Sorts c5 before c5d before c10, and large before 2xlarge before 10xlarge."""
        rank = SMALL_SIZES.index(self.size) if self.size in SMALL_SIZES else len(SMALL_SIZES)
        return (_natural(self.family), rank, _natural(self.size))

    @property
    def _parts(self) -> tuple[str, str]:
        family, separator, size = self.value.removeprefix(PREFIX).partition(".")
        if not self.value.startswith(PREFIX) or not separator:
            raise SourceError(f"'{self.value}' does not have the form ml.<family>.<size>")
        return family, size


@dataclass(frozen=True)
class InstanceFamily:
    """The common properties of the instance types of a family."""

    name: str
    processor: str
    local_storage: bool


def api_instance_types(enum: str = ENUM) -> list[str]:
    """Returns the values that the SageMaker API lists for a production variant, or in another list of instance types."""
    with gzip.open(BOTOCORE.path(SERVICE_MODEL), "rt", encoding="utf-8") as model:
        values: list[str] = json.load(model)["shapes"][enum]["enum"]
    return values


def transform_instance_types() -> list[InstanceType]:
    """Returns the instance types of batch transform jobs in their order."""
    return sorted(map(InstanceType, api_instance_types(TRANSFORM_ENUM)), key=lambda instance_type: instance_type.order)


def instance_types() -> list[InstanceType]:
    """Returns all instance types in their order."""
    values = {*api_instance_types(), *alpha_instance_types().values()}
    return sorted(map(InstanceType, values), key=lambda instance_type: instance_type.order)


def instance_families() -> dict[str, InstanceFamily]:
    """Returns the families of all instance types by name, in their order."""
    facts = recorded("instance-families.json", "families")
    names = list(dict.fromkeys(instance_type.family for instance_type in instance_types()))
    if unknown := [name for name in names if name not in facts]:
        raise SourceError(f"data/instance-families.json does not describe {', '.join(unknown)}")
    return {name: InstanceFamily(name, facts[name]["processor"], facts[name]["localStorage"]) for name in names}


def _natural(text: str) -> tuple[tuple[int, str], ...]:
    return tuple((int(run), "") if run.isdigit() else (-1, run) for run in re.findall(r"\d+|\D+", text))
