"""What differs between two jsii assemblies: the public API, by type and member."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from same_diff import MISSING, Change, changes

# Where the sources are, and what is made of all the rest. The README is compared by its snippets.
ASIDE = {"symbolId", "locationInModule", "fingerprint", "readme"}
MEMBERS = ("properties", "methods", "members")
# What compilers act on, and show in another way than as text.
NOT_JUST_TEXT = {"stability", "deprecated"}

Api = dict[str, Any]


@dataclass
class ApiDifference:
    """Names are `Type`, `Type.member` and `Type.constructor`; what belongs to none of them is of the `package`."""

    added: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    types: dict[str, list[Change]] = field(default_factory=dict)
    docs: dict[str, list[Change]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.added) + len(self.removed) + len(self.types) + len(self.docs)

    def lines(self) -> Iterator[str]:
        for title, names in (("added", self.added), ("removed", self.removed)):
            if names:
                yield f"  {title}"
                yield from (f"    {name}" for name in names)
        for title, members in (("changed types", self.types), ("changed docs", self.docs)):
            if members:
                yield f"  {title}"
            for name, found in members.items():
                yield f"    {name}"
                yield from (f"      {change}" for change in found)


def read_assembly(folder: Path) -> dict[str, Any]:
    """The `.jsii` of a package, or the file it refers to."""
    assembly: dict[str, Any] = json.loads((folder / ".jsii").read_text(encoding="utf-8"))
    if assembly.get("schema") == "jsii/file-redirect":
        assembly = json.loads(gzip.decompress((folder / assembly["filename"]).read_bytes()))
    return assembly


def api_of(assembly: dict[str, Any]) -> Api:
    """By name: each type, and each member of one."""
    api: Api = {"package": _kept({key: value for key, value in assembly.items() if key != "types"})}
    for fqn, type_ in assembly.get("types", {}).items():
        name = fqn.removeprefix(f"{assembly['name']}.")
        api[name] = _kept({key: value for key, value in type_.items() if key not in (*MEMBERS, "initializer")})
        if "initializer" in type_:
            api[f"{name}.constructor"] = _kept(type_["initializer"])
        for member in (member for kind in MEMBERS for member in type_.get(kind, [])):
            api[f"{name}.{member['name']}"] = _kept(member)
    return api


def _kept(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _kept(inner) for key, inner in value.items() if key not in ASIDE}
    return [_kept(inner) for inner in value] if isinstance(value, list) else value


def compare_apis(before: Api, after: Api, *, texts: bool = True) -> ApiDifference:
    found = ApiDifference(added=sorted(_topmost(after, before)), removed=sorted(_topmost(before, after)))
    for name in sorted(set(before) & set(after)):
        for change in changes(before[name], after[name]):
            documentation = "docs" in change.path
            if documentation and not texts and _is_text(change):
                continue
            (found.docs if documentation else found.types).setdefault(name, []).append(change)
    return found


def _topmost(here: Api, there: Api) -> Iterator[str]:
    """A type that is new is told once, without its members."""
    for name in set(here) - set(there):
        owner = name.rpartition(".")[0]
        if owner not in here or owner in there:
            yield name


def _is_text(change: Change) -> bool:
    """Whether a change of documentation changes only what people read. All of the documentation may be new."""
    if change.path[-1] != "docs":
        return not NOT_JUST_TEXT & set(change.path)
    sides = [side for side in (change.before, change.after) if side is not MISSING]
    return not any(NOT_JUST_TEXT & set(side) for side in sides)
