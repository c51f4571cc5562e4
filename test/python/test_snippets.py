"""The examples of README.md and of the pages in docs/: each part in Python runs in a stack, and makes the template of the same part in TypeScript."""

from pathlib import Path
from typing import Any

import pytest
from helpers.processes import ROOT
from helpers.snippets import PAIRED, PAIRS, SNIPPETS, a_model, a_part, local_files, template_of, typescript_outcomes
from helpers.templates import warnings_of

PARTS = [snippet for snippet in SNIPPETS if snippet.language == "python" and snippet.kind == "part"]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("snippets")
    local_files(folder)
    return folder


@pytest.fixture(scope="module")
def in_typescript(files: Path) -> dict[str, dict[str, Any]]:
    return typescript_outcomes(files)


def named(snippets: list[Any]) -> list[Any]:
    return [pytest.param(snippet, id=snippet.name) for snippet in snippets]


def test_there_are_examples() -> None:
    assert len(PARTS) > 55
    assert len({snippet.name for snippet in SNIPPETS}) == len(SNIPPETS)


def test_each_example_in_python_has_the_same_in_typescript_beside_it() -> None:
    alone = [snippet.name for snippet in SNIPPETS if snippet.language == "python" and snippet.kind != "other" and snippet not in PAIRED]

    assert alone == []


def test_each_part_shows_its_imports() -> None:
    lines = {part.name: part.text.splitlines() for part in PARTS}

    assert {name for name, text in lines.items() if "import cdk_sagemaker_hosting as sm" not in text} == set()
    assert {snippet.name for snippet in SNIPPETS if "import * as sagemaker from 'cdk-sagemaker-hosting'" in snippet.text} == set()


@pytest.mark.parametrize("part", named(PARTS))
def test_a_part_makes_the_template_of_the_same_part_in_typescript(part: Any, files: Path, in_typescript: dict[str, dict[str, Any]]) -> None:
    same = in_typescript[PAIRED[part].file_name]
    stack, _ = a_part(part, files, known_variants=same["known"])

    assert template_of(stack) == same["template"]
    assert [warning for warning in warnings_of(stack) if "[ack: cdk-sagemaker-hosting:" not in warning] == []


def test_the_image_of_the_user_is_an_image(files: Path) -> None:
    (part,) = (part for part in PARTS if "class MirroredImage" in part.text)
    stack, names = a_part(part, files, known_variants=True)

    bound = names["MirroredImage"]().bind(stack, a_model(stack, "Mirrored"))

    assert bound.image_name.endswith("/mirror/serving:1.4.2")


def test_the_pairs_are_of_one_page_each() -> None:
    assert len(PAIRS) > 55
    assert {python.page for python, typescript in PAIRS if python.page != typescript.page} == set()
    assert (ROOT / "docs").exists()
