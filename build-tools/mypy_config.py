"""Configures mypy to leave out the modules of the CDK that no checked file leads to.

`aws_cdk` imports all its modules, 278 MB of Python, which mypy would read for minutes in a fresh clone. A module that is left out has no types: no
checked file names one, and no module that a checked file leads to imports one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

CONFIGS = ("mypy.ini", "pyproject.toml")
SERVICE = re.compile(rb"\baws_[a-z0-9_]+")
IMPORT = re.compile(rb"^(?:from|import) [^\n(]*(?:\([^)]*\))?", re.MULTILINE)


def write(folder: Path, target: Path, skipped: Iterable[str]) -> Path:
    """Writes the configuration of a folder, with the modules to skip, into another folder. Returns its path."""
    own = next((folder / name for name in CONFIGS if (folder / name).exists()), None)
    text = own.read_text(encoding="utf-8").replace("$MYPY_CONFIG_FILE_DIR", str(folder)) if own else "[mypy]\n"
    names = [f"{name}.*" for name in skipped]
    if own and own.suffix == ".toml":
        added = f'[[tool.mypy.overrides]]\nmodule = {names}\nfollow_imports = "skip"\n'
    else:
        added = f"[mypy-{','.join(names)}]\nfollow_imports = skip\n"
    target.mkdir(parents=True, exist_ok=True)
    path = target / (own.name if own else CONFIGS[0])
    path.write_text(f"{text}\n{added}", encoding="utf-8")
    return path


def python_files(path: Path) -> list[Path]:
    return [path] if path.is_file() else sorted(path.rglob("*.py"))


def unreached(cdk: Path, files: Iterable[Path]) -> list[str]:
    """Returns the modules of the CDK, in a folder, that no file names, and no module that one leads to."""
    modules = {path.parent.name for path in cdk.glob("aws_*/__init__.py")}
    waiting = {name for file in files for name in _named(SERVICE, file.read_bytes())} & modules
    reached = set[str]()
    while waiting:
        name = waiting.pop()
        reached.add(name)
        for file in python_files(cdk / name):
            imports = b"\n".join(IMPORT.findall(file.read_bytes()))
            waiting |= (_named(SERVICE, imports) & modules) - reached
    return sorted(modules - reached)


def _named(pattern: re.Pattern[bytes], content: bytes) -> set[str]:
    return {name.decode() for name in pattern.findall(content)}
