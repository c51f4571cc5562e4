"""Writes the results of the benchmark into docs/performance.md, between two comments."""

from __future__ import annotations

import datetime
import re

from bench_apps import LANGUAGES, TITLES
from bench_results import Measured, Results, counted, ratio
from toolchain import ROOT

PAGE = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- npm run bench -- --write -->", "<!-- end -->"


def write(results: Results) -> None:
    text = PAGE.read_text(encoding="utf-8")
    replaced, count = re.subn(f"{BEGIN}.*{END}", lambda _: f"{BEGIN}\n\n{section(results)}\n\n{END}", text, flags=re.DOTALL)
    if count != 1:
        raise ValueError(f"{PAGE.name} has no place for the results, between {BEGIN} and {END}")
    PAGE.write_text(replaced, encoding="utf-8")


def section(results: Results) -> str:
    today = datetime.datetime.now(datetime.UTC).date()
    return "\n".join(
        [
            f"Measured on {today} with {results.machine}: medians of {results.rounds} rounds, in seconds; ratios are medians of the ratios of the rounds.",
            "",
            "| app | this library | alpha module | alpha module with roles | L1 constructs | ratio to alpha | ratio to alpha with roles | memory | memory of alpha |",
            "|---|---|---|---|---|---|---|---|---|",
            *(row(title(*key), measured) for key, measured in results.synth.items()),
            *(row(f"{title(*key)}, validated by the CDK", measured) for key, measured in results.validated.items()),
            *(row(f"{LANGUAGES[language].title}, import only", measured) for language, measured in results.imports.items()),
            "",
            "| copies of the endpoint in one Python app | seconds | seconds for each further 100 copies |",
            "|---|---|---|",
            *growth_rows(results),
        ]
    )


def title(language: str, copies: int) -> str:
    return f"{LANGUAGES[language].title}, {counted(copies)}"


def row(title: str, measured: Measured) -> str:
    medians = [f"{measured.median(name):.3f}" if name in measured.runs else "" for name in TITLES]
    memories = [f"{measured.memory(name) / 2**20:.0f} MiB" if measured.memory(name) else "" for name in ("ours", "alpha")]
    ratios = [f"{ratio(measured, 'ours', name):.2f}" if name in measured.runs else "" for name in ("alpha", "granted")]
    return f"| {' | '.join([title, *medians, *ratios, *memories])} |"


def growth_rows(results: Results) -> list[str]:
    rows = []
    before: tuple[int, float] | None = None
    for copies, measured in results.growth.items():
        seconds = measured.median("ours")
        further = f"{(seconds - before[1]) / (copies - before[0]) * 100:.1f}" if before else ""
        rows.append(f"| {copies} | {seconds:.1f} | {further} |")
        before = (copies, seconds)
    return rows
