"""Refreshes the catalog of AWS images from a newer sagemaker-core, and prints what changed.

    npm run catalog                   the newest version of sagemaker-core
    npm run catalog -- 2.27.0         a given version

Raises the pin in build-tools/data/requirements-nodeps.txt, generates the tables, and prints the frameworks, versions and accounts that were added and
removed. A new framework needs a title in build-tools/data/frameworks.py first. Compare the images with those of the SDK afterwards: npm test -- catalog.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import toolchain
from toolchain import ROOT, StepFailed

DATA_TOOLS = ROOT / "build-tools" / "data"
PINS = DATA_TOOLS / "requirements-nodeps.txt"
IMAGES = ROOT / "src" / "dlc" / "image-catalog.generated.ts"
ACCOUNTS = ROOT / "src" / "dlc" / "dlc-accounts.generated.ts"

PACKAGE = "sagemaker-core"
PIN = re.compile(rf"^{PACKAGE}==(\S+)$", re.MULTILINE)


@dataclass(frozen=True)
class Contents:
    """What the catalog contains: the frameworks, their versions, and the accounts of the registries with their regions."""

    frameworks: frozenset[str]
    versions: frozenset[str]
    accounts: frozenset[str]

    @classmethod
    def of(cls, images: str, accounts: str) -> Contents:
        """Reads the generated files."""
        catalog: dict[str, Any] = json.loads(images.split("IMAGE_CATALOG = `")[1].split("`")[0])
        versions = (
            f"{framework} {version}" for framework, entries in catalog["frameworks"].items() for entry in entries for version in entry["versions"]
        )
        owned = [f"{account} in {region}" for table in catalog["accounts"].values() for account, regions in table.items() for region in regions]
        deep_learning = [f"{account} in {region}" for region, account in re.findall(r"^  '([\w-]+)': '(\d{12})',$", accounts, re.MULTILINE)]
        return cls(frozenset(catalog["frameworks"]), frozenset(versions), frozenset(owned + deep_learning))


def changes(before: Contents, after: Contents) -> Iterator[str]:
    """Yields a line for each framework, version and account that was added or removed."""
    for title in ("frameworks", "versions", "accounts"):
        old, new = getattr(before, title), getattr(after, title)
        yield f"{title}: {len(new - old)} added, {len(old - new)} removed, {len(new)} in all"
        yield from (f"  + {name}" for name in sorted(new - old))
        yield from (f"  - {name}" for name in sorted(old - new))


def contents() -> Contents:
    return Contents.of(IMAGES.read_text(encoding="utf-8"), ACCOUNTS.read_text(encoding="utf-8"))


def pinned() -> str:
    """Returns the version that is pinned."""
    found = PIN.search(PINS.read_text(encoding="utf-8"))
    if found is None:
        raise StepFailed(f"{PINS.relative_to(ROOT)} does not pin {PACKAGE}")
    return found.group(1)


def pin(version: str) -> None:
    PINS.write_text(PIN.sub(f"{PACKAGE}=={version}", PINS.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")


def newest() -> str:
    """Returns the newest version that pip can install."""
    command: list[str | Path] = [toolchain.tools(), "-m", "pip", "install", "--quiet", "--dry-run", "--ignore-installed", "--no-deps", "--report", "-", PACKAGE]
    result = subprocess.run(command, env=toolchain.environment(), stdout=subprocess.PIPE, text=True, check=False)
    if result.returncode != 0:
        raise StepFailed(f"pip finds no version of {PACKAGE}")
    version: str = json.loads(result.stdout)["install"][0]["metadata"]["version"]
    return version


def environment() -> Path:
    """Returns the Python of the environment with the pinned sources."""
    sources = [PINS, DATA_TOOLS / "requirements-ec2.txt"]
    return toolchain.virtual_environment("data", DATA_TOOLS / "requirements.txt", without_dependencies=sources)


def refresh(version: str | None) -> Iterator[str]:
    """Generates the tables from a version, the newest by default; yields what changed. Restores the pin if the version cannot be used."""
    before, old = contents(), pinned()
    new = version or newest()
    pin(new)
    try:
        toolchain.run(f"generating from {PACKAGE} {new}", [environment(), DATA_TOOLS / "generate.py"])
    except StepFailed:
        pin(old)
        raise
    yield f"{PACKAGE}: {old} -> {new}" if new != old else f"{PACKAGE}: {new}, as before"
    yield from changes(before, contents())


def main(arguments: list[str]) -> int:
    printed = toolchain.usage(__doc__, arguments, len(arguments) < 2 and not any(argument.startswith("-") for argument in arguments))
    if printed is not None:
        return printed
    try:
        for line in refresh(arguments[0] if arguments else None):
            print(line)
    except StepFailed as failure:
        print(failure, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    with toolchain.own_temp_folder():
        sys.exit(main(sys.argv[1:]))
