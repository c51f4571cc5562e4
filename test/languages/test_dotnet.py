"""The package for .NET: the code that is generated. It is compiled where there is an SDK."""

from __future__ import annotations

import json
import re

import programs
import pytest

import packages

NAMESPACE = "CdkSageMakerHosting"
ASSEMBLY = json.loads((programs.ROOT / ".jsii").read_text(encoding="utf-8"))
FOLDER = packages.DIST / "dotnet"


def test_each_type_has_its_class_in_the_namespace_of_its_module() -> None:
    if packages.missing_dotnet() is None:
        pytest.skip("the package is compiled, not code")
    for fqn, declared in ASSEMBLY["types"].items():
        namespace = f"{NAMESPACE}.Registry" if declared.get("namespace") == "registry" else NAMESPACE
        (file,) = FOLDER.rglob(f"{namespace.replace('.', '/')}/{declared['name']}.cs")
        code = file.read_text(encoding="utf-8")
        assert f"namespace {namespace}\n" in code, fqn
        assert re.search(rf"public (?:abstract )?(?:class|interface|enum) {declared['name']}\b", code), fqn


def test_no_member_has_the_name_of_its_class() -> None:
    """C# refuses it, and jsii would rename the member."""
    for declared in ASSEMBLY["types"].values():
        members = [each["name"] for each in [*declared.get("properties", []), *declared.get("methods", [])]]
        assert declared["name"] not in [name[0].upper() + name[1:] for name in members]


def test_the_package_is_compiled() -> None:
    if missing := packages.missing_dotnet():
        pytest.skip(f"not compiled: {missing}")
    assert list(FOLDER.rglob("*.nupkg"))


def test_the_snippet_of_the_documentation_has_the_names_of_the_code() -> None:
    """Each class of the library, and each property that the snippet assigns in it, is in the generated code."""
    if packages.missing_dotnet() is None:
        pytest.skip("the package is compiled, not code")
    (snippet,) = re.findall(r"^```csharp\n(.*?)^```$", (programs.ROOT / "docs" / "java-go-dotnet.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    code = "".join(file.read_text(encoding="utf-8") for file in sorted((FOLDER / NAMESPACE / NAMESPACE).rglob("*.cs")))
    cdk = {"Key", "KeyProps", "EnableScalingProps", "CreateAlarmOptions"}
    classes = set(re.findall(r"new ([A-Z]\w+)", snippet)) - cdk
    assert {"EndpointConfig", "InstanceProductionVariantProps", "InvocationsScalingProps"} <= classes
    assert not [name for name in classes if f"class {name} :" not in code]
    assigned = {name for line in snippet.splitlines() for name in re.findall(r"\b([A-Z]\w+) = ", re.sub(rf"new ({'|'.join(cdk)})\b[^}}]*}}", "", line))}
    assert {"InitialVariantWeight", "VariantPropertyRetention", "MaxRequestsPerSecond"} <= assigned
    assert not [name for name in assigned if not re.search(rf"\b{name}\b\s*(?:\{{|$)", code, re.MULTILINE)]
    members = set(re.findall(r"(?:endpoint|stable|VariantPropertyRetention|[)]\s*)\.([A-Z]\w+)\(", snippet)) - {"CreateAlarm"}
    assert {"AllExcept", "FindInstanceProductionVariant", "ScaleOnInvocations"} <= members
    assert not [name for name in members if f" {name}(" not in code]
