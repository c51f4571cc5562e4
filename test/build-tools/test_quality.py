"""The page with the figures of all tests."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "build-tools"))

import quality
from toolchain import StepFailed

PAGE = (ROOT / "docs" / "quality.md").read_text(encoding="utf-8")
EMPTY = "\n".join(f"{section.begin}\n\n{quality.NOT_RUN}\n\n{quality.END}" for section in quality.SECTIONS)


def test_the_page_has_a_place_for_each_command() -> None:
    assert quality.page(PAGE, {}) == PAGE


def test_figures_replace_those_of_their_command_only() -> None:
    written = quality.page(EMPTY, {"soundness": {"date": "2026-11-29", "apps": 1000}})
    assert "<!-- npm run soundness -->\n\n| | |\n|---|---|\n| date | 2026-11-29 |\n| apps | 1,000 |\n\n<!-- end -->" in written
    assert quality.page(written, {"soundness": {"apps": 5}}).count("| apps | 5 |") == 1
    assert quality.missing(written) == [section.command for section in quality.SECTIONS if section.name != "soundness"]


def test_a_page_without_the_place_is_refused() -> None:
    with pytest.raises(StepFailed) as raised:
        quality.page(EMPTY.replace("<!-- npm run mutation -->", ""), {})
    assert str(raised.value) == "docs/quality.md has no place for the figures of npm run mutation: <!-- npm run mutation -->, and <!-- end --> after them"


def test_figures_inside_figures_have_the_names_that_lead_to_them() -> None:
    figures = {"ours": {"refused": 3, "share": 0.98, "files": {}}, "seeds": [1, 2], "survivors": [{"file": "a"}], "failed": [], "unknown": None, "clean": True, "text": "a|b"}
    assert quality.flat(figures) == [
        ("ours, refused", "3"), ("ours, share", "0.98"), ("seeds", "1, 2"), ("failed", "none"), ("clean", "yes"), ("text", "a\\|b"),
    ]  # fmt: skip


def test_figures_with_the_same_names_stand_side_by_side() -> None:
    figures = {"seed": 20261129, "versions": {"node": "22"}, "ours": {"refused": 1000, "silent": 0}, "L1": {"refused": 0, "silent": 7}}
    assert quality.rows(figures) == [
        "| | |", "|---|---|", "| seed | 20261129 |", "| versions, node | 22 |", "",
        "| | ours | L1 |", "|---|---|---|", "| refused | 1,000 | 0 |", "| silent | 0 | 7 |",
    ]  # fmt: skip


def test_a_run_of_all_tests_leaves_its_figures(tmp_path: Path) -> None:
    quality.remember_tests({"jest": "2 passed, 0 failed"}, ["jest"], tmp_path)
    figures = json.loads((tmp_path / "tests.json").read_text(encoding="utf-8"))
    assert figures["jest"] == "2 passed, 0 failed"
    assert figures["versions"].startswith("aws-cdk-lib 2.")
    assert quality.read(tmp_path) == {"tests": figures}


def test_a_later_run_of_some_parts_replaces_their_results_only(tmp_path: Path) -> None:
    parts = ["jest", "python"]
    quality.remember_tests({"jest": "1 passed, 1 failed"}, parts, tmp_path)
    assert quality.read(tmp_path) == {}

    quality.remember_tests({"jest": "1 passed, 1 failed", "python": "3 passed, 0 failed"}, parts, tmp_path)
    quality.remember_tests({"jest": "2 passed, 0 failed"}, parts, tmp_path)
    figures = quality.read(tmp_path)["tests"]
    assert [figures[part] for part in parts] == ["2 passed, 0 failed", "3 passed, 0 failed"]


def test_the_mutants_of_each_area_stand_side_by_side_and_those_of_each_mutator_are_left_out() -> None:
    areas = {"checks": {"killed": 26, "percent killed": 96.3}, "permissions": {"killed": 0, "percent killed": None}}
    written = quality.page(EMPTY, {"mutation": {"seed": 18, "areas": areas, "by mutator": {"ArrowFunction": {"killed": 3}}}})
    assert "| seed | 18 |\n\n| | checks | permissions |\n|---|---|---|\n| killed | 26 | 0 |\n| percent killed | 96.3 |  |\n" in written
    assert "ArrowFunction" not in written


def test_what_another_page_lists_is_left_out_also_inside_other_figures() -> None:
    licences = {"runtime dependencies": 0, "data": {"botocore": "Apache-2.0"}, "licences for development": {"MIT": 639}}
    written = quality.page(EMPTY, {"supply": {"licences": licences}})
    assert "<!-- npm run licences -->\n\n| | |\n|---|---|\n| licences, runtime dependencies | 0 |\n\n<!-- end -->" in written


def test_the_command_fails_on_request_if_figures_are_missing(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    page = tmp_path / "quality.md"
    page.write_text(EMPTY, encoding="utf-8")
    monkeypatch.setattr(quality, "PAGE", page)
    monkeypatch.setattr(quality, "read", dict)
    assert quality.main(["--missing"]) == 1
    assert capsys.readouterr().err.startswith("docs/quality.md lacks the figures of npm test, npm run soundness, ")
    assert quality.main(["--write"]) == 0
    assert page.read_text(encoding="utf-8") == EMPTY
