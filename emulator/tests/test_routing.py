"""The choice of a variant, with every draw decided by the test."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from sagemaker_emulator.runtime.errors import ValidationError
from sagemaker_emulator.runtime.routing import choose_variant


def variants(**weights: float) -> list[dict[str, Any]]:
    return [{"VariantName": name, "CurrentWeight": weight} for name, weight in weights.items()]


def test_shares_are_proportional_to_weights() -> None:
    draws = [(index + 0.5) / 1000 for index in range(1000)]
    chosen = Counter(choose_variant(variants(a=1, b=3, c=0), None, iter([draw]).__next__) for draw in draws)
    assert chosen == {"a": 250, "b": 750}


@pytest.mark.parametrize("draw", [0.0, 0.5, 1 - 2**-53])
def test_weight_zero_is_never_drawn(draw: float) -> None:
    assert choose_variant(variants(a=0, b=0.1, c=0), None, lambda: draw) == "b"


def test_a_target_is_honoured_whatever_its_weight() -> None:
    assert choose_variant(variants(a=1, b=0), "b") == "b"


def test_an_unknown_target_is_refused() -> None:
    with pytest.raises(ValidationError, match="c"):
        choose_variant(variants(a=1), "c")


def test_weights_that_are_all_zero_serve_nothing() -> None:
    with pytest.raises(ValidationError, match="weight"):
        choose_variant(variants(a=0, b=0), None)
