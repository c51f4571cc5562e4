"""Which member of a type comes from which of its bases. jsii-docgen repeats inherited members in each type; the assembly tells them apart."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


class Inheritance:
    """The bases of each type of an assembly."""

    def __init__(self, assembly: Json) -> None:
        self._types: dict[str, Json] = assembly["types"]

    def source(self, fqn: str, member: str) -> tuple[str, ...]:
        """The types that a member is inherited from: none for one of its own, one of the library, or all bases that are outside of it."""
        if member in self._own(fqn):
            return ()
        ancestors = self._ancestors(fqn)
        inside = [base for base in ancestors if member in self._own(base)]
        return tuple(inside[:1]) or tuple(base for base in ancestors if base not in self._types)

    def outside(self, fqn: str) -> str | None:
        """The class outside of the library that a class extends."""
        base: str | None = self._types[fqn].get("base")
        return base if base not in self._types else None

    def _own(self, fqn: str) -> set[str]:
        declared = self._types.get(fqn, {})
        return {member["name"] for kind in ("methods", "properties", "members") for member in declared.get(kind, [])}

    def _ancestors(self, fqn: str) -> list[str]:
        """The nearest first."""
        found: list[str] = []
        waiting = [fqn]
        while waiting:
            declared = self._types.get(waiting.pop(0), {})
            bases = [base for base in [declared.get("base"), *declared.get("interfaces", [])] if base]
            new = [base for base in dict.fromkeys(bases) if base not in found]
            found += new
            waiting += new
        return found
