"""Each program of `npm run integ`, run against the emulator: every example with each of its steps, and every case."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from cases import Fact, Sources
from cloud import ROOT, Cloud
from deployed import Example
from facts import FACTS, NOT_ASKED
from plan import PROGRAMS
from programs import EXAMPLES
from remains import what_there_is
from runs import STEPS, run_example, run_fact

# Resource types that the emulator does not have; their cases run in AWS only.
NOT_EMULATED = {"image-and-package", "event-of-approved-version"}


def test_each_example_has_a_program() -> None:
    """Those in Go and Java have the templates of Python examples, which test/languages compares."""
    folders = {path.name for path in (ROOT / "examples").iterdir() if path.is_dir()}

    assert folders - {example.name for example in EXAMPLES} == {"go", "java"}
    assert {example.name for example in EXAMPLES} <= folders


def test_each_program_has_a_name_of_its_own_that_a_stack_can_have() -> None:
    names = [program.name for program in PROGRAMS]

    assert len(set(names)) == len(names)
    assert [name for name in names if not re.fullmatch(r"[a-z][a-z0-9-]{2,35}", name)] == []


def test_each_program_that_starts_instances_says_which() -> None:
    """What is on instances costs money; the rest says so, or is free."""
    free = {"serverless-without-model", "invalid-token", "event-of-approved-version"}
    silent = {program.name for program in PROGRAMS if not program.instances and not program.others}

    assert {name for name in silent if not name.startswith("serverless-")} == free - {"serverless-without-model"}
    assert all(reason for reason in NOT_ASKED.values())


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_each_example_is_deployed_read_back_answers_is_updated_and_destroyed(cloud: Cloud, sources: Sources, example: Example) -> None:
    before = what_there_is(cloud)

    result = run_example(cloud, example)

    assert (result.answer, result.steps) == ("deployed, answers, updated in place", [*STEPS])
    assert what_there_is(cloud) == before


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.name)
def test_each_case_gets_an_answer_and_leaves_nothing(cloud: Cloud, sources: Sources, fact: Fact, tmp_path: Path) -> None:
    before = what_there_is(cloud)

    result = run_fact(cloud, fact, sources, tmp_path)

    assert not result.failed, result.answer
    assert result.answer
    assert result.steps[-1] == "destroyed"
    # A template that is refused because of a mistake in it would be taken for an answer.
    assert ("is not emulated" in result.answer) <= (fact.name in NOT_EMULATED)
    assert what_there_is(cloud) == before
