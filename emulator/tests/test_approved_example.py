"""The example that deploys approved versions, deployed by the real CDK CLI.

The emulator runs no state machines, so that the tests walk through the deployed definition, and make its calls. A model of a package has
the container of the package, as in SageMaker.
"""

from __future__ import annotations

import io
import json
import re
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore import xform_name
from botocore.exceptions import ClientError
from deploying import ANSWER, REQUEST, ROOT, Account, Example, deployed

pytest.importorskip("cdk_sagemaker_hosting", reason="the wheel is not installed")

IMAGE = "763104351884.dkr.ecr.us-east-1.amazonaws.com/pytorch-inference:2.6.0-cpu-py312-ubuntu22.04-sagemaker"
NO_WEIGHTS = "def model_fn(folder):\n    raise ValueError('no weights')\n"
NO_ANSWER = "def model_fn(folder):\n    return None\n\ndef predict_fn(data, model):\n    raise ValueError('no answer')\n"
CLIENTS = {"sagemaker": "sagemaker", "sagemakerruntime": "sagemaker-runtime"}
MODEL = ROOT / "examples" / "async" / "model"


@pytest.fixture(scope="module")
def example(account: Account, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Example]:
    yield from deployed(account, tmp_path_factory.mktemp("app"), "approved-deployment", "ApprovedDeployment")


@pytest.fixture
def approved(example: Example) -> Iterator[Example]:
    """The example; afterwards without what its deployments and the test have made."""
    yield example
    sagemaker = example.client("sagemaker")
    # An endpoint that is being updated can't be deleted.
    while any(endpoint["EndpointStatus"] not in ("InService", "Failed") for endpoint in sagemaker.list_endpoints()["Endpoints"]):
        example.account.emulator.advance(minutes=10)
    for endpoint in sagemaker.list_endpoints()["Endpoints"]:
        sagemaker.delete_endpoint(EndpointName=endpoint["EndpointName"])
    for config in sagemaker.list_endpoint_configs()["EndpointConfigs"]:
        sagemaker.delete_endpoint_config(EndpointConfigName=config["EndpointConfigName"])
    for model in sagemaker.list_models()["Models"]:
        sagemaker.delete_model(ModelName=model["ModelName"])
    # A group with versions can't be deleted.
    for version in sagemaker.list_model_packages(ModelPackageGroupName=example.output("GroupName"))["ModelPackageSummaryList"]:
        sagemaker.delete_model_package(ModelPackageName=version["ModelPackageArn"])


def register(example: Example, key: str, files: dict[str, bytes]) -> str:
    """Registers a version, and returns its ARN."""
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w:gz") as packed:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            packed.addfile(member, io.BytesIO(content))
    bucket = example.output("ArtifactBucket")
    example.client("s3").put_object(Bucket=bucket, Key=key, Body=archive.getvalue())
    container = {"Image": IMAGE, "ModelDataUrl": f"s3://{bucket}/{key}", "Environment": {"SAGEMAKER_PROGRAM": "inference.py"}}
    types = {"SupportedContentTypes": ["application/json"], "SupportedResponseMIMETypes": ["application/json"]}
    return str(
        example.client("sagemaker").create_model_package(
            ModelPackageGroupName=example.output("GroupName"),
            InferenceSpecification={"Containers": [container], **types},
            ModelApprovalStatus="Approved",
        )["ModelPackageArn"]
    )


def files_of(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def filled_in(value: Any, data: Any) -> Any:
    """Replaces the expressions in parameters."""
    if isinstance(value, list):
        return [filled_in(item, data) for item in value]
    if not isinstance(value, dict):
        return value
    return {key.removesuffix(".$"): evaluated(item, data) if key.endswith(".$") else filled_in(item, data) for key, item in value.items()}


def evaluated(expression: str, data: Any) -> Any:
    if form := re.fullmatch(r"States\.Format\('(.*)', (\$.*)\)", expression):
        return form[1].format(evaluated(form[2], data))
    for name in expression.removeprefix("$").strip(".").split("."):
        data = data[name]
    return data


def called(example: Example, state: Any, data: Any) -> Any:
    service, action = state["Resource"].split(":")[-2:]
    parameters = filled_in(state["Parameters"], data)
    if action == "createModel":
        (named,) = parameters["Containers"]
        package = example.client("sagemaker").describe_model_package(ModelPackageName=named["ModelPackageName"])
        parameters["Containers"] = package["InferenceSpecification"]["Containers"]
    return getattr(example.client(CLIENTS[service]), xform_name(action))(**parameters)


def walk(example: Example, version: str, event: str) -> list[str]:
    """Walks through the state machine as for an approval, and returns the names of the states, each once."""
    machine = example.only("AWS::StepFunctions::StateMachine")
    definition = json.loads(example.client("stepfunctions").describe_state_machine(stateMachineArn=machine)["definition"])
    data: dict[str, Any] = {"id": event, "detail": {"ModelPackageArn": version}}
    path: list[str] = []
    name = definition["StartAt"]
    while name:
        if name not in path:
            path.append(name)
        state = definition["States"][name]
        name = state.get("Next", "")
        if state["Type"] == "Wait":
            example.account.emulator.advance(seconds=state["Seconds"])
        if state["Type"] == "Choice":
            named = [choice["Next"] for choice in state["Choices"] if evaluated(choice["Variable"], data) == choice["StringEquals"]]
            name = (named or [state["Default"]])[0]
        if state["Type"] == "Task":
            try:
                result = called(example, state, data)
                if state.get("ResultPath"):
                    data[state["ResultPath"].removeprefix("$.")] = filled_in(state["ResultSelector"], result)
            except ClientError:
                name = state["Catch"][0]["Next"] if "Catch" in state else ""
    return path


DEPLOYED = ["CreateModel", "CreateEndpointConfig", "CreateEndpoint", "WaitForTrial", "DescribeEndpoint", "IsTrialReady"]
TRIED = [*DEPLOYED, "InvokeTrial"]


def endpoints_of(example: Example) -> dict[str, str]:
    """The configuration of each endpoint, by its name."""
    # The walk ends when the deployment of the live endpoint begins.
    example.account.emulator.advance(hours=1)
    sagemaker = example.client("sagemaker")
    names = [endpoint["EndpointName"] for endpoint in sagemaker.list_endpoints()["Endpoints"]]
    return {name: sagemaker.describe_endpoint(EndpointName=name)["EndpointConfigName"] for name in names}


def test_the_rule_starts_the_state_machine_on_approvals(example: Example) -> None:
    (name,) = (rule["Name"] for rule in example.client("events").list_rules()["Rules"] if "Approved" in rule["Name"])
    (target,) = example.client("events").list_targets_by_rule(Rule=name)["Targets"]
    assert target["Arn"] == example.only("AWS::StepFunctions::StateMachine")


def test_a_version_goes_live_after_its_trial_and_the_next_one_replaces_it(approved: Example) -> None:
    version = register(approved, "1.tar.gz", files_of(MODEL))

    assert walk(approved, version, "one") == [*TRIED, "DeleteTrial", "UpdateEndpoint", "CreateLiveEndpoint"]
    assert endpoints_of(approved) == {"sentiment": "sentiment-one"}
    answer = approved.client("sagemaker-runtime").invoke_endpoint(
        EndpointName="sentiment", ContentType="application/json", Body=json.dumps(REQUEST)
    )
    assert json.loads(answer["Body"].read()) == ANSWER
    assert walk(approved, version, "two") == [*TRIED, "DeleteTrial", "UpdateEndpoint"]
    assert endpoints_of(approved) == {"sentiment": "sentiment-two"}


@pytest.mark.parametrize(
    ("code", "path"),
    [(NO_WEIGHTS, [*DEPLOYED, "DeleteFailedTrial", "Failed"]), (NO_ANSWER, [*TRIED, "DeleteFailedTrial", "Failed"])],
    ids=["does_not_start", "does_not_answer"],
)
def test_a_version_does_not_go_live_whose_trial(approved: Example, code: str, path: list[str]) -> None:
    walk(approved, register(approved, "1.tar.gz", files_of(MODEL)), "good")
    broken = register(approved, "2.tar.gz", {"code/inference.py": code.encode()})

    assert walk(approved, broken, "broken") == path
    assert endpoints_of(approved) == {"sentiment": "sentiment-good"}
