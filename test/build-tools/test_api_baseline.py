"""The comparison with the API of the last release: what is stable can't be removed or changed, and what is experimental can."""

from __future__ import annotations

import copy
import gzip
import json
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "build-tools"))

import api_baseline
from toolchain import StepFailed

NAME = "cdk-sagemaker-hosting"
Assembly = dict[str, Any]


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """Inside the project: the comparison reads the assemblies of the CDK."""
    folder = ROOT / ".venv" / "baseline-tests"
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def assembly() -> Assembly:
    found: Assembly = json.loads((ROOT / ".jsii").read_text(encoding="utf-8"))
    return found


def without_method(assembly: Assembly) -> None:
    methods = assembly["types"][f"{NAME}.Endpoint"]["methods"]
    methods[:] = [method for method in methods if method["name"] != "grantInvoke"]


def with_a_required_property(assembly: Assembly) -> None:
    (name,) = (prop for prop in assembly["types"][f"{NAME}.ModelProps"]["properties"] if prop["name"] == "modelName")
    del name["optional"]


def with_another_type(assembly: Assembly) -> None:
    (arn,) = (prop for prop in assembly["types"][f"{NAME}.Pipeline"]["properties"] if prop["name"] == "pipelineArn")
    arn["type"] = {"primitive": "number"}


def without_a_value(assembly: Assembly) -> None:
    del assembly["types"][f"{NAME}.InvocationHttpResponseCode"]["members"][0]


def without_a_struct(assembly: Assembly) -> None:
    del assembly["types"][f"{NAME}.PipelineAttributes"]


CHANGES: list[tuple[Callable[[Assembly], None], str]] = [
    (without_method, "Endpoint.grantInvoke"),
    (with_a_required_property, "[strengthened:cdk-sagemaker-hosting.ModelProps]"),
    (with_another_type, "Pipeline.pipelineArn"),
    (without_a_value, "InvocationHttpResponseCode"),
    (without_a_struct, "PipelineAttributes"),
]


def test_what_is_stable_cannot_be_removed_or_changed(assembly: Assembly, folder: Path) -> None:
    changed = copy.deepcopy(assembly)
    for change, _ in CHANGES:
        change(changed)
    old, new = api_baseline.package(assembly, folder / "old"), api_baseline.package(changed, folder / "new")

    with pytest.raises(StepFailed, match="^the API differs from the last release; what is stable must not change before the next major version:") as failure:
        api_baseline.compare(old, new)

    assert [expected for _, expected in CHANGES if expected not in str(failure.value)] == []


def test_what_is_experimental_can_be_removed_and_anything_can_be_added(assembly: Assembly, folder: Path) -> None:
    newer = copy.deepcopy(assembly)
    newer["types"][f"{NAME}.NewProps"] = newer["types"][f"{NAME}.PipelineAttributes"] | {"fqn": f"{NAME}.NewProps", "name": "NewProps"}
    older = copy.deepcopy(assembly)
    older["types"][f"{NAME}.OldProps"] = older["types"][f"{NAME}.EndpointDashboardOptions"] | {"fqn": f"{NAME}.OldProps", "name": "OldProps"}

    said = api_baseline.compare(api_baseline.package(older, folder / "old"), api_baseline.package(newer, folder / "new"))

    assert "OldProps" in said


def test_the_recorded_api_is_small_and_has_every_stable_type(assembly: Assembly) -> None:
    recorded = json.loads(gzip.decompress(api_baseline.RECORDED.read_bytes()))

    assert api_baseline.RECORDED.stat().st_size < 100_000
    assert {name for name, declared in recorded["types"].items() if declared["docs"]["stability"] == "stable"} >= {
        f"{NAME}.{name}" for name in ("Endpoint", "EndpointConfig", "Model", "IEndpoint", "InstanceType", "Pipeline")
    }


def test_the_same_api_gives_the_same_file(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    api_baseline.record(to=folder / "one.gz")
    api_baseline.record(to=folder / "two.gz")

    assert (folder / "one.gz").read_bytes() == (folder / "two.gz").read_bytes()


def test_stable_are_the_names_of_the_rfc_and_of_the_alpha_and_no_others(assembly: Assembly) -> None:
    names = json.loads((ROOT / "test" / "compatibility" / "data" / "api-names.json").read_text(encoding="utf-8"))
    promised = {*names["alpha"]["types"], *names["rfc"]["types"]}
    by_stability: dict[str, set[str]] = {}
    for name, declared in assembly["types"].items():
        by_stability.setdefault(declared["docs"]["stability"], set()).add(name.removeprefix(f"{NAME}."))

    assert by_stability["deprecated"] == {"AcceleratorType"}
    assert by_stability["stable"] == promised - {"AcceleratorType"}


def test_the_page_on_stability_lists_the_stable_types() -> None:
    page = (ROOT / "docs" / "stability.md").read_text(encoding="utf-8")
    table = page.partition("## What is stable")[2].partition("\n## ")[0]
    assembly = json.loads((ROOT / ".jsii").read_text(encoding="utf-8"))
    stable = {declared["name"] for declared in assembly["types"].values() if declared["docs"]["stability"] != "experimental"}

    assert {name for name in stable if f"`{name}`" not in table} == set()
