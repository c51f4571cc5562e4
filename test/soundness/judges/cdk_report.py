"""The validation of the CDK, which writes a report beside the templates, finds no error."""

from __future__ import annotations

import json
from pathlib import Path

# Findings that are wrong: the rule, and what shows it.
ALLOWED: dict[str, str] = {}


def judge(folder: Path) -> list[str]:
    reports = sorted(folder.glob("**/validation-report.json"))
    if not reports:
        return ["the CDK has not validated the app"]
    findings = []
    for report in reports:
        for plugin in json.loads(report.read_text(encoding="utf-8"))["pluginReports"]:
            for violation in plugin["violations"]:
                if violation.get("severity") in ("error", "fatal") and violation["ruleName"] not in ALLOWED:
                    where = [resource.get("constructPath") or resource.get("resourceLogicalId") for resource in violation["violatingResources"]]
                    findings.append(f"{violation['ruleName']}: {violation['description']}: {', '.join(map(str, where))}")
    return findings
