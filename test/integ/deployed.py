"""What a program is told about the stack that it has deployed, and the forms of the programs."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cloud import Cloud

REQUEST = {"text": "a great model but slow"}
# The sum of the weights of its words.
SCORE = 1.5
SCALED = {"ServiceNamespace": "sagemaker"}


@dataclass(frozen=True)
class Instances:
    """The instances that a program starts, and the minutes that they usually run."""

    type: str
    count: int = 1
    minutes: int = 20

    def __str__(self) -> str:
        return f"{self.count} x {self.type} for about {self.minutes} minutes"


@dataclass(frozen=True)
class Deployed:
    """A stack that is deployed."""

    cloud: Cloud
    stack: str
    folder: Path | None = None
    # The number of the template of a case.
    step: int = 0

    def client(self, service: str) -> Any:
        return self.cloud.client(service)

    def output(self, key: str) -> str:
        return self.cloud.outputs(self.stack)[key]

    def resources(self, kind: str) -> list[str]:
        return self.cloud.resources(self.stack, kind)

    def endpoint(self, output: str = "EndpointName") -> Any:
        return self.client("sagemaker").describe_endpoint(EndpointName=self.output(output))

    def config(self, output: str = "EndpointName") -> Any:
        name = self.endpoint(output)["EndpointConfigName"]
        return self.client("sagemaker").describe_endpoint_config(EndpointConfigName=name)

    def environment(self, output: str = "EndpointName") -> dict[str, str]:
        """The environment of the model of the first variant."""
        name = self.config(output)["ProductionVariants"][0]["ModelName"]
        found: dict[str, str] = self.client("sagemaker").describe_model(ModelName=name)["PrimaryContainer"]["Environment"]
        return found

    def component(self, name: str) -> Any:
        return self.client("sagemaker").describe_inference_component(InferenceComponentName=name)

    def limits(self) -> dict[str, tuple[int, int]]:
        """The limits of the scalable targets of the stack, by the last part of what is scaled."""
        kind = "AWS::ApplicationAutoScaling::ScalableTarget"
        own = {physical.split("|")[0] for physical in self.resources(kind)}
        found = self.client("application-autoscaling").describe_scalable_targets(**SCALED)["ScalableTargets"]
        return {
            item["ResourceId"].rsplit("/", 1)[-1]: (item["MinCapacity"], item["MaxCapacity"])
            for item in found
            if item["ResourceId"] in own or any(item["ResourceId"] in physical for physical in own)
        }

    def ask(self, output: str = "EndpointName", **options: str) -> float:
        """Sends the request to a model of the examples, and returns its score."""
        name = self.output(output)
        response = self.client("sagemaker-runtime").invoke_endpoint(
            EndpointName=name, ContentType="application/json", Body=json.dumps(REQUEST), **options
        )
        return float(json.loads(response["Body"].read())["score"])

    def ask_later(self, name: str, bucket: str, minutes: float = 20) -> float:
        """Sends the request to an asynchronous endpoint, and returns the score when it is in the bucket."""
        s3, key = self.client("s3"), f"requests/{self.cloud.run}.json"
        s3.put_object(Bucket=bucket, Key=key, Body=json.dumps(REQUEST).encode())
        sent = self.client("sagemaker-runtime").invoke_endpoint_async(
            EndpointName=name, ContentType="application/json", InputLocation=f"s3://{bucket}/{key}"
        )
        where = str(sent["OutputLocation"]).removeprefix(f"s3://{bucket}/")

        def look() -> float | None:
            if not s3.list_objects_v2(Bucket=bucket, Prefix=where).get("Contents"):
                return None
            return float(json.loads(s3.get_object(Bucket=bucket, Key=where)["Body"].read())["score"])

        return self.cloud.wait("the response of the asynchronous endpoint", look, minutes)

    def chat(self, base_url: str, minutes: float = 30) -> str:
        """Sends a chat, and returns what the model answers, also if it has to start first."""

        def look() -> str | None:
            status, body = self.cloud.chat(base_url, "Say hello")
            return str(body["choices"][0]["message"]["content"]) if status == 200 else None

        return self.cloud.wait(f"an answer of {base_url}", look, minutes)


def by_variant(endpoint: Any, member: str, group: str = "ProductionVariants") -> dict[str, Any]:
    return {variant["VariantName"]: variant[member] for variant in endpoint[group]}


@dataclass(frozen=True)
class Example:
    """A program that deploys an example, reads it back, invokes it, updates it, and destroys it."""

    name: str
    stack: str
    # The models, images and data that it uses in an account.
    artifacts: str
    # What costs money, beside what AWS charges for requests and storage.
    instances: tuple[Instances, ...]
    # The time limit of everything except destroying.
    minutes: int
    read: Callable[[Deployed], dict[str, Any]]
    before: Mapping[str, Any]
    # Sends a request, and returns what is wrong with its response: an empty string if nothing is.
    answer: Callable[[Deployed], str]
    # What is changed in a copy of the app: a text that is in it once, and what replaces it.
    edits: tuple[tuple[str, str], ...]
    after: Mapping[str, Any]
    # The outputs with the names of endpoints, which stay the same when the app is updated.
    endpoints: tuple[str, ...] = ("EndpointName",)
    others: tuple[str, ...] = ()
    # Fills in what is not in the repository, such as weights.
    prepare: Callable[[Path, bool], None] | None = None
    # Names that the app uses outside of its stack; nothing of this name may exist.
    names: tuple[str, ...] = ()
    # Deletes what the app has made outside of its stack.
    clean: Callable[[Deployed], None] = lambda deployed: None


def scored(ask: Callable[[Deployed], dict[str, float]], expected: Mapping[str, float]) -> Callable[[Deployed], str]:
    """Returns an `answer` for the models of the examples."""

    def answer(deployed: Deployed) -> str:
        found = ask(deployed)
        return "" if found == dict(expected) else f"expected {dict(expected)}, got {found}"

    return answer
