"""The example of docs/cdk-nag.md passes, and each finding that it acknowledges is one."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "cdk-nag.md").read_text(encoding="utf-8")
(EXAMPLE,) = re.findall(r"^```python\n(.*?)^```$", PAGE, flags=re.DOTALL | re.MULTILINE)
ACKNOWLEDGED = set(re.findall(r'"(AwsSolutions-[^"]+)"', EXAMPLE))
PLUGIN = "AwsSolutions"


def findings(folder: Path, app: str) -> set[str]:
    """The rules of AwsSolutions that find something."""
    (folder / "app.py").write_text(app, encoding="utf-8")
    out = folder / "cdk.out"
    env = {**os.environ, "CDK_OUTDIR": str(out), "CDK_VALIDATION": "false"}
    result = subprocess.run([sys.executable, "app.py"], cwd=folder, env=env, capture_output=True, text=True, check=False)
    report = out / "validation-report.json"
    assert report.exists(), result.stderr
    reports = json.loads(report.read_text(encoding="utf-8"))["pluginReports"]
    found = {violation["ruleName"] for each in reports if each["pluginName"] == PLUGIN for violation in each["violations"]}
    assert (result.returncode == 0) == (not found), result.stderr
    return found


def test_the_example_passes(tmp_path: Path) -> None:
    assert findings(tmp_path, EXAMPLE) == set()


def test_each_finding_that_it_acknowledges_is_one(tmp_path: Path) -> None:
    without = EXAMPLE.replace("cdk.Validations.of(scope).acknowledge(", "list(")
    without = re.sub(r"list\(\*\((.*)\)\)$", r"list(\1)", without, flags=re.MULTILINE)
    assert without != EXAMPLE

    assert findings(tmp_path, without) == ACKNOWLEDGED


def test_the_table_has_each_kind_of_finding() -> None:
    kinds = {re.sub(r"(<AWS::Region>|<AWS::AccountId>|arn:<AWS::Partition>:s3:::churn-data/\w+|/churn/).*", "", each) for each in ACKNOWLEDGED}
    table = PAGE.partition("## Example")[0]
    assert [each for each in kinds if each.removeprefix("AwsSolutions-").rstrip("]") not in table] == []
