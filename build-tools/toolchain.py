"""Prepares what the commands of the project use: node modules, virtual environments, the wheel.

Uses only the standard library of Python, so it runs in a fresh clone. Rebuilds each part that is missing or out of date, and
reuses the others.

    python3 build-tools/toolchain.py tools             install what .projenrc.py needs
    python3 build-tools/toolchain.py projen            generate the project's files from .projenrc.py
    python3 build-tools/toolchain.py wheel             build the wheel
    python3 build-tools/toolchain.py tarball           build the wheel, and pack the npm package
    python3 build-tools/toolchain.py examples          compile and translate the examples, and copy them to the types that have none
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import wheel_packaging

ROOT = Path(__file__).resolve().parent.parent
WHEELS = ROOT / "dist" / "python"
TARBALLS = ROOT / "dist" / "js"
# The translated examples of the README and of the doc comments, which the wheel contains.
TRANSLATIONS = ROOT / ".jsii.tabl.json"

# The inputs of the wheel. A change in one of them makes the wheel out of date.
WHEEL_SOURCES = ("src", "rosetta", "package.json", "package-lock.json", "tsconfig.json", "README.md", "LICENSE", "THIRD-PARTY-NOTICES", "CHANGELOG.md", "llms.txt", "skills", "build-tools/bundle.mjs", "build-tools/lazy-modules.mjs", "build-tools/wheel_packaging.py", ".projen/tasks.json")


class StepFailed(Exception):
    """A command has failed; its output has been shown."""


def usage(text: str | None, arguments: Sequence[str], understood: bool) -> int | None:
    """Prints what a command does, for --help and for arguments that it doesn't understand. Returns its exit code then, and otherwise None."""
    if {"-h", "--help"} & set(arguments):
        print((text or "").strip())
        return 0
    if not understood:
        print(f"unknown arguments: {' '.join(arguments)}\n\n{(text or '').strip()}", file=sys.stderr)
        return 2
    return None


def at_least(least: int) -> Callable[[str], int]:
    """Returns a type of argparse: whole numbers from a least one."""

    def number(value: str) -> int:
        if not re.fullmatch(r"[+-]?\d+", value) or int(value) < least:
            raise argparse.ArgumentTypeError(f"must be a whole number of {least} or more, got '{value}'")
        return int(value)

    return number


def environment() -> dict[str, str]:
    """Returns the environment variables of the commands."""
    return {
        **os.environ,
        # Silences a warning of jsii about Node.js 20, which works. Users of the library still see it.
        "JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION": "20",
        "CDK_DISABLE_CLI_TELEMETRY": "1",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        # Prevents pip from compiling all of the CDK, which takes longer than its download. Python compiles what it imports.
        "PIP_COMPILE": "false",
        "PYTHONDONTWRITEBYTECODE": "",
        "NPM_CONFIG_FUND": "false",
        "NPM_CONFIG_AUDIT": "false",
        # Shares one cache between all folders, because mypy spends most of its time on the types of the CDK.
        "MYPY_CACHE_DIR": str(ROOT / ".mypy_cache"),
    }


def run(title: str, command: Sequence[str | Path], *, cwd: Path = ROOT, env: dict[str, str] | None = None, show: bool = False) -> None:
    """Runs a step. Shows its output if `show` is set, and always if it fails."""
    print(f"- {title} ...", end="\n" if show else " ", flush=True)
    started = time.monotonic()
    arguments = [str(part) for part in command]
    output = None if show else subprocess.PIPE
    result = subprocess.run(
        arguments, cwd=cwd, env=environment() | (env or {}), stdout=output, stderr=None if show else subprocess.STDOUT, text=True, check=False
    )
    if result.returncode != 0:
        print("failed", flush=True)
        if result.stdout:
            print(result.stdout, flush=True)
        raise StepFailed(f"{title}: {' '.join(arguments)} exited with {result.returncode}")
    print(f"{'- ' + title + ' ' if show else ''}{time.monotonic() - started:.0f} s", flush=True)


def digest(paths: Iterable[Path]) -> str:
    """Returns a hash of the names and contents of files and folders."""
    total = hashlib.sha256()
    for path in paths:
        files = sorted(file for file in path.rglob("*") if file.is_file()) if path.is_dir() else [path]
        for file in files:
            total.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes() + b"\0")
    return total.hexdigest()


def stamped(stamp: Path, wanted: str) -> bool:
    return stamp.exists() and stamp.read_text(encoding="utf-8") == wanted


@contextlib.contextmanager
def one_at_a_time(thing: str, folder: Path = ROOT / ".venv") -> Iterator[None]:
    """Prevents two commands from installing or building the same thing at the same time. The second one says that it waits."""
    folder.mkdir(exist_ok=True)
    with (folder / f".lock-{thing}").open("w") as lock:
        try:
            import fcntl
        except ImportError:  # On Windows, there is no lock: do not start two commands at once.
            yield
            return
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            print(f"- waiting for another command in this folder, which uses '{thing}'", flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def own_temp_folder() -> Iterator[Path]:
    """Gives commands a folder for temporary files, and removes it afterwards, because the CDK leaves a folder there for each app."""
    before = dict(os.environ)
    # Ignores errors on Windows, which does not remove a file that a process still has open.
    with tempfile.TemporaryDirectory(prefix="cdk-sagemaker-hosting-", ignore_cleanup_errors=True) as folder:
        os.environ.update(dict.fromkeys(("TMPDIR", "TEMP", "TMP"), folder))
        try:
            yield Path(folder)
        finally:
            os.environ.clear()
            os.environ.update(before)


def node_modules() -> None:
    """Installs the versions in package-lock.json."""
    with one_at_a_time("node"):
        stamp = ROOT / "node_modules" / ".lock-digest"
        wanted = digest([ROOT / "package-lock.json"])
        if not stamped(stamp, wanted):
            run("installing the node modules", ["npm", "ci", "--no-progress", "--loglevel=error"])
            stamp.write_text(wanted, encoding="utf-8")


def virtual_environment(name: str, *requirements: Path, without_dependencies: Sequence[Path] = ()) -> Path:
    """Installs pinned packages in a separate environment, which has pip only if that is one of them. Returns its Python."""
    folder = ROOT / ".venv" / name
    stamp = folder / ".requirements-digest"
    wanted = f"{sys.version_info[:2]} {digest([*requirements, *without_dependencies])}"
    with one_at_a_time(name):
        if not stamped(stamp, wanted):
            shutil.rmtree(folder, ignore_errors=True)
            venv.create(folder, with_pip=False)
            packages = [part for file in requirements for part in ("-r", file)]
            run(f"installing the Python packages for '{name}'", [*installer(program(folder)), *packages])
            for file in without_dependencies:
                run(f"installing {file.name} for '{name}'", [*installer(program(folder)), "--no-deps", "-r", file])
            stamp.write_text(wanted, encoding="utf-8")
    return program(folder)


def program(folder: Path, name: str = "python") -> Path:
    """Returns a program of a virtual environment."""
    return folder / ("Scripts" if os.name == "nt" else "bin") / name


def installer(python: Path) -> list[str | Path]:
    """Returns the command that installs packages in an environment: uv, which chooses the versions that pip chooses, in a tenth of the time."""
    return [program(tools().parent.parent, "uv"), "pip", "install", "--quiet", "--python", python]


def tools() -> Path:
    """Returns the Python that runs .projenrc.py. Its environment has uv, too, and is the only one that pip makes."""
    folder, requirements = ROOT / ".venv" / "tools", ROOT / "requirements-dev.txt"
    stamp, wanted = folder / ".requirements-digest", f"{sys.version_info[:2]} {digest([requirements])}"
    with one_at_a_time("tools"):
        if not stamped(stamp, wanted):
            shutil.rmtree(folder, ignore_errors=True)
            venv.create(folder, with_pip=True)
            run("installing the Python packages for 'tools'", [program(folder), "-m", "pip", "install", "--quiet", "-r", requirements])
            stamp.write_text(wanted, encoding="utf-8")
    return program(folder)


def projen() -> None:
    """Generates the project's files."""
    python = tools()
    # Skips the installation of node modules in CI, which only compares the files.
    env = {"PROJEN_DISABLE_POST": "true"} if os.environ.get("CI") else {}
    run("generating the project's files", [python, ".projenrc.py"], env=env, show=True)


def wheel(*, with_examples: bool = True) -> Path:
    """Compiles the library and builds the wheel. Returns its path. Without examples, their documentation is not translated, which takes most of a minute."""
    node_modules()
    stamp = ROOT / "dist" / ".sources-digest"
    with one_at_a_time("wheel"):
        wanted = digest(ROOT / source for source in WHEEL_SOURCES)
        without = f"{wanted} without examples"
        compiled = (ROOT / "lib").exists() and (stamped(stamp, wanted) or stamped(stamp, without))
        usable = compiled and len(list(WHEELS.glob("*.whl"))) == 1
        if not usable or (with_examples and stamped(stamp, without)):
            stamp.unlink(missing_ok=True)
            shutil.rmtree(WHEELS, ignore_errors=True)
            if not compiled:
                shutil.rmtree(ROOT / "lib", ignore_errors=True)
                (ROOT / "tsconfig.tsbuildinfo").unlink(missing_ok=True)
                run("compiling", ["npx", "projen", "compile"])
            if with_examples:
                examples()
            run("building the wheel", ["npx", "projen", "package:python"])
            for built in WHEELS.glob("*.whl"):
                wheel_packaging.finish(built, ROOT)
            # Publishes the wheel only: pip would build another one from the source distribution, which nothing has tested.
            for source in WHEELS.glob("*.tar.gz"):
                source.unlink()
            stamp.write_text(wanted if with_examples else without, encoding="utf-8")
    return only("wheel", WHEELS, "*.whl")


def tarball() -> Path:
    """Packs the npm package, from the files that the wheel was built from. Returns its path."""
    wheel()
    stamp = ROOT / "dist" / ".tarball-digest"
    with one_at_a_time("tarball"):
        wanted = digest(ROOT / source for source in WHEEL_SOURCES)
        if not stamped(stamp, wanted) or not TARBALLS.exists():
            stamp.unlink(missing_ok=True)
            shutil.rmtree(TARBALLS, ignore_errors=True)
            run("packing the npm package", ["npx", "projen", "package:js"])
            stamp.write_text(wanted, encoding="utf-8")
    return only("npm package", TARBALLS, "*.tgz")


def only(thing: str, folder: Path, pattern: str) -> Path:
    found = list(folder.glob(pattern))
    if len(found) != 1:
        raise StepFailed(f"expected one {thing} in {folder.relative_to(ROOT)}, found {len(found)}")
    return found[0]


def examples() -> None:
    """Compiles and translates the examples, unless neither they nor the types that they use have changed, and copies them to the types that have none."""
    stamp = ROOT / "dist" / ".translated.json"
    types = digest([ROOT / "rosetta", ROOT / "package-lock.json"]) + public_types()
    made_from = {"README.md": digest([ROOT / "README.md"]), "types": types}
    known: dict[str, str] = json.loads(stamp.read_text(encoding="utf-8")) if stamp.exists() else {}
    kept = TRANSLATIONS.exists() and known.get("translations") == digest([TRANSLATIONS])
    if not kept or not made_from.items() <= known.items():
        stamp.unlink(missing_ok=True)
        # Removes translations that were made with other types: jsii-rosetta reuses what it finds, and compares types only roughly.
        if not kept or known["types"] != types:
            TRANSLATIONS.unlink(missing_ok=True)
        run("compiling the examples", ["npx", "jsii-rosetta", "extract", "--strict", "--batch"])
    elif infused():
        return
    # The compiler writes the assembly without the copies, so they are made after each compilation. The log is a file in the root otherwise.
    stamp.parent.mkdir(exist_ok=True)
    run("copying the examples to types without one", ["npx", "jsii-rosetta", "infuse", "--log-file", stamp.with_name(".infused.html")])
    stamp.write_text(json.dumps({**made_from, "translations": digest([TRANSLATIONS])}), encoding="utf-8")


def is_copied(docs: dict[str, Any]) -> bool:
    """Returns whether the example of a type is a copy that jsii-rosetta made, and not written in its doc comment."""
    return "infused" in docs.get("custom", {}).get("exampleMetadata", "")


def infused() -> bool:
    """Returns whether the assembly has the copies."""
    assembly = json.loads((ROOT / ".jsii").read_text(encoding="utf-8"))
    return any(is_copied(each.get("docs", {})) for each in assembly["types"].values())


def public_types() -> str:
    """Returns a hash of what examples can use: the assembly without source locations, and without descriptions that have no code."""
    assembly = json.loads((ROOT / ".jsii").read_text(encoding="utf-8"))
    del assembly["fingerprint"], assembly["readme"]

    def bare(value: Any) -> Any:
        if isinstance(value, list):
            return [bare(item) for item in value]
        if not isinstance(value, dict):
            return value
        own = value.get("docs", {})
        docs = {key: text for key, text in own.items() if (key == "example" and not is_copied(own)) or "```" in str(text)}
        return {key: bare(item) for key, item in value.items() if key not in ("docs", "locationInModule", "symbolId")} | {"docs": docs}

    return hashlib.sha256(json.dumps(bare(assembly), sort_keys=True).encode()).hexdigest()


def install_wheel(python: Path, built: Path) -> None:
    """Installs the wheel in an environment with its dependencies, unless it is installed."""
    stamp = python.parent.parent / ".wheel-digest"
    wanted = hashlib.sha256(built.read_bytes()).hexdigest()
    if not stamped(stamp, wanted):
        run("installing the wheel", [*installer(python), "--reinstall", "--no-deps", built])
        stamp.write_text(wanted, encoding="utf-8")


def main(arguments: list[str]) -> int:
    steps = {"tools": tools, "projen": projen, "wheel": wheel, "tarball": tarball, "examples": examples}
    if len(arguments) != 1 or arguments[0] not in steps:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        steps[arguments[0]]()
    except StepFailed as failure:
        print(failure, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
