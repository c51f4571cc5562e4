"""Finds the base that declares each member of a type. jsii-docgen repeats inherited members in each type; the assembly doesn't."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


class Inheritance:
    """The bases of each type of an assembly."""

    def __init__(self, assembly: Json) -> None:
        self._types: dict[str, Json] = assembly["types"]
        # The members of an internal base class, by their place in the sources. The assembly repeats them in each class that extends it.
        self._first: dict[tuple[str, str], str] = {}
        for fqn in sorted(self._types):
            for member in self._members(fqn):
                self._first.setdefault(self._place(fqn, member), fqn)

    def source(self, fqn: str, member: str) -> tuple[str, ...]:
        """Returns the types that a member is inherited from: none for an own member, one type of the library, or all bases outside the library."""
        if member in self._own(fqn):
            first = next(self._first[self._place(fqn, each)] for each in self._members(fqn) if each["name"] == member)
            return () if first == fqn else (first,)
        ancestors = self._ancestors(fqn)
        inside = [base for base in ancestors if member in self._own(base)]
        return tuple(inside[:1]) or tuple(base for base in ancestors if base not in self._types)

    def outside(self, fqn: str) -> str | None:
        """Returns the class outside the library that a class extends."""
        base: str | None = self._types[fqn].get("base")
        return base if base not in self._types else None

    def extends(self, fqn: str, base: str) -> bool:
        """Returns whether a type has another one among its ancestors."""
        return base in self._ancestors(fqn)

    def _own(self, fqn: str) -> set[str]:
        return {member["name"] for member in self._members(fqn)}

    def _members(self, fqn: str) -> list[Json]:
        declared = self._types.get(fqn, {})
        return [member for kind in ("methods", "properties", "members") for member in declared.get(kind, [])]

    @staticmethod
    def _place(fqn: str, member: Json) -> tuple[str, str]:
        return member["name"], str(member.get("locationInModule", fqn))

    def _ancestors(self, fqn: str) -> list[str]:
        """Returns the ancestors of a type, the nearest first."""
        found: list[str] = []
        waiting = [fqn]
        while waiting:
            declared = self._types.get(waiting.pop(0), {})
            bases = [base for base in [declared.get("base"), *declared.get("interfaces", [])] if base]
            new = [base for base in dict.fromkeys(bases) if base not in found]
            found += new
            waiting += new
        return found
