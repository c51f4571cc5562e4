"""What differs between two JSON values: where, and what was there before and is there after."""

from __future__ import annotations

import difflib
import enum
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

# Enough to see what a value is; a dashboard or a whole resource would fill the screen.
WIDTH = 240
AROUND = 40


class Missing(enum.Enum):
    """What stands where there is no value: JSON's null is one."""

    MISSING = "missing"


MISSING = Missing.MISSING


@dataclass(frozen=True)
class Change:
    """A value that was added, removed or replaced."""

    path: tuple[str | int, ...]
    before: Any
    after: Any

    def __str__(self) -> str:
        if self.before is MISSING:
            return f"+ {place(self.path)}: {cut(text_of(self.after))}"
        if self.after is MISSING:
            return f"- {place(self.path)}: {cut(text_of(self.before))}"
        before, after = apart(text_of(self.before), text_of(self.after))
        return f"~ {place(self.path)}: {before} -> {after}"


def changes(before: Any, after: Any, path: tuple[str | int, ...] = ()) -> Iterator[Change]:
    """Each difference, as deep inside as it can be told."""
    if text_of(before) == text_of(after):
        return
    opened = _opened(before), _opened(after)
    inner = [] if MISSING in opened else list(changes(opened[0], opened[1], path))
    texts = joined(before), joined(after)
    if inner:
        yield from inner
    elif None not in texts and texts[0] != texts[1]:
        yield Change(path, *texts)
    elif isinstance(before, dict) and isinstance(after, dict):
        yield from _in_objects(before, after, path)
    elif isinstance(before, list) and isinstance(after, list):
        yield from _in_lists(before, after, path)
    else:
        yield Change(path, before, after)


def _in_objects(before: dict[str, Any], after: dict[str, Any], path: tuple[str | int, ...]) -> Iterator[Change]:
    for key in [*before, *(key for key in after if key not in before)]:
        yield from _one(before.get(key, MISSING), after.get(key, MISSING), (*path, key))


def _one(before: Any, after: Any, path: tuple[str | int, ...]) -> Iterator[Change]:
    if before is MISSING or after is MISSING:
        yield Change(path, before, after)
    else:
        yield from changes(before, after, path)


def _in_lists(before: list[Any], after: list[Any], path: tuple[str | int, ...]) -> Iterator[Change]:
    """What moved on because of an element before it is no difference. A place is counted in the list it is in: after, if it is in both."""
    old_texts, new_texts = ([text_of(element) for element in side] for side in (before, after))
    for _, start, end, new_start, new_end in difflib.SequenceMatcher(None, old_texts, new_texts, autojunk=False).get_opcodes():
        for offset in range(max(end - start, new_end - new_start)):
            old, new = start + offset, new_start + offset
            there = old < end, new < new_end
            yield from _one(before[old] if there[0] else MISSING, after[new] if there[1] else MISSING, (*path, new if there[1] else old))


def _opened(value: Any) -> Any:
    """The content of a text that is JSON itself, such as the body of a dashboard, which CloudFormation may join from parts."""
    text = joined(value)
    if text is None or not text.startswith(("{", "[")):
        return MISSING
    try:
        return json.loads(text)
    except ValueError:
        return MISSING


def joined(value: Any) -> str | None:
    """A text, or the text that Fn::Join makes, with what CloudFormation fills in as `${...}`; None for any other value."""
    if isinstance(value, str):
        return value
    if isinstance(value, dict) and list(value) == ["Fn::Join"] and isinstance(value["Fn::Join"][1], list):
        separator, parts = value["Fn::Join"]
        return str(separator).join(part if isinstance(part, str) else "${" + _filled_in(part) + "}" for part in parts)
    return None


def _filled_in(value: Any) -> str:
    if isinstance(value, dict) and list(value) == ["Ref"]:
        return str(value["Ref"])
    if isinstance(value, dict) and list(value) == ["Fn::GetAtt"] and isinstance(value["Fn::GetAtt"], list):
        return ".".join(map(str, value["Fn::GetAtt"]))
    return text_of(value).replace('"', "'")


def text_of(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def place(path: tuple[str | int, ...]) -> str:
    """Such as `Resources.Model.Properties.Containers[0]`."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).removeprefix(".")


def cut(text: str) -> str:
    return text if len(text) <= WIDTH else f"{text[:WIDTH]}... ({len(text)} characters)"


def apart(before: str, after: str) -> tuple[str, str]:
    """Both texts, cut to where they differ if they are long."""
    if max(len(before), len(after)) <= WIDTH:
        return before, after
    start = max(0, len(os.path.commonprefix([before, after])) - AROUND)
    rest = before[start:], after[start:]
    end = max(0, len(os.path.commonprefix([rest[0][::-1], rest[1][::-1]])) - AROUND)
    lead, trail = "..." if start else "", "..." if end else ""
    shortened = [cut(part[: len(part) - end]) for part in rest]
    return lead + shortened[0] + trail, lead + shortened[1] + trail
