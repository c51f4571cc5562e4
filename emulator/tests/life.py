"""The life of each resource type: what is created, what changes in place, what replaces it, and where it is read back.

``UNIQUE`` is the prefix of the names of a test. The read is an operation, its parameters, and a JMESPath expression in its
answer; in the parameters and the expression, ``{id}`` is the physical ID of the resource, ``{p_Name}`` a property, and ``{r_Name}``
the physical ID of another resource.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

TAGS = ([{"Key": "k", "Value": "1"}], [{"Key": "k", "Value": "2"}])


def ref(name: str, attribute: str | None = None) -> dict[str, Any]:
    return {"Fn::GetAtt": [name, attribute]} if attribute else {"Ref": name}


def of(kind: str, **properties: Any) -> dict[str, Any]:
    return {"Type": f"AWS::{kind}", "Properties": properties}


def policy(action: str) -> dict[str, Any]:
    statement = {"Effect": "Allow", "Principal": "*", "Action": action, "Resource": "*"}
    return {"Version": "2012-10-17", "Statement": [statement]}


@dataclass(frozen=True)
class Life:
    """A resource in three states: as it is created, changed in place, and replaced. A state has the properties that are new in it."""

    first: dict[str, Any]
    changed: dict[str, Any]
    # The operation, as "service operation", its parameters, and the expression of the value that is compared.
    read: tuple[str, dict[str, Any], str]
    # What the read returns at first, and after the change.
    shown: tuple[Any, Any]
    # ``None`` if no change of the type replaces it.
    replaced: dict[str, Any] | None = None
    around: dict[str, Any] = field(default_factory=dict)
    after: str | None = None
