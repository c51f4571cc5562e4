"""The Java package: the examples in Java have the templates of the Python examples, and its classes keep a distance from the limits of Java."""

from __future__ import annotations

import json
import re
import shutil
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Mapping
from pathlib import Path

import class_files
import programs
import pytest
from class_files import ClassFile
from programs import CASES, NAMES, STACKS

import java_cdk
import packages

CLASSES = {"quickstart": "com.example.QuickstartApp", "production": "com.example.ProductionApp"}
# Java refuses more than 65,535 bytes of code in a method, and more than 65,535 constants in a class.
LIMIT = 65_535


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return programs.copy_examples(tmp_path_factory.mktemp("examples"), "java")


@pytest.fixture(scope="module")
def classes() -> list[ClassFile]:
    return list(class_files.of_jar(packages.jar()))


@pytest.mark.parametrize(("name", "context"), CASES, ids=NAMES)
def test_a_java_program_has_the_template_of_the_python_program(project: Path, tmp_path: Path, name: str, context: Mapping[str, str]) -> None:
    command = [*java_cdk.MAVEN, "compile", "exec:java", f"-Dexec.mainClass={CLASSES[name]}"]
    # jsii leaves a folder with its engine, and Java doesn't read TMPDIR.
    env = {"MAVEN_OPTS": f"-Djava.io.tmpdir={tmp_path}"}
    made = programs.synthesize(command, project, STACKS[name], context, env)
    assert made == programs.of_python(project.parent, name, context)
    assert made.template["Resources"]


def test_the_first_java_program_has_the_template_of_the_readme(project: Path, tmp_path: Path) -> None:
    app, inference = re.findall(r"^```python\n(.*?)^```$", (programs.ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)[:2]
    python = tmp_path / "python"
    for folder in (python, project):
        (folder / "model" / "code").mkdir(parents=True)
        (folder / "model" / "code" / "inference.py").write_text(inference, encoding="utf-8")
    (python / "app.py").write_text(app, encoding="utf-8")
    shutil.copy(project / "cdk.json", python)
    command = [*java_cdk.MAVEN, "compile", "exec:java", "-Dexec.mainClass=com.example.ChurnApp"]
    made = programs.synthesize(command, project, "Churn", {}, {"MAVEN_OPTS": f"-Djava.io.tmpdir={tmp_path}"})
    assert made == programs.synthesize([sys.executable, "app.py"], python, "Churn", {})
    assert made.template["Resources"]


def test_the_examples_use_the_version_of_the_cdk_that_the_project_is_built_with(project: Path) -> None:
    (version,) = re.findall(r"<cdk.version>(.*)</cdk.version>", (project / "pom.xml").read_text(encoding="utf-8"))
    assert version == java_cdk.version()


def test_no_method_has_half_of_the_code_that_java_allows(classes: list[ClassFile]) -> None:
    size, method = max((size, f"{each.name}.{method}") for each in classes for method, size in each.methods.items())
    print(f"the largest method is {method}, with {size} of {LIMIT} bytes")
    assert size < LIMIT / 2, method


def test_no_class_has_half_of_the_constants_that_java_allows(classes: list[ClassFile]) -> None:
    count, name = max((each.constants, each.name) for each in classes)
    print(f"the largest class is {name}, with {count} of {LIMIT} constants")
    assert count < LIMIT / 2, name


def test_each_instance_type_is_a_constant_of_the_class_that_is_measured(classes: list[ClassFile]) -> None:
    """The sizes are those of the code that grows with the catalog."""
    package = "io/github/cdksagemakerhosting"
    (instance_types,) = (each for each in classes if each.name == f"{package}/InstanceType")
    assembly = json.loads((programs.ROOT / ".jsii").read_text(encoding="utf-8"))
    constants = [each for each in assembly["types"]["cdk-sagemaker-hosting.InstanceType"]["properties"] if each.get("static")]
    # Each constant takes a call with three arguments: at least 10 bytes.
    assert instance_types.methods["<clinit>()V"] > 10 * len(constants) > 1000


def test_a_class_file_is_read_as_java_does(tmp_path: Path) -> None:
    """The code of a method that assigns one constant to one static field takes 6 bytes."""
    (tmp_path / "Small.java").write_text("final class Small { static int a; long b = 5_000_000_000L; static void set() { a = 100_000; } }", encoding="utf-8")
    programs.run(["javac", "-d", tmp_path, "Small.java"], tmp_path)
    small = class_files.read("Small", (tmp_path / "Small.class").read_bytes())
    listed = programs.run(["javap", "-v", "-p", "Small.class"], tmp_path)
    assert small.methods["set()V"] == 6
    assert small.constants == max(int(number) for number in re.findall(r"^\s*#(\d+) = ", listed, re.MULTILINE)) + 1


def test_the_package_requires_nothing_but_the_cdk_and_jsii() -> None:
    project = ElementTree.parse(packages.jar().with_suffix(".pom")).getroot()
    namespace = {"": "http://maven.apache.org/POM/4.0.0"}
    required = {
        f"{each.findtext('groupId', '', namespace)}:{each.findtext('artifactId', '', namespace)}": each.findtext("scope", "compile", namespace)
        for each in project.findall("dependencies/dependency", namespace)
    }
    # Annotations are in the classes, and not needed to run them.
    assert required == {
        "software.amazon.awscdk:aws-cdk-lib": "compile",
        "software.constructs:constructs": "compile",
        "software.amazon.jsii:jsii-runtime": "compile",
        "org.jetbrains:annotations": "provided",
        "javax.annotation:javax.annotation-api": "provided",
    }
