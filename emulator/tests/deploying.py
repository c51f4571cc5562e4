"""The examples as tests see them: copies that the real CDK CLI deploys to an emulated account."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sagemaker_emulator import Emulator

ROOT = Path(__file__).resolve().parents[2]
CDK = ROOT / "node_modules" / ".bin" / "cdk"
# What the models make of it: the sum of the weights of its words.
REQUEST, ANSWER = {"text": "a great model but slow"}, {"score": 1.5}

SCALED = {"ServiceNamespace": "sagemaker"}
# What examples leave nothing of: the service, its operation, the member of the answer, and parameters.
LISTS: tuple[tuple[str, str, str, dict[str, str]], ...] = (
    ("sagemaker", "list_endpoints", "Endpoints", {}),
    ("sagemaker", "list_inference_components", "InferenceComponents", {}),
    ("sagemaker", "list_endpoint_configs", "EndpointConfigs", {}),
    ("sagemaker", "list_models", "Models", {}),
    ("s3", "list_buckets", "Buckets", {}),
    ("kms", "list_keys", "Keys", {}),
    ("sns", "list_topics", "Topics", {}),
    ("iam", "list_roles", "Roles", {}),
    ("cloudwatch", "describe_alarms", "MetricAlarms", {}),
    ("cloudwatch", "list_dashboards", "DashboardEntries", {}),
    ("events", "list_rules", "Rules", {}),
    ("logs", "describe_log_groups", "logGroups", {}),
    ("application-autoscaling", "describe_scalable_targets", "ScalableTargets", SCALED),
    ("application-autoscaling", "describe_scaling_policies", "ScalingPolicies", SCALED),
    ("application-autoscaling", "describe_scheduled_actions", "ScheduledActions", SCALED),
    ("ec2", "describe_vpcs", "Vpcs", {}),
    ("ec2", "describe_vpc_endpoints", "VpcEndpoints", {}),
    ("ec2", "describe_network_interfaces", "NetworkInterfaces", {}),
    ("ec2", "describe_addresses", "Addresses", {}),
)


@dataclass(frozen=True)
class Account:
    """An emulated account that `cdk bootstrap` has prepared."""

    emulator: Emulator

    def client(self, service: str) -> Any:
        return self.emulator.client(service)

    def cdk(self, folder: Path, *arguments: str) -> str:
        """Run the CLI, which must succeed, and return what it printed."""
        # As with an activated virtual environment: cdk.json says python3.
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
        command = [str(CDK), *arguments, "--no-notices", "--no-color"]
        # The CDK's own validation of templates takes most of a deployment; test/python synthesizes the examples with it.
        environment = {**os.environ, **self.emulator.environment(), "PATH": path, "CDK_VALIDATION": "false"}
        result = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
        printed = result.stdout + result.stderr
        assert result.returncode == 0, printed
        return printed

    def resources(self, stack: str, type_name: str) -> list[str]:
        """The physical ids of a stack's resources of a type."""
        resources = self.client("cloudformation").describe_stack_resources(StackName=stack)["StackResources"]
        return [resource["PhysicalResourceId"] for resource in resources if resource["ResourceType"] == type_name]

    def empty_buckets(self, stack: str) -> None:
        s3 = self.client("s3")
        for bucket in self.resources(stack, "AWS::S3::Bucket"):
            for item in s3.list_objects_v2(Bucket=bucket).get("Contents", []):
                s3.delete_object(Bucket=bucket, Key=item["Key"])

    def delete_logs_of_components(self) -> None:
        """Delete the log groups that SageMaker made, and keeps: they have no retention period."""
        logs, prefix = self.client("logs"), "/aws/sagemaker/InferenceComponents/"
        for group in logs.describe_log_groups(logGroupNamePrefix=prefix)["logGroups"]:
            if "retentionInDays" not in group:
                logs.delete_log_group(logGroupName=group["logGroupName"])

    def what_there_is(self) -> dict[str, int]:
        return {
            member: len(getattr(self.client(service), operation)(**parameters)[member])
            for service, operation, member, parameters in LISTS
        }


@dataclass(frozen=True)
class Example:
    """A deployed example, and the copy of its app."""

    account: Account
    stack: str
    app: Path

    def deploy(self) -> None:
        self.account.cdk(self.app, "deploy", "--method=direct", "--require-approval=never")

    def edit(self, old: str, new: str) -> None:
        """Change what is there exactly once in the copy of the app."""
        source = (self.app / "app.py").read_text(encoding="utf-8")
        assert source.count(old) == 1, f"{old!r} is there {source.count(old)} times"
        (self.app / "app.py").write_text(source.replace(old, new), encoding="utf-8")

    def client(self, service: str) -> Any:
        return self.account.client(service)

    def output(self, key: str) -> str:
        (stack,) = self.client("cloudformation").describe_stacks(StackName=self.stack)["Stacks"]
        return {str(output["OutputKey"]): str(output["OutputValue"]) for output in stack["Outputs"]}[key]

    def only(self, type_name: str, part: str = "") -> str:
        """The physical id of the one resource of a type that has this in its id."""
        (physical_id,) = (found for found in self.account.resources(self.stack, type_name) if part in found)
        return physical_id

    def endpoint(self, output: str = "EndpointName") -> Any:
        endpoint = self.client("sagemaker").describe_endpoint(EndpointName=self.output(output))
        assert endpoint["EndpointStatus"] == "InService"
        return endpoint

    def config(self, output: str = "EndpointName") -> dict[str, Any]:
        """All settings of the configuration of an endpoint: what SageMaker shows, but for names and dates."""
        name = self.endpoint(output)["EndpointConfigName"]
        config = self.client("sagemaker").describe_endpoint_config(EndpointConfigName=name)
        unset = ("EndpointConfigName", "EndpointConfigArn", "CreationTime", "ResponseMetadata")
        # moto shows an empty one where the service shows none.
        return {key: value for key, value in config.items() if key not in unset and value != {}}

    def models(self) -> dict[str, str]:
        """The names of the models, by the ids they have in the app."""
        arns = self.account.resources(self.stack, "AWS::SageMaker::Model")
        names = [arn.rsplit("/", 1)[1] for arn in arns]
        return {name.split("Model")[0] or "Model": name for name in names}

    def key_arn(self) -> str:
        key = self.client("kms").describe_key(KeyId=self.only("AWS::KMS::Key"))
        return str(key["KeyMetadata"]["Arn"])

    def topic(self, part: str) -> str:
        return self.only("AWS::SNS::Topic", f"-{part}")

    def statements(self, role: str, service: str) -> list[Any]:
        """What the policies of a role say of the actions of a service."""
        iam = self.client("iam")
        policies = [
            iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
            for name in iam.list_role_policies(RoleName=role)["PolicyNames"]
        ]
        statements = [statement for policy in policies for statement in policy["Statement"]]
        return [statement for statement in statements if f'"{service}:' in json.dumps(statement["Action"])]

    def alarms(self) -> list[Any]:
        names = self.account.resources(self.stack, "AWS::CloudWatch::Alarm")
        found = self.client("cloudwatch").describe_alarms(AlarmNames=names)["MetricAlarms"]
        assert len(found) == len(names)
        return list(found)

    def scalable_targets(self) -> dict[str, tuple[str, int, int]]:
        """What is scaled and between which bounds, by variant."""
        prefix = f"endpoint/{self.output('EndpointName')}/variant/"
        found = self.client("application-autoscaling").describe_scalable_targets(**SCALED)["ScalableTargets"]
        return {
            item["ResourceId"].removeprefix(prefix): (
                item["ScalableDimension"].removeprefix("sagemaker:variant:"),
                item["MinCapacity"],
                item["MaxCapacity"],
            )
            for item in found
            if item["ResourceId"].startswith(prefix)
        }

    def scaling_policies(self, variant: str, kind: str = "TargetTrackingScaling") -> list[Any]:
        """The policies of a variant that are of a kind."""
        resource_id = f"endpoint/{self.output('EndpointName')}/variant/{variant}"
        found = self.client("application-autoscaling").describe_scaling_policies(**SCALED, ResourceId=resource_id)
        return [policy for policy in found["ScalingPolicies"] if policy["PolicyType"] == kind]

    def identity(self, output: str = "EndpointName") -> dict[str, Any]:
        """What only another endpoint has otherwise."""
        endpoint = self.endpoint(output)
        return {key: endpoint[key] for key in ("EndpointName", "EndpointArn", "CreationTime")}

    def ask(self, output: str = "EndpointName", **options: str) -> Any:
        response = self.client("sagemaker-runtime").invoke_endpoint(
            EndpointName=self.output(output), ContentType="application/json", Body=json.dumps(REQUEST), **options
        )
        return json.loads(response["Body"].read())


def deployed(account: Account, folder: Path, name: str, stack: str) -> Iterator[Example]:
    """Deploys a copy of an example; afterwards destroys it, and sees to it that nothing is left."""
    ignored = shutil.ignore_patterns("cdk.out", "__pycache__", ".mypy_cache")
    shutil.copytree(ROOT / "examples" / name, folder / name, ignore=ignored)
    yield from deployed_app(account, folder / name, stack)


def deployed_app(account: Account, app: Path, stack: str) -> Iterator[Example]:
    """Deploys the app in a folder; afterwards destroys it, and sees to it that nothing is left."""
    example, before = Example(account, stack, app), account.what_there_is()
    example.deploy()
    assert account.what_there_is() != before
    yield example
    account.empty_buckets(stack)
    account.cdk(app, "destroy", "--force", "--app", "cdk.out")
    account.delete_logs_of_components()
    assert account.what_there_is() == before


def dimensions(item: Any) -> dict[str, str]:
    """The dimensions of an alarm or of a metric."""
    return {dimension["Name"]: dimension["Value"] for dimension in item["Dimensions"]}
