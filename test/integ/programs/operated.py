"""The examples of endpoints that are operated: deployments in steps, a network, and the approval of versions."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path
from typing import Any

import state_machine
from cloud import ROOT
from deployed import SCORE, Deployed, Example, Instances, by_variant, scored
from programs.simple import ARTIFACTS, C5, M5, PROGRAM, SECOND

LIVE, TRIAL = "sentiment", "sentiment-trial"
# What `from_framework` chooses for PyTorch 2.6.0 on ml.m5.large.
TAG = "pytorch-inference:2.6.0-cpu-py312-ubuntu22.04-sagemaker"


def _production(it: Deployed) -> dict[str, Any]:
    strategy = it.endpoint()["LastDeploymentConfig"]["BlueGreenUpdatePolicy"]["TrafficRoutingConfiguration"]
    return {
        "weights": by_variant(it.config(), "InitialVariantWeight"),
        "percentage": it.endpoint()["DataCaptureConfig"]["CurrentSamplingPercentage"],
        "deployment": (strategy["Type"], strategy["CanarySize"]["Value"]),
        "limits": it.limits(),
    }


def _expected(weight: int, percentage: int) -> dict[str, Any]:
    limits = {"stable": (2, 20), "next": (2, 20)}
    return {"weights": {"stable": weight, "next": 1}, "percentage": percentage, "deployment": ("CANARY", 10), "limits": limits}


PRODUCTION = Example(
    name="production",
    stack="Production",
    artifacts=ARTIFACTS.format("production"),
    instances=(Instances(C5, 4, 90), Instances(C5, 4, 30)),
    others=("1 KMS key", "2 NAT gateways for about 100 minutes"),
    minutes=180,
    read=_production,
    before=_expected(9, 20),
    answer=scored(lambda it: {name: it.ask(TargetVariant=name) for name in ("stable", "next")}, {"stable": SCORE, "next": 1}),
    edits=(('self.variant("stable", weight=9)', 'self.variant("stable", weight=4)'), ("sampling_percentage=20", "sampling_percentage=50")),
    after=_expected(4, 50),
)


def _rolling(it: Deployed) -> dict[str, Any]:
    policy = it.endpoint()["LastDeploymentConfig"]["RollingUpdatePolicy"]
    return {"version": it.environment().get("VERSION"), "batch": policy["MaximumBatchSize"]["Value"], "limits": it.limits()}


ROLLING_UPDATE = Example(
    name="rolling-update",
    stack="RollingUpdate",
    artifacts=ARTIFACTS.format("rolling-update"),
    instances=(Instances("ml.m5.xlarge", 5, 90),),
    others=("an interface VPC endpoint in 2 zones for about 90 minutes",),
    minutes=150,
    read=_rolling,
    before={"version": None, "batch": 25, "limits": {"main": (4, 16)}},
    answer=scored(lambda it: {"main": it.ask()}, {"main": SCORE}),
    edits=((PROGRAM, SECOND),),
    after={"version": "2", "batch": 25, "limits": {"main": (4, 16)}},
    names=(LIVE,),
)


def _approved(it: Deployed) -> dict[str, Any]:
    (machine,) = it.resources("AWS::StepFunctions::StateMachine")
    definition = it.client("stepfunctions").describe_state_machine(stateMachineArn=machine)["definition"]
    (group,) = it.client("sagemaker").list_model_package_groups(NameContains=LIVE)["ModelPackageGroupSummaryList"]
    return {"group": group["ModelPackageGroupName"], "sample": "What a wonderful day" in definition, "new sample": "What a great day" in definition}


def _archive(folder: Path) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                archive.add(path, path.relative_to(folder).as_posix())
    return packed.getvalue()


def _approve(it: Deployed) -> str:
    """Registers a version that is approved, waits until it is live, and invokes it."""
    bucket, sagemaker = it.output("ArtifactBucket"), it.client("sagemaker")
    it.client("s3").put_object(Bucket=bucket, Key="model.tar.gz", Body=_archive(ROOT / "examples" / "async" / "model"))
    # The account of the AWS images in most regions.
    image = f"763104351884.dkr.ecr.{it.cloud.region}.amazonaws.com/{TAG}"
    container = {"Image": image, "ModelDataUrl": f"s3://{bucket}/model.tar.gz", "Environment": {"SAGEMAKER_PROGRAM": "inference.py"}}
    types = {"SupportedContentTypes": ["application/json"], "SupportedResponseMIMETypes": ["application/json"]}
    version = sagemaker.create_model_package(
        ModelPackageGroupName=it.output("GroupName"), InferenceSpecification={"Containers": [container], **types}, ModelApprovalStatus="Approved"
    )["ModelPackageArn"]
    before = _live(it)
    if not it.cloud.real:
        # The emulator runs no state machines.
        state_machine.walk(it, version, f"event-{version.rsplit('/', 1)[1]}")
    live = it.cloud.wait("the endpoint of the approved version", lambda: now if (now := _live(it)) != before else None, 60)
    response = it.client("sagemaker-runtime").invoke_endpoint(EndpointName=LIVE, ContentType="application/json", Body=b'{"text": "a great model but slow"}')
    body = response["Body"].read()
    return "" if b"1.5" in body else f"{live} answers {body.decode()}"


def _live(it: Deployed) -> str | None:
    """Returns the configuration of the live endpoint, if it is in service."""
    found = [each for each in it.client("sagemaker").list_endpoints(NameContains=LIVE)["Endpoints"] if each["EndpointName"] == LIVE]
    if not found:
        return None
    endpoint = it.client("sagemaker").describe_endpoint(EndpointName=LIVE)
    return str(endpoint["EndpointConfigName"]) if endpoint["EndpointStatus"] == "InService" else None


def _delete(it: Deployed) -> None:
    """Deletes what the state machine has made: endpoints, configurations and models whose names begin with that of the endpoint, and the versions."""
    sagemaker = it.client("sagemaker")

    def named(operation: str, member: str, name: str) -> list[str]:
        listed = getattr(sagemaker, operation)(NameContains=LIVE)[member]
        return [str(each[name]) for each in listed if each[name] == LIVE or each[name].startswith(f"{LIVE}-")]

    for endpoint in named("list_endpoints", "Endpoints", "EndpointName"):
        it.cloud.wait(f"endpoint {endpoint}", lambda: sagemaker.describe_endpoint(EndpointName=endpoint)["EndpointStatus"] not in ("Creating", "Updating") or None, 60)
        sagemaker.delete_endpoint(EndpointName=endpoint)
    for config in named("list_endpoint_configs", "EndpointConfigs", "EndpointConfigName"):
        sagemaker.delete_endpoint_config(EndpointConfigName=config)
    for model in named("list_models", "Models", "ModelName"):
        sagemaker.delete_model(ModelName=model)
    # CloudFormation deletes a group only without versions.
    if it.cloud.stack(it.stack) is not None and "GroupName" in it.cloud.outputs(it.stack):
        for version in sagemaker.list_model_packages(ModelPackageGroupName=it.output("GroupName"))["ModelPackageSummaryList"]:
            sagemaker.delete_model_package(ModelPackageName=version["ModelPackageArn"])


APPROVED = Example(
    name="approved-deployment",
    stack="ApprovedDeployment",
    artifacts="AWS image pytorch-inference 2.6.0 (CPU); model and code in examples/async/, registered as versions",
    instances=(Instances(M5, 2, 60),),
    minutes=180,
    read=_approved,
    before={"group": LIVE, "sample": True, "new sample": False},
    answer=_approve,
    edits=(("What a wonderful day", "What a great day"),),
    after={"group": LIVE, "sample": False, "new sample": True},
    endpoints=(),
    names=(LIVE, TRIAL),
    clean=_delete,
)

EXAMPLES = (PRODUCTION, ROLLING_UPDATE, APPROVED)
