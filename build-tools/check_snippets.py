"""Checks the types of the TypeScript examples of README.md, docs/ and the skill for coding agents, with one run of the compiler. Started by test.py, after the library is compiled."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import agents
import doc_snippets
from doc_snippets import ROOT

FOLDER = ROOT / "test-reports" / "snippets"


def main() -> int:
    files = doc_snippets.write_modules(FOLDER / "typescript", "ts")
    for snippet in in_skill():
        file = FOLDER / "typescript" / f"{snippet.file_name}.ts"
        file.write_text(doc_snippets.typescript_module(snippet), encoding="utf-8")
        files.append(file)
    options = {
        "target": "es2022",
        "module": "node16",
        "strict": True,
        "noEmit": True,
        "skipLibCheck": True,
        "types": ["node"],
        "rootDir": str(ROOT),
        # The package, as an app imports it.
        "paths": {"cdk-sagemaker-hosting": [str(ROOT / "lib" / "index.d.ts")]},
    }
    (FOLDER / "typescript" / "package.json").write_text('{"private": true}', encoding="utf-8")
    settings = FOLDER / "typescript" / "tsconfig.json"
    settings.write_text(json.dumps({"compilerOptions": options, "include": ["*.ts"]}), encoding="utf-8")
    result = subprocess.run([str(tool("tsc")), "--project", str(settings)], cwd=ROOT, check=False)
    print(f"{len(files)} examples in TypeScript")
    return result.returncode


def in_skill() -> list[doc_snippets.Snippet]:
    snippets = doc_snippets.snippets_of((ROOT / agents.SKILL).read_text(encoding="utf-8"), "skill")
    return [snippet for snippet in snippets if snippet.language == "ts"]


def tool(name: str) -> Path:
    return ROOT / "node_modules" / ".bin" / name


if __name__ == "__main__":
    sys.exit(main())
