"""Compares the public API with the one of the last release, whose assembly is recorded in test/baseline: docs/stability.md.

    npm run baseline            record the assembly of this tree, after a release
    npm run baseline -- check   fail if a stable type or member was removed or changed, as npm test does
"""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import toolchain
from toolchain import ROOT, StepFailed

RECORDED = ROOT / "test" / "baseline" / "api.jsii.gz"
# Inside the project, where the packages that the assembly depends on are found.
UNPACKED = ROOT / ".venv" / "baseline"
# What the comparison does not use, and what changes with each edit.
LEFT_OUT = {"locationInModule", "symbolId", "example", "summary", "remarks", "returns", "see", "custom", "default", "readme", "fingerprint", "bundled"}


def bare(value: Any) -> Any:
    """Returns a part of an assembly without descriptions and source locations. Stability, types and optionality remain."""
    if isinstance(value, list):
        return [bare(item) for item in value]
    if isinstance(value, dict):
        return {key: bare(item) for key, item in value.items() if key not in LEFT_OUT}
    return value


def record(assembly: Path = ROOT / ".jsii", to: Path = RECORDED) -> None:
    content = bare(json.loads(assembly.read_text(encoding="utf-8")))
    to.parent.mkdir(parents=True, exist_ok=True)
    # Without a date in the archive: the same API gives the same file.
    to.write_bytes(gzip.compress(json.dumps(content, sort_keys=True, separators=(",", ":")).encode(), compresslevel=9, mtime=0))


def unpack(recorded: Path = RECORDED, folder: Path = UNPACKED) -> Path:
    """Writes the recorded assembly as a package, which jsii-diff can load."""
    if not recorded.exists():
        raise StepFailed("no API is recorded; run: npm run baseline")
    return package(json.loads(gzip.decompress(recorded.read_bytes())), folder)


def package(assembly: dict[str, Any], folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / ".jsii").write_text(json.dumps(assembly), encoding="utf-8")
    manifest = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    # Without its dependencies, the package would be refused.
    kept = ("name", "version", "main", "types", "license", "repository", "author", "jsii", "peerDependencies", "stability")
    (folder / "package.json").write_text(json.dumps({key: manifest[key] for key in kept}), encoding="utf-8")
    return folder


def compare(old: Path, new: Path) -> str:
    """Returns what jsii-diff prints about experimental types. Fails if stable ones were removed or changed."""
    # An error is a change of what is stable or deprecated.
    command = ["npx", "jsii-diff", "--error-on=prod", "--keys", str(old), str(new)]
    result = subprocess.run(command, cwd=ROOT, env=toolchain.environment(), capture_output=True, text=True, check=False)
    said = "\n".join(line for line in (result.stdout + result.stderr).splitlines() if "!!" not in line)
    if result.returncode != 0:
        raise StepFailed(f"the API differs from the last release; what is stable must not change before the next major version:\n{said}")
    return said


def check() -> None:
    compare(unpack(), ROOT)


def main(arguments: list[str]) -> int:
    printed = toolchain.usage(__doc__, arguments, arguments in ([], ["check"]))
    if printed is not None:
        return printed
    try:
        toolchain.wheel(with_examples=False)
        if arguments:
            print(compare(unpack(), ROOT) or "no stable type or member was removed or changed")
        else:
            record()
            print(f"recorded {RECORDED.relative_to(ROOT)} ({RECORDED.stat().st_size:,} bytes)")
    except StepFailed as failure:
        print(failure, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
