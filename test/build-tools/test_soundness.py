"""The figures of random apps, and why a run fails."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "build-tools"))

import pytest
import soundness

RUN = soundness.Run(seed=1, first=0, apps=30, slow=4)
SOUND = [{"index": index, "kind": "synthesized", "slow": index % 4 == 0, "templates": 2, "findings": []} for index in range(20)]
REFUSED = [{"index": index, "kind": "refused", "slow": False, "templates": 0, "findings": [], "message": "no"} for index in range(20, 30)]


def figures(*others: dict[str, Any]) -> dict[str, Any]:
    return soundness.figures_of(RUN, [*SOUND, *REFUSED, *others], 61.4, {"aws-cdk-lib": "2"})


def test_the_figures_count_apps_and_templates() -> None:
    made = figures()
    assert (made["apps"], made["synthesized"], made["refused by the library with a message"]) == (30, 20, 10)
    assert (made["templates judged"], made["templates judged by cfn-lint and the CDK's validation"]) == (40, 10)
    assert (made["seed"], made["seconds"], made["versions"], made["counterexamples"]) == (1, 61, {"aws-cdk-lib": "2"}, 0)
    assert soundness.problems_of(made) == []


def test_a_run_fails_with_a_counterexample_which_is_shown_with_the_smaller_one(capsys: pytest.CaptureFixture[str]) -> None:
    found = {"index": 7, "kind": "synthesized", "slow": False, "templates": 1, "findings": ["iam: twice"], "failure": "iam", "program": "large()"}
    smaller = {"index": 7, "kind": "shrunk", "failure": "iam", "program": "small()"}
    made = figures(found, smaller)
    assert (made["apps"], made["counterexamples"], made["counterexamples by judge"]) == (31, 1, {"iam": 1})
    assert soundness.problems_of(made) == ["1 counterexamples"]
    soundness.show([found, smaller])
    output = capsys.readouterr().out
    assert "== app 7, synthesized, iam\niam: twice\nlarge()" in output
    assert "== app 7, shrunk, iam\n\nsmall()" in output


def test_a_run_fails_with_an_error_that_is_none_of_the_library() -> None:
    made = figures({"index": 30, "kind": "broken", "slow": False, "templates": 0, "findings": [], "message": "TypeError", "failure": "broken"})
    assert made["ended with another error"] == 1
    assert soundness.problems_of(made) == ["1 counterexamples"]


def test_a_run_fails_with_plans_without_sense_or_too_few_templates() -> None:
    assert soundness.problems_of(figures({"index": 30, "kind": "senseless", "slow": False, "templates": 0, "findings": [], "message": "there is no x"})) == [
        "1 plans make no sense: mend the generators in test/soundness/generate",
    ]
    refused = [{**each, "index": index} for index, each in enumerate(REFUSED * 2, 30)]
    assert soundness.problems_of(figures(*refused)) == ["only 20 of 50 apps synthesize: mend the generators in test/soundness/generate"]
