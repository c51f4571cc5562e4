"""The page about Java, Go and .NET shows parts of the programs that are tested, and the names that the packages have."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "java-go-dotnet.md").read_text(encoding="utf-8")
PROGRAMS = {
    "java": [ROOT / "examples" / "java" / "src" / "main" / "java" / "com" / "example" / f"{name}App.java" for name in ("Quickstart", "Churn")],
    "go": [ROOT / "examples" / "go" / "quickstart" / "main.go"],
    "xml": [ROOT / "examples" / "java" / "pom.xml"],
}
TARGETS = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["jsii"]["targets"]


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def lines(text: str) -> str:
    """Returns the lines without their indentation, each between line ends."""
    return "\n" + "".join(f"{line.strip()}\n" for line in text.splitlines())


@pytest.mark.parametrize(("language", "count"), [("java", 3), ("go", 3), ("xml", 1)])
def test_the_snippets_are_in_the_programs(language: str, count: int) -> None:
    found = blocks(language)
    assert len(found) == count
    # A program that imports several packages has them in parentheses.
    program = "".join(lines(file.read_text(encoding="utf-8")) for file in PROGRAMS[language])
    assert not [block for block in found if lines(block.removeprefix("import ")) not in program]


def test_the_coordinates_are_those_of_the_packages() -> None:
    maven = TARGETS["java"]["maven"]
    for coordinate in (
        f"`{maven['groupId']}:{maven['artifactId']}`",
        f"`{TARGETS['java']['package']}`",
        f"`{TARGETS['go']['moduleName']}/cdksagemakerhosting`",
        f"`{TARGETS['dotnet']['packageId']}`",
        f"`{TARGETS['dotnet']['namespace']}`",
    ):
        assert coordinate in PAGE
    registry = json.loads((ROOT / "src" / "registry" / ".jsiirc.json").read_text(encoding="utf-8"))["targets"]
    for coordinate in (registry["java"]["package"], f".../cdksagemakerhosting/{registry['go']['packageName']}", registry["dotnet"]["namespace"]):
        assert f"`{coordinate}`" in PAGE


def test_each_submodule_names_itself_in_each_language() -> None:
    """Without a name of its own, jsii makes one up."""
    submodules = re.findall(r"^export \* as \w+ from '\./(.*)';$", (ROOT / "src" / "index.ts").read_text(encoding="utf-8"), re.MULTILINE)
    assert "registry" in submodules
    for folder in submodules:
        configured = json.loads((ROOT / "src" / folder / ".jsiirc.json").read_text(encoding="utf-8"))["targets"]
        assert set(configured) == set(TARGETS), folder
        assert configured["python"]["module"].startswith(f"{TARGETS['python']['module']}."), folder
        assert configured["java"]["package"].startswith(f"{TARGETS['java']['package']}."), folder
        assert configured["dotnet"]["namespace"].startswith(f"{TARGETS['dotnet']['namespace']}."), folder
