"""Walks through a deployed state machine and makes its calls, for the emulator, which runs no state machines."""

from __future__ import annotations

import json
import re
from typing import Any

from botocore import xform_name
from botocore.exceptions import ClientError
from deployed import Deployed

CLIENTS = {"sagemaker": "sagemaker", "sagemakerruntime": "sagemaker-runtime"}


def walk(it: Deployed, version: str, event: str) -> list[str]:
    """Walks as for the approval of a version, and returns the names of the states."""
    (machine,) = it.resources("AWS::StepFunctions::StateMachine")
    definition = json.loads(it.client("stepfunctions").describe_state_machine(stateMachineArn=machine)["definition"])
    data: dict[str, Any] = {"id": event, "detail": {"ModelPackageArn": version}}
    path: list[str] = []
    name = definition["StartAt"]
    while name:
        path.append(name)
        state = definition["States"][name]
        name = state.get("Next", "")
        if state["Type"] == "Wait" and it.cloud.advance is not None:
            it.cloud.advance(float(state["Seconds"]))
        if state["Type"] == "Choice":
            chosen = [choice["Next"] for choice in state["Choices"] if _value(choice["Variable"], data) == choice["StringEquals"]]
            name = (chosen or [state["Default"]])[0]
        if state["Type"] == "Task":
            try:
                result = _call(it, state, data)
                if state.get("ResultPath"):
                    data[state["ResultPath"].removeprefix("$.")] = _filled_in(state["ResultSelector"], result)
            except ClientError:
                name = state["Catch"][0]["Next"] if "Catch" in state else ""
    return path


def _call(it: Deployed, state: Any, data: Any) -> Any:
    service, action = state["Resource"].split(":")[-2:]
    parameters = _filled_in(state["Parameters"], data)
    client = it.client(CLIENTS[service])
    if action == "createModel":
        # A model of a package has the container of the package.
        (named,) = parameters["Containers"]
        package = client.describe_model_package(ModelPackageName=named["ModelPackageName"])
        parameters["Containers"] = package["InferenceSpecification"]["Containers"]
    try:
        return getattr(client, xform_name(action))(**parameters)
    except ClientError as error:
        if action != "updateEndpoint" or "NotImplemented" not in str(error) and "not been implemented" not in str(error):
            raise
        # Where the emulator has no such operation: deletes the endpoint, which fails if there is none, and creates it.
        client.delete_endpoint(EndpointName=parameters["EndpointName"])
        return client.create_endpoint(**parameters)


def _filled_in(value: Any, data: Any) -> Any:
    """Replaces the expressions in parameters."""
    if isinstance(value, list):
        return [_filled_in(item, data) for item in value]
    if not isinstance(value, dict):
        return value
    return {key.removesuffix(".$"): _value(item, data) if key.endswith(".$") else _filled_in(item, data) for key, item in value.items()}


def _value(expression: str, data: Any) -> Any:
    if form := re.fullmatch(r"States\.Format\('(.*)', (\$.*)\)", expression):
        return form[1].format(_value(form[2], data))
    for name in expression.removeprefix("$").strip(".").split("."):
        data = data[name]
    return data
