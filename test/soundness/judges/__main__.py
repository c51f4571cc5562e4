"""Judges an assembly for each line of its input: {"folder": ..., "judges": [...]} -> {"findings": [...]}."""

from __future__ import annotations

import json
import sys
import traceback
from pathlib import Path

from . import api, cdk_report, iam, lint, metrics, names, order, permissions, references
from .assembly import Assembly

OF_ASSEMBLY = {
    "references": references.judge, "names": names.judge, "iam": iam.judge, "permissions": permissions.judge, "order": order.judge, "api": api.judge,
    "metrics": metrics.judge, "cfn-lint": lint.judge,
}


def judged(folder: Path, judges: list[str]) -> list[str]:
    assembly = Assembly.read(folder)
    findings = []
    for name in judges:
        try:
            found = cdk_report.judge(folder) if name == "cdk" else OF_ASSEMBLY[name](assembly)
        except Exception:
            found = [f"the judge broke: {traceback.format_exc()}"]
        findings += [f"{name}: {finding}" for finding in found]
    return findings


def main() -> None:
    for line in sys.stdin:
        request = json.loads(line)
        print(json.dumps({"templates": len(Assembly.read(Path(request["folder"])).templates), "findings": judged(Path(request["folder"]), request["judges"])}), flush=True)


if __name__ == "__main__":
    main()
