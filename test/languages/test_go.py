"""The Go module: the examples in Go have the templates of the Python examples."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

import programs
import pytest
from programs import CASES, NAMES, STACKS

import packages

MODULE = "github.com/cdk-sagemaker-hosting/cdk-sagemaker-hosting-go/cdksagemakerhosting"
# Lets the build write the hashes of the modules to go.sum, and says nothing about the repository that the copy is in.
FLAGS = {"GOFLAGS": f"{os.environ.get('GOFLAGS', '')} -mod=mod -buildvcs=false".strip()}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Go examples, compiled with the module that was built."""
    folder = programs.copy_examples(tmp_path_factory.mktemp("examples"), "go")
    programs.run(["go", "mod", "edit", f"-replace={MODULE}={packages.GO_PACKAGE}"], folder)
    programs.run(["go", "build", "-p", "2", "-o", "bin/", "./..."], folder, FLAGS)
    return folder


@pytest.mark.parametrize(("name", "context"), CASES, ids=NAMES)
def test_a_go_program_has_the_template_of_the_python_program(project: Path, name: str, context: Mapping[str, str]) -> None:
    made = programs.synthesize([project / "bin" / name], project, STACKS[name], context)
    assert made == programs.of_python(project.parent, name, context)
    assert made.template["Resources"]


def test_programs_that_differ_in_one_number_have_templates_that_differ(project: Path) -> None:
    made = programs.synthesize([project / "bin" / "quickstart"], project, "Quickstart", {"candidateWeight": "1"})
    other = programs.of_python(project.parent, "quickstart", {})
    assert made != other
    assert made.assets != other.assets
    (candidate,) = [made.template["Resources"][name]["Properties"] for name, each in other.template["Resources"].items() if each["Type"].endswith("EndpointConfig")]
    candidate["ProductionVariants"][1]["InitialVariantWeight"] = 0
    assert made.template == other.template


def test_the_programs_are_formatted_and_vetted(project: Path) -> None:
    assert programs.run(["gofmt", "-l", "quickstart", "production"], project) == ""
    assert programs.run(["go", "vet", "-p", "2", "./..."], project, FLAGS) == ""


def test_the_module_has_the_names_that_the_documentation_says(project: Path) -> None:
    first = (packages.GO_PACKAGE / "go.mod").read_text(encoding="utf-8").splitlines()[0]
    assert first == f"module {MODULE}"
    for folder, name in ((packages.GO_PACKAGE, "cdksagemakerhosting"), (packages.GO_PACKAGE / "registry", "registry")):
        files = sorted(folder.glob("*.go"))
        assert files
        assert {line for file in files for line in file.read_text(encoding="utf-8").splitlines() if line.startswith("package ")} == {f"package {name}"}


def test_the_module_requires_nothing_but_the_cdk_and_jsii() -> None:
    required = re.findall(r"^\t(\S+) v\S+( // indirect)?$", (packages.GO_PACKAGE / "go.mod").read_text(encoding="utf-8"), re.MULTILINE)
    assert {name for name, indirect in required if not indirect} == {
        "github.com/aws/jsii-runtime-go",
        "github.com/aws/aws-cdk-go/awscdk/v2",
        "github.com/aws/constructs-go/constructs/v10",
    }
    # What the CDK requires.
    assert [name for name, indirect in required if indirect and not name.startswith("github.com/cdklabs/")] == []
