"""What differs between two cloud assemblies, which is what `cdk synth` leaves behind: templates, manifests, annotations, constructs, assets."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from same_diff import Change, changes

COMPARED = re.compile(r"(manifest|tree|[^/]*\.(template|assets|metadata))\.json$|cdk\.out$")
# What is shown to people and changes nothing else: of resources, and in the bodies of dashboards.
TEXTS = {"AlarmDescription", "Description"}
DASHBOARD_TEXTS = {"title", "label", "markdown"}
# Where in the code something was made is no difference, and logical ids are in the templates.
NOT_COMPARED = {"aws:cdk:creationStack", "aws:cdk:logicalId"}
ANNOTATIONS = {"aws:cdk:warning", "aws:cdk:info", "aws:cdk:error"}
ACKNOWLEDGED_BY = re.compile(r"\[ack: [^]]*\]\s*$")

# The files of an assembly by their path in it: what is in them.
Assembly = dict[str, Any]


def read_assembly(folder: Path, *, root: Path, texts: bool = True) -> Assembly:
    """All of an assembly. `root` is where the app ran: its name must not count."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    contents = {path.relative_to(folder).as_posix(): path for path in files}
    compared = {name: path.read_text(encoding="utf-8").replace(str(root), ".") for name, path in contents.items() if _is_compared(name)}
    # The hash of a template tells no more than the template.
    for name in [name for name in compared if name.endswith(".assets.json")]:
        for hash_, asset in json.loads(compared[name]).get("files", {}).items():
            if str(asset["source"].get("path", "")).endswith(".template.json"):
                compared = {other: text.replace(hash_, f"<hash of {asset['source']['path']}>") for other, text in compared.items()}
    return {
        name: _simplified(name, json.loads(compared[name]), texts) if name in compared else {"sha256": _digest(path)}
        for name, path in contents.items()
    }


def _is_compared(name: str) -> bool:
    """The files of the assembly itself, and not those of its assets, whatever they are called."""
    return not any(part.startswith("asset.") for part in name.split("/")) and COMPARED.search(name) is not None


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _simplified(name: str, content: Any, texts: bool) -> Any:
    if name.endswith("tree.json"):
        return dict(_constructs(content["tree"]))
    if name.endswith(".assets.json"):
        content = _mapped(content, _without_hash_of_destination)
    content = _without_places(content)
    if name.endswith(".metadata.json"):
        content = {path: entries for path, entries in content.items() if entries}
    return content if texts else _mapped(content, _without_wording)


def _without_hash_of_destination(value: dict[str, Any]) -> dict[str, Any]:
    """A template's asset without what is made of its hash: the end of the names of its destinations."""
    if str(value.get("source", {}).get("path", "")).endswith(".template.json"):
        return {**value, "destinations": {name.rpartition("-")[0]: to for name, to in value.get("destinations", {}).items()}}
    return value


def _constructs(node: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """The constructs by their paths. What their resources say is in the templates."""
    yield node.get("path", ""), node.get("constructInfo")
    for child in node.get("children", {}).values():
        yield from _constructs(child)


def _without_places(value: Any) -> Any:
    """Metadata without what only tells where it comes from."""
    if isinstance(value, dict):
        return {key: _without_places(inner) for key, inner in value.items() if key != "trace"}
    if isinstance(value, list):
        return [_without_places(inner) for inner in value if not (isinstance(inner, dict) and inner.get("type") in NOT_COMPARED)]
    return value


def _mapped(value: Any, change: Callable[[dict[str, Any]], dict[str, Any]]) -> Any:
    """The value with each object in it replaced."""
    if isinstance(value, dict):
        return {key: _mapped(inner, change) for key, inner in change(value).items()}
    return [_mapped(inner, change) for inner in value] if isinstance(value, list) else value


def _without_wording(value: dict[str, Any]) -> dict[str, Any]:
    """An annotation without its words: it stays, by its id."""
    if value.get("type") in ANNOTATIONS and isinstance(value.get("data"), str):
        acknowledged = ACKNOWLEDGED_BY.search(value["data"])
        return {**value, "data": acknowledged[0] if acknowledged else "..."}
    return value


def compare_assemblies(before: Assembly, after: Assembly, *, texts: bool = True) -> dict[str, list[Change]]:
    """The differences by file. A file that is in one of them only is a difference of the file's own."""
    found: dict[str, list[Change]] = {}
    for change in changes(before, after):
        if texts or not _is_text(change):
            found.setdefault(str(change.path[0]), []).append(Change(change.path[1:], change.before, change.after))
    return found


def _is_text(change: Change) -> bool:
    if not str(change.path[0]).endswith(".template.json"):
        return False
    last = change.path[-1]
    return last in TEXTS or ("DashboardBody" in change.path and last in DASHBOARD_TEXTS)


def lines(file: str, found: list[Change], before: Assembly, after: Assembly) -> Iterator[str]:
    """The differences of a file. Those of a resource stand below its logical id and type."""
    if file not in before or file not in after:
        yield f"  {'+' if file in after else '-'} {file}"
        return
    yield f"  {file}"
    heading: object = None
    for change in found:
        owner = change.path[:2] if file.endswith(".template.json") else change.path[:1]
        if len(change.path) <= len(owner):
            yield f"    {change}"
            heading = None
            continue
        if owner != heading:
            yield f"    {_heading(owner, after[file])}"
            heading = owner
        yield f"      {Change(change.path[len(owner) :], change.before, change.after)}"


def _heading(owner: tuple[str | int, ...], content: Any) -> str:
    if owner[0] == "Resources":
        return f"{owner[1]} ({content['Resources'][owner[1]]['Type']})"
    return ".".join(map(str, owner))
