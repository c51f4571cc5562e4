"""What the packages contain and require, and what the project is developed with: names, versions and licences. Figures in test-reports/quality/supply.json."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from toolchain import ROOT

REPORT = ROOT / "test-reports" / "quality" / "supply.json"
# Packages whose package-lock.json entry has no licence: their package.json has it in a form that npm no longer reads.
STATED = {"exit": "MIT"}


def manifest() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    return found


def locked() -> dict[tuple[str, str], str]:
    """Returns the licence of each npm package in package-lock.json, by name and version."""
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    found: dict[tuple[str, str], str] = {}
    for path, entry in packages.items():
        if path:
            name = str(entry.get("name") or path.rpartition("node_modules/")[2])
            found[name, str(entry["version"])] = str(entry.get("license") or STATED.get(name, "not stated"))
    return found


def record(part: str, figures: Mapping[str, object], path: Path = REPORT) -> None:
    """Adds figures to those of the other commands."""
    known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    today = f"{datetime.datetime.now(datetime.timezone.utc):%Y-%m-%d}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({**known, part: {"date": today, **figures}}, indent=2) + "\n", encoding="utf-8")
