"""A clone of the repository, in which a release is prepared as the workflow does it, up to the packages that would be published."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# In the project: the node modules are linked, which another file system does not allow.
CLONE = ROOT / ".venv" / "release" / "clone"
IDENTITY = ("-c", "user.name=Test", "-c", "user.email=test@example.com")


def run(command: Sequence[str], cwd: Path = CLONE, **variables: str) -> subprocess.CompletedProcess[str]:
    # Without the variables of the release in which this test may run itself.
    env = {name: value for name, value in os.environ.items() if name not in ("RELEASE", "TEST_PARTS", "SUGGESTED_BUMP")}
    return subprocess.run(command, cwd=cwd, env={**env, "CI": "true", **variables}, capture_output=True, text=True, check=False)


def output(*command: str, cwd: Path = CLONE, **variables: str) -> str:
    result = run(command, cwd, **variables)
    assert result.returncode == 0, f"{' '.join(command)}\n{result.stdout[-6000:]}\n{result.stderr[-3000:]}"
    return result.stdout


@pytest.fixture(scope="session")
def clone() -> Iterator[Path]:
    """A clone of the last commit with what has changed since, without tags and without anything that was built."""
    shutil.rmtree(CLONE, ignore_errors=True)
    output("git", "clone", "--quiet", "--no-tags", str(ROOT), str(CLONE), cwd=ROOT)
    # The release itself has changed the version, which it does again in the clone.
    if not os.environ.get("RELEASE"):
        overlay()
    output("git", "update-ref", "refs/first", "HEAD")
    shutil.copytree(ROOT / "node_modules", CLONE / "node_modules", symlinks=True, copy_function=os.link, ignore=shutil.ignore_patterns(".cache"))
    (CLONE / ".venv").mkdir()
    (CLONE / ".venv" / "tools").symlink_to(ROOT / ".venv" / "tools")
    yield CLONE
    shutil.rmtree(CLONE.parent)


def overlay() -> None:
    """Commits in the clone what the working tree has changed."""
    for line in output("git", "ls-files", "--modified", "--others", "--exclude-standard", cwd=ROOT).splitlines():
        source, target = ROOT / line, CLONE / line
        if source.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target)
        else:
            target.unlink(missing_ok=True)
    if output("git", "status", "--porcelain"):
        commit("chore: the working tree", "--all")


def commit(message: str, *options: str) -> None:
    output("git", "add", "--all")
    output("git", *IDENTITY, "commit", "--quiet", "--allow-empty", "--message", message, *options)


def versions(folder: Path) -> str:
    return str(json.loads((folder / "package.json").read_text(encoding="utf-8"))["version"])
