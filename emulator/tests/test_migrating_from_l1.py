"""The example of docs/migrating-from-l1.md: a stack of L1 constructs is deployed, rewritten, and deployed again."""

from __future__ import annotations

import functools
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from archives import archive
from botocore.exceptions import ClientError
from deploying import ROOT, SCALED, Account

pytest.importorskip("cdk_sagemaker_hosting", reason="the wheel is not installed")

PAGE = (ROOT / "docs" / "migrating-from-l1.md").read_text(encoding="utf-8")
BEFORE, AFTER = (
    block for block in re.findall(r"^```python\n(.*?)^```$", PAGE, flags=re.DOTALL | re.MULTILINE) if "cdk.App()" in block
)
KEPT = re.findall(r"^ +keep\(.*\"(\w+)\"\)", AFTER, flags=re.MULTILINE)
SCALING = ("ChurnTarget", "ChurnPolicy")


def without_keeping(*logical_ids: str) -> str:
    """The rewritten app without the lines that keep these logical IDs."""
    lines = [line for line in AFTER.splitlines() if not any(f'"{name}")' in line for name in logical_ids)]
    assert len(lines) == len(AFTER.splitlines()) - len(logical_ids)
    return "\n".join(lines)


@functools.cache
def template(app: str) -> str:
    """What an app synthesizes. It has no assets, so that a template is all to deploy."""
    with tempfile.TemporaryDirectory() as outdir:
        # The CLI adds the paths of constructs, which `cdk diff` shows.
        context = json.dumps({"aws:cdk:enable-path-metadata": True})
        environment = {**os.environ, "CDK_OUTDIR": outdir, "CDK_CONTEXT_JSON": context, "CDK_VALIDATION": "false"}
        subprocess.run([sys.executable, "-c", app], env=environment, capture_output=True, check=True)
        return (Path(outdir) / "Churn.template.json").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Churn:
    """The stack of the page, deployed."""

    account: Account
    folder: Path

    def create(self, app: str) -> None:
        self.account.client("cloudformation").create_stack(StackName="Churn", TemplateBody=template(app))
        self.assert_is("CREATE_COMPLETE")

    def deploy(self, app: str) -> None:
        self.account.client("cloudformation").update_stack(StackName="Churn", TemplateBody=template(app))
        self.assert_is("UPDATE_COMPLETE")

    def deploy_with_cli(self, app: str) -> None:
        (self.folder / "app.py").write_text(app, encoding="utf-8")
        self.account.cdk(self.folder, "deploy", "--method=direct", "--require-approval=never")

    def assert_is(self, status: str) -> None:
        events = self.account.client("cloudformation").describe_stack_events(StackName="Churn")["StackEvents"]
        assert events[0]["ResourceStatus"] == status, [event.get("ResourceStatusReason") for event in events]

    def resources(self) -> dict[str, str]:
        """The physical IDs by logical ID."""
        found = self.account.client("cloudformation").describe_stack_resources(StackName="Churn")["StackResources"]
        return {item["LogicalResourceId"]: item["PhysicalResourceId"] for item in found if item["LogicalResourceId"] != "CDKMetadata"}

    def events(self) -> list[tuple[str, str]]:
        """Logical ID and status of each event, oldest first."""
        events = self.account.client("cloudformation").describe_stack_events(StackName="Churn")["StackEvents"]
        return [(event["LogicalResourceId"], event["ResourceStatus"]) for event in reversed(events)]

    def endpoint(self) -> Any:
        return self.account.client("sagemaker").describe_endpoint(EndpointName="churn")

    def scaling(self) -> tuple[list[Any], list[Any]]:
        """The scalable targets and the scaling policies of the endpoint."""
        client, resource_id = self.account.client("application-autoscaling"), "endpoint/churn/variant/AllTraffic"
        targets = client.describe_scalable_targets(**SCALED, ResourceIds=[resource_id])["ScalableTargets"]
        return targets, client.describe_scaling_policies(**SCALED, ResourceId=resource_id)["ScalingPolicies"]

    def alarms(self) -> list[Any]:
        return list(self.account.client("cloudwatch").describe_alarms(AlarmNames=["churn-errors"])["MetricAlarms"])


@pytest.fixture
def churn(account: Account, tmp_path: Path) -> Iterator[Churn]:
    (tmp_path / "cdk.json").write_text(json.dumps({"app": "python3 app.py"}), encoding="utf-8")
    s3 = account.client("s3")
    s3.create_bucket(Bucket="churn-artifacts")
    s3.put_object(Bucket="churn-artifacts", Key="3/model.tar.gz", Body=archive({"weights.json": "{}"}))
    account.emulator.add_image(f"{account.emulator.account_id}.dkr.ecr.{account.emulator.region}.amazonaws.com/serving:1.4.2")
    churn, before = Churn(account, tmp_path), account.what_there_is()
    churn.create(BEFORE)
    yield churn
    account.client("cloudformation").delete_stack(StackName="Churn")
    assert account.what_there_is() == before
    s3.delete_object(Bucket="churn-artifacts", Key="3/model.tar.gz")
    s3.delete_bucket(Bucket="churn-artifacts")


def test_the_endpoint_is_updated_in_place_and_nothing_of_its_operation_is_deleted(churn: Churn) -> None:
    resources, endpoint, (targets, policies), start = churn.resources(), churn.endpoint(), churn.scaling(), len(churn.events())
    churn.deploy_with_cli(AFTER)

    assert churn.endpoint()["EndpointStatus"] == "InService"
    for kept in ("EndpointArn", "CreationTime"):
        assert churn.endpoint()[kept] == endpoint[kept]
    assert churn.endpoint()["EndpointConfigName"] != endpoint["EndpointConfigName"]
    now = churn.scaling()
    assert [target["CreationTime"] for target in now[0]] == [target["CreationTime"] for target in targets]
    assert [policy["PolicyARN"] for policy in now[1]] == [policy["PolicyARN"] for policy in policies]
    assert len(now[0]) == len(now[1]) == len(churn.alarms()) == 1
    # What was deployed is there under the same logical ID: replaced are the model and its configuration only.
    assert len(KEPT) == len(resources)
    replaced = {name for name, physical_id in resources.items() if churn.resources()[name] != physical_id}
    assert replaced == {"ChurnModel", "ChurnConfig"}
    deleted = [name for name, status in churn.events()[start:] if status == "DELETE_COMPLETE"]
    assert sorted(deleted) == ["ChurnConfig", "ChurnModel"]


def test_the_rewritten_stack_can_be_deployed_again(churn: Churn) -> None:
    churn.deploy(AFTER)
    churn.deploy(AFTER.replace("max_capacity=6", "max_capacity=8"))

    (target,) = churn.scaling()[0]
    assert target["MaxCapacity"] == 8


def test_the_role_is_kept_and_granted_what_the_model_needs(churn: Churn) -> None:
    iam, role = churn.account.client("iam"), churn.resources()["ModelRole"]
    churn.deploy(AFTER)

    assert churn.resources()["ModelRole"] == role
    (policy,) = iam.list_role_policies(RoleName=role)["PolicyNames"]
    statements = iam.get_role_policy(RoleName=role, PolicyName=policy)["PolicyDocument"]["Statement"]
    assert "arn:aws:s3:::churn-artifacts/3/model.tar.gz" in [statement["Resource"] for statement in statements]


def test_without_its_logical_id_the_endpoint_collides_with_itself(churn: Churn) -> None:
    endpoint = churn.endpoint()
    with pytest.raises(AssertionError, match="Cannot create already existing endpoint"):
        churn.deploy(without_keeping("ChurnEndpoint"))

    assert churn.endpoint()["EndpointConfigName"] == endpoint["EndpointConfigName"]


def test_without_their_logical_ids_targets_and_policies_are_deregistered(churn: Churn) -> None:
    churn.deploy(without_keeping(*SCALING))

    assert churn.scaling() == ([], [])
    # What CloudFormation updates, it registers again.
    churn.deploy(without_keeping(*SCALING).replace("max_capacity=6", "max_capacity=8").replace("per_second=30", "per_second=20"))
    assert [len(registered) for registered in churn.scaling()] == [1, 1]


def test_without_its_logical_id_an_alarm_is_deleted(churn: Churn) -> None:
    churn.deploy(without_keeping("ChurnErrors"))

    assert churn.alarms() == []


def test_models_and_configurations_need_not_keep_their_logical_ids(churn: Churn) -> None:
    endpoint, targets = churn.endpoint(), churn.scaling()[0]
    churn.deploy(without_keeping("ChurnModel", "ChurnConfig"))

    assert churn.endpoint()["CreationTime"] == endpoint["CreationTime"]
    assert churn.scaling()[0] == targets
    with pytest.raises(ClientError, match="Could not find endpoint configuration"):
        churn.account.client("sagemaker").describe_endpoint_config(EndpointConfigName=endpoint["EndpointConfigName"])


def test_a_target_that_named_the_endpoint_literally_is_kept(churn: Churn) -> None:
    named = BEFORE.replace('f"endpoint/{endpoint.attr_endpoint_name}/variant/AllTraffic"', '"endpoint/churn/variant/AllTraffic"')
    churn.deploy(named.replace("        appscaling.CfnScalingPolicy(", "        target.add_dependency(endpoint)\n        appscaling.CfnScalingPolicy(", 1))
    targets, policies = churn.scaling()
    start = len(churn.events())
    churn.deploy(AFTER)

    assert [target["CreationTime"] for target in churn.scaling()[0]] == [target["CreationTime"] for target in targets]
    assert [policy["PolicyARN"] for policy in churn.scaling()[1]] == [policy["PolicyARN"] for policy in policies]
    assert not [name for name, status in churn.events()[start:] if name in SCALING and status.startswith("DELETE")]


def diff(churn: Churn, app: str) -> list[str]:
    """What `cdk diff` says of each resource."""
    (churn.folder / "app.py").write_text(app, encoding="utf-8")
    printed = churn.account.cdk(churn.folder, "diff", "--method=template")
    found = re.findall(r"^\[[-+~]\] AWS::.*$", printed, flags=re.MULTILINE)
    return [line for line in found if "AWS::CDK::Metadata" not in line]


def test_cdk_diff_shows_what_the_page_says(churn: Churn) -> None:
    (listed,) = re.findall(r"^```text\n(.*?)^```$", PAGE, flags=re.DOTALL | re.MULTILINE)

    assert diff(churn, AFTER) == listed.splitlines()
    unkept = diff(churn, without_keeping("ChurnEndpoint"))
    assert "[-] AWS::SageMaker::Endpoint ChurnEndpoint ChurnEndpoint destroy" in unkept
    assert "[~] AWS::ApplicationAutoScaling::ScalableTarget Endpoint/InstanceCount/Target ChurnTarget replace" in unkept
