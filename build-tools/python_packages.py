"""The Python packages that the project is developed with: what pip would install for each environment, with the licence of each package."""

from __future__ import annotations

import json
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import toolchain
from toolchain import ROOT, StepFailed, environment

# The environments, with the files that each is installed from. Their packages are resolved together. The second list is installed without dependencies.
DATA = "build-tools/data"
ENVIRONMENTS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "tools": (("requirements-dev.txt",), ()),
    "test": (
        ("test/python/requirements.txt", "emulator/requirements.txt", "emulator/requirements-test.txt", f"{DATA}/requirements.txt", "test/security/requirements.txt"),
        (f"{DATA}/requirements-nodeps.txt",),
    ),
    "demo": (("build-tools/demo-requirements.txt", "emulator/requirements.txt"), ()),
    "catalog": (("test/catalog/requirements.txt", f"{DATA}/requirements.txt"), (f"{DATA}/requirements-nodeps.txt",)),
    "checkov": (("test/security/checkov-requirements.txt",), ()),
    "figures": (("build-tools/figures-requirements.txt",), ()),
    "data": ((f"{DATA}/requirements.txt",), (f"{DATA}/requirements-nodeps.txt", f"{DATA}/requirements-ec2.txt")),
    "bench": (("bench/requirements.txt",), ()),
    "soundness": (("test/soundness/requirements.txt",), ()),
    "audit": (("build-tools/audit-requirements.txt",), ()),
}
# Names of licences in the metadata of packages that have no expression of SPDX.
NAMES = {
    "apache 2": "Apache-2.0",
    "apache 2.0": "Apache-2.0",
    "apache license 2.0": "Apache-2.0",
    "apache license, version 2.0": "Apache-2.0",
    "apache license version 2.0": "Apache-2.0",
    "apache software license": "Apache-2.0",
    "apache software license 2.0": "Apache-2.0",
    "apache-2": "Apache-2.0",
    "bsd license": "BSD-3-Clause",
    "bsd": "BSD-3-Clause",
    "bsd 3-clause": "BSD-3-Clause",
    "bsd-3": "BSD-3-Clause",
    "new bsd": "BSD-3-Clause",
    "3-clause bsd license": "BSD-3-Clause",
    "bsd 3-clause license": "BSD-3-Clause",
    "isc license (iscl)": "ISC",
    "isc license": "ISC",
    "mit license": "MIT",
    "the mit license": "MIT",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    "python software foundation license": "PSF-2.0",
    "the unlicense (unlicense)": "Unlicense",
}


@dataclass(frozen=True, order=True)
class Package:
    name: str
    version: str
    licence: str


def resolve(name: str) -> list[Package]:
    """Returns what pip would install in an environment. Reads the metadata from the registry, and installs nothing."""
    requirements, bare = ENVIRONMENTS[name]
    found = _report(requirements)
    if bare:
        found |= _report(bare, "--no-deps")
    return sorted(found)


def tools() -> Path:
    """Returns the Python that has pip-audit, and a version of pip that reads the licence expressions of packages."""
    return toolchain.virtual_environment("audit", ROOT / "build-tools" / "audit-requirements.txt")


def _report(files: tuple[str, ...], *options: str) -> set[Package]:
    command = [str(tools()), "-m", "pip", "install", "--quiet", "--dry-run", "--ignore-installed", "--report", "-", *options]
    for file in files:
        command += ["-r", str(ROOT / file)]
    result = subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, text=True, check=False)
    if result.returncode != 0:
        raise StepFailed(f"pip can't resolve {', '.join(files)}: {result.stderr}")
    return {package(each["metadata"]) for each in json.loads(result.stdout)["install"]}


def package(metadata: dict[str, Any]) -> Package:
    return Package(re.sub(r"[-_.]+", "-", metadata["name"]).lower(), metadata["version"], licence(metadata))


def licence(metadata: dict[str, Any]) -> str:
    """Returns the licence: an expression if the package has one, or else what its classifiers or its text say."""
    if expression := metadata.get("license_expression"):
        return str(expression)
    classified = [line.rsplit(" :: ", 1)[-1] for line in metadata.get("classifier", []) if line.startswith("License :: ") and not line.endswith("OSI Approved")]
    if classified:
        return " AND ".join(sorted({NAMES.get(name.lower(), name) for name in classified}))
    text = str(metadata.get("license") or "").strip()
    first = text.splitlines()[0].strip() if text else ""
    return NAMES.get(first.lower(), first) if 0 < len(first) <= 40 else "not stated"


def files() -> set[str]:
    """The files with requirements that are installed from somewhere in the project."""
    return {file for requirements, bare in ENVIRONMENTS.values() for file in (*requirements, *bare)}


def pinned(path: Path) -> dict[str, str]:
    """Returns the pins of a file with requirements, by the name of the package in the form that PyPI uses."""
    found = re.findall(r"^([\w.-]+)(?:\[[\w,]+\])?==(\S+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in found}
