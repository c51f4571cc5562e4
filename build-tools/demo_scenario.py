"""Runs the demo after demo.py has installed everything. Requires the emulator package on the search path."""

from __future__ import annotations

import collections
import contextlib
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
import urllib.parse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError
from sagemaker_emulator.client import Emulator

CDK = Path(__file__).resolve().parent.parent / "node_modules" / ".bin" / "cdk"
STACK = "Quickstart"
REQUEST = {"text": "a great model, but slow"}
# The responses of the two models of the quickstart to the request: the sum of the weights of its words.
ANSWERS = {"stable": {"sentiment": "positive", "score": 1.5}, "candidate": {"sentiment": "positive", "score": 1.0}}
REQUESTS = 80


class Missing(Exception):
    """An expected result of the demo is missing."""


def expect(what: str, actual: Any, expected: Any) -> None:
    if actual != expected:
        raise Missing(f"{what}: expected {expected!r}, found {actual!r}")


@contextlib.contextmanager
def step(title: str) -> Iterator[None]:
    print(f"\n{title}", flush=True)
    started = time.monotonic()
    yield
    print(f"   done in {time.monotonic() - started:.1f} s", flush=True)


def say(label: str, text: object) -> None:
    print(f"   {label:<14} {text}", flush=True)


def files_of(folder: Path) -> dict[str, bytes]:
    """Returns the files in a folder by the names that they have in an archive."""
    files = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


class Demo:
    """A run of the demo: an emulator, and a copy of the quickstart to deploy to it."""

    def __init__(self, emulator: Emulator, app: Path) -> None:
        self.emulator = emulator
        self.app = app
        self.sagemaker = emulator.client("sagemaker")
        self.runtime = emulator.client("sagemaker-runtime")

    def cdk(self, *arguments: str) -> None:
        """Runs the real CDK CLI. Shows its output only if it fails."""
        environment = {**os.environ, **self.emulator.environment()}
        # Puts this Python first on the path, as an activated virtual environment does, because cdk.json runs python3.
        environment["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), environment["PATH"]])
        say("running", f"cdk {' '.join(arguments)}")
        command = [str(CDK), *arguments, "--no-notices", "--no-color"]
        result = subprocess.run(command, cwd=self.app, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        if result.returncode != 0:
            print(result.stdout)
            raise Missing(f"cdk {arguments[0]} exited with {result.returncode}")

    def deploy(self, candidate_weight: int) -> str:
        """Deploys the app. Returns the name of the endpoint from the output of the stack."""
        self.cdk("deploy", "--method=direct", "--require-approval=never", "-c", f"candidateWeight={candidate_weight}")
        (stack,) = self.emulator.client("cloudformation").describe_stacks(StackName=STACK)["Stacks"]
        outputs = {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}
        expect("outputs of the stack", list(outputs), ["EndpointName"])
        return str(outputs["EndpointName"])

    def show_endpoint(self, name: str, weights: dict[str, float]) -> str:
        """Shows the endpoint that exists in the emulated SageMaker. Returns the name of its configuration."""
        endpoint = self.sagemaker.describe_endpoint(EndpointName=name)
        say("endpoint", f"{name}: {endpoint['EndpointStatus']}")
        expect("status of the endpoint", endpoint["EndpointStatus"], "InService")
        config = self.sagemaker.describe_endpoint_config(EndpointConfigName=endpoint["EndpointConfigName"])
        say("configuration", config["EndpointConfigName"])
        for variant in config["ProductionVariants"]:
            what = f"{variant['InitialInstanceCount']} x {variant['InstanceType']}, weight {variant['InitialVariantWeight']:g}"
            say("variant", f"{variant['VariantName']}: {what}, model {variant['ModelName']}")
        found = {variant["VariantName"]: variant["InitialVariantWeight"] for variant in config["ProductionVariants"]}
        expect("weights of the variants", found, weights)
        key = self.emulator.client("kms").describe_key(KeyId=config["KmsKeyId"])["KeyMetadata"]
        say("volume key", key["Arn"])
        return str(config["EndpointConfigName"])

    def show_operations(self, endpoint: str) -> None:
        scaling = self.emulator.client("application-autoscaling")
        (target,) = scaling.describe_scalable_targets(ServiceNamespace="sagemaker")["ScalableTargets"]
        say("scaling target", f"{target['ResourceId']}: {target['MinCapacity']} to {target['MaxCapacity']} instances")
        expect("scaling target", (target["ResourceId"], target["MinCapacity"], target["MaxCapacity"]), (f"endpoint/{endpoint}/variant/stable", 1, 4))
        (policy,) = scaling.describe_scaling_policies(ServiceNamespace="sagemaker")["ScalingPolicies"]
        tracking = policy["TargetTrackingScalingPolicyConfiguration"]
        say("scaling policy", f"{tracking['PredefinedMetricSpecification']['PredefinedMetricType']} at {tracking['TargetValue']:g}")
        expect("target of the scaling policy", tracking["TargetValue"], 900)
        (alarm,) = self.emulator.client("cloudwatch").describe_alarms()["MetricAlarms"]
        dimensions = {dimension["Name"]: dimension["Value"] for dimension in alarm["Dimensions"]}
        say("alarm", f"{alarm['MetricName']} of {dimensions['VariantName']} > {alarm['Threshold']:g} us")
        expect("dimensions of the alarm", dimensions, {"EndpointName": endpoint, "VariantName": "stable"})

    def show_archives(self) -> None:
        """Shows the archive of each model in the bucket, which must contain exactly the files of the model's folder."""
        s3 = self.emulator.client("s3")
        packed = {}
        for model in self.sagemaker.list_models()["Models"]:
            container = self.sagemaker.describe_model(ModelName=model["ModelName"])["PrimaryContainer"]
            bucket, _, key = urllib.parse.urlparse(container["ModelDataUrl"]).path.removeprefix("/").partition("/")
            with tarfile.open(fileobj=io.BytesIO(s3.get_object(Bucket=bucket, Key=key)["Body"].read()), mode="r:gz") as archive:
                contents = {member.name: extracted.read() for member in archive if (extracted := archive.extractfile(member)) is not None}
            folder = next((folder for folder in (self.app / "models").iterdir() if files_of(folder) == contents), None)
            if folder is None:
                raise Missing(f"no model of the quickstart has the files of s3://{bucket}/{key}: {sorted(contents)}")
            packed[folder.name] = key
            say("archive", f"models/{folder.name} ({', '.join(sorted(contents))}) is s3://{bucket}/{key[:12]}...")
        expect("models with an archive", set(packed), set(ANSWERS))

    def invoke(self, endpoint: str, **options: str) -> tuple[str, Any]:
        response = self.runtime.invoke_endpoint(EndpointName=endpoint, ContentType="application/json", Body=json.dumps(REQUEST), **options)
        return response["InvokedProductionVariant"], json.loads(response["Body"].read())

    def show_answers(self, endpoint: str) -> None:
        say("request", json.dumps(REQUEST))
        for variant, expected in ANSWERS.items():
            _, answer = self.invoke(endpoint, TargetVariant=variant)
            say(f"{variant}", json.dumps(answer))
            expect(f"response of {variant}", answer, expected)

    def share(self, endpoint: str) -> collections.Counter[str]:
        """Sends a number of requests. Returns how many of them each variant has processed."""
        variants = collections.Counter(self.invoke(endpoint)[0] for _ in range(REQUESTS))
        say("traffic", ", ".join(f"{count} of {REQUESTS} requests to {name}" for name, count in sorted(variants.items())))
        return variants

    def show_nothing_left(self) -> None:
        left = {
            "endpoints": self.sagemaker.list_endpoints()["Endpoints"],
            "configurations": self.sagemaker.list_endpoint_configs()["EndpointConfigs"],
            "models": self.sagemaker.list_models()["Models"],
            "scaling targets": self.emulator.client("application-autoscaling").describe_scalable_targets(ServiceNamespace="sagemaker")["ScalableTargets"],
            "alarms": self.emulator.client("cloudwatch").describe_alarms()["MetricAlarms"],
        }
        say("remaining", ", ".join(f"{len(things)} {kind}" for kind, things in left.items()))
        expect("remaining resources", {kind: things for kind, things in left.items() if things}, {})

    def run(self) -> None:
        with step("1. Bootstrap: prepare the account for deployments"):
            self.cdk("bootstrap", f"aws://{self.emulator.account_id}/{self.emulator.region}")

        with step("2. Deploy: the candidate receives no requests yet"):
            endpoint = self.deploy(candidate_weight=0)
            first_config = self.show_endpoint(endpoint, {"stable": 1.0, "candidate": 0.0})
            self.show_operations(endpoint)
            self.show_archives()

        with step("3. Invoke: the code and weights in each archive compute the response"):
            self.show_answers(endpoint)
            expect("variants that processed requests", set(self.share(endpoint)), {"stable"})
            self.show_unknown_endpoint()

        with step("4. Update: the candidate receives 3 of 4 requests"):
            expect("name of the endpoint", self.deploy(candidate_weight=3), endpoint)
            second_config = self.show_endpoint(endpoint, {"stable": 1.0, "candidate": 3.0})
            if second_config == first_config:
                raise Missing("the endpoint has not been updated to the second configuration")
            say("updated", f"from {first_config} to {second_config}")
            expect("variants that processed requests", set(self.share(endpoint)), {"stable", "candidate"})

        with step("5. Destroy: no resources remain"):
            self.cdk("destroy", "--force")
            self.show_nothing_left()

    def show_unknown_endpoint(self) -> None:
        try:
            self.invoke("no-such-endpoint")
        except ClientError as error:
            say("unknown name", f"{error.response['Error']['Code']}: {error.response['Error']['Message']}")
            expect("error code", error.response["Error"]["Code"], "ValidationError")
        else:
            raise Missing("the invocation of an unknown endpoint succeeded")


def main(quickstart: Path) -> int:
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="cdk-sagemaker-hosting-demo-") as folder:
        app = Path(folder) / "quickstart"
        shutil.copytree(quickstart, app, ignore=shutil.ignore_patterns("cdk.out", "__pycache__"))
        log = Path(folder) / "emulator.log"
        try:
            with Emulator(log_file=log) as emulator:
                print(f"\nThe quickstart, deployed to an emulator at {emulator.endpoint_url}", flush=True)
                Demo(emulator, app).run()
        except (Missing, ClientError) as problem:
            print(f"\nThe demo failed: {problem}\nThe last lines of the emulator's log:", file=sys.stderr)
            print("\n".join(log.read_text(encoding="utf-8").splitlines()[-15:]) if log.exists() else "(none)", file=sys.stderr)
            return 1
    print(f"\nDeployed, invoked, updated and destroyed in {time.monotonic() - started:.0f} s. The app is examples/quickstart/app.py.")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
