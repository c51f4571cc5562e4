"""The choice of the production variant that a request is routed to."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any

from .errors import ValidationError


def choose_variant(
    variants: Sequence[dict[str, Any]],
    target: str | None,
    draw: Callable[[], float] = random.random,
) -> str:
    """Return the target variant, or a random one by current weight. ``draw`` returns numbers in [0, 1)."""
    names = [str(variant["VariantName"]) for variant in variants]
    if target is not None:
        if target not in names:
            raise ValidationError(f"Variant {target} of endpoint is not found (it has {', '.join(names)}).")
        return target
    weights = [float(variant["CurrentWeight"]) for variant in variants]
    total = sum(weights)
    if total <= 0:
        raise ValidationError("No production variant of the endpoint has a weight above 0.")
    position = draw() * total
    for name, weight in zip(names, weights, strict=True):
        if position < weight:
            return name
        position -= weight
    return next(name for name, weight in reversed(list(zip(names, weights, strict=True))) if weight > 0)
