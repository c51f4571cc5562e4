"""Generates the TypeScript files with data from the pinned sources, or checks that they are up to date.

    python build-tools/data/generate.py            writes the files
    python build-tools/data/generate.py --check    writes nothing; exit status 1 and a diff on stderr if a file is out of date
"""

from __future__ import annotations

import argparse
import difflib
import sys
from collections.abc import Callable
from pathlib import Path

import typescript
import typescript_images
import typescript_jumpstart
from pinned_package import HERE, SourceError

ROOT = HERE.parents[1]

FILES: dict[str, Callable[[], str]] = {
    "src/common/instance-type.generated.ts": typescript.instance_type_class,
    "src/common/instance-families.generated.ts": typescript.families_table,
    "src/common/transform-instance-types.generated.ts": typescript.transform_types,
    "src/dlc/dlc-accounts.generated.ts": typescript.accounts_table,
    "src/dlc/framework.generated.ts": typescript_images.framework_class,
    "src/dlc/image-catalog.generated.ts": typescript_images.catalog_constant,
    typescript_jumpstart.FILE: typescript_jumpstart.jumpstart_constant,
}


def difference(file: str, root: Path = ROOT) -> str:
    """Returns a unified diff from the current file to the generated one; empty if they are equal."""
    path = root / file
    now = path.read_text(encoding="utf-8") if path.exists() else ""
    wanted = FILES[file]()
    return "".join(difflib.unified_diff(now.splitlines(True), wanted.splitlines(True), file, f"{file} (generated)"))


def check(root: Path = ROOT) -> int:
    outdated = {file: diff for file in FILES if (diff := difference(file, root))}
    for file, diff in outdated.items():
        print(f"{file} is out of date; run: python build-tools/data/generate.py\n{diff}", file=sys.stderr)
    return 1 if outdated else 0


def write(root: Path = ROOT) -> int:
    texts = {file: text() for file, text in FILES.items()}
    for file, content in texts.items():
        path = root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8", newline="\n")
    return 0


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Generate the TypeScript files that hold data.")
    parser.add_argument("--check", action="store_true", help="write nothing; fail if a file is out of date")
    options = parser.parse_args(arguments)
    try:
        return check() if options.check else write()
    except SourceError as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
