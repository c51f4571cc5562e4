"""Draws the results of the benchmark, which it reads as JSON. Started by bench.py."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("agg")

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from small_png import write_png

COLORS = {"ours": "#1f77b4", "alpha": "#545b64", "granted": "#8f979f", "l1": "#c8ccd0"}
TITLES = {"ours": "this library", "alpha": "alpha module", "granted": "alpha module with roles", "l1": "L1 constructs"}
LANGUAGES = {"python": "Python", "node": "Node.js"}
TEXT = "#000000"


def main(arguments: list[str]) -> int:
    (picture,) = map(Path, arguments)
    results = json.load(sys.stdin)
    plt.rcParams.update({"font.family": "DejaVu Sans", "font.size": 8})
    figure, (synth, growth) = plt.subplots(1, 2, figsize=(9, 3.2), dpi=160, width_ratios=(3, 2), layout="constrained")
    draw_synth(synth, results["synth"])
    draw_growth(growth, results["growth"])
    write_png(figure, picture, colors=[TEXT, *COLORS.values()], plain=[], texts={"Title": "The time of a synth"})
    plt.close(figure)
    print(f"{picture.name}: {picture.stat().st_size // 1000} KB")
    return 0


def draw_synth(axes: Axes, groups: list[tuple[str, int, dict[str, list[float]]]]) -> None:
    """Draws a box for the runs of each app."""
    for position, (_, _, runs) in enumerate(groups):
        for index, (name, seconds) in enumerate(runs.items()):
            color = COLORS[name]
            boxes: dict[str, Any] = axes.boxplot(seconds, positions=[position + 0.2 * (index - (len(runs) - 1) / 2)], widths=0.16, patch_artist=True, showfliers=False)
            for part in boxes["boxes"]:
                part.set(facecolor=color, edgecolor=color)
            for part in (*boxes["whiskers"], *boxes["caps"]):
                part.set(color=color)
            for part in boxes["medians"]:
                part.set(color=TEXT)
    axes.set_xticks(range(len(groups)), [f"{LANGUAGES[language]}\n{copies} {'copy' if copies == 1 else 'copies'}" for language, copies, _ in groups])
    axes.set_ylim(bottom=0)
    axes.set_ylabel("seconds")
    axes.set_title("A whole run of the app", fontsize=9)
    names = list(dict.fromkeys(name for _, _, runs in groups for name in runs))
    axes.legend([Rectangle((0, 0), 1, 1, color=COLORS[name]) for name in names], [TITLES[name] for name in names], frameon=False, loc="upper right")


def draw_growth(axes: Axes, points: list[tuple[int, float]]) -> None:
    axes.plot([0, *(copies for copies, _ in points)], [0, *(seconds for _, seconds in points)], color=COLORS["ours"], marker="o", markersize=3)
    axes.set_xlabel("copies of the endpoint in one app")
    axes.set_ylabel("seconds")
    axes.set_xlim(left=0)
    axes.set_ylim(bottom=0)
    axes.set_title("Growth", fontsize=9)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
