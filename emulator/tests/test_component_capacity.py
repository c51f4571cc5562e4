"""The arithmetic of components: what fits on instances, and the size of batches."""

from __future__ import annotations

from math import inf

import pytest

from sagemaker_emulator.components.capacity import Resources, instances_for, of_instance
from sagemaker_emulator.components.rollout import batch_size


@pytest.mark.parametrize(
    "instance_type, expected",
    [
        ("ml.c5.xlarge", (7372, 4, 0)),
        ("ml.g5.xlarge", (4095, 4, 1)),
        ("ml.g5.12xlarge", (176947, 48, 4)),
        ("ml.inf2.xlarge", (14745, 4, 2)),
    ],
)
def test_the_resources_of_an_instance(instance_type: str, expected: tuple[int, ...]) -> None:
    found = of_instance(instance_type)
    assert (int(found.memory), found.cores, found.accelerators) == expected


def test_an_unknown_instance_type_has_no_limit() -> None:
    assert instances_for([Resources(1e9, 1e3, 99)] * 5, of_instance("ml.new.48xlarge")) == 1


@pytest.mark.parametrize(
    "copies, expected",
    [
        ([], 0),
        ([Resources(1000, 1, 0)] * 4, 1),
        ([Resources(1000, 1, 0)] * 5, 2),
        ([Resources(3000, 1, 0), Resources(3000, 1, 0), Resources(5000, 1, 0)], 2),
        ([Resources(1000, 0, 1)] * 3, 2),
        ([Resources(9000, 1, 0)], inf),
        ([Resources(1000, 5, 0)], inf),
        ([Resources(1000, 1, 3)], inf),
    ],
)
def test_copies_are_packed_on_instances(copies: list[Resources], expected: float) -> None:
    assert instances_for(copies, Resources(8000, 4, 2)) == expected


@pytest.mark.parametrize(
    "size, total, expected",
    [
        (None, 4, 4),
        (None, 0, 1),
        ({"Type": "COPY_COUNT", "Value": 3}, 4, 3),
        ({"Type": "CAPACITY_PERCENT", "Value": 50}, 4, 2),
        ({"Type": "CAPACITY_PERCENT", "Value": 30}, 4, 2),
        ({"Type": "CAPACITY_PERCENT", "Value": 5}, 4, 1),
    ],
)
def test_the_size_of_a_batch(size: dict[str, object] | None, total: int, expected: int) -> None:
    assert batch_size(size, total) == expected
