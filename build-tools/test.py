"""Runs all tests, in a fresh clone as well: installs what is missing, builds the wheel, and tests it.

    npm test                    everything, with one more part at once than there are processors
    npm test -- jest python     some parts: lint, typescript, docs, floor, types, jest, python, emulator, soundness, catalog, integ, demo, package, security, release, matrix, java, go, dotnet
    TEST_PARTS="docs" npm test  the parts when no others are given: the test of the release skips the long ones with it

The parts java and go are skipped where their tools are missing.

A part fails when it leaves something in the temp folder.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path

import agents
import api_baseline
import api_reference
import matrix as versions
import mypy_config
import packages
import quality
import release as releasing
import soundness as soundness_runs
import toolchain
from toolchain import ROOT, StepFailed, run

REPORTS = ROOT / "test-reports"
DATA_TOOLS = ROOT / "build-tools" / "data"
EMULATOR = ROOT / "emulator"
CATALOG = ROOT / "test" / "catalog"
PACKAGE = ROOT / "test" / "package"
SECURITY = ROOT / "test" / "security"
RELEASE = ROOT / "test" / "release"
LANGUAGES = ROOT / "test" / "languages"
INTEG = ROOT / "test" / "integ"
SOUNDNESS = ROOT / "test" / "soundness"

# Folders of Python code, each with the folder that its imports are relative to.
TYPED = (
    (ROOT / "build-tools", [path.name for path in sorted((ROOT / "build-tools").glob("*.py"))]),
    (DATA_TOOLS, [path.name for path in sorted(DATA_TOOLS.glob("*.py"))]),
    *((folder, [path.name for path in sorted(folder.glob("*.py"))]) for folder in (PACKAGE, SECURITY, RELEASE, LANGUAGES)),
    *((app.parent, sorted(path.name for path in app.parent.glob("*.py"))) for app in sorted((ROOT / "examples").glob("*/app.py"))),
    (EMULATOR, ["sagemaker_emulator", "tests", "example/app.py", "example/test_app.py"]),
    (INTEG, ["facts", "programs", *(path.name for path in sorted(INTEG.glob("*.py")))]),
    (CATALOG, [path.name for path in sorted(CATALOG.glob("*.py"))]),
    (SOUNDNESS, ["judges", "tests"]),
    (ROOT / "test" / "python", ["helpers", *(path.name for path in sorted((ROOT / "test" / "python").glob("*.py")))]),
    (ROOT / "bench", [path.name for path in sorted((ROOT / "bench").glob("*.py"))]),
)


@dataclass(frozen=True)
class Counted:
    """The numbers of passed, failed and skipped tests."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: Counted) -> Counted:
        return Counted(self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped)

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed" + (f", {self.skipped} skipped" if self.skipped else "")

    @classmethod
    def read(cls, line: str) -> Counted | None:
        """What such a line says."""
        found = re.fullmatch(r"(\d+) passed, (\d+) failed(?:, (\d+) skipped)?", line)
        return cls(*(int(number) for number in found.groups(default="0"))) if found else None


def lint() -> Counted:
    toolchain.node_modules()
    run("eslint", ["npx", "eslint", "--max-warnings", "0", "--ext", ".ts", "src", "test"], env={"ESLINT_USE_FLAT_CONFIG": "false"})
    return Counted(passed=1)


def typescript() -> Counted:
    """The sources and their tests have the types they say. jest doesn't look at types."""
    toolchain.node_modules()
    run("checking the types of src and test", ["npx", "tsc", "--noEmit", "--project", "test/tsconfig.json"])
    return Counted(passed=1)


def docs() -> Counted:
    """Checks that API.md and the files for coding agents are up to date, that what is stable is as in the last release, and that all examples compile."""
    toolchain.wheel()
    api_baseline.check()
    REPORTS.mkdir(exist_ok=True)
    fresh = REPORTS / "API.md"
    api_reference.write(fresh)
    if fresh.read_bytes() != (ROOT / "API.md").read_bytes():
        raise StepFailed("API.md is out of date; run: npm run build")
    if outdated := agents.outdated():
        raise StepFailed(f"{' and '.join(outdated)} out of date; run: npm run build")
    run("checking the types of the examples of README.md, docs/ and the skill", [sys.executable, ROOT / "build-tools" / "check_snippets.py"])
    return Counted(passed=5)


def floor() -> Counted:
    """Compiles the library against the lowest supported versions of the CDK and of constructs."""
    toolchain.node_modules()
    manifest = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    lowest = {name: version.removeprefix("^") for name, version in manifest["peerDependencies"].items()}
    folder = ROOT / ".venv" / "floor"
    tools = {name: manifest["devDependencies"][name] for name in ("typescript", "@types/node")}
    packages = [f"{name}@{version}" for name, version in {**lowest, **tools}.items()]
    if not toolchain.stamped(folder / ".version", " ".join(packages)):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        (folder / "package.json").write_text('{"private": true}', encoding="utf-8")
        run(f"installing {' '.join(packages)}", ["npm", "install", "--no-package-lock", "--loglevel=error", *packages], cwd=folder)
        (folder / ".version").write_text(" ".join(packages), encoding="utf-8")
    shutil.rmtree(folder / "src", ignore_errors=True)
    shutil.copytree(ROOT / "src", folder / "src")
    options = {"target": "es2022", "module": "node16", "strict": True, "noEmit": True, "skipLibCheck": True, "types": ["node"]}
    (folder / "tsconfig.json").write_text(json.dumps({"compilerOptions": options, "include": ["src"]}), encoding="utf-8")
    run(f"compiling against aws-cdk-lib {lowest['aws-cdk-lib']}", ["npx", "tsc", "--project", "."], cwd=folder)
    return Counted(passed=1)


def types() -> Counted:
    python = test_environment()
    # lib/python3.x/site-packages, and Lib/site-packages on Windows.
    (installed,) = python.parent.parent.glob("[lL]ib/**/site-packages/aws_cdk")
    roots = [installed.parent / "cdk_sagemaker_hosting", *(folder / target for folder, targets in TYPED for target in targets)]
    unreached = mypy_config.unreached(installed, [file for root in roots for file in mypy_config.python_files(root)])
    # pyright checks the calls of openai, whose types mypy would read for a minute.
    skipped = [*(f"aws_cdk.{name}" for name in unreached), "openai"]
    for folder, targets in TYPED:
        name = folder.relative_to(ROOT)
        config = mypy_config.write(folder, ROOT / ".mypy_cache" / "configs" / name, skipped)
        run(f"mypy in {name}", [python, "-m", "mypy", "--strict", "--config-file", config, *targets], cwd=folder)
    run("pyright in examples, docstrings, README.md and docs/", [sys.executable, ROOT / "build-tools" / "pyright_examples.py", python])
    return Counted(passed=len(TYPED) + 1)


def jest() -> Counted:
    toolchain.wheel()
    REPORTS.mkdir(exist_ok=True)
    report = REPORTS / "jest.json"
    report.unlink(missing_ok=True)
    print("- jest", flush=True)
    subprocess.run(
        ["npx", "jest", "--ci", "--silent", "--json", "--outputFile", str(report)],
        cwd=ROOT,
        env=toolchain.environment(),
        stdout=subprocess.DEVNULL,
        check=False,
    )
    if not report.exists():
        raise StepFailed("jest did not run")
    result = json.loads(report.read_text(encoding="utf-8"))
    # Counts a file that does not compile as a failed test.
    broken = result["numRuntimeErrorTestSuites"]
    return Counted(result["numPassedTests"], result["numFailedTests"] + broken, result["numPendingTests"])


def python() -> Counted:
    return pytest("python", test_environment(), ROOT, ["test/python", "test/build-tools"])


def emulator() -> Counted:
    # The CDK CLI of the example: that of the repository.
    os.environ["CDK"] = str(ROOT / "node_modules" / ".bin" / "cdk")
    # The CDK's own validation of templates, which takes most of a deployment, is that of the part python.
    os.environ["CDK_VALIDATION"] = "false"
    return pytest("emulator", test_environment(), EMULATOR, ["tests", "example"])


def demo() -> Counted:
    """Runs the demo of README.md, without the CDK's own validation of templates, which takes most of a deployment."""
    os.environ["CDK_VALIDATION"] = "false"
    run("npm run demo", [sys.executable, ROOT / "build-tools" / "demo.py"], show=True)
    return Counted(passed=1)


def integ() -> Counted:
    """Runs each program of `npm run integ` against the emulator: every example with all its steps, and every case."""
    toolchain.node_modules()
    return pytest("integ", test_environment(), ROOT, ["test/integ"])


def soundness() -> Counted:
    """Makes apps at random, and has what they synthesize judged; the judges have tests of their own."""
    toolchain.node_modules()
    run = soundness_runs.Run(soundness_runs.SEED, 0, soundness_runs.APPS, soundness_runs.SLOW)
    figures = soundness_runs.soundness(run)
    problems = soundness_runs.problems_of(figures)
    print("\n".join(problems), flush=True)
    interpreter = toolchain.virtual_environment("soundness", SOUNDNESS / "requirements.txt")
    return pytest("soundness", interpreter, SOUNDNESS, ["tests"]) + Counted(passed=figures["apps"], failed=len(problems))


def catalog() -> Counted:
    """Compares the image URIs of the library with those of the SageMaker Python SDK, in each region."""
    toolchain.node_modules()
    # Uses a separate environment, because the part of the SDK that is compared still has many dependencies.
    requirements = [CATALOG / "requirements.txt", DATA_TOOLS / "requirements.txt"]
    interpreter = toolchain.virtual_environment("catalog", *requirements, without_dependencies=[DATA_TOOLS / "requirements-nodeps.txt"])
    return pytest("catalog", interpreter, ROOT, ["test/catalog"])


def package() -> Counted:
    """Installs the npm package in an empty project, and uses it with the versions of Node.js that users have."""
    toolchain.tarball()
    return pytest("package", test_environment(), ROOT, ["test/package"])


def release() -> Counted:
    """Prepares the first release, and one that follows, in a clone of the repository; checks the workflows that publish it."""
    toolchain.tools()
    return pytest("release", test_environment(), ROOT, ["test/release"])


def matrix() -> Counted:
    """Synthesizes the quickstart with the lowest versions of the CDK, Node.js and Python, and with the newest ones; `npm run matrix` does the rest."""
    return Counted(passed=versions.run_all(quick=True))


def security() -> Counted:
    """Runs cdk-nag and checkov on the examples."""
    # Uses a separate environment, because checkov pins other versions of many packages.
    checkov = toolchain.virtual_environment("checkov", SECURITY / "checkov-requirements.txt")
    os.environ["CHECKOV_PYTHON"] = str(checkov)
    return pytest("security", test_environment(), ROOT, ["test/security"])


def java() -> Counted:
    """Synthesizes the Java examples, and compares their templates with those of the Python examples."""
    return language("java", packages.missing_java(), packages.java)


def go() -> Counted:
    """Synthesizes the Go examples, and compares their templates with those of the Python examples."""
    return language("go", packages.missing_go(), packages.go)


def dotnet() -> Counted:
    """Generates the code for .NET, and compiles it if there is an SDK."""
    return language("dotnet", None, packages.dotnet)


def language(name: str, missing: str | None, build: Callable[[], Path]) -> Counted:
    if missing is not None:
        print(f"- skipped: {missing}", flush=True)
        return Counted(skipped=1)
    build()
    return pytest(name, test_environment(), ROOT, [f"test/languages/test_{name}.py"])


def pytest(name: str, interpreter: Path, folder: Path, targets: Sequence[str]) -> Counted:
    REPORTS.mkdir(exist_ok=True)
    report, scratch = REPORTS / f"{name}.xml", Path(os.environ["TMPDIR"]) / "pytest"
    report.unlink(missing_ok=True)
    print(f"- pytest: {' '.join(targets)}", flush=True)
    subprocess.run(
        [interpreter, "-m", "pytest", "-q", "--durations=5", f"--junitxml={report}", f"--basetemp={scratch}", *targets],
        cwd=folder,
        env=toolchain.environment(),
        check=False,
    )
    # pytest keeps the folders of its last three runs, but each run here has another temp folder.
    shutil.rmtree(scratch, ignore_errors=True)
    if not report.exists():
        raise StepFailed(f"pytest did not run for {name}")
    suites = ElementTree.parse(report).getroot().iter("testsuite")
    counted = Counted()
    for suite in suites:
        tests, skipped = int(suite.attrib["tests"]), int(suite.attrib["skipped"])
        failed = int(suite.attrib["failures"]) + int(suite.attrib["errors"])
        counted += Counted(tests - skipped - failed, failed, skipped)
    if counted.passed + counted.failed == 0:
        raise StepFailed(f"there are no tests for {name}")
    return counted


def test_environment() -> Path:
    """Returns the Python of the environment with the wheel and the dependencies of its tests."""
    interpreter = toolchain.virtual_environment(
        "test",
        ROOT / "test" / "python" / "requirements.txt",
        EMULATOR / "requirements.txt",
        EMULATOR / "requirements-test.txt",
        DATA_TOOLS / "requirements.txt",
        SECURITY / "requirements.txt",
        without_dependencies=[DATA_TOOLS / "requirements-nodeps.txt"],
    )
    toolchain.install_wheel(interpreter, toolchain.wheel())
    return interpreter


# In the order they are started in: the longest first, so that the short ones share the end; before them, jest, which builds the wheel that most need.
PARTS: dict[str, Callable[[], Counted]] = {
    "jest": jest,
    "soundness": soundness,
    "release": release,
    "emulator": emulator,
    "integ": integ,
    "demo": demo,
    "java": java,
    "go": go,
    "types": types,
    "python": python,
    "lint": lint,
    "package": package,
    "matrix": matrix,
    "security": security,
    "catalog": catalog,
    "typescript": typescript,
    "floor": floor,
    "docs": docs,
    "dotnet": dotnet,
}


def run_part(name: str) -> Counted:
    """Runs a part in this process, in a temp folder of its own, and shows its output as it comes."""
    print(f"== {name}", flush=True)
    started = time.monotonic()
    with toolchain.own_temp_folder() as folder:
        try:
            counted = PARTS[name]()
        except StepFailed as failure:
            print(failure, flush=True)
            counted = Counted(failed=1)
        if left := sorted(path.name for path in folder.iterdir()):
            print(f"{len(left)} left in the temp folder: {', '.join(left[:10])}", flush=True)
            counted += Counted(failed=1)
    # What its commands took of the processors, which other parts use at the same time: zero on Windows, which does not count it.
    _, _, user, system, _ = os.times()
    print(f"== {name}: {counted} ({time.monotonic() - started:.0f} s, {user + system:.0f} s of the processor)", flush=True)
    return counted


def run_part_aside(name: str) -> tuple[str, Counted]:
    """Runs a part in a process of its own; returns its output, and what the last line of it says."""
    result = subprocess.run([sys.executable, __file__, name], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    *output, last = result.stdout.splitlines() or [""]
    if counted := Counted.read(last):
        return "\n".join(output), counted
    return f"{result.stdout}\n{name} ended early, with {result.returncode}", Counted(failed=1)


def run_parts(names: Sequence[str]) -> Counted:
    """Runs several parts at once, and shows the output of each when it has ended."""
    waiting, results = [name for name in PARTS if name in names], dict[str, Counted]()
    running: dict[Future[tuple[str, Counted]], str] = {}
    # One more than there are processors, because a part waits for a fifth of its time. More than 4 would only wait for the longest.
    lanes = min((os.cpu_count() or 1) + 1, 4)
    with ThreadPoolExecutor(lanes) as pool:
        while waiting or running:
            while waiting and len(running) < lanes:
                name = waiting.pop(0)
                running[pool.submit(run_part_aside, name)] = name
            for ended in wait(running, return_when=FIRST_COMPLETED).done:
                output, results[running.pop(ended)] = ended.result()
                print(output, flush=True)
    quality.remember_tests({name: str(result) for name, result in results.items()}, list(PARTS))
    return sum(results.values(), Counted())


def main(arguments: list[str]) -> int:
    printed = toolchain.usage(__doc__, arguments, True)
    if printed is not None:
        return printed
    arguments = arguments or os.environ.get("TEST_PARTS", "").split()
    unknown = [name for name in arguments if name not in PARTS]
    if unknown:
        print(f"unknown part {', '.join(unknown)}; the parts are {', '.join(PARTS)}", file=sys.stderr)
        return 2
    names = arguments or list(PARTS)
    total = run_part(names[0]) if len(names) == 1 else run_parts(names)
    # What a release publishes: build-tools/release.py compares it with the packages that it finds.
    if os.environ.get("RELEASE") and not total.failed:
        releasing.remember(names)
    print(total, flush=True)
    return 1 if total.failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
