"""The examples in other languages, which have to have the templates of the Python examples."""

from __future__ import annotations

import functools
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "build-tools"))

EXAMPLES = ROOT / "examples"
PYTHON = ("quickstart", "production")
STACKS = {"quickstart": "Quickstart", "production": "Production"}
NOT_COPIED = shutil.ignore_patterns("cdk.out", "__pycache__", ".mypy_cache", "target", "bin")

# The programs that are compared, with their context: what `cdk deploy -c` sets is a string.
CASES: list[tuple[str, dict[str, str]]] = [("quickstart", {}), ("quickstart", {"candidateWeight": "1"}), ("production", {})]
NAMES = ["quickstart", "quickstart with context", "production"]


@dataclass(frozen=True)
class Assembly:
    """What a program synthesizes: the template, and the hashes of its assets with where they are uploaded to."""

    template: dict[str, Any]
    assets: dict[str, Any]

    @classmethod
    def read(cls, folder: Path, stack: str) -> Assembly:
        assets = json.loads((folder / f"{stack}.assets.json").read_text(encoding="utf-8"))
        return cls(
            json.loads((folder / f"{stack}.template.json").read_text(encoding="utf-8")),
            {kind: assets[kind] for kind in ("files", "dockerImages")},
        )


def copy_examples(folder: Path, language: str) -> Path:
    """Copies the Python examples, and those of a language, which use their models. Returns the folder of the language."""
    for name in (*PYTHON, language):
        shutil.copytree(EXAMPLES / name, folder / name, ignore=NOT_COPIED)
    return folder / language


def of_python(folder: Path, name: str, context: Mapping[str, str]) -> Assembly:
    """Runs a Python example in the folder that the examples are copied to, once for each context."""
    return _of_python(folder, name, tuple(context.items()))


@functools.cache
def _of_python(folder: Path, name: str, context: tuple[tuple[str, str], ...]) -> Assembly:
    return synthesize([sys.executable, "app.py"], folder / name, STACKS[name], dict(context))


def synthesize(
    command: Sequence[str | Path], folder: Path, stack: str, context: Mapping[str, str], env: Mapping[str, str] | None = None
) -> Assembly:
    """Runs a program as the command line of the CDK does, in the folder of its cdk.json, with the context there and the given one."""
    configured = json.loads((folder / "cdk.json").read_text(encoding="utf-8"))["context"]
    out = folder / "cdk.out"
    shutil.rmtree(out, ignore_errors=True)
    run(command, folder, {**(env or {}), "CDK_OUTDIR": str(out), "CDK_CONTEXT_JSON": json.dumps({**configured, **context})})
    return Assembly.read(out, stack)


def run(command: Sequence[str | Path], folder: Path, env: Mapping[str, str] | None = None) -> str:
    """Runs a command that has to succeed, and returns what it printed."""
    # Without warnings about versions, and without the CDK's own validation, which takes most of the time.
    fixed = {"JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION": "1", "JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION": "1", "CDK_VALIDATION": "false"}
    arguments = [str(part) for part in command]
    result = subprocess.run(
        arguments, cwd=folder, env={**os.environ, **fixed, **(env or {})}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    assert result.returncode == 0, f"{' '.join(arguments)}\n{result.stdout}"
    return result.stdout
