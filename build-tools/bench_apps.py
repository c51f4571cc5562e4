"""Runs the apps of the benchmark."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench_results import Run
from toolchain import ROOT, StepFailed, environment, install_wheel, node_modules, virtual_environment, wheel

BENCH = ROOT / "bench"
# The node modules of the apps in Node.js.
MODULES = ROOT / ".bench" / "node_modules"
TITLES = {"ours": "ours", "alpha": "alpha", "granted": "granted", "l1": "L1"}
PYTHON_MODULES = {"ours": "cdk_sagemaker_hosting", "alpha": "aws_cdk.aws_sagemaker_alpha", "l1": "aws_cdk.aws_sagemaker"}
NODE_PACKAGES = {"ours": "cdk-sagemaker-hosting", "alpha": "@aws-cdk/aws-sagemaker-alpha"}

# Loads the CDK first, which takes the same time for all, and measures only the library.
IMPORT_IN_PYTHON = "import time, aws_cdk; start = time.perf_counter(); import {}; print(time.perf_counter() - start)"


class Apps(ABC):
    """The apps in a language."""

    @abstractmethod
    def command(self, name: str, copies: int) -> list[str | Path]: ...

    @abstractmethod
    def load_command(self, name: str) -> list[str | Path]: ...

    def run(self, name: str, copies: int, validated: bool = False) -> Run:
        with tempfile.TemporaryDirectory() as outdir:
            return run(self.command(name, copies), outdir, validated)[0]

    def template(self, name: str, copies: int) -> dict[str, Any]:
        with tempfile.TemporaryDirectory() as outdir:
            run(self.command(name, copies), outdir)
            template: dict[str, Any] = json.loads((Path(outdir) / "Bench.template.json").read_text(encoding="utf-8"))
        return template

    def load(self, name: str) -> Run:
        with tempfile.TemporaryDirectory() as outdir:
            return Run(float(run(self.load_command(name), outdir)[1]))


class PythonApps(Apps):
    def __init__(self, python: Path) -> None:
        self.python = python

    def command(self, name: str, copies: int) -> list[str | Path]:
        return [self.python, "app.py", name, str(copies)]

    def load_command(self, name: str) -> list[str | Path]:
        return [self.python, "-c", IMPORT_IN_PYTHON.format(PYTHON_MODULES[name])]


class NodeApps(Apps):
    def command(self, name: str, copies: int) -> list[str | Path]:
        return ["node", MODULES.parent / "app.js", name, str(copies)]

    def load_command(self, name: str) -> list[str | Path]:
        return ["node", MODULES.parent / "load.js", NODE_PACKAGES[name]]


@dataclass(frozen=True)
class Language:
    title: str
    apps: Sequence[str]
    prepare: Callable[[Path], Apps]


def prepare(language: Language) -> Apps:
    """Installs what the apps run on."""
    python = virtual_environment("bench", BENCH / "requirements.txt")
    install_wheel(python, wheel())
    return language.prepare(python)


def node_apps(python: Path) -> Apps:
    """Puts the packages side by side: the CDK of this project, the built library, and the alpha module as it is in its wheel, because npm can lack its version."""
    node_modules()
    shutil.rmtree(MODULES.parent, ignore_errors=True)
    (MODULES / "@aws-cdk").mkdir(parents=True)
    for name in ("aws-cdk-lib", "constructs"):
        (MODULES / name).symlink_to(ROOT / "node_modules" / name)
    find = "import pathlib, aws_cdk.aws_sagemaker_alpha as alpha; print(*pathlib.Path(alpha.__file__).parent.glob('_jsii/*.tgz'))"
    (tarball,) = subprocess.run([python, "-c", find], env=environment(), capture_output=True, text=True, check=True).stdout.split()
    with tarfile.open(tarball) as archive:
        archive.extractall(MODULES / "unpacked", filter="data")
    (MODULES / "unpacked" / "package").rename(MODULES / "@aws-cdk" / "aws-sagemaker-alpha")
    ours = MODULES / "cdk-sagemaker-hosting"
    ours.mkdir()
    shutil.copytree(ROOT / "lib", ours / "lib", ignore=shutil.ignore_patterns("*.d.ts"))
    shutil.copy(ROOT / "package.json", ours)
    for program in ("app.js", "load.js"):
        shutil.copy(BENCH / program, MODULES.parent)
    return NodeApps()


LANGUAGES = {
    "python": Language("Python", ("ours", "alpha", "granted", "l1"), PythonApps),
    "node": Language("Node.js", ("ours", "alpha", "granted"), node_apps),
}


def run(command: Sequence[str | Path], outdir: str, validated: bool = False) -> tuple[Run, str]:
    """Runs a new process, as the CDK CLI does; without the CDK's validation of templates, whose time doesn't depend on the library. Returns its output too."""
    env = environment() | {"CDK_OUTDIR": outdir} | ({} if validated else {"CDK_VALIDATION": "false"})
    with tempfile.TemporaryFile("w+", encoding="utf-8") as output, tempfile.TemporaryFile("w+", encoding="utf-8") as errors:
        started = time.perf_counter()
        process = subprocess.Popen([str(part) for part in command], cwd=BENCH, env=env, stdout=output, stderr=errors)
        memory = wait(process)
        seconds = time.perf_counter() - started
        output.seek(0)
        errors.seek(0)
        if process.returncode != 0:
            raise StepFailed(f"{' '.join(map(str, command))} exited with {process.returncode}:\n{errors.read()}")
        return Run(seconds, memory), output.read()


def wait(process: subprocess.Popen[bytes]) -> int:
    """Waits for a process. Returns the memory of the largest of it and its children, such as the engine of jsii, in bytes; 0 on Windows."""
    if not hasattr(os, "wait4"):
        process.wait()
        return 0
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def shapes(template: dict[str, Any], *, permissions: bool) -> Counter[str]:
    """Counts the resources of each shape: type and properties, with references by type instead of ID.

    Omits names that each of the three generates differently, and explicit dependencies: a model of this library waits for more, such as the routes
    of its subnets. Without `permissions`, compares only the number of roles and policies.
    """
    resources: dict[str, Any] = template["Resources"]

    def shape(resource: dict[str, Any]) -> str:
        kind: str = resource["Type"]
        if kind.startswith("AWS::IAM::") and not permissions:
            return kind
        properties = {key: value for key, value in resource.get("Properties", {}).items() if key != "PolicyName"}
        text = json.dumps([kind, properties], sort_keys=True)
        return re.sub(r'"(\w+)"', lambda match: resources.get(match[1], {}).get("Type", match[1]), text)

    return Counter(shape(resource) for resource in resources.values())


def check_equal(templates: dict[str, dict[str, Any]]) -> None:
    """Fails if the templates differ. The permissions of the alpha module always differ: its roles have AmazonSageMakerFullAccess unless the app
    gives it roles, and read the whole bucket."""
    first, *others = templates
    for name in others:
        permissions = not {"alpha", "granted"} & {first, name}
        here, there = (shapes(templates[which], permissions=permissions) for which in (first, name))
        if here != there:
            differences = "\n".join(
                f"only {which}: {count} x {text}"
                for which, counts in ((first, here - there), (name, there - here))
                for text, count in counts.items()
            )
            raise StepFailed(f"the templates of {first} and {name} differ, so their times cannot be compared:\n{differences}")
