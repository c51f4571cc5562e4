"""Runs the TypeScript tests on changed sources, for build-tools/mutation.py.

A sandbox is a copy of the sources and of their tests, in which one source at a time is changed. One jest process runs many test files as if they were one,
because each would load the CDK anew.
"""

from __future__ import annotations

import atexit
import hashlib
import json
import os
import re
import shutil
import subprocess
import threading
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

from toolchain import ROOT, StepFailed

TOOLS = ROOT / "build-tools" / "mutation"
CACHE = ROOT / ".mutation"
COPIED = ("src", "test")
# Not TypeScript, and large.
NOT_COPIED = ("emulator", "python", "__pycache__", ".pytest_cache")
# A busy machine takes longer than the run that was measured. A mutant that makes an endless loop is found at the end of this time.
PATIENCE_SECONDS = 45
PATIENCE_FACTOR = 5
# If more have changed, the tests are measured anew. What calls a function of a changed source is not known until then, only what calls any of them.
FEW_SOURCES = 40
# Each run leaves memory and temporary files behind, and long ones more. Node.js ends with about 4,000 MiB.
RUNS_OF_A_PROCESS = 60
MEBIBYTES_OF_A_PROCESS = 2000


def command(*arguments: str | Path) -> str:
    """Returns what build-tools/mutation/command.mjs prints."""
    done = subprocess.run(["node", TOOLS / "command.mjs", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise StepFailed(f"command.mjs {arguments[0]} exited with {done.returncode}\n{done.stderr}")
    return done.stdout


def sources() -> list[str]:
    """Returns the sources that are mutated. Generated files are tables that `npm test -- catalog` and `test/build-tools` compare with their origin, and the index has no code."""
    found = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "src").rglob("*.ts"))
    return [path for path in found if ".generated." not in path and path != "src/index.ts"]


def test_files() -> list[str]:
    return sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "test").rglob("*.test.ts") if "emulator" not in path.parts)


@dataclass(frozen=True)
class Outcome:
    """What the tests say of a changed source: the first failure, or none."""

    passed: int
    failures: dict[str, list[dict[str, str]]]
    timed_out: bool = False
    raw: dict[str, Any] = field(default_factory=dict)


class Sandbox:
    """A folder in which the tests run on changed sources."""

    def __init__(self, name: str) -> None:
        self.folder = CACHE / name
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        for entry in ROOT.iterdir():
            if entry.name not in (*COPIED, CACHE.name, ".git"):
                (self.folder / entry.name).symlink_to(entry)
        for name_of_copy in COPIED:
            shutil.copytree(ROOT / name_of_copy, self.folder / name_of_copy, ignore=shutil.ignore_patterns(*NOT_COPIED))
        shutil.copytree(TOOLS, self.folder / "mutation")
        # What the sources are while this runs, so that you can edit them meanwhile.
        self.texts = {file: (self.folder / file).read_text(encoding="utf-8") for file in sources()}
        self.configuration = self.folder / "mutation" / "jest.json"
        self.process: Process | None = None
        self.configuration.write_text(json.dumps(self._jest()), encoding="utf-8")

    def _jest(self) -> dict[str, Any]:
        """The configuration of the project, for the bundle of test files."""
        of_project = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["jest"]
        kept = ("transform", "setupFiles", "globalSetup", "testTimeout", "clearMocks")
        return {
            **{name: of_project[name] for name in kept},
            "rootDir": str(self.folder),
            "roots": ["<rootDir>/src", "<rootDir>/test", "<rootDir>/mutation"],
            "testMatch": ["<rootDir>/mutation/bundle.test.js"],
            "testRunner": "<rootDir>/mutation/runner.js",
            "testEnvironment": "<rootDir>/mutation/environment.js",
            "cacheDirectory": str(CACHE / "jest"),
            "reporters": [],
        }

    def instrument(self) -> None:
        """Makes the sources report which of their functions run."""
        command("instrument", self.folder, *sources())

    def put(self, file: str, text: str) -> None:
        (self.folder / file).write_text(text, encoding="utf-8")

    def restore(self, file: str) -> None:
        self.put(file, self.texts[file])

    def end(self) -> None:
        if self.process:
            self.process.end()
            self.process = None

    def run(self, tests: Sequence[str], *, seconds: float, mutant: bool) -> Outcome:
        """Runs test files. With a mutant, stops at the first failure."""
        result = self.folder / "mutation" / "result.json"
        result.unlink(missing_ok=True)
        what = {"tests": [str(self.folder / test) for test in tests], "result": str(result), "mutant": mutant}
        if self.process is None or self.process.is_used_up():
            self.process = Process(self, before=self.process)
        if not self.process.run(what, timeout=PATIENCE_SECONDS + PATIENCE_FACTOR * seconds):
            self.process = None
            return Outcome(0, {}, timed_out=True)
        if not result.exists():
            raise StepFailed("jest ended without a result")
        raw = json.loads(result.read_text(encoding="utf-8"))
        prefix = f"{self.folder}/"
        return Outcome(raw["passed"], {file.removeprefix(prefix): failures for file, failures in raw["failures"].items()}, raw=raw)


class Process:
    """A jest process that runs the tests again and again, because it takes seconds to start one."""

    def __init__(self, sandbox: Sandbox, before: Process | None) -> None:
        if before:
            before.end()
        self.runs = self.mebibytes = 0
        jest = ["node", str(ROOT / "node_modules" / "jest" / "bin" / "jest.js"), "--config", str(sandbox.configuration), "--runInBand", "--ci", "--watchman=false"]
        self.errors = (sandbox.folder / "mutation" / "stderr.txt").open("wb")
        self.jest = subprocess.Popen(
            jest, cwd=sandbox.folder, env={**os.environ, "NODE_ENV": "test"}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.errors, start_new_session=True
        )
        self.lines: SimpleQueue[bytes | None] = SimpleQueue()
        threading.Thread(target=self._read, daemon=True).start()
        atexit.register(self.kill)

    def _read(self) -> None:
        assert self.jest.stdout
        for line in self.jest.stdout:
            self.lines.put(line)
        self.lines.put(None)

    def run(self, what: dict[str, Any], *, timeout: float) -> bool:
        """Returns whether the tests ended in time."""
        self.runs += 1
        assert self.jest.stdin
        self.jest.stdin.write(json.dumps({"id": self.runs, **what}).encode() + b"\n")
        self.jest.stdin.flush()
        until = time.monotonic() + timeout
        while True:
            try:
                line = self.lines.get(timeout=max(0.0, until - time.monotonic()))
            except Empty:
                self.kill()
                return False
            if line is None:
                self.kill()
                raise StepFailed(f"jest ended: {Path(self.errors.name).read_text(encoding='utf-8')[-2000:]}")
            if ended := re.fullmatch(rf"mutation-run {self.runs} (\d+)".encode(), line.strip()):
                self.mebibytes = int(ended[1])
                return True

    def is_used_up(self) -> bool:
        return self.runs >= RUNS_OF_A_PROCESS or self.mebibytes >= MEBIBYTES_OF_A_PROCESS

    def end(self) -> None:
        """Ends the process, which then removes its temporary files."""
        assert self.jest.stdin
        self.jest.stdin.close()
        try:
            self.jest.wait(timeout=PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        if self.jest.poll() is None:
            self.jest.kill()
            self.jest.wait()


@dataclass
class Coverage:
    """Which functions each test file calls, how long it takes, which ones run when a source is loaded, and the sources that have changed since."""

    calls: dict[str, list[str]]
    seconds: dict[str, float]
    at_load: list[str]
    unusable: dict[str, str]
    changed: frozenset[str] = frozenset()
    uses: dict[str, list[str]] = field(default_factory=dict)
    """The functions and the definitions at the top level that contain a name."""

    def callers(self, file: str, function: str) -> list[str]:
        """The test files that call a function of a source."""
        return self.users(file) if file in self.changed else [test for test, called in self.calls.items() if function in called]

    def functions_with(self, constant: str) -> set[str]:
        """The functions that use a constant, or another one that is defined with it."""
        found: set[str] = set()
        names = [constant]
        for name in names:
            users = self.uses.get(name, [])
            found.update(each for each in users if ":" in each)
            names += [each for each in users if ":" not in each and each not in names]
        return found

    def users(self, file: str) -> list[str]:
        """The test files that call any function of a source."""
        return [test for test, called in self.calls.items() if any(each.startswith(f"{file}:") for each in called)]


def _digest(paths: Iterable[Path]) -> str:
    return hashlib.sha256(b"".join(path.read_bytes() for path in sorted(paths))).hexdigest()


def measure(sandbox: Sandbox) -> Coverage:
    """Runs all test files once, without a mutant; those that have not changed are known from the last time, unless many sources have changed."""
    kept = CACHE / "coverage.json"
    sources_now = {file: _digest([ROOT / file]) for file in sources()}
    tests_now = {test: _digest([ROOT / test]) for test in test_files()}
    known = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else {}
    changed = {file for file, digest in sources_now.items() if known.get("sources", {}).get(file) != digest}
    if len(changed) > FEW_SOURCES:
        known, changed = {"sources": sources_now, "tests": {}, "at_load": []}, set()
    tests: dict[str, Any] = {test: each for test, each in known["tests"].items() if tests_now.get(test) == each["digest"]}
    missing = [test for test in tests_now if test not in tests]
    if missing:
        print(f"- finding out which functions {len(missing)} test files call ...", end=" ", flush=True)
        started = time.monotonic()
        sandbox.instrument()
        outcome = sandbox.run(missing, seconds=10 * len(missing), mutant=False)
        prefix = f"{sandbox.folder}/"
        calls = {file.removeprefix(prefix): ids for file, ids in outcome.raw["calls"].items()}
        seconds = {file.removeprefix(prefix): taken for file, taken in outcome.raw["seconds"].items()}
        for test in missing:
            failed = outcome.failures.get(test)
            reason = f"{failed[0]['test']}: {failed[0]['message']}" if failed else ""
            tests[test] = {"digest": tests_now[test], "calls": calls.get(test, []), "seconds": seconds.get(test, 0), "unusable": reason}
        known = {"sources": known["sources"], "tests": tests, "at_load": sorted({*known["at_load"], *calls.get("", [])})}
        kept.write_text(json.dumps(known), encoding="utf-8")
        for file in sources():
            sandbox.restore(file)
        print(f"{time.monotonic() - started:.0f} s", flush=True)
    usable = {test: each for test, each in tests.items() if not each["unusable"]}
    return Coverage(
        {test: each["calls"] for test, each in usable.items()},
        {test: each["seconds"] for test, each in usable.items()},
        known["at_load"],
        {test: each["unusable"] for test, each in tests.items() if each["unusable"]},
        frozenset(changed),
        json.loads(command("uses", *sources())),
    )
