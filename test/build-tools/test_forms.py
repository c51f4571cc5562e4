"""The three forms whose lines `npm run figures` counts describe the same endpoint, and the README has these numbers."""

from __future__ import annotations

import functools
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "build-tools"))

from bench_apps import shapes
from compare_forms import FORMS, lines_of_cloudformation, lines_of_python, synthesize

README = (ROOT / "README.md").read_text(encoding="utf-8")
OTHERS = [form for form in FORMS if form != "one call"]


@functools.cache
def text_of(form: str) -> str:
    return synthesize(FORMS[form])


def resources_of(form: str) -> dict[str, Any]:
    resources: dict[str, Any] = json.loads(text_of(form))["Resources"]
    return resources


def dependencies_of(form: str) -> Counter[tuple[str, ...]]:
    """Counts the explicit dependencies by type: what depends, and what it depends on."""
    resources = resources_of(form)
    return Counter(
        (resource["Type"], *sorted(resources[other]["Type"] for other in resource["DependsOn"]))
        for resource in resources.values()
        if "DependsOn" in resource
    )


def test_the_endpoint_has_what_an_endpoint_needs() -> None:
    assert Counter(resource["Type"] for resource in resources_of("one call").values()) == {
        "AWS::IAM::Role": 1,
        "AWS::IAM::Policy": 1,
        "AWS::SageMaker::Model": 1,
        "AWS::SageMaker::EndpointConfig": 1,
        "AWS::SageMaker::Endpoint": 1,
        "AWS::ApplicationAutoScaling::ScalableTarget": 1,
        "AWS::ApplicationAutoScaling::ScalingPolicy": 1,
        "AWS::CloudWatch::Alarm": 6,
    }


@pytest.mark.parametrize("form", OTHERS)
def test_each_form_has_the_same_resources_with_the_same_properties(form: str) -> None:
    # All properties but the names of policies, with references by the type of what they refer to.
    one, other = (shapes(json.loads(text_of(each)), permissions=True) for each in ("one call", form))
    assert other == one


@pytest.mark.parametrize("form", OTHERS)
def test_each_form_creates_the_resources_in_the_same_order(form: str) -> None:
    assert dependencies_of(form) == dependencies_of("one call")
    assert dependencies_of(form) == {("AWS::SageMaker::Model", "AWS::IAM::Policy", "AWS::IAM::Role"): 1}


def test_the_readme_has_the_numbers() -> None:
    one, three, l1 = (lines_of_python(FORMS[form].read_text(encoding="utf-8")) for form in FORMS)
    (templates,) = {lines_of_cloudformation(text_of(form)) for form in FORMS}
    flat = " ".join(README.split())
    assert f"{one} lines of Python in one call, {three} as three constructs, and {l1} with L1 constructs, for {templates} lines of CloudFormation" in flat


def test_blank_lines_comments_and_docstrings_do_not_count() -> None:
    source = '"""About\n\nthis."""\n\n# A comment\nx = 1  # one\n\n\ndef f():\n    """Does."""\n    return """a\n\nb"""\n'
    assert lines_of_python(source) == 5
