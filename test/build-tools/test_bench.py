"""The benchmark: its options, its ratios, and the page that it writes."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "build-tools"))

import bench
import bench_apps
import performance_page
from bench_results import Measured, Results, Run, ratio
from toolchain import StepFailed

MEASURED = Measured({
    "ours": [Run(1.1, 300 * 2**20), Run(2.4, 310 * 2**20), Run(0.9)],
    "alpha": [Run(1.0, 200 * 2**20), Run(2.0), Run(1.0)],
})  # fmt: skip


def test_a_ratio_is_the_median_of_the_ratios_of_the_rounds() -> None:
    # 1.1, 1.2 and 0.9; the ratio of the medians would be 1.1 too if load did not change between rounds.
    assert ratio(MEASURED, "ours", "alpha") == pytest.approx(1.1)


def test_the_memory_is_that_of_the_largest_run() -> None:
    assert MEASURED.memory("ours") == 310 * 2**20


def test_the_last_line_names_each_ratio() -> None:
    results = Results("machine", 3, {("python", 1): MEASURED, ("node", 20): MEASURED}, {("node", 20): MEASURED}, {"python": MEASURED})

    assert bench.summary(results) == "ours/alpha: python 1 copy 1.10, node 20 copies 1.10, node 20 copies, validated 1.10, python import 1.10"


@pytest.mark.parametrize("wrong", [["--only", "ours,theirs"], ["--languages", "cobol"], ["--rounds", "0"], ["--copies", "0"], ["--write", "--only", "ours"]])
def test_wrong_options_are_refused(wrong: list[str]) -> None:
    with pytest.raises(SystemExit):
        bench.parse(wrong)


def test_fifteen_rounds_of_all_languages_are_the_default() -> None:
    options = bench.parse([])

    assert (options.rounds, options.copies, options.only, options.languages) == (15, [1, 20], ["ours", "alpha", "granted", "l1"], ["python", "node"])


def test_the_page_has_a_place_for_the_results_and_a_picture() -> None:
    page = performance_page.PAGE.read_text(encoding="utf-8")

    assert page.count(performance_page.BEGIN) == page.count(performance_page.END) == 1
    assert (performance_page.PAGE.parent / "images" / "performance.png").stat().st_size < 150_000


def test_the_page_shows_medians_ratios_and_growth() -> None:
    growth = {copies: Measured({"ours": [Run(seconds)]}) for copies, seconds in ((100, 5.0), (250, 11.0))}
    with_roles = Measured({**MEASURED.runs, "granted": [Run(2.0), Run(4.0), Run(2.0)]})
    text = performance_page.section(Results("a machine", 3, {("python", 1): with_roles}, {("node", 20): MEASURED}, {"node": MEASURED}, growth))

    assert "with a machine: medians of 3 rounds" in text
    assert "| Python, 1 copy | 1.100 | 1.000 | 2.000 |  | 1.10 | 0.55 | 310 MiB | 200 MiB |" in text
    assert "| Node.js, 20 copies, validated by the CDK | 1.100 | 1.000 |  |  | 1.10 |  | 310 MiB | 200 MiB |" in text
    assert "| Node.js, import only | 1.100 | 1.000 |  |  | 1.10 |  | 310 MiB | 200 MiB |" in text
    assert text.endswith("| 100 | 5.0 |  |\n| 250 | 11.0 | 4.0 |")


def test_apps_with_other_templates_are_not_compared() -> None:
    template = {"Resources": {"Endpoint": {"Type": "AWS::SageMaker::Endpoint", "Properties": {"EndpointConfigName": "a"}}}}
    other = {"Resources": {"Endpoint": {"Type": "AWS::SageMaker::Endpoint", "Properties": {"EndpointConfigName": "b"}}}}

    bench_apps.check_equal({"ours": template, "alpha": template})
    with pytest.raises(StepFailed, match="only ours: 1 x"):
        bench_apps.check_equal({"ours": template, "alpha": other})


def test_a_run_has_the_memory_of_its_largest_process(tmp_path: Path) -> None:
    run, output = bench_apps.run([sys.executable, "-c", "held = bytearray(80 * 2**20); print('ready')"], str(tmp_path))

    assert output == "ready\n"
    assert run.memory > 80 * 2**20
