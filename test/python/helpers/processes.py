"""Apps and tools that run in a process of their own."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpers.validation import rules_that_find_something

ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Synthesized:
    """What `cdk synth` would leave behind."""

    folder: Path
    output: str

    def template(self, stack: str) -> dict[str, Any]:
        template: dict[str, Any] = json.loads(self.template_file(stack).read_text(encoding="utf-8"))
        return template

    def template_file(self, stack: str) -> Path:
        return self.folder / f"{stack}.template.json"

    def resources(self, stack: str, type: str) -> dict[str, dict[str, Any]]:
        resources = self.template(stack)["Resources"].items()
        return {logical_id: resource for logical_id, resource in resources if resource["Type"] == type}

    def findings(self) -> list[str]:
        """The rules of the CDK's own validation that the templates break."""
        return rules_that_find_something(self.folder)

    def reported(self) -> list[str]:
        """The rules that the app itself says are broken, if it validates."""
        report = json.loads((self.folder / "validation-report.json").read_text(encoding="utf-8"))
        return [violation["ruleName"] for plugin in report["pluginReports"] for violation in plugin["violations"]]


def synthesize(app: Path, *, context: Mapping[str, Any] | None = None, validates: bool = False) -> Synthesized:
    """Runs an app as the CDK's command line does, in the app's folder. With `validates`, it validates its templates as well, which takes longer."""
    out = app.parent / "cdk.out"
    environment = {**os.environ, "CDK_VALIDATION": str(validates).lower()}
    environment |= {"CDK_OUTDIR": str(out), "CDK_CONTEXT_JSON": json.dumps(dict(context or {}))}
    return Synthesized(out, run([sys.executable, app.name], cwd=app.parent, env=environment))


def said_of_themselves(app: Synthesized) -> list[str]:
    """What an app printed, but for what the CDK prints when it makes an archive."""
    return [line for line in app.output.splitlines() if not line.startswith("Bundling asset ")]


def run(command: list[str], *, cwd: Path | None = None, env: Mapping[str, str] | None = None) -> str:
    """Runs a command that has to succeed; returns all it printed."""
    result = subprocess.run(command, cwd=cwd, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    assert result.returncode == 0, f"{' '.join(command)}\n{result.stdout}"
    return result.stdout
