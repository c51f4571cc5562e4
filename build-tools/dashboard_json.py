"""Reads the dashboard in a template, as CloudWatch receives it."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

DASHBOARD = "AWS::CloudWatch::Dashboard"

# The hash that the CDK appends to a logical ID to make it unique.
_HASH = re.compile(r"[0-9A-F]{8}$")


def dashboard_of(template: dict[str, Any]) -> dict[str, Any]:
    """Returns the body of the only dashboard. The ID of a resource replaces each value that is known only after deployment."""
    (resource,) = (resource for resource in template["Resources"].values() if resource["Type"] == DASHBOARD)
    body: dict[str, Any] = json.loads(_text_of(resource["Properties"]["DashboardBody"], template["Resources"]))
    return body


def digest_of(dashboard: dict[str, Any]) -> str:
    """Returns a hash that identifies the dashboard of a picture."""
    return hashlib.sha256(json.dumps(dashboard, sort_keys=True).encode()).hexdigest()


def _text_of(value: Any, resources: dict[str, Any]) -> str:
    if isinstance(value, str):
        return value
    if "Fn::Join" in value:
        separator, parts = value["Fn::Join"]
        return str(separator).join(_text_of(part, resources) for part in parts)
    (reference,) = value.values()
    if isinstance(reference, str):
        return _HASH.sub("", reference)
    logical_id, attribute = reference
    return str(resources[logical_id]["Properties"].get(attribute, _HASH.sub("", logical_id)))
