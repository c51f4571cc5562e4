"""Tables whose parts come from several sources."""

from __future__ import annotations

from typing import TypeVar

from pinned_package import SourceError

Value = TypeVar("Value")


def merge(tables: dict[str, dict[str, Value]]) -> dict[str, Value]:
    """Returns the union of the tables, sorted. Fails if two tables have different values for a key."""
    seen: dict[str, tuple[Value, str]] = {}
    for place, table in tables.items():
        for key, value in table.items():
            other, other_place = seen.setdefault(key, (value, place))
            if other != value:
                raise SourceError(f"{key} is {other} in {other_place} but {value} in {place}")
    return {key: value for key, (value, _) in sorted(seen.items())}
