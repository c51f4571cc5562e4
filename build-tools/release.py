"""The steps of the task `release` beside building and testing, and those of the workflow that publishes what it has left in dist/: docs/releasing.md.

    python3 build-tools/release.py next-version        print how the version changes; the first one is 0.1.0
    python3 build-tools/release.py begin               give the changes their version in CHANGELOG.md, and write the notes of the first release
    python3 build-tools/release.py finish              check that dist/ has the tested packages, add their bill of materials and checksums
    python3 build-tools/release.py exists              print whether the version has a tag, as an output of a step of GitHub Actions
    python3 build-tools/release.py compare npm         fail if the registry (npm, pypi) has this version with other contents
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import bill_of_materials
import toolchain
from toolchain import ROOT, StepFailed

FIRST_VERSION = "0.1.0"
DIST = ROOT / "dist"
CHANGELOG = ROOT / "CHANGELOG.md"
UNRELEASED = "## Unreleased\n"
# The hashes of the packages that the tests have used.
TESTED = DIST / ".tested.json"


def version() -> str:
    return str(json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["version"])


def git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=ROOT, check=True, capture_output=True, text=True).stdout


def released() -> list[str]:
    """Returns the versions that have a tag."""
    return [tag.removeprefix("v") for tag in git("tag", "--list", "v*").split()]


def next_version() -> None:
    # projen sets both variables. On the first release, it suggests nothing and would release 0.0.0.
    first = not released()
    print(FIRST_VERSION if first else os.environ["SUGGESTED_BUMP"], end="")


def begin() -> None:
    """Moves the unreleased changes under the version that projen has just written, until `finish` moves them back."""
    new, text = version(), CHANGELOG.read_text(encoding="utf-8")
    if new in released():
        raise StepFailed(f"there is nothing to release: version {new} has a tag, and no feature or fix was committed since")
    if missing := [old for old in released() if not re.search(rf"^## {re.escape(old)}\b", text, re.MULTILINE)]:
        raise StepFailed(f"CHANGELOG.md has no section for {', '.join(missing)}; rename its section 'Unreleased', and begin a new one")
    if text.count(UNRELEASED) != 1:
        raise StepFailed("CHANGELOG.md has no section 'Unreleased' with the changes of this release; add one")
    CHANGELOG.write_text(text.replace(UNRELEASED, heading(new)), encoding="utf-8")
    if not released():
        # Replaces the notes that are made from all commits, most of which changed what no release had: they begin with breaking changes.
        (DIST / "changelog.md").write_text(notes(text), encoding="utf-8")


def heading(new: str) -> str:
    return f"## {new}\n"


def notes(changelog: str) -> str:
    """Returns the section of the unreleased changes."""
    section = changelog.partition(UNRELEASED)[2]
    return re.split(r"^## ", section, maxsplit=1, flags=re.MULTILINE)[0].strip() + "\n"


def packages() -> list[Path]:
    return [toolchain.only("npm package", toolchain.TARBALLS, "*.tgz"), toolchain.only("wheel", toolchain.WHEELS, "*.whl")]


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def remember(parts: Sequence[str]) -> None:
    """Writes down which packages were tested. The tests call it when all of them have passed."""
    toolchain.tarball()
    TESTED.write_text(json.dumps({"parts": list(parts), "packages": {path.name: sha256(path) for path in packages()}}), encoding="utf-8")


def finish() -> None:
    found, new = packages(), version()
    if not TESTED.exists():
        raise StepFailed("the tests have not run to their end; there is nothing to release")
    tested = json.loads(TESTED.read_text(encoding="utf-8"))["packages"]
    if tested != (hashes := {path.name: sha256(path) for path in found}):
        raise StepFailed(f"the packages are not the tested ones: tested {tested}, found {hashes}")
    if others := [path.name for path in found if new not in path.name]:
        raise StepFailed(f"{', '.join(others)} is not of version {new}")
    found.append(bill_of_materials.write(DIST / "sbom", new))
    (DIST / "SHA256SUMS").write_text("".join(f"{sha256(path)}  {path.relative_to(DIST).as_posix()}\n" for path in found), encoding="utf-8")
    CHANGELOG.write_text(CHANGELOG.read_text(encoding="utf-8").replace(heading(new), UNRELEASED, 1), encoding="utf-8")
    print("".join(f"{path.relative_to(ROOT)} ({path.stat().st_size:,} bytes)\n" for path in found), end="")


def exists() -> None:
    tag = (DIST / "releasetag.txt").read_text(encoding="utf-8").strip()
    print(f"exists={'true' if tag.removeprefix('v') in released() else 'false'}")


def compare(registry: str) -> None:
    """Refuses to continue a version that was published from another commit. Publishing skips a package that the registry has."""
    package = packages()[0 if registry == "npm" else 1]
    new = (DIST / "version.txt").read_text(encoding="utf-8").strip()
    published = {"npm": published_npm, "pypi": published_pypi}[registry](new)
    if published is None:
        print(f"{registry} does not have version {new}")
    elif published in (sha256(package), integrity(package)):
        print(f"{registry} has version {new} with the same contents")
    else:
        raise StepFailed(f"{registry} has version {new} with other contents than {package.name}; release the next version: docs/releasing.md")


def integrity(path: Path) -> str:
    """Returns a hash in the form that npm uses."""
    return f"sha512-{base64.b64encode(hashlib.sha512(path.read_bytes()).digest()).decode()}"


def published_npm(new: str) -> str | None:
    result = subprocess.run(
        ["npm", "view", f"cdk-sagemaker-hosting@{new}", "dist.integrity", "--json"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if result.returncode == 0:
        # Prints nothing when the package exists and the version does not.
        return str(json.loads(result.stdout)) if result.stdout.strip() else None
    if "E404" in result.stdout + result.stderr:
        return None
    raise StepFailed(f"npm does not say whether it has version {new}: {result.stderr}")


def published_pypi(new: str) -> str | None:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pip", "download", "--no-deps", "--no-cache-dir", "--only-binary=:all:", "--dest", folder, f"cdk-sagemaker-hosting=={new}"]
        result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        if result.returncode == 0:
            (wheel,) = Path(folder).glob("*.whl")
            return sha256(wheel)
    if "No matching distribution found" in result.stderr:
        return None
    raise StepFailed(f"PyPI does not say whether it has version {new}: {result.stderr}")


def main(arguments: list[str]) -> int:
    steps: dict[tuple[str, ...], Callable[[], None]] = {
        ("next-version",): next_version,
        ("begin",): begin,
        ("finish",): finish,
        ("exists",): exists,
        ("compare", "npm"): lambda: compare("npm"),
        ("compare", "pypi"): lambda: compare("pypi"),
    }
    step = steps.get(tuple(arguments))
    if step is None:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        step()
    except StepFailed as failure:
        print(failure, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
