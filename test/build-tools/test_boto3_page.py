"""docs/boto3.md has each parameter of the API calls, and names that this library has."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import botocore.session
import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "boto3.md").read_text(encoding="utf-8")
SECTIONS = {title: text for title, text in re.findall(r"^## ([^\n]+)\n(.*?)(?=^## |\Z)", PAGE, flags=re.DOTALL | re.MULTILINE)}
CALLS = {
    "create_model": ("sagemaker", ["CreateModel"]),
    "create_endpoint_config": ("sagemaker", ["CreateEndpointConfig"]),
    "create_endpoint and update_endpoint": ("sagemaker", ["CreateEndpoint", "UpdateEndpoint"]),
    "create_inference_component": ("sagemaker", ["CreateInferenceComponent"]),
    "register_scalable_target": ("application-autoscaling", ["RegisterScalableTarget"]),
    "put_scaling_policy": ("application-autoscaling", ["PutScalingPolicy"]),
    "put_scheduled_action": ("application-autoscaling", ["PutScheduledAction"]),
    "create_model_package_group": ("sagemaker", ["CreateModelPackageGroup"]),
    "create_model_package": ("sagemaker", ["CreateModelPackage"]),
}
# Structures whose members are rows of their own; the others are explained as a whole.
OPENED = {"create_model": 3, "create_endpoint_config": 2, "create_inference_component": 2}


def members_of(shape: Any, depth: int) -> set[str]:
    """The names of the parameters, and of the members of structures in them, as far as a table goes into them."""
    while shape.type_name == "list":
        shape = shape.member
    if shape.type_name != "structure" or depth == 0:
        return set()
    return {name for name, member in shape.members.items() if name not in ("Key", "Value")} | {
        name for member in shape.members.values() if member.name != "Tag" for name in members_of(member, depth - 1)
    }


@pytest.mark.parametrize("section", CALLS)
def test_each_parameter_has_a_row(section: str) -> None:
    service, operations = CALLS[section]
    model = botocore.session.get_session().get_service_model(service)
    parameters = set().union(*(members_of(model.operation_model(name).input_shape, OPENED.get(section, 1)) for name in operations))
    listed = {part for cell in re.findall(r"^\| (`[^|]+) \|", SECTIONS[section], flags=re.MULTILINE) for name in re.findall(r"`([^`]+)`", cell) for part in name.split(".")}
    assert len(parameters) > 2
    whole = {"S3DataSource", "MetricsEndpoints", "MetricsEndpointPath", "MetricPublishFrequencyInSeconds"}
    covered = listed | whole | parts_of_whole(section)
    assert parameters - covered == set()
    # Nor does a table have a parameter that the call does not have.
    everything = set().union(*(members_of(model.operation_model(name).input_shape, 9) for name in operations))
    assert {name for name in listed - everything if not name.startswith("SageMaker")} == set()


def parts_of_whole(section: str) -> set[str]:
    """The members of structures that a row explains as a whole."""
    service, operations = CALLS[section]
    model = botocore.session.get_session().get_service_model(service)
    rows = {name.split(".")[-1] for cell in re.findall(r"^\| (`[^|]+) \|", SECTIONS[section], flags=re.MULTILINE) for name in re.findall(r"`([^`]+)`", cell)}
    found: set[str] = set()

    def visit(shape: Any, inside: bool, seen: frozenset[str]) -> None:
        while shape.type_name == "list":
            shape = shape.member
        if shape.type_name != "structure" or shape.name in seen:
            return
        for name, member in shape.members.items():
            if inside:
                found.add(name)
            visit(member, inside or (name in rows and name not in CONTAINERS), seen | {shape.name})

    for name in operations:
        visit(model.operation_model(name).input_shape, False, frozenset())
    return found


# Structures that a table opens: their members need rows.
CONTAINERS = {"PrimaryContainer", "Containers", "ProductionVariants", "ShadowProductionVariants", "Specification", "Specifications"}


def test_each_name_of_the_library_is_one() -> None:
    assembly = json.loads((ROOT / ".jsii").read_text(encoding="utf-8"))
    names = {"connections", "startTime", "endTime", "timeZone", "schedule", "add"}
    for type_ in assembly["types"].values():
        names |= {type_["name"]} | {member["name"] for kind in ("properties", "methods", "members") for member in type_.get(kind, [])}
        names |= {parameter["name"] for method in type_.get("methods", []) for parameter in method.get("parameters", [])}
    names |= {"policyName", "scaleInCooldown", "scaleOutCooldown", "disableScaleIn", "adjustmentType", "cooldown", "scalingSteps", "defaultChild"}
    rights = [cell for text in SECTIONS.values() for cell in re.findall(r"^\| `[^|]+ \| ([^|]+) \|", text, flags=re.MULTILINE)]
    told = {part for cell in rights for name in re.findall(r"`([^`]+)`", cell) for part in re.split(r"[.\s:]", name) if re.fullmatch(r"[A-Za-z]\w+", part)}
    assert len(told) > 100
    assert told - names - {"Tags", "of", "model", "config", "endpoint", "component", "group", "package", "registry", "false"} == set()
