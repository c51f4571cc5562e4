"""The demo builds the wheel without the examples of the README, and the tests build it with them, each only if it is necessary."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "build-tools"))

import toolchain

COMPILE, EXAMPLES, PACKAGE = "compiling", "examples", "building the wheel"


@pytest.fixture
def steps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The steps that were taken in a project that has not been built."""
    taken: list[str] = []

    def run(title: str, command: list[str]) -> None:
        taken.append(title)
        folder = tmp_path / ("lib" if title == COMPILE else "dist/python")
        folder.mkdir(parents=True)
        (folder / "library.whl").touch()

    monkeypatch.setattr(toolchain, "ROOT", tmp_path)
    monkeypatch.setattr(toolchain, "WHEELS", tmp_path / "dist" / "python")
    monkeypatch.setattr(toolchain, "WHEEL_SOURCES", ("README.md",))
    monkeypatch.setattr(toolchain, "node_modules", lambda: None)
    monkeypatch.setattr(toolchain, "examples", lambda: taken.append(EXAMPLES))
    monkeypatch.setattr(toolchain, "run", run)
    monkeypatch.setattr(toolchain.wheel_files, "add", lambda _: None)
    (tmp_path / "README.md").write_text("# Library", encoding="utf-8")
    return taken


def test_the_tests_build_the_wheel_once(steps: list[str]) -> None:
    toolchain.wheel()
    toolchain.wheel()
    assert steps == [COMPILE, EXAMPLES, PACKAGE]


def test_the_demo_skips_the_examples_and_uses_the_wheel_of_the_tests(steps: list[str]) -> None:
    toolchain.wheel(with_examples=False)
    toolchain.wheel(with_examples=False)
    assert steps == [COMPILE, PACKAGE]

    toolchain.wheel()
    toolchain.wheel(with_examples=False)
    assert steps == [COMPILE, PACKAGE, EXAMPLES, PACKAGE]


def test_a_change_builds_everything_again(steps: list[str], tmp_path: Path) -> None:
    toolchain.wheel(with_examples=False)
    (tmp_path / "README.md").write_text("# Another", encoding="utf-8")
    toolchain.wheel()
    assert steps == [COMPILE, PACKAGE, COMPILE, EXAMPLES, PACKAGE]
