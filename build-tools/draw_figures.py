"""Draws the dashboard of an example with invented values, and prints the size of the example. Started by figures.py."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("agg")

import matplotlib.pyplot as plt
import numpy as np
from dashboard_json import dashboard_of, digest_of
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import NDArray
from small_png import write_png

Series = NDArray[np.floating[Any]]

# Three hours, with a data point every five minutes.
MINUTES = 180
TIME = np.arange(0, MINUTES, 5) - MINUTES

# The colors of CloudWatch dashboards.
PALETTE = ["#1f77b4", "#ff7f0e", "#2ca02c", "#d62728", "#9467bd", "#8c564b", "#e377c2", "#7f7f7f"]
ALARM_COLOR = "#1d8102"
GREYS = ["#000000", "#545b64", "#808080"]
PAGE_COLOR, FRAME_COLOR, GRID_COLOR = "#f2f3f3", "#d5dbdb", "#eaeded"

# The width of the README on a screen with two dots per pixel.
COLUMNS = 24
INCHES_PER_CELL = 0.45
DOTS_PER_INCH = 160

# The number of characters that fit in one row of a legend.
LEGEND_LENGTH = 60

# The target value of the example's autoscaling.
REQUESTS_PER_INSTANCE = 900


def main(arguments: list[str]) -> int:
    example, picture = map(Path, arguments)
    template = synthesize(example)
    python_lines = len((example / "app.py").read_text(encoding="utf-8").splitlines())
    print(f"{python_lines} lines of Python make {len(template.splitlines()):,} lines of CloudFormation")
    dashboard = dashboard_of(json.loads(template))
    picture.parent.mkdir(parents=True, exist_ok=True)
    draw(dashboard, picture)
    print(f"{picture.name}: {len(dashboard['widgets'])} widgets, {picture.stat().st_size // 1000} KB")
    return 0


def synthesize(example: Path) -> str:
    """Returns the template of the only stack, as the CDK writes it."""
    with tempfile.TemporaryDirectory() as folder:
        app = Path(folder) / example.name
        shutil.copytree(example, app, ignore=shutil.ignore_patterns("cdk.out", "__pycache__", ".mypy_cache"))
        environment = os.environ | {"CDK_OUTDIR": str(app / "cdk.out"), "CDK_VALIDATION": "false"}
        subprocess.run([sys.executable, "app.py"], cwd=app, env=environment, stdout=subprocess.DEVNULL, check=True)
        (template,) = (app / "cdk.out").glob("*.template.json")
        return template.read_text(encoding="utf-8")


def draw(dashboard: dict[str, Any], picture: Path) -> None:
    figure = figure_of(dashboard)
    write_png(figure, picture, colors=[*GREYS, ALARM_COLOR, *PALETTE], plain=[PAGE_COLOR, FRAME_COLOR, GRID_COLOR], texts=origin(dashboard))
    plt.close(figure)


def origin(dashboard: dict[str, Any]) -> dict[str, str]:
    """Returns the dashboard and the scripts of a picture as hashes. The bytes of a picture also depend on the versions of libraries."""
    scripts = (Path(__file__), Path(__file__).with_name("small_png.py"))
    return {
        "Title": "The dashboard of examples/production, with invented values",
        "Dashboard": digest_of(dashboard),
        "Scripts": hashlib.sha256(b"".join(script.read_bytes() for script in scripts)).hexdigest(),
    }


def figure_of(dashboard: dict[str, Any]) -> Figure:
    widgets = dashboard["widgets"]
    height = max(widget["y"] + widget["height"] for widget in widgets)
    # Uses the font that is part of matplotlib, which is the same on each machine.
    plt.rcParams.update({"font.family": "DejaVu Sans", "font.size": 8})
    figure = plt.figure(figsize=(COLUMNS * INCHES_PER_CELL, height * INCHES_PER_CELL), facecolor=PAGE_COLOR, dpi=DOTS_PER_INCH)
    for widget in widgets:
        axes = axes_of(figure, widget, height)
        {"text": draw_text, "alarm": draw_alarms, "metric": draw_graph}[widget["type"]](axes, widget["properties"])
    return figure


def axes_of(figure: Figure, widget: dict[str, Any], height: int) -> Axes:
    """Adds the axes of a widget. The axes of a graph leave space for its title, its scales and its legend."""
    left, top, right, bottom = (1.5, 0.9, 0.3, 1.5) if widget["type"] == "metric" else (0.15, 0.1, 0.15, 0.1)
    if widget["type"] == "metric":
        card = figure.add_axes(
            ((widget["x"] + 0.1) / COLUMNS, 1 - (widget["y"] + widget["height"] - 0.1) / height, (widget["width"] - 0.2) / COLUMNS, (widget["height"] - 0.2) / height)
        )
        card.set(xticks=[], yticks=[])
        card.spines[:].set_color(FRAME_COLOR)
    return figure.add_axes(
        (
            (widget["x"] + left) / COLUMNS,
            1 - (widget["y"] + widget["height"] - bottom) / height,
            (widget["width"] - left - right) / COLUMNS,
            (widget["height"] - top - bottom) / height,
        )
    )


def draw_text(axes: Axes, properties: dict[str, Any]) -> None:
    axes.axis("off")
    heading, *lines = properties["markdown"].split("\n")
    level = len(heading) - len(heading.lstrip("#"))
    axes.text(0, 0.95 if lines else 0.5, heading.lstrip("# "), fontsize=16 if level == 1 else 11, weight="bold", va="top" if lines else "center")
    for line in lines:
        axes.text(0, 0.25, line.replace("**", ""), fontsize=9, va="center")


def draw_alarms(axes: Axes, properties: dict[str, Any]) -> None:
    axes.axis("off")
    alarms = properties["alarms"]
    per_row = 6
    rows = -(-len(alarms) // per_row)
    axes.set(xlim=(0, per_row), ylim=(0, rows + 0.6))
    axes.text(0, rows + 0.3, properties["title"], weight="bold", va="center")
    for index, alarm in enumerate(alarms):
        x, y = index % per_row, rows - 1 - index // per_row
        axes.add_patch(Rectangle((x + 0.02, y + 0.08), 0.96, 0.84, color=ALARM_COLOR))
        axes.text(x + 0.5, y + 0.5, alarm.removeprefix("EndpointRecommendedAlarms"), ha="center", va="center", color="white", fontsize=7)


def draw_graph(axes: Axes, properties: dict[str, Any]) -> None:
    lines = drawn(properties["metrics"])
    if properties.get("stacked"):
        axes.stackplot(TIME, [series for _, series in lines], labels=[label for label, _ in lines], colors=PALETTE, alpha=0.8)
    else:
        for index, (label, series) in enumerate(lines):
            axes.plot(TIME, series, label=label, color=PALETTE[index % len(PALETTE)], linewidth=1)
    for annotation in properties.get("annotations", {}).get("horizontal", []):
        axes.axhline(annotation["value"], color=annotation.get("color", "grey"), linewidth=1, linestyle="--")
        axes.text(TIME[0], annotation["value"], f" {annotation['label']}", va="bottom", fontsize=7, color="#545b64")
    axes.set_title(properties["title"], loc="left", fontsize=9, weight="bold")
    axes.set_ylabel(properties["yAxis"]["left"]["label"], fontsize=7)
    axes.set_ylim(bottom=0, top=axes.get_ylim()[1] * 1.1)
    axes.set_xlim(TIME[0], TIME[-1])
    axes.set_xticks([-180, -120, -60], ["3 hours ago", "2", "1"])
    axes.tick_params(labelsize=7)
    axes.grid(axis="y", color=GRID_COLOR, linewidth=0.6)
    axes.spines[["top", "right"]].set_visible(False)
    columns = len(lines) if sum(len(label) for label, _ in lines) <= LEGEND_LENGTH else 3
    axes.legend(loc="upper left", bbox_to_anchor=(0, -0.14), ncols=columns, frameon=False, fontsize=7, handlelength=1, columnspacing=1)


def drawn(metrics: list[list[Any]]) -> list[tuple[str, Series]]:
    """Returns the lines of a graph with their labels. As in CloudWatch, `.` repeats the value of the previous metric in this position."""
    written: list[list[Any]] = []
    for metric in metrics:
        previous = written[-1] if written and len(metric) > 1 else []
        written.append([previous[place] if part == "." else part for place, part in enumerate(metric)])
    ids: dict[str, Series] = {}
    for *parts, options in (entry for entry in written if len(entry) > 1):
        ids[options.get("id", "")] = measured(parts, options)
    lines: list[tuple[str, Series]] = []
    for *parts, options in written:
        if "expression" in options:
            lines.append((options["label"], calculated(options["expression"], ids)))
        elif options.get("visible", True):
            lines.append((options["label"], measured(parts, options)))
    return lines


def calculated(expression: str, ids: dict[str, Series]) -> Series:
    """Evaluates a CloudWatch math expression with the few operations that the dashboard uses."""
    if not re.fullmatch(r"[\w\s+*/().,]+", expression):
        raise ValueError(f"cannot evaluate {expression}")
    names: dict[str, Any] = {**ids, "FILL": lambda series, _value: series}
    result: Series = eval(expression, {"__builtins__": {}}, names)  # noqa: S307
    return result


def measured(parts: list[str], options: dict[str, Any]) -> Series:
    """Returns invented values: two variants, of which the second receives a tenth of the requests, and a peak in the middle."""
    _, name, *dimensions = parts
    variant = dict(zip(dimensions[::2], dimensions[1::2], strict=True)).get("VariantName", "")
    seed = sum(f"{name}{variant}{options.get('stat')}".encode())
    noise = np.random.default_rng(seed).normal(0, 1, len(TIME))
    rush = np.exp(-(((TIME + 90) / 35) ** 2))
    share = 0.1 if variant == "next" else 0.9
    requests = share * (6000 + 12000 * rush + 300 * noise)
    instances = np.clip(np.ceil(share * (6000 + 12000 * rush) / REQUESTS_PER_INSTANCE), 2, 20)
    shapes: dict[str, Series] = {
        "Invocations": requests,
        "InvocationsPerInstance": requests / instances,
        "Invocation5XXErrors": np.clip(0.002 + 0.001 * noise, 0, 1),
        "Invocation4XXErrors": np.clip(0.01 + 0.003 * noise, 0, 1),
        "ModelLatency": {"p50": 45_000, "p90": 80_000, "p99": 140_000}.get(options.get("stat", ""), 55_000) * (1 + 0.4 * rush + 0.04 * noise) * (0.8 if share < 0.5 else 1),
        "OverheadLatency": 4_000 + 300 * noise,
        "CPUUtilization": 400 * np.clip(0.3 + 0.3 * rush + 0.02 * noise, 0, 1),
        "MemoryUtilization": 42 + noise,
        "DiskUtilization": 18 + 0.01 * (TIME + MINUTES),
    }
    if name not in shapes:
        raise ValueError(f"no values for the metric {name}")
    return np.maximum(shapes[name], 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
