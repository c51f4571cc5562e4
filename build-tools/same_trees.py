"""The trees that are compared, and the library of each: compiled, with its assembly and its Python package.

Git names a tree by its content, and so does the cache: two revisions of the same files are the same tree, the working tree included.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import subprocess
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import toolchain
from toolchain import ROOT, StepFailed

CACHE = ROOT / ".same"
BUILDS = CACHE / "builds"
MODULES = CACHE / "node_modules"
# What git stores of the working tree. Each run makes it anew.
OBJECTS = "objects"
# A build and its results take 50 MB or so.
KEPT = 6
MODULES_KEPT = 2

# What the library is compiled from. The README is in the package too, but nothing that is compared depends on it.
SOURCES = ("src", "package.json", "package-lock.json", "tsconfig.json", ".projen/tasks.json")

# As many processes at once as there are processors, whichever tree they are for.
PROCESSORS = threading.BoundedSemaphore(os.cpu_count() or 1)
LOCKS: defaultdict[Path, threading.Lock] = defaultdict(threading.Lock)


@dataclass(frozen=True)
class Tree:
    """The files of a revision, or of the working tree."""

    name: str
    id: str

    def fingerprint(self, *paths: str) -> str:
        """Changes when anything below one of the paths does."""
        return hashed(git("ls-tree", "-r", self.id, "--", *paths).encode())

    def has(self, path: str) -> bool:
        return git("ls-tree", self.id, "--", path) != ""

    def text(self, path: str) -> str:
        return git("show", f"{self.id}:{path}")


def hashed(*contents: bytes) -> str:
    return hashlib.sha256(b"\0".join(hashlib.sha256(content).digest() for content in contents)).hexdigest()[:20]


def git(*arguments: str, index: Path | None = None) -> str:
    """Runs git, with an index of its own if one is given. New objects go into our cache instead of the repository."""
    objects = CACHE / OBJECTS
    objects.mkdir(parents=True, exist_ok=True)
    theirs = subprocess.run(["git", "rev-parse", "--path-format=absolute", "--git-path", "objects"], cwd=ROOT, capture_output=True, text=True, check=False)
    env = {"GIT_OBJECT_DIRECTORY": str(objects), "GIT_ALTERNATE_OBJECT_DIRECTORIES": theirs.stdout.strip()}
    if index is not None:
        env["GIT_INDEX_FILE"] = str(index)
    result = subprocess.run(["git", *arguments], cwd=ROOT, env=os.environ | env, capture_output=True, text=True, check=False)
    if theirs.returncode != 0 or result.returncode != 0:
        raise StepFailed(f"git {' '.join(arguments)}: {theirs.stderr or result.stderr}")
    return result.stdout


def revision(name: str) -> Tree:
    commit = git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}").strip()
    return Tree(f"{name} ({commit[:10]})" if not commit.startswith(name) else name[:10], git("rev-parse", f"{commit}^{{tree}}").strip())


def working_tree() -> Tree:
    """What a commit of all that is there now would have."""
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder) / "index"
        git("read-tree", "HEAD", index=index)
        git("add", "--all", index=index)
        return Tree("the working tree", git("write-tree", index=index).strip())


def check_out(tree: Tree, folder: Path) -> None:
    """Writes the files of a tree."""
    with tempfile.TemporaryDirectory() as temporary:
        index = Path(temporary) / "index"
        git("read-tree", tree.id, index=index)
        git("checkout-index", "--all", f"--prefix={folder}/", index=index)


def step(title: str, command: Sequence[str | Path], *, cwd: Path, env: dict[str, str] | None = None) -> None:
    """Runs a step, and says so when it is done: others run at the same time."""
    with PROCESSORS:
        started = time.monotonic()
        result = attempt(command, cwd=cwd, env=env)
    if result.returncode != 0:
        raise StepFailed(f"{title} failed:\n{result.stdout}")
    print(f"- {title}: {time.monotonic() - started:.0f} s", flush=True)


def attempt(command: Sequence[str | Path], *, cwd: Path, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Runs a command that may fail. All it prints is one text."""
    arguments = [str(part) for part in command]
    full = toolchain.environment() | (env or {})
    return subprocess.run(arguments, cwd=cwd, env=full, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)


@contextlib.contextmanager
def made_once(folder: Path) -> Iterator[bool]:
    """Whether a folder of the cache has to be made. It counts as made when this comes to its end; another thread that wants it waits."""
    stamp = folder / ".made"
    with LOCKS[folder]:
        if stamp.exists():
            # What is used is kept for longer.
            os.utime(folder)
            yield False
            return
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        yield True
        stamp.touch()


def forget_old(folder: Path, kept: int) -> None:
    """Keeps the newest entries of a folder of the cache."""
    entries: Iterable[Path] = folder.iterdir() if folder.exists() else ()
    for old in sorted(entries, key=lambda path: path.stat().st_mtime, reverse=True)[kept:]:
        shutil.rmtree(old, ignore_errors=True)


def node_modules(tree: Tree) -> Path:
    """Those of the working tree, if the tree wants the same ones."""
    lock = tree.text("package-lock.json")
    if lock == (ROOT / "package-lock.json").read_text(encoding="utf-8"):
        return ROOT / "node_modules"
    folder = MODULES / hashed(lock.encode())
    with made_once(folder) as missing:
        if missing:
            for name in ("package.json", "package-lock.json"):
                (folder / name).write_text(tree.text(name), encoding="utf-8")
            step(f"{tree.name}: installing the node modules", ["npm", "ci", "--no-progress", "--loglevel=error"], cwd=folder)
    return folder / "node_modules"


def build(tree: Tree) -> Path:
    """The folder with a tree's library: `.jsii`, `lib` and `dist/python/src`."""
    folder = BUILDS / tree.fingerprint(*SOURCES)
    with made_once(folder) as missing:
        if missing:
            check_out(tree, folder)
            (folder / "node_modules").symlink_to(node_modules(tree), target_is_directory=True)
            step(f"{tree.name}: compiling", ["npx", "projen", "compile"], cwd=folder)
            # The code is all it takes to run an app, and translated examples change nothing.
            pacmak = ["npx", "jsii-pacmak", "--targets", "python", "--code-only", "--rosetta-unknown-snippets=verbatim"]
            step(f"{tree.name}: making the Python package", pacmak, cwd=folder)
    return folder
