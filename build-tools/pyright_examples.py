"""Checks the types of the examples with pyright, which editors use: those in examples/, in the docstrings of the wheel, and in the Python blocks of README.md and
docs/. Started by test.py, with the Python that has the wheel. The examples are checked in its strict mode.

Some classes of the CDK name the parameters of a method differently than the interface that they implement (https://github.com/aws/jsii/issues/4541).
pyright reports each of them that an app passes as this interface, and no app can avoid it. Any other error fails, and so does a pair in the list that
no longer occurs.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import agents
import doc_snippets
import docstring_examples

ROOT = Path(__file__).resolve().parents[1]
SETTINGS = ROOT / "build-tools" / "pyright.json"
# In a folder that pyright.json includes, and git ignores.
DOCSTRINGS = ROOT / "test-reports" / "docstrings" / "examples.py"
PACKAGE = "import importlib.util; print(*importlib.util.find_spec('cdk_sagemaker_hosting').submodule_search_locations)"

# Classes and interfaces of the CDK.
KNOWN = {
    ("AccountRootPrincipal", "IPrincipal"),
    ("CodeBuildProject", "IRuleTarget"),
    ("Function", "IFunction"),
    ("Key", "IKey"),
    ("SageMakerStartPipelineExecution", "IScheduleTarget"),
    ("ServicePrincipal", "IPrincipal"),
    ("SfnStateMachine", "IRuleTarget"),
    ("SnsAction", "IAlarmAction"),
    ("SnsTopic", "IRuleTarget"),
    ("Topic", "ITopic"),
}
PAIR = re.compile(r'"(\w+)" is incompatible with protocol "(\w+)"')


def main(arguments: list[str]) -> int:
    (python,) = arguments
    doc_snippets.write_modules(ROOT / "test-reports" / "snippets" / "python", "python")
    package = subprocess.run([python, "-c", PACKAGE], stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
    print(f"{docstring_examples.write(Path(package), DOCSTRINGS)} examples in docstrings")
    print(f"{agents.write_programs(DOCSTRINGS.parent)} programs in the skill")
    command = [str(ROOT / "node_modules" / ".bin" / "pyright"), "--project", str(SETTINGS), "--pythonpath", python, "--outputjson"]
    report: dict[str, Any] = json.loads(subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False).stdout)
    print(f"{report['summary']['filesAnalyzed']} files")
    problems = problems_of(report)
    print("\n".join(problems))
    return 1 if problems else 0


def problems_of(report: dict[str, Any]) -> list[str]:
    """Returns what pyright found, without what the CDK causes, and the known pairs that it did not find."""
    found: set[tuple[str, str]] = set()
    problems = []
    for each in report["generalDiagnostics"]:
        pairs = set(PAIR.findall(each["message"])) if each.get("rule") == "reportArgumentType" else set()
        if pairs and pairs <= KNOWN:
            found |= pairs
        else:
            problems.append(f"{each['file']}:{each['range']['start']['line'] + 1}: {each['message']} ({each.get('rule')})")
    return problems + [f"remove {pair} from KNOWN: pyright does not report it" for pair in sorted(KNOWN - found)]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
