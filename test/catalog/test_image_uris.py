"""The library has the images that the SageMaker Python SDK has: the same URI for each query, in the same regions, and no other."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
import queries
from conftest import Answers
from queries import NO_VERSION, Name, Query

# These only grow, unless the source or the comparison loses something.
AT_LEAST_URIS = 59_000
AT_LEAST_NAMES = 353

# What the tags of images are built on, where the SDK does not know which processor they are for.
BUILT_ON = {"gpu": r"-cu\d+$", "neuron": r"-neuronx-sdk[\d.]+$"}


@pytest.mark.parametrize("framework", queries.frameworks())
def test_each_uri_is_that_of_the_sdk(framework: str, answers: dict[Query, Answers]) -> None:
    own = {query: one for query, one in answers.items() if query.framework == framework}
    assert {query: one for query, one in own.items() if not one.agree and not is_meant(query, own)} == {}
    assert any(one.theirs and one.agree for one in own.values())


def test_each_name_of_the_sdk_has_an_image(answered: set[Name]) -> None:
    assert set(queries.names()) - answered == set()
    assert len(queries.names()) >= AT_LEAST_NAMES


def test_no_fewer_uris_are_compared_than_before(compared: int) -> None:
    assert compared >= AT_LEAST_URIS


def test_what_there_is_not_is_refused_in_both(answers: dict[Query, Answers]) -> None:
    refused = [one for query, one in answers.items() if not one.theirs and not one.ours]
    assert len(refused) > len(queries.frameworks())
    assert all(one.problems for one in refused)


def is_meant(query: Query, answers: dict[Query, Answers]) -> bool:
    """Whether the two differ for a reason."""
    one = answers[query]
    if one.theirs and not one.ours:
        return has_no_python(query, one) or has_only_one_version(query, answers) or is_for_another_processor(query, one)
    if one.theirs == {}:
        return is_newest_python(query, answers)
    return is_in_full(query, answers)


def has_no_python(query: Query, one: Answers) -> bool:
    """The SDK leaves out of account what Python version is asked for where there is none to choose; the library says so."""
    return any(f"has no Python version to choose, got '{query.python}'" in problem for problem in one.problems)


def has_only_one_version(query: Query, answers: dict[Query, Answers]) -> bool:
    """With only one version to choose from, the SDK takes any for it, and may even make a tag of it."""
    anything = answers[replace(query, version=NO_VERSION)].theirs
    given = {region: uri.replace(query.version, NO_VERSION) for region, uri in answers[query].theirs.items()}
    return given == anything


def is_in_full(query: Query, answers: dict[Query, Answers]) -> bool:
    """For a short base framework version, the SDK makes a tag that AWS does not have; the library takes the image of the full version."""
    full = queries.full_bases(query.framework).get(query.base or "", set()) - {query.base}
    return answers[query].ours in [answers[replace(query, base=base)].theirs for base in full]


def is_for_another_processor(query: Query, one: Answers) -> bool:
    """The SDK gives an image with CUDA to an instance without a GPU."""
    built_for = {processor for processor, pattern in BUILT_ON.items() for uri in one.theirs.values() if re.search(pattern, uri)}
    return query.framework.startswith("djl-") and len(built_for) == 1 and query.processor not in built_for


def is_newest_python(query: Query, answers: dict[Query, Answers]) -> bool:
    """Where there are several Python versions, the SDK insists on one; the library takes the newest."""
    named = [answers[replace(query, python=python)].ours for python in queries.pythons(query.framework)]
    return query.python is None and answers[query].ours in named
