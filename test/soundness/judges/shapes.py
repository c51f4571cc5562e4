"""Values against the shapes of an API, as botocore has them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from .assembly import Json

NUMBERS = ("integer", "long", "float", "double")


class Unknown(str):
    """A value that is known only at deployment."""


def resolved(value: Json) -> Json:
    """The value, with what is known only at deployment as `Unknown`."""
    if isinstance(value, list):
        return [resolved(item) for item in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1:
        ((function, _),) = value.items()
        if function == "Ref" or function.startswith("Fn::"):
            return Unknown()
    return {key: resolved(item) for key, item in value.items()}


def problems_of(value: Json, shape: Any, path: str) -> Iterator[str]:
    """What the service would refuse."""
    if isinstance(value, Unknown):
        return
    limits = shape.metadata
    kind = shape.type_name
    if kind == "structure" and isinstance(value, dict):
        for key, item in value.items():
            if key in shape.members:
                yield from problems_of(item, shape.members[key], f"{path}.{key}")
            else:
                yield f"{path}.{key} is no parameter"
    elif kind == "list" and isinstance(value, list):
        yield from _length(len(value), limits, path, "items")
        for index, item in enumerate(value):
            yield from problems_of(item, shape.member, f"{path}[{index}]")
    elif kind == "map" and isinstance(value, dict):
        yield from _length(len(value), limits, path, "entries")
        for key, item in value.items():
            yield from problems_of(key, shape.key, f"{path}.{key} (key)")
            yield from problems_of(item, shape.value, f"{path}.{key}")
    elif kind == "string" and isinstance(value, str):
        yield from _length(len(value), limits, path, "characters")
        if "pattern" in limits and not _pattern(limits["pattern"]).fullmatch(value):
            yield f"{path} = {value!r} does not match {limits['pattern']}"
        if shape.enum and value not in shape.enum:
            yield f"{path} = {value!r} is not one of {', '.join(shape.enum)}"
    elif kind in NUMBERS and isinstance(value, int | float) and not isinstance(value, bool):
        if kind in ("integer", "long") and int(value) != value:
            yield f"{path} = {value} is not an integer"
        if "min" in limits and value < limits["min"]:
            yield f"{path} = {value} is below {limits['min']}"
        if "max" in limits and value > limits["max"]:
            yield f"{path} = {value} is above {limits['max']}"
    elif not (kind == "boolean" and isinstance(value, bool)):
        yield f"{path} = {value!r} is no {kind}"


@cache
def _pattern(pattern: str) -> re.Pattern[str]:
    """A pattern of the service, which is one of Java, as one of Python."""
    # Surrogates stand for the characters beyond U+FFFF.
    pattern = pattern.replace(r"\uD800\uDC00-\uDBFF\uDFFF", r"\U00010000-\U0010FFFF")
    # The end of the text cannot be repeated; the group before it is meant.
    pattern = pattern.replace(")${", "){")
    for java, python in ((r"\p{Print}", r"[ -~]"), (r"[\p{L}\p{Z}\p{N}", r"[\w\s"), (r"\p{M}", ""), (r"\p{L}", r"a-zA-Z"), (r"\p{N}", r"\d"), (r"\p{Z}", r"\s"), (r"\p{P}", r"!-/:-@\[-`{-~"), (r"\p{S}", "$+<=>^`|~")):
        pattern = pattern.replace(java, python)
    return re.compile(pattern, re.DOTALL)


def _length(length: int, limits: Any, path: str, unit: str) -> Iterator[str]:
    if "min" in limits and length < limits["min"]:
        yield f"{path} has {length} {unit}, fewer than {limits['min']}"
    if "max" in limits and length > limits["max"]:
        yield f"{path} has {length} {unit}, more than {limits['max']}"


def plausible(value: Json, shape: Any) -> Json:
    """The value, with something that botocore accepts where it is not known."""
    kind = shape.type_name
    if isinstance(value, Unknown):
        return _anything(shape)
    if kind == "structure" and isinstance(value, dict):
        return {key: plausible(item, shape.members[key]) for key, item in value.items() if key in shape.members}
    if kind == "list" and isinstance(value, list):
        return [plausible(item, shape.member) for item in value]
    if kind == "map" and isinstance(value, dict):
        return {key: plausible(item, shape.value) for key, item in value.items()}
    return value


def _anything(shape: Any) -> Json:
    least = max(shape.metadata.get("min", 1), 1)
    match shape.type_name:
        case "integer" | "long":
            return int(least)
        case "float" | "double":
            return float(least)
        case "boolean":
            return True
        case "list":
            return [_anything(shape.member)] * int(least)
        case "structure":
            return {key: _anything(shape.members[key]) for key in shape.required_members}
        case "map":
            return {}
        case _:
            return "x" * int(least)
