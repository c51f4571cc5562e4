"""One emulator for the whole session, in which each test uses names of its own, and one for the examples."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from archives import archive
from deploying import ROOT, Account
from served import Served
from set_up import set_up

from sagemaker_emulator import Emulator


@pytest.fixture(scope="session")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    with Emulator(log_file=tmp_path_factory.mktemp("log") / "emulator.log") as running:
        set_up(running)
        yield running


@pytest.fixture(scope="session")
def account(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Account]:
    """What examples are deployed to, and nothing else."""
    with Emulator(log_file=tmp_path_factory.mktemp("log") / "emulator.log") as running:
        account = Account(running)
        account.cdk(ROOT, "bootstrap", f"aws://{running.account_id}/{running.region}")
        yield account


@dataclass
class Cloud:
    """The emulator as a test sees it: stacks, archives, and a prefix for names."""

    emulator: Emulator
    unique: str

    def client(self, service: str) -> Any:
        return self.emulator.client(service)

    def create(self, resources: dict[str, Any], stack: str = "stack", **sections: Any) -> Any:
        """Create a stack and return its description, whatever became of it."""
        template = json.dumps({"Resources": resources, **sections})
        self.client("cloudformation").create_stack(StackName=f"{self.unique}-{stack}", TemplateBody=template)
        return self.describe(stack)

    def update(self, resources: dict[str, Any], stack: str = "stack", **sections: Any) -> Any:
        template = json.dumps({"Resources": resources, **sections})
        self.client("cloudformation").update_stack(StackName=f"{self.unique}-{stack}", TemplateBody=template)
        return self.describe(stack)

    def delete(self, stack: str = "stack") -> None:
        self.client("cloudformation").delete_stack(StackName=f"{self.unique}-{stack}")

    def describe(self, stack: str = "stack") -> Any:
        return self.client("cloudformation").describe_stacks(StackName=f"{self.unique}-{stack}")["Stacks"][0]

    def events(self, stack: str = "stack") -> list[tuple[str, str]]:
        """Logical id and status of each event, oldest first."""
        events = self.client("cloudformation").describe_stack_events(StackName=f"{self.unique}-{stack}")
        return [(event["LogicalResourceId"], event["ResourceStatus"]) for event in reversed(events["StackEvents"])]

    def outputs(self, stack: str = "stack") -> dict[str, str]:
        return {item["OutputKey"]: item["OutputValue"] for item in self.describe(stack)["Outputs"]}

    def upload(self, inference: str, key: str = "model.tar.gz", **files: str) -> str:
        """Upload an archive with this ``code/inference.py`` and return its s3 address."""
        s3, bucket = self.client("s3"), f"{self.unique}-data"
        s3.create_bucket(Bucket=bucket)
        s3.put_object(Bucket=bucket, Key=key, Body=archive({"code/inference.py": inference, **files}))
        return f"s3://{bucket}/{key}"


@pytest.fixture
def cloud(emulator: Emulator) -> Cloud:
    return Cloud(emulator, f"t{uuid.uuid4().hex[:8]}")


@pytest.fixture
def served(cloud: Cloud) -> Iterator[Served]:
    """An endpoint in service, whose updates take their time."""
    served = Served(cloud)
    yield served
    served.delete()
