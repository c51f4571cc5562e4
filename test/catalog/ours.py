"""What the library answers: its TypeScript, bundled and run by Node.js."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from queries import Query

ROOT = Path(__file__).resolve().parents[2]


def answers(queries: Sequence[Query]) -> list[dict[str, Any]]:
    """For each query: `uris` by region, or `problems`."""
    asked = json.dumps([query.as_json() for query in queries])
    result = subprocess.run(["node", bundle("answers")], input=asked, capture_output=True, text=True, check=True)
    answered: list[dict[str, Any]] = json.loads(result.stdout)
    return answered


def bundle(name: str) -> Path:
    """Bundles a TypeScript file of this folder, inside of the project, so that Node.js finds aws-cdk-lib from there."""
    target = ROOT / "test-reports" / f"catalog-{name}.js"
    command = ["npx", "esbuild", f"test/catalog/{name}.ts", "--bundle", "--platform=node", "--external:aws-cdk-lib", "--log-level=error"]
    subprocess.run([*command, f"--outfile={target}"], cwd=ROOT, check=True)
    return target
