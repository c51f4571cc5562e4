"""The validation of the CDK, which writes a report beside the templates, finds no error."""

from __future__ import annotations

import json
from pathlib import Path

from .lint import LITERAL, NOT_EVERYWHERE

# Findings that are wrong: the rule, a part of its description, and what shows it.
ALLOWED: list[tuple[str, str, str]] = [
    ("F3006", "Resource type 'AWS::SageMaker::", NOT_EVERYWHERE),
    ("E1029", "Environment.", LITERAL),
]


def judge(folder: Path) -> list[str]:
    reports = sorted(folder.glob("**/validation-report.json"))
    if not reports:
        return ["the CDK has not validated the app"]
    findings = []
    for report in reports:
        for plugin in json.loads(report.read_text(encoding="utf-8"))["pluginReports"]:
            for violation in plugin["violations"]:
                where = ", ".join(str(construct.get("constructPath")) for construct in violation["violatingConstructs"])
                finding = f"{violation['ruleName']}: {violation['description']}: {where}"
                if violation.get("severity") in ("error", "fatal") and not any(finding.startswith(rule) and part in finding for rule, part, _ in ALLOWED):
                    findings.append(finding)
    return findings
