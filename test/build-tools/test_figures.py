"""The picture in the README is of the dashboard that the production example makes."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "build-tools"))

import draw_figures
from dashboard_json import dashboard_of, digest_of

PICTURE = ROOT / "docs" / "images" / "dashboard.svg"
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def template() -> dict[str, Any]:
    made: dict[str, Any] = json.loads(draw_figures.synthesize(ROOT / "examples" / "production"))
    return made


@pytest.fixture(scope="module")
def dashboard(template: dict[str, Any]) -> dict[str, Any]:
    return dashboard_of(template)


def described(picture: Path) -> str:
    found = re.search(r"<dc:description>(.*)</dc:description>", picture.read_text(encoding="utf-8"))
    assert found is not None
    return found[1]


def test_the_picture_is_of_the_dashboard_as_it_is(dashboard: dict[str, Any]) -> None:
    assert described(PICTURE) == digest_of(dashboard), "run: npm run figures"


def test_the_picture_is_in_the_readme() -> None:
    assert "docs/images/dashboard.svg" in README


def test_a_picture_has_the_title_of_each_widget_and_tells_what_it_is_of(dashboard: dict[str, Any], tmp_path: Path) -> None:
    picture = tmp_path / "dashboard.svg"
    draw_figures.draw(dashboard, picture)
    drawn = picture.read_text(encoding="utf-8")
    titles = [widget["properties"]["title"] for widget in dashboard["widgets"] if widget["type"] != "text"]
    assert len(titles) > 10
    assert [title for title in titles if f">{title}<" not in drawn] == []
    assert described(picture) == digest_of(dashboard)


def test_another_dashboard_is_another_picture(dashboard: dict[str, Any]) -> None:
    assert digest_of({**dashboard, "widgets": dashboard["widgets"][1:]}) != digest_of(dashboard)


def test_a_metric_that_nothing_is_made_up_for_fails() -> None:
    with pytest.raises(ValueError, match="nothing is made up for Unheard"):
        draw_figures.measured(["AWS/SageMaker", "Unheard", "VariantName", "main"], {})


def test_a_formula_of_other_operations_fails() -> None:
    with pytest.raises(ValueError, match=r"can't calculate m\[0\]"):
        draw_figures.calculated("m[0]", {})


def test_a_dot_repeats_what_stood_before() -> None:
    metrics: list[list[Any]] = [
        ["AWS/SageMaker", "Invocations", "VariantName", "stable", {"label": "one"}],
        [".", ".", ".", "next", {"label": "two"}],
    ]
    assert [label for label, _ in draw_figures.drawn(metrics)] == ["one", "two"]
