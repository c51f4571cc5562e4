"""An endpoint on the simulated clock, and how traffic moves when it is updated."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from hosting import IMAGE, ROLE_ARN, variant

if TYPE_CHECKING:
    from conftest import Cloud

NAMED = "import os\ndef model_fn(model_dir): return lambda data: os.environ['NAME']"


def routing(kind: str, wait: int = 300, size: int = 25, **policy: Any) -> dict[str, Any]:
    sizes = {"CANARY": "CanarySize", "LINEAR": "LinearStepSize"}
    given: dict[str, Any] = {"Type": kind, "WaitIntervalInSeconds": wait}
    if kind in sizes:
        given[sizes[kind]] = {"Type": "CAPACITY_PERCENT", "Value": size}
    return {"BlueGreenUpdatePolicy": {"TrafficRoutingConfiguration": given, **policy}}


class Served:
    """An endpoint made through the API, with one configuration for each of two models."""

    def __init__(self, cloud: Cloud, instances: int = 4) -> None:
        self.cloud, self.sagemaker, self.name = cloud, cloud.client("sagemaker"), f"{cloud.unique}-e"
        url = cloud.upload(NAMED)
        for model_name in ("old", "new"):
            self.add(model_name, url, instances)
        self.sagemaker.create_endpoint(EndpointName=self.name, EndpointConfigName=self.config("old"))
        cloud.emulator.advance(minutes=5)

    def add(self, name: str, url: str, instances: int = 4) -> None:
        container = {"Image": IMAGE, "ModelDataUrl": url, "Environment": {"NAME": name}}
        unique = f"{self.cloud.unique}-{name}"
        self.sagemaker.create_model(ModelName=unique, ExecutionRoleArn=ROLE_ARN, PrimaryContainer=container)
        given = variant(InitialInstanceCount=instances, ModelName=unique)
        self.sagemaker.create_endpoint_config(EndpointConfigName=unique, ProductionVariants=[given])

    def config(self, name: str) -> str:
        return f"{self.cloud.unique}-{name}"

    def update(self, deployment: dict[str, Any] | None = None, name: str = "new", **options: Any) -> None:
        given = {"DeploymentConfig": deployment} if deployment else {}
        self.sagemaker.update_endpoint(
            EndpointName=self.name, EndpointConfigName=self.config(name), **given, **options
        )

    def alarm(self, name: str = "alarm") -> str:
        """An alarm without data."""
        self.cloud.client("cloudwatch").put_metric_alarm(
            AlarmName=self.config(name), Namespace="Custom", MetricName="Errors", Period=60, Statistic="Sum",
            ComparisonOperator="GreaterThanThreshold", EvaluationPeriods=1, Threshold=0,
        )
        return self.config(name)

    def set(self, alarm: str, state: str = "ALARM") -> None:
        self.cloud.client("cloudwatch").set_alarm_state(AlarmName=alarm, StateValue=state, StateReason="test")

    def show(self) -> Any:
        return self.sagemaker.describe_endpoint(EndpointName=self.name)

    def state(self) -> tuple[str, str]:
        """The status, and the configuration that is in service."""
        shown = self.show()
        return shown["EndpointStatus"], shown["EndpointConfigName"].removeprefix(f"{self.cloud.unique}-")

    def answers(self, count: int = 1) -> Counter[str]:
        runtime = self.cloud.client("sagemaker-runtime")
        given = {"EndpointName": self.name, "ContentType": "application/json", "Body": b"1"}
        return Counter(json.loads(runtime.invoke_endpoint(**given)["Body"].read()) for _ in range(count))

    def pass_minutes(self, minutes: float) -> None:
        self.cloud.emulator.advance(minutes=minutes)

    def delete(self) -> None:
        """Delete the endpoint, once it is no longer being updated."""
        while self.state()[0] not in ("InService", "Failed"):
            self.pass_minutes(10)
        self.sagemaker.delete_endpoint(EndpointName=self.name)
