"""What policies say of one action on one resource."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Any

from .conditions import Context, as_list, matches, met, resolved


class Verdict(Enum):
    """The outcome of policies together: a denial wins over a permission."""

    DENIED = "denied"
    ALLOWED = "allowed"
    SILENT = "silent"


def verdict(policies: Iterable[str | Mapping[str, Any]], action: str, resource: str, context: Context) -> Verdict:
    """Return what the policies say, which are documents or their text."""
    allowed = False
    for policy in policies:
        document = json.loads(policy) if isinstance(policy, str) else policy
        for statement in as_list(document.get("Statement", [])):
            if _applies(statement, action, resource, context):
                if statement["Effect"] == "Deny":
                    return Verdict.DENIED
                allowed = True
    return Verdict.ALLOWED if allowed else Verdict.SILENT


def _applies(statement: Mapping[str, Any], action: str, resource: str, context: Context) -> bool:
    return (
        _acts(statement, action)
        and _covers(statement, resource, context)
        and met(statement.get("Condition") or {}, context)
    )


def _acts(statement: Mapping[str, Any], action: str) -> bool:
    excluded = "NotAction" in statement
    patterns = as_list(statement["NotAction" if excluded else "Action"])
    return any(matches(str(item).lower(), action.lower()) for item in patterns) != excluded


def _covers(statement: Mapping[str, Any], resource: str, context: Context) -> bool:
    excluded = "NotResource" in statement
    given = as_list(statement["NotResource"] if excluded else statement.get("Resource", []))
    patterns = (resolved(str(item), context) for item in given)
    return any(item is not None and matches(item, resource) for item in patterns) != excluded
