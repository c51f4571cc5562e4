"""The examples, deployed by the real CDK CLI: what their apps set is what SageMaker says, and they work."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from arrivals import subscribed, told, written
from botocore.exceptions import ClientError

from sagemaker_emulator import Emulator

# The one thing here that is not the emulator's own: the library under test.
pytest.importorskip("cdk_sagemaker_hosting", reason="the wheel is not installed")

ROOT = Path(__file__).resolve().parents[3]
CDK = ROOT / "node_modules" / ".bin" / "cdk"
# What the models make of it: the sum of the weights of its words.
REQUEST, ANSWER = {"text": "a great model but slow"}, {"score": 1.5}


@dataclass(frozen=True)
class Account:
    """An emulated account that `cdk bootstrap` has prepared."""

    emulator: Emulator

    def client(self, service: str) -> Any:
        return self.emulator.client(service)

    def cdk(self, folder: Path, *arguments: str) -> None:
        # As with an activated virtual environment: cdk.json says python3.
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
        command = [str(CDK), *arguments, "--no-notices", "--no-color"]
        environment = {**os.environ, **self.emulator.environment(), "PATH": path}
        result = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
        assert result.returncode == 0, result.stdout + result.stderr

    def resources(self, stack: str, type_name: str) -> list[str]:
        """The physical ids of a stack's resources of a type."""
        resources = self.client("cloudformation").describe_stack_resources(StackName=stack)["StackResources"]
        return [resource["PhysicalResourceId"] for resource in resources if resource["ResourceType"] == type_name]

    def empty_buckets(self, stack: str) -> None:
        s3 = self.client("s3")
        for bucket in self.resources(stack, "AWS::S3::Bucket"):
            for item in s3.list_objects_v2(Bucket=bucket).get("Contents", []):
                s3.delete_object(Bucket=bucket, Key=item["Key"])

    def what_there_is(self) -> dict[str, int]:
        sagemaker = self.client("sagemaker")
        return {
            "endpoints": len(sagemaker.list_endpoints()["Endpoints"]),
            "configurations": len(sagemaker.list_endpoint_configs()["EndpointConfigs"]),
            "models": len(sagemaker.list_models()["Models"]),
            "buckets": len(self.client("s3").list_buckets()["Buckets"]),
            "keys": len(self.client("kms").list_keys()["Keys"]),
            "topics": len(self.client("sns").list_topics()["Topics"]),
            "roles": len(self.client("iam").list_roles()["Roles"]),
        }


@dataclass(frozen=True)
class Example:
    """A deployed example."""

    account: Account
    stack: str

    def output(self, key: str) -> str:
        (stack,) = self.account.client("cloudformation").describe_stacks(StackName=self.stack)["Stacks"]
        return {str(output["OutputKey"]): str(output["OutputValue"]) for output in stack["Outputs"]}[key]

    def only(self, type_name: str) -> str:
        (physical_id,) = self.account.resources(self.stack, type_name)
        return physical_id

    def endpoint(self, output: str = "EndpointName") -> Any:
        endpoint = self.account.client("sagemaker").describe_endpoint(EndpointName=self.output(output))
        assert endpoint["EndpointStatus"] == "InService"
        return endpoint

    def config(self, output: str = "EndpointName") -> dict[str, Any]:
        """All settings of the configuration of an endpoint: what SageMaker shows, but for names and dates."""
        name = self.endpoint(output)["EndpointConfigName"]
        config = self.account.client("sagemaker").describe_endpoint_config(EndpointConfigName=name)
        unset = ("EndpointConfigName", "EndpointConfigArn", "CreationTime", "ResponseMetadata")
        # moto shows an empty one where the service shows none.
        return {key: value for key, value in config.items() if key not in unset and value != {}}

    def models(self) -> dict[str, str]:
        """The names of the models, by the ids they have in the app."""
        arns = self.account.resources(self.stack, "AWS::SageMaker::Model")
        names = [arn.rsplit("/", 1)[1] for arn in arns]
        return {name.split("Model")[0] or "Model": name for name in names}

    def key_arn(self) -> str:
        key = self.account.client("kms").describe_key(KeyId=self.only("AWS::KMS::Key"))
        return str(key["KeyMetadata"]["Arn"])

    def ask(self, output: str = "EndpointName", **options: str) -> Any:
        response = self.account.client("sagemaker-runtime").invoke_endpoint(
            EndpointName=self.output(output), ContentType="application/json", Body=json.dumps(REQUEST), **options
        )
        return json.loads(response["Body"].read())


@pytest.fixture(scope="module")
def account(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Account]:
    with Emulator(log_file=tmp_path_factory.mktemp("log") / "emulator.log") as emulator:
        account = Account(emulator)
        account.cdk(ROOT, "bootstrap", f"aws://{emulator.account_id}/{emulator.region}")
        yield account


def deployed(account: Account, folder: Path, name: str, stack: str) -> Iterator[Example]:
    """Deploys a copy of an example; afterwards destroys it, and sees to it that nothing is left."""
    app, before = folder / name, account.what_there_is()
    ignored = shutil.ignore_patterns("cdk.out", "__pycache__", ".mypy_cache")
    shutil.copytree(ROOT / "examples" / name, app, ignore=ignored)
    account.cdk(app, "deploy", "--method=direct", "--require-approval=never")
    assert account.what_there_is() != before
    yield Example(account, stack)
    account.empty_buckets(stack)
    account.cdk(app, "destroy", "--force", "--app", "cdk.out")
    assert account.what_there_is() == before


# They end in the reverse order, so that each one finds the account as it was.
@pytest.fixture(scope="module")
def asynchronous(account: Account, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Example]:
    yield from deployed(account, tmp_path_factory.mktemp("app"), "async", "Async")


@pytest.fixture(scope="module")
def serverless(account: Account, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Example]:
    yield from deployed(account, tmp_path_factory.mktemp("app"), "serverless", "Serverless")


@pytest.fixture(scope="module")
def data_capture(account: Account, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Example]:
    yield from deployed(account, tmp_path_factory.mktemp("app"), "data-capture", "DataCapture")


@pytest.fixture(scope="module")
def two_variants(account: Account, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Example]:
    yield from deployed(account, tmp_path_factory.mktemp("app"), "two-variants", "TwoVariants")


def test_the_model_of_an_example_has_an_archive_and_a_role(serverless: Example) -> None:
    account, (name,) = serverless.account, serverless.models().values()
    model = account.client("sagemaker").describe_model(ModelName=name)
    container = model["PrimaryContainer"]
    assert container["Environment"] == {"SAGEMAKER_PROGRAM": "inference.py"}
    assert "/pytorch-inference:2.6.0-" in container["Image"]
    assert model["ExecutionRoleArn"].rsplit("/", 1)[1] in account.resources(serverless.stack, "AWS::IAM::Role")
    bucket, key = container["ModelDataUrl"].removeprefix("https://s3.us-east-1.amazonaws.com/").split("/", 1)
    archive = account.client("s3").get_object(Bucket=bucket, Key=key)["Body"].read()
    with tarfile.open(fileobj=io.BytesIO(archive), mode="r:gz") as files:
        assert {"weights.json", "code/inference.py"} <= {member.name.removeprefix("./") for member in files}


def test_the_asynchronous_endpoint_is_what_the_app_says(asynchronous: Example) -> None:
    bucket, key = asynchronous.output("BucketName"), asynchronous.key_arn()
    done, failed = sorted(asynchronous.account.resources("Async", "AWS::SNS::Topic"))
    settings = {
        "OutputConfig": {
            "S3OutputPath": f"s3://{bucket}/answers",
            "S3FailurePath": f"s3://{bucket}/failures",
            "KmsKeyId": key,
            "NotificationConfig": {
                "SuccessTopic": done,
                "ErrorTopic": failed,
                "IncludeInferenceResponseIn": ["SUCCESS_NOTIFICATION_TOPIC"],
            },
        },
        "ClientConfig": {"MaxConcurrentInvocationsPerInstance": 4},
    }
    assert ("-Done" in done, "-Failed" in failed) == (True, True)
    assert asynchronous.config() == {
        "ProductionVariants": [
            {
                "VariantName": "main",
                "ModelName": asynchronous.models()["Model"],
                "InstanceType": "ml.m5.large",
                "InitialInstanceCount": 1,
                "InitialVariantWeight": 1,
            }
        ],
        "AsyncInferenceConfig": settings,
    }
    assert asynchronous.endpoint()["AsyncInferenceConfig"] == settings


def test_the_asynchronous_endpoint_answers_to_the_bucket_and_the_topic(asynchronous: Example) -> None:
    emulator, bucket = asynchronous.account.emulator, asynchronous.output("BucketName")
    done, failed = sorted(asynchronous.account.resources("Async", "AWS::SNS::Topic"))
    told_of_answers, told_of_failures = subscribed(emulator, done), subscribed(emulator, failed)

    def send(name: str, body: str) -> Any:
        emulator.client("s3").put_object(Bucket=bucket, Key=f"requests/{name}", Body=body.encode())
        return emulator.client("sagemaker-runtime").invoke_endpoint_async(
            EndpointName=asynchronous.output("EndpointName"),
            ContentType="application/json",
            InputLocation=f"s3://{bucket}/requests/{name}",
        )

    good, bad = send("good.json", json.dumps(REQUEST)), send("bad.json", "{}")
    answer = written(emulator, good["OutputLocation"])
    assert json.loads(answer["Body"].read()) == ANSWER
    assert answer["SSEKMSKeyId"] == asynchronous.key_arn()
    assert told(emulator, told_of_answers)["responseParameters"]["outputLocation"] == good["OutputLocation"]
    assert told(emulator, told_of_failures)["inferenceId"] == bad["InferenceId"]
    assert bad["FailureLocation"].startswith(f"s3://{bucket}/failures/")
    assert b"KeyError" in written(emulator, bad["FailureLocation"])["Body"].read()


def test_the_asynchronous_endpoint_does_not_answer_at_once(asynchronous: Example) -> None:
    with pytest.raises(ClientError, match="does not support this inference type"):
        asynchronous.ask()


def test_the_client_of_the_asynchronous_endpoint_may_invoke_it(asynchronous: Example) -> None:
    iam, account = asynchronous.account.client("iam"), asynchronous.account
    (role,) = (name for name in account.resources("Async", "AWS::IAM::Role") if "-Client" in name)
    (policy,) = iam.list_role_policies(RoleName=role)["PolicyNames"]
    statements = iam.get_role_policy(RoleName=role, PolicyName=policy)["PolicyDocument"]["Statement"]
    invoking = [statement for statement in statements if "sagemaker:" in json.dumps(statement["Action"])]
    arn = asynchronous.endpoint()["EndpointArn"]
    assert invoking == [{"Action": "sagemaker:InvokeEndpointAsync", "Effect": "Allow", "Resource": arn}]


def test_the_serverless_endpoint_is_what_the_app_says(serverless: Example) -> None:
    settings = {"MemorySizeInMB": 4096, "MaxConcurrency": 20, "ProvisionedConcurrency": 2}
    assert serverless.config() == {
        "ProductionVariants": [
            {
                "VariantName": "main",
                "ModelName": serverless.models()["Model"],
                "InitialVariantWeight": 1,
                "ServerlessConfig": settings,
            }
        ]
    }
    (variant,) = serverless.endpoint()["ProductionVariants"]
    assert variant["CurrentServerlessConfig"] == variant["DesiredServerlessConfig"] == settings
    assert serverless.ask() == ANSWER


def test_data_capture_is_what_the_app_says(data_capture: Example) -> None:
    bucket, key = data_capture.output("BucketName"), data_capture.key_arn()
    where = {"DestinationS3Uri": f"s3://{bucket}/sentiment", "KmsKeyId": key}
    assert data_capture.config() == {
        "ProductionVariants": [
            {
                "VariantName": "main",
                "ModelName": data_capture.models()["Model"],
                "InstanceType": "ml.m5.large",
                "InitialInstanceCount": 1,
                "InitialVariantWeight": 1,
            }
        ],
        "DataCaptureConfig": {
            **where,
            "EnableCapture": True,
            "InitialSamplingPercentage": 20,
            "CaptureOptions": [{"CaptureMode": "Input"}, {"CaptureMode": "Output"}],
            "CaptureContentTypeHeader": {"JsonContentTypes": ["application/json"], "CsvContentTypes": ["text/csv"]},
        },
    }
    assert data_capture.endpoint()["DataCaptureConfig"] == {
        **where,
        "EnableCapture": True,
        "CaptureStatus": "Started",
        "CurrentSamplingPercentage": 20,
    }
    assert data_capture.ask() == ANSWER


def test_both_variants_are_what_the_app_says(two_variants: Example) -> None:
    models = two_variants.models()
    assert two_variants.config("SplitEndpointName") == {
        "ProductionVariants": [
            {
                "VariantName": "current",
                "ModelName": models["Current"],
                "InstanceType": "ml.c5.xlarge",
                "InitialInstanceCount": 2,
                "InitialVariantWeight": 9,
                "VolumeSizeInGB": 64,
                "RoutingConfig": {"RoutingStrategy": "LEAST_OUTSTANDING_REQUESTS"},
                "ModelDataDownloadTimeoutInSeconds": 1200,
                "ContainerStartupHealthCheckTimeoutInSeconds": 600,
                "VariantInstanceProvisionTimeoutInSeconds": 1800,
            },
            {
                "VariantName": "next",
                "ModelName": models["Next"],
                "InstanceType": "ml.m5.large",
                "InitialInstanceCount": 1,
                "InitialVariantWeight": 1,
                "VolumeSizeInGB": 32,
                "RoutingConfig": {"RoutingStrategy": "RANDOM"},
                "ContainerStartupHealthCheckTimeoutInSeconds": 300,
            },
        ]
    }
    running = {
        variant["VariantName"]: (variant["CurrentWeight"], variant["CurrentInstanceCount"], variant["RoutingConfig"])
        for variant in two_variants.endpoint("SplitEndpointName")["ProductionVariants"]
    }
    assert running == {
        "current": (9, 2, {"RoutingStrategy": "LEAST_OUTSTANDING_REQUESTS"}),
        "next": (1, 1, {"RoutingStrategy": "RANDOM"}),
    }


def test_both_variants_answer_with_models_of_their_own(two_variants: Example) -> None:
    assert two_variants.ask("SplitEndpointName", TargetVariant="current") == ANSWER
    assert two_variants.ask("SplitEndpointName", TargetVariant="next") == {"score": 1.0}


def test_the_shadow_is_what_the_app_says(two_variants: Example) -> None:
    models = two_variants.models()
    common = {"InstanceType": "ml.m5.large", "InitialInstanceCount": 1}
    assert two_variants.config("ShadowedEndpointName") == {
        "ProductionVariants": [
            {"VariantName": "current", "ModelName": models["Current"], "InitialVariantWeight": 1, **common}
        ],
        "ShadowProductionVariants": [
            {"VariantName": "next", "ModelName": models["Next"], "InitialVariantWeight": 0.5, **common}
        ],
    }
    endpoint = two_variants.endpoint("ShadowedEndpointName")
    assert [variant["VariantName"] for variant in endpoint["ProductionVariants"]] == ["current"]
    (shadow,) = endpoint["ShadowProductionVariants"]
    assert (shadow["VariantName"], shadow["CurrentWeight"]) == ("next", 0.5)


def test_nobody_sees_the_answers_of_the_shadow(two_variants: Example) -> None:
    assert {two_variants.ask("ShadowedEndpointName")["score"] for _ in range(10)} == {ANSWER["score"]}
    with pytest.raises(ClientError, match="Variant next of endpoint is not found"):
        two_variants.ask("ShadowedEndpointName", TargetVariant="next")
