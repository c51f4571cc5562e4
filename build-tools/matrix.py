"""Synthesizes the examples with each supported version of the CDK, Node.js and Python: docs/versions.md.

    npm run matrix                all examples with the lowest and the newest CDK on each Node.js, and the quickstart on each Python that is installed
    npm run matrix -- quick       the quickstart: the lowest CDK on the oldest Node.js, and the newest one on the newest, on the lowest and highest Python
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import toolchain
from toolchain import ROOT, StepFailed

EXAMPLES = ROOT / "examples"
FOLDER = ROOT / ".venv" / "matrix"
QUICK = "quickstart"
# The versions of Python that jsii-pacmak writes into the metadata of the wheel.
PYTHONS = ("3.10", "3.11", "3.12", "3.13", "3.14")


@dataclass(frozen=True)
class Cdk:
    """The versions of aws-cdk-lib and constructs."""

    name: str
    library: str
    constructs: str

    @property
    def requirements(self) -> list[str]:
        return [f"aws-cdk-lib=={self.library}", f"constructs=={self.constructs}"]


@dataclass(frozen=True)
class Run:
    """An example with the versions that it is synthesized with."""

    example: str
    cdk: Cdk
    node: str
    python: str

    def __str__(self) -> str:
        return f"{self.example} with aws-cdk-lib {self.cdk.library}, {self.node} and Python {self.python}"


def cdks() -> tuple[Cdk, Cdk]:
    """Returns the lowest and the newest supported version."""
    manifest = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    lowest, newest = manifest["peerDependencies"], manifest["devDependencies"]
    return (
        Cdk("lowest", lowest["aws-cdk-lib"].removeprefix("^"), lowest["constructs"].removeprefix("^")),
        Cdk("newest", newest["aws-cdk-lib"], newest["constructs"]),
    )


def nodes() -> dict[str, Path]:
    """Installs the versions of Node.js that the npm package is tested with. Returns their programs, the oldest first."""
    tools = json.loads((ROOT / "test" / "package" / "package.json").read_text(encoding="utf-8"))["dependencies"]
    wanted = {name: version for name, version in tools.items() if name.startswith("node")}
    folder = FOLDER / "node"
    text = json.dumps({"private": True, "dependencies": wanted})
    with toolchain.one_at_a_time("matrix-node"):
        if not toolchain.stamped(folder / ".installed", text):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            (folder / "package.json").write_text(text, encoding="utf-8")
            toolchain.run("installing Node.js", ["npm", "install", "--no-package-lock", "--loglevel=error"], cwd=folder)
            (folder / ".installed").write_text(text, encoding="utf-8")
    return {name: folder / "node_modules" / name / "bin" / ("node.exe" if os.name == "nt" else "node") for name in sorted(wanted)}


def pythons() -> dict[str, Path]:
    """Returns the supported versions of Python that are installed: those in PATH, and those of pyenv."""
    found = {}
    for version in PYTHONS:
        candidates = [shutil.which(f"python{version}"), *sorted((Path.home() / ".pyenv" / "versions").glob(f"{version}.*/bin/python"))]
        if f"{sys.version_info.major}.{sys.version_info.minor}" == version:
            candidates.insert(0, sys.executable)
        for candidate in (Path(each) for each in candidates if each):
            # A shim of pyenv is in PATH for each version that is installed, and refuses to run if it isn't selected.
            said = subprocess.run([candidate, "-c", "import sys; print('{}.{}'.format(*sys.version_info))"], capture_output=True, text=True, check=False)
            if said.stdout.strip() == version:
                found[version] = candidate
                break
    return found


def environment(python: Path, version: str, cdk: Cdk) -> Path:
    """Creates a virtual environment with the wheel and a version of the CDK. Returns its Python."""
    folder = FOLDER / f"{version}-{cdk.name}"
    interpreter = toolchain.program(folder)
    wheel = toolchain.wheel()
    with toolchain.one_at_a_time(f"matrix-{version}-{cdk.name}"):
        if not toolchain.stamped(folder / ".installed", " ".join(cdk.requirements)):
            shutil.rmtree(folder, ignore_errors=True)
            toolchain.run(f"creating an environment of Python {version}", [python, "-m", "venv", "--without-pip", folder])
            # With the wheel, so that what it needs is chosen, too.
            toolchain.run(f"installing {' and '.join(cdk.requirements)}", [*toolchain.installer(interpreter), wheel, *cdk.requirements])
            (folder / ".installed").write_text(" ".join(cdk.requirements), encoding="utf-8")
        toolchain.install_wheel(interpreter, wheel)
    return interpreter


def runs(quick: bool) -> Iterator[Run]:
    lowest, newest = cdks()
    here = f"{sys.version_info.major}.{sys.version_info.minor}"
    found = list(pythons())
    programs = list(nodes())
    if quick:
        # The lowest of everything, and the newest of everything.
        yield Run(QUICK, lowest, programs[0], found[0])
        yield Run(QUICK, newest, programs[-1], found[-1])
        return
    examples = sorted(app.parent.name for app in EXAMPLES.glob("*/app.py"))
    yield from (Run(example, cdk, node, here) for cdk in (lowest, newest) for node in programs for example in examples)
    yield from (Run(QUICK, newest, programs[-1], version) for version in found if version != here)


def synthesize(run: Run) -> int:
    """Synthesizes an example. Returns the number of templates."""
    interpreter, out = environment(pythons()[run.python], run.python, run.cdk), FOLDER / "cdk.out"
    shutil.rmtree(out, ignore_errors=True)
    variables = {"CDK_OUTDIR": str(out), "JSII_NODE": str(nodes()[run.node]), "CDK_VALIDATION": "false", "PYTHONWARNINGS": "error::DeprecationWarning:__main__"}
    toolchain.run(str(run), [interpreter, "app.py"], cwd=EXAMPLES / run.example, env=variables)
    templates = len(list(out.glob("*.template.json")))
    if templates == 0:
        raise StepFailed(f"{run}: no template was synthesized")
    return templates


def missing() -> list[str]:
    """Returns the supported versions of Python that are not installed here."""
    found = pythons()
    return [version for version in PYTHONS if version not in found]


def run_all(quick: bool) -> int:
    """Synthesizes all of them. Returns their number."""
    with toolchain.own_temp_folder():
        done = [synthesize(run) for run in runs(quick)]
    if left := missing():
        print(f"not installed here, and not tested: Python {', '.join(left)}", flush=True)
    return len(done)


def main(arguments: list[str]) -> int:
    printed = toolchain.usage(__doc__, arguments, arguments in ([], ["quick"]))
    if printed is not None:
        return printed
    try:
        print(f"{run_all(bool(arguments))} synthesized")
    except StepFailed as failure:
        print(failure, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
