"""Writes API.md from the output of jsii-docgen for the compiled library, without repetitions.

    python3 build-tools/api_reference.py             writes API.md
    python3 build-tools/api_reference.py FILE        writes another file

Requires the compiled library. `npm run build` and the projen task `docgen` both run this, so they write the same file.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from api_inheritance import Inheritance
from api_markdown import broken_links, render
from toolchain import ROOT, StepFailed, run

Json = dict[str, Any]


def write(target: Path = ROOT / "API.md") -> None:
    """Writes the page. Fails if a link on the page has no target."""
    with tempfile.TemporaryDirectory() as folder:
        described = Path(folder) / "api.json"
        run("reading the API", ["npx", "jsii-docgen", "--format", "json", "--output", described.with_suffix("")])
        api: Json = json.loads(described.read_text(encoding="utf-8"))
    assembly: Json = json.loads((ROOT / ".jsii").read_text(encoding="utf-8"))
    page = render(api, Inheritance(assembly))
    broken = broken_links(page)
    if broken:
        raise StepFailed(f"{target.name} has links without a target: {', '.join(broken)}")
    target.write_text(page, encoding="utf-8")


def main(arguments: list[str]) -> int:
    try:
        write(*map(Path, arguments))
    except StepFailed as failure:
        print(failure, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
