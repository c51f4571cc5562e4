"""The combinations of versions that the examples are synthesized with."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "build-tools"))

import matrix
from toolchain import StepFailed

HERE = f"{sys.version_info.major}.{sys.version_info.minor}"


@pytest.fixture(autouse=True)
def _versions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matrix, "nodes", lambda: {"node22": Path("node22"), "node24": Path("node24")})
    monkeypatch.setattr(matrix, "pythons", lambda: {version: Path(version) for version in ("3.10", HERE, "3.13")})


def test_each_example_runs_with_each_cdk_on_each_node() -> None:
    examples = {app.parent.name for app in (ROOT / "examples").glob("*/app.py")}
    lowest, newest = matrix.cdks()
    runs = list(matrix.runs(quick=False))

    assert lowest.library != newest.library
    assert {(run.example, run.cdk, run.node) for run in runs if run.python == HERE} == {
        (example, cdk, node) for example in examples for cdk in (lowest, newest) for node in ("node22", "node24")
    }


def test_each_other_python_runs_the_quickstart() -> None:
    others = [run for run in matrix.runs(quick=False) if run.python != HERE]

    assert {(run.example, run.cdk.name, run.node) for run in others} == {("quickstart", "newest", "node24")}
    assert {run.python for run in others} == {"3.10", "3.13"} - {HERE}


def test_the_quick_one_has_the_lowest_of_all_and_the_newest_of_all() -> None:
    assert [(run.example, run.cdk.name, run.node, run.python) for run in matrix.runs(quick=True)] == [
        ("quickstart", "lowest", "node22", "3.10"),
        ("quickstart", "newest", "node24", "3.13"),
    ]


def test_versions_that_are_not_installed_are_named(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matrix, "synthesize", lambda _: 1)
    assert matrix.run_all(quick=True) == 2
    absent = [version for version in matrix.PYTHONS if version not in ("3.10", HERE, "3.13")]
    assert capsys.readouterr().out.strip() == f"not installed here, and not tested: Python {', '.join(absent)}"


def test_an_app_without_a_template_fails(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(matrix, "FOLDER", tmp_path)
    monkeypatch.setattr(matrix, "environment", lambda *_: Path(sys.executable))
    monkeypatch.setattr(matrix.toolchain, "run", lambda *_, **__: None)
    run = next(matrix.runs(quick=True))

    with pytest.raises(StepFailed, match=f"^{re.escape(str(run))}: no template was synthesized$"):
        matrix.synthesize(run)


def test_the_installed_versions_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    assert HERE in matrix.pythons()
