"""The examples of the README and of doc comments are compiled and translated when they could have changed, and otherwise not; each assembly gets copies."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "build-tools"))

import toolchain

ASSEMBLY: dict[str, Any] = {
    "fingerprint": "1",
    "readme": {"markdown": "# Library"},
    "types": {
        "library.Model": {
            "docs": {"summary": "A model.", "stability": "experimental"},
            "locationInModule": {"filename": "src/model.ts", "line": 7},
            "symbolId": "src/model:Model",
            "properties": [{"name": "modelName", "optional": True, "docs": {"remarks": "Set it explicitly."}}],
        }
    },
}

Edit = Callable[[dict[str, Any]], None]


class Project:
    """A project with a README, an assembly and jsii-rosetta, which notes what it is asked for."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.compiles = True
        # Of each run: the translations that it found.
        self.runs: list[str | None] = []
        # How often the examples were copied.
        self.copies = 0
        (root / "rosetta").mkdir()
        self.write("rosetta/default.ts-fixture", "import {}")
        self.write("package-lock.json", "{}")
        self.write("README.md", "# Library")
        self.write(".jsii", json.dumps(ASSEMBLY))

    def write(self, file: str, text: str) -> None:
        (self.root / file).write_text(text, encoding="utf-8")

    def edit_assembly(self, edit: Edit) -> None:
        assembly = json.loads((self.root / ".jsii").read_text(encoding="utf-8"))
        edit(assembly)
        self.write(".jsii", json.dumps(assembly))

    def translate(self, title: str, command: list[str]) -> None:
        tablet = self.root / ".jsii.tabl.json"
        if command[2] == "infuse":
            assert command == ["npx", "jsii-rosetta", "infuse", "--log-file", self.root / "dist" / ".infused.html"]
            self.copies += 1
            self.edit_assembly(copied)
            return
        assert command == ["npx", "jsii-rosetta", "extract", "--strict", "--batch"]
        self.runs.append(tablet.read_text(encoding="utf-8") if tablet.exists() else None)
        self.write(".jsii.tabl.json", f"translations {len(self.runs)}")
        if not self.compiles:
            raise toolchain.StepFailed(title)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """One whose examples have been translated."""
    project = Project(tmp_path)
    monkeypatch.setattr(toolchain, "ROOT", tmp_path)
    monkeypatch.setattr(toolchain, "TRANSLATIONS", tmp_path / ".jsii.tabl.json")
    monkeypatch.setattr(toolchain, "run", project.translate)
    toolchain.examples()
    assert project.runs == [None]
    return project


def model_of(assembly: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = assembly["types"]["library.Model"]
    return found


def copied(assembly: dict[str, Any]) -> None:
    """What jsii-rosetta does to a type without an example."""
    model_of(assembly)["docs"].setdefault("custom", {"exampleMetadata": "infused"})
    model_of(assembly)["docs"].setdefault("example", "new Model();")


def compiled(assembly: dict[str, Any]) -> None:
    """What the compiler leaves of that: nothing."""
    del model_of(assembly)["docs"]["example"], model_of(assembly)["docs"]["custom"]


def moved(assembly: dict[str, Any]) -> None:
    model_of(assembly).update(symbolId="src/model/model:Model", locationInModule={"filename": "src/model/model.ts", "line": 1})


def described(assembly: dict[str, Any]) -> None:
    model_of(assembly)["docs"]["summary"] = "A model that SageMaker hosts."


def explained(assembly: dict[str, Any]) -> None:
    model_of(assembly)["properties"][0]["docs"]["remarks"] = "Set it, or CloudFormation does."


def required(assembly: dict[str, Any]) -> None:
    del model_of(assembly)["properties"][0]["optional"]


def exemplified(assembly: dict[str, Any]) -> None:
    compiled(assembly)
    model_of(assembly)["docs"]["example"] = "new Model();"


def remarked(assembly: dict[str, Any]) -> None:
    model_of(assembly)["properties"][0]["docs"]["remarks"] = "```ts\nnew Model();\n```"


@pytest.mark.parametrize("edit", [lambda _: None, moved, described, explained])
def test_they_are_kept_while_nothing_they_use_changes(project: Project, edit: Edit) -> None:
    project.edit_assembly(edit)
    toolchain.examples()
    assert project.runs == [None]


@pytest.mark.parametrize("edit", [required, exemplified, remarked])
def test_they_are_all_translated_anew_for_other_types(project: Project, edit: Edit) -> None:
    project.edit_assembly(edit)
    toolchain.examples()
    assert project.runs == [None, None]


def test_they_are_copied_once_after_each_compilation(project: Project) -> None:
    toolchain.examples()
    assert project.copies == 1
    project.edit_assembly(compiled)
    toolchain.examples()
    toolchain.examples()
    assert (project.copies, project.runs) == (2, [None])


@pytest.mark.parametrize("file", ["rosetta/default.ts-fixture", "package-lock.json"])
def test_they_are_all_translated_anew_for_another_fixture_or_another_cdk(project: Project, file: str) -> None:
    project.write(file, "other")
    toolchain.examples()
    assert project.runs == [None, None]


def test_another_readme_is_translated_with_what_there_is(project: Project) -> None:
    project.write("README.md", "# Library of models")
    toolchain.examples()
    assert project.runs == [None, "translations 1"]


def test_translations_of_another_origin_are_not_reused(project: Project) -> None:
    project.write(".jsii.tabl.json", "others")
    toolchain.examples()
    assert project.runs == [None, None]


def test_examples_that_do_not_compile_fail_each_time(project: Project) -> None:
    project.compiles = False
    project.write("README.md", "# Broken")
    for _ in range(2):
        with pytest.raises(toolchain.StepFailed):
            toolchain.examples()
    assert project.runs == [None, "translations 1", None]
