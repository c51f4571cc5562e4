"""The pictures of README and docs: the dashboard that the production example makes, and the constructs of the library."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "build-tools"))

import draw_architecture
import draw_figures
from dashboard_json import dashboard_of, digest_of
from matplotlib.text import Text
from PIL import Image
from small_png import texts_of

PICTURE = ROOT / "docs" / "images" / "dashboard.png"
ARCHITECTURE = ROOT / "docs" / "images" / "architecture.png"
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def template() -> dict[str, Any]:
    made: dict[str, Any] = json.loads(draw_figures.synthesize(ROOT / "examples" / "production"))
    return made


@pytest.fixture(scope="module")
def dashboard(template: dict[str, Any]) -> dict[str, Any]:
    return dashboard_of(template)


def test_the_picture_is_of_the_dashboard_as_it_is(dashboard: dict[str, Any]) -> None:
    assert texts_of(PICTURE) == draw_figures.origin(dashboard), "run: npm run figures"


@pytest.mark.parametrize("picture", [PICTURE, ARCHITECTURE])
def test_a_picture_is_in_the_readme(picture: Path) -> None:
    assert f"/main/docs/images/{picture.name})" in README


@pytest.mark.parametrize("picture", [PICTURE, ARCHITECTURE])
def test_a_picture_is_small_and_crisp(picture: Path) -> None:
    assert picture.stat().st_size <= 150_000
    with Image.open(picture) as image:
        assert (image.format, image.mode) == ("PNG", "P")
        # A README is 830 to 900 pixels wide, and screens have up to two dots for each.
        assert image.width >= 1660


def test_a_picture_has_the_title_of_each_widget(dashboard: dict[str, Any]) -> None:
    titles = [widget["properties"]["title"] for widget in dashboard["widgets"] if widget["type"] != "text"]
    axes = draw_figures.figure_of(dashboard).axes
    drawn = {text for each in axes for text in (each.get_title(loc="left"), *(written.get_text() for written in each.texts))}
    assert len(titles) > 10
    assert [title for title in titles if title not in drawn] == []


def test_what_is_written_in_a_graph_stays_within_its_frame(dashboard: dict[str, Any]) -> None:
    figure = draw_figures.figure_of(dashboard)
    figure.draw_without_rendering()
    graphs = [axes for axes in figure.axes if axes.get_legend() is not None]
    assert len(graphs) > 10
    for axes in graphs:
        # The frame of a graph ends 0.1 cells before the widget, and its axes 0.3.
        right = axes.get_window_extent().x1 + 0.2 * draw_figures.INCHES_PER_CELL * figure.dpi
        written = [text for text in axes.findobj(Text) if isinstance(text, Text) and text.get_text()]
        assert [text.get_text() for text in written if text.get_window_extent().x1 > right] == []


def test_the_same_dashboard_is_the_same_picture(dashboard: dict[str, Any], tmp_path: Path) -> None:
    pictures = [tmp_path / "one.png", tmp_path / "two.png"]
    for picture in pictures:
        draw_figures.draw(dashboard, picture)
    assert pictures[0].read_bytes() == pictures[1].read_bytes()
    assert texts_of(pictures[0]) == draw_figures.origin(dashboard)


def test_another_dashboard_is_another_picture(dashboard: dict[str, Any]) -> None:
    assert digest_of({**dashboard, "widgets": dashboard["widgets"][1:]}) != digest_of(dashboard)


def test_a_metric_that_nothing_is_made_up_for_fails() -> None:
    with pytest.raises(ValueError, match="no values for the metric Unheard"):
        draw_figures.measured(["AWS/SageMaker", "Unheard", "VariantName", "main"], {})


def test_a_formula_of_other_operations_fails() -> None:
    with pytest.raises(ValueError, match=r"cannot evaluate m\[0\]"):
        draw_figures.calculated("m[0]", {})


def test_a_dot_repeats_what_stood_before() -> None:
    metrics: list[list[Any]] = [
        ["AWS/SageMaker", "Invocations", "VariantName", "stable", {"label": "one"}],
        [".", ".", ".", "next", {"label": "two"}],
    ]
    assert [label for label, _ in draw_figures.drawn(metrics)] == ["one", "two"]


def test_the_picture_of_the_constructs_is_the_one_that_the_script_draws() -> None:
    assert texts_of(ARCHITECTURE) == draw_architecture.origin(), "run: npm run figures"


def test_the_picture_of_the_constructs_names_classes_of_the_library() -> None:
    classes = {name.split(".", 1)[1] for name in json.loads((ROOT / ".jsii").read_text(encoding="utf-8"))["types"]}
    titles = {box.title for box in draw_architecture.BOXES if box.color != draw_architecture.OTHERS} - {"Autoscaling", "Events and logs", "registry"}
    assert titles <= classes


def test_texts_of_the_picture_of_the_constructs_fit_their_boxes() -> None:
    figure = draw_architecture.figure_of()
    renderer = figure.canvas.get_renderer()
    (axes,) = figure.axes
    boxes = {box.title: box for box in draw_architecture.BOXES}
    lines = {line: box for box in boxes.values() for line in (box.title, *box.lines)}
    found = 0
    for text in axes.texts:
        if box := lines.get(text.get_text()):
            left, right = (axes.transData.inverted().transform((side, 0))[0] for side in (text.get_window_extent(renderer).x0, text.get_window_extent(renderer).x1))
            assert box.x < left < right < box.x + box.width, text.get_text()
            found += 1
    assert found >= len(lines)
