"""Deploys the app to the emulator with the CDK CLI, reads it back, invokes it, and destroys it."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sagemaker_emulator import Emulator

APP = Path(__file__).resolve().parent
# In your project: npm install --save-dev aws-cdk@2.1148.1, and the path of its node_modules/.bin/cdk.
CDK = os.environ.get("CDK", "cdk")


@pytest.fixture(scope="module")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    """An empty account. It ends with the tests, and so do the models that run in it."""
    with Emulator(log_file=tmp_path_factory.mktemp("log") / "emulator.log") as running:
        cdk(running, tmp_path_factory.mktemp("empty"), "bootstrap", f"aws://{running.account_id}/{running.region}")
        yield running


@pytest.fixture(scope="module")
def endpoint_name(emulator: Emulator, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The name of the deployed endpoint. A copy of the app keeps cdk.out out of your sources."""
    folder = tmp_path_factory.mktemp("app") / "app"
    shutil.copytree(APP, folder, ignore=shutil.ignore_patterns("cdk.out", "__pycache__", ".*"))
    cdk(emulator, folder, "deploy", "--method=direct", "--require-approval=never")
    (stack,) = emulator.client("cloudformation").describe_stacks(StackName="Multiplier")["Stacks"]
    yield {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}["EndpointName"]
    cdk(emulator, folder, "destroy", "--force")
    assert emulator.client("sagemaker").list_endpoints()["Endpoints"] == []


def cdk(emulator: Emulator, folder: Path, *arguments: str) -> None:
    """Run the CLI with the emulator as its account. Its credentials reach no other."""
    environment = {**os.environ, **emulator.environment()}
    # As in an activated virtual environment: cdk.json says python3.
    environment["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), environment["PATH"]])
    command = [CDK, *arguments, "--no-notices"]
    result = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def test_the_endpoint_is_in_service(emulator: Emulator, endpoint_name: str) -> None:
    endpoint = emulator.client("sagemaker").describe_endpoint(EndpointName=endpoint_name)
    assert endpoint["EndpointStatus"] == "InService"
    (variant,) = endpoint["ProductionVariants"]
    assert (variant["VariantName"], variant["CurrentInstanceCount"]) == ("AllTraffic", 1)


def test_the_model_answers(emulator: Emulator, endpoint_name: str) -> None:
    response: Any = emulator.client("sagemaker-runtime").invoke_endpoint(
        EndpointName=endpoint_name, ContentType="application/json", Body=json.dumps([1, 2.5])
    )
    assert json.loads(response["Body"].read()) == [2, 5.0]


def test_the_variant_scales(emulator: Emulator) -> None:
    scaling = emulator.client("application-autoscaling")
    (target,) = scaling.describe_scalable_targets(ServiceNamespace="sagemaker")["ScalableTargets"]
    assert (target["MinCapacity"], target["MaxCapacity"]) == (1, 3)
