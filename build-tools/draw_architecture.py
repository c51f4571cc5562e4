"""Draws the constructs of the library, and how they relate. Started by figures.py."""

from __future__ import annotations

import hashlib
import sys
from dataclasses import dataclass
from pathlib import Path

import matplotlib

matplotlib.use("agg")

import matplotlib.pyplot as plt
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch
from small_png import write_png

OURS, OTHERS, OPERATION = "#1f77b4", "#545b64", "#1d8102"
OURS_AREA, OTHERS_AREA, OPERATION_AREA = "#e8f1f8", "#f2f3f3", "#e9f4e6"
TEXT = "#000000"

# The width of the README on a screen with two dots per pixel.
WIDTH, HEIGHT = 108, 62
INCHES_PER_CELL = 0.1
DOTS_PER_INCH = 160


@dataclass(frozen=True)
class Box:
    """A box: its place, its title, which is the name of a construct or a service, and what else it says."""

    x: float
    y: float
    width: float
    height: float
    title: str
    lines: tuple[str, ...] = ()
    color: str = OURS
    area: str = OURS_AREA

    @property
    def left(self) -> tuple[float, float]:
        return self.x, self.y + self.height / 2

    @property
    def right(self) -> tuple[float, float]:
        return self.x + self.width, self.y + self.height / 2

    @property
    def top(self) -> tuple[float, float]:
        return self.x + self.width / 2, self.y + self.height

    @property
    def bottom(self) -> tuple[float, float]:
        return self.x + self.width / 2, self.y


CLIENTS = Box(1, 24, 17, 18, "Clients", ("boto3, AWS SDKs", "OpenAI clients", "Lambda, API Gateway", "Step Functions"), OTHERS, OTHERS_AREA)
ENDPOINT = Box(29, 27, 19, 12, "Endpoint", ("deploymentStrategy", "grants, metrics"))
COMPONENTS = Box(29, 10, 19, 11, "InferenceComponent", ("copies that share instances", "LoRA adapters"))
CONFIG = Box(56, 24, 22, 18, "EndpointConfig", ("instance variants", "or a serverless variant", "shadow variants", "asyncInference, dataCapture", "encryptionKey"))
MODEL = Box(86, 24, 21, 18, "Model", ("containers:", "ContainerImage, ModelData", "execution role", "with what it needs only", "VPC, network isolation"))
ONE_CALL = Box(25.5, 22.5, 82.8, 22.5, "", (), OURS, "white")
SCALING = Box(20, 51, 21, 9, "Autoscaling", ("instances, copies,", "provisioned concurrency"), OPERATION, OPERATION_AREA)
ALARMS = Box(45, 51, 17, 9, "EndpointAlarms", ("page, and roll back",), OPERATION, OPERATION_AREA)
DASHBOARD = Box(66, 51, 19, 9, "EndpointDashboard", ("metrics, alarms",), OPERATION, OPERATION_AREA)
EVENTS = Box(89, 51, 18, 9, "Events and logs", ("EventBridge, log group",), OPERATION, OPERATION_AREA)
REGISTRY = Box(56, 10, 22, 11, "registry", ("ModelPackageGroup", "ModelPackage, approvals"))
SOURCES = Box(86, 10, 21, 11, "Amazon ECR, Amazon S3", ("AWS images, JumpStart,", "Hugging Face Hub"), OTHERS, OTHERS_AREA)
BOXES = (CLIENTS, ENDPOINT, COMPONENTS, CONFIG, MODEL, SCALING, ALARMS, DASHBOARD, EVENTS, REGISTRY, SOURCES)


def main(arguments: list[str]) -> int:
    (picture,) = map(Path, arguments)
    figure = figure_of()
    colors = [TEXT, OURS, OTHERS, OPERATION]
    write_png(figure, picture, colors=colors, plain=[OURS_AREA, OTHERS_AREA, OPERATION_AREA], texts=origin())
    plt.close(figure)
    print(f"{picture.name}: {len(BOXES)} boxes, {picture.stat().st_size // 1000} KB")
    return 0


def origin() -> dict[str, str]:
    """Returns the scripts of the picture as a hash."""
    scripts = (Path(__file__), Path(__file__).with_name("small_png.py"))
    return {"Title": "The constructs of cdk-sagemaker-hosting", "Scripts": hashlib.sha256(b"".join(script.read_bytes() for script in scripts)).hexdigest()}


def figure_of() -> Figure:
    # Uses the font that is part of matplotlib, which is the same on each machine.
    plt.rcParams.update({"font.family": "DejaVu Sans"})
    figure = plt.figure(figsize=(WIDTH * INCHES_PER_CELL, HEIGHT * INCHES_PER_CELL), dpi=DOTS_PER_INCH, facecolor="white")
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, WIDTH + 1), ylim=(0, HEIGHT))
    axes.axis("off")

    def draw(box: Box, *, dashed: bool = False) -> None:
        style = "--" if dashed else "-"
        axes.add_patch(FancyBboxPatch((box.x, box.y), box.width, box.height, boxstyle="round,pad=0,rounding_size=1", edgecolor=box.color, facecolor=box.area, linewidth=1.3, linestyle=style))
        middle = box.x + box.width / 2
        total = 1 + len(box.lines)
        step = min(3, box.height / (total + 0.4))
        first = box.y + box.height / 2 + step * (total - 1) / 2
        axes.text(middle, first, box.title, ha="center", va="center", fontsize=9.5, weight="bold", color=box.color)
        for number, line in enumerate(box.lines, start=1):
            axes.text(middle, first - number * step, line, ha="center", va="center", fontsize=7.5, color=TEXT)

    def arrow(start: tuple[float, float], end: tuple[float, float], label: str = "", *, color: str = OTHERS) -> None:
        axes.add_patch(FancyArrowPatch(start, end, arrowstyle="-|>", mutation_scale=11, color=color, linewidth=1.2, shrinkA=1, shrinkB=1))
        if label:
            axes.text((start[0] + end[0]) / 2, (start[1] + end[1]) / 2 + 0.9, label, ha="center", va="bottom", fontsize=7, color=OTHERS)

    draw(ONE_CALL, dashed=True)
    axes.text(27, 43.4, "in one call: ModelEndpoint, LanguageModelEndpoint", fontsize=8, color=OURS, va="center")
    for box in BOXES:
        draw(box)
    arrow(CLIENTS.right, ENDPOINT.left, "invoke")
    arrow(ENDPOINT.right, CONFIG.left)
    arrow(CONFIG.right, MODEL.left)
    arrow(COMPONENTS.top, ENDPOINT.bottom)
    arrow(REGISTRY.right, (MODEL.x, MODEL.y))
    arrow(SOURCES.top, MODEL.bottom)
    for box in (SCALING, ALARMS, DASHBOARD, EVENTS):
        arrow(box.bottom, (min(max(box.bottom[0], 30), 106), 45), color=OPERATION)
    axes.text(1, 4.5, "Blue: constructs.  Green: operation, with methods of the endpoint and its parts.  Grey: clients, and sources of images and artifacts.", fontsize=7.5, color=OTHERS, va="center")
    axes.text(1, 1.8, "node.defaultChild of a construct is its L1 construct, for properties that the library lacks.", fontsize=7.5, color=OTHERS, va="center")
    return figure


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
