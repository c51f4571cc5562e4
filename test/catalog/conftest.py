"""Both sides answer all queries once."""

from __future__ import annotations

from dataclasses import dataclass

import ours
import pytest
import queries
import reference
from queries import Name, Query

COUNT = pytest.StashKey[int]()
ANSWERED = pytest.StashKey[int]()


@dataclass(frozen=True)
class Answers:
    """What both sides say to one query: the URI by region, and why the library has none."""

    theirs: dict[str, str]
    ours: dict[str, str]
    problems: tuple[str, ...]

    @property
    def agree(self) -> bool:
        return self.theirs == self.ours


@pytest.fixture(scope="session")
def answers() -> dict[Query, Answers]:
    asked = [query for framework in queries.frameworks() for query in queries.queries(framework)]
    answered = ours.answers(asked)
    # Whether the SDK refuses what the library refuses needs no more than one region.
    regions = [queries.regions() if "uris" in answer else [reference.EVERYWHERE] for answer in answered]
    theirs = map(reference.uris, asked, regions)
    return {
        query: Answers(uris, answer.get("uris", {}), tuple(answer.get("problems", ())))
        for query, uris, answer in zip(asked, theirs, answered, strict=True)
    }


@pytest.fixture(scope="session")
def compared(answers: dict[Query, Answers], pytestconfig: pytest.Config) -> int:
    """How many URIs are the same on both sides."""
    total = sum(len(one.theirs) for one in answers.values() if one.agree)
    pytestconfig.stash[COUNT] = total
    return total


@pytest.fixture(scope="session")
def answered(answers: dict[Query, Answers], pytestconfig: pytest.Config) -> set[Name]:
    """The names of the SDK with an image that is the same on both sides."""
    found = {Name(query.framework, query.version) for query, one in answers.items() if one.theirs and one.agree} & set(queries.names())
    pytestconfig.stash[ANSWERED] = len(found)
    return found


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    terminalreporter.write_line(f"{config.stash.get(ANSWERED, 0)} of {len(queries.names())} names (framework and version) of sagemaker-core")
    terminalreporter.write_line(f"{config.stash.get(COUNT, 0)} image URIs compared")
