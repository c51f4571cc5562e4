"""The account that programs deploy to: in AWS, or the emulator. Touches only what a run has made, which its tag shows."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

ROOT = Path(__file__).resolve().parents[2]
CDK = ROOT / "node_modules" / ".bin" / "cdk"
TAG = "cdk-sagemaker-hosting:integ"
# SageMaker's host in the signature of a token, in each region.
TOKENS = "sagemaker.amazonaws.com"
STEP_SECONDS = 30

Found = TypeVar("Found")


class NotOwned(Exception):
    """Something that another program or person has made."""


class TookTooLong(Exception):
    """Something did not happen within its time limit."""


class Failed(Exception):
    """A step of a program has failed."""


@dataclass
class Cloud:
    """An account and a region, and the run that deploys to it."""

    run: str
    region: str
    account_id: str
    client_of: Callable[[str], Any]
    environment: Mapping[str, str]
    credentials: Callable[[], Any]
    # Of the emulator only: its URL, and its clock.
    endpoint_url: str | None = None
    advance: Callable[[float], None] | None = None
    # The longest that one run of the CLI may take, beside the limit of its program.
    cdk_minutes: float = 300
    _clients: dict[str, Any] = field(default_factory=dict[str, Any])

    @property
    def real(self) -> bool:
        return self.advance is None

    def client(self, service: str) -> Any:
        if service not in self._clients:
            self._clients[service] = self.client_of(service)
        return self._clients[service]

    # Time

    def wait(self, what: str, look: Callable[[], Found | None], minutes: float) -> Found:
        """Returns what `look` finds, as soon as that is not None."""
        ends = time.monotonic() + minutes * 60
        steps = int(minutes * 60 / STEP_SECONDS) + 1
        for _ in range(steps):
            if (found := look()) is not None:
                return found
            if self.advance is not None:
                self.advance(STEP_SECONDS)
            elif time.monotonic() > ends:
                break
            else:
                time.sleep(STEP_SECONDS)
        raise TookTooLong(f"{what}: not within {minutes:g} minutes")

    # The CDK CLI

    def cdk(self, folder: Path, *arguments: str, minutes: float = 30) -> str:
        """Runs the CLI, and returns what it printed."""
        minutes = min(minutes, self.cdk_minutes)
        # cdk.json runs python3, as in an activated virtual environment.
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
        command = [str(CDK), *arguments, "--no-notices", "--no-color"]
        try:
            result = subprocess.run(
                command, cwd=folder, env={**os.environ, **self.environment, "PATH": path}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, timeout=minutes * 60
            )
        except subprocess.TimeoutExpired:
            raise TookTooLong(f"cdk {arguments[0]}: not within {minutes:g} minutes") from None
        if result.returncode != 0:
            raise Failed(f"cdk {arguments[0]} exited with {result.returncode}: {result.stdout[-2000:]}")
        return result.stdout

    # Stacks

    def stack(self, name: str) -> Any | None:
        """Returns the description of a stack, unless there is none."""
        client = self.client("cloudformation")
        try:
            (found,) = client.describe_stacks(StackName=name)["Stacks"]
        except client.exceptions.ClientError as error:
            if "does not exist" in str(error):
                return None
            raise
        return None if found["StackStatus"] == "DELETE_COMPLETE" else found

    def owned(self, name: str) -> Any | None:
        """Returns the description of a stack that this run has made, unless there is none."""
        found = self.stack(name)
        if found is not None and {"Key": TAG, "Value": self.run} not in found.get("Tags", []):
            raise NotOwned(f"there is a stack {name} that this run has not made; it is not touched")
        return found

    def settled(self, name: str, minutes: float) -> Any | None:
        """Waits until a stack no longer changes, and returns its description."""

        def look() -> list[Any] | None:
            found = self.owned(name)
            return None if found is not None and found["StackStatus"].endswith("_IN_PROGRESS") else [found]

        return self.wait(f"stack {name}", look, minutes)[0]

    def resources(self, name: str, kind: str) -> list[str]:
        """The physical IDs of the resources of a type."""
        client = self.client("cloudformation")
        try:
            found = client.describe_stack_resources(StackName=name)["StackResources"]
        except client.exceptions.ClientError as error:
            if "does not exist" in str(error):
                return []
            raise
        return [str(item["PhysicalResourceId"]) for item in found if item["ResourceType"] == kind and item.get("PhysicalResourceId")]

    def outputs(self, name: str) -> dict[str, str]:
        found = self.stack(name)
        return {} if found is None else {str(item["OutputKey"]): str(item["OutputValue"]) for item in found.get("Outputs", [])}

    def reason(self, name: str, since: int = 0) -> str:
        """Returns why the last operation on a stack failed: what CloudFormation says of the first resource that failed."""
        events = self.client("cloudformation").describe_stack_events(StackName=name)["StackEvents"]
        recent = list(reversed(events))[since:]
        failed = [event for event in recent if event["ResourceStatus"].endswith("_FAILED")]
        told = [event for event in failed if "cancelled" not in event.get("ResourceStatusReason", "")]
        # The stack itself fails with its resources, and says less.
        own = [event for event in told if event["ResourceType"] != "AWS::CloudFormation::Stack"]
        for event in own or told or recent[-1:]:
            return f"{event['ResourceType']}: {event.get('ResourceStatusReason', event['ResourceStatus'])}"
        return "no reason is known"

    def number_of_events(self, name: str) -> int:
        return len(self.client("cloudformation").describe_stack_events(StackName=name)["StackEvents"])

    def destroy(self, name: str, minutes: float = 60) -> None:
        """Deletes a stack of this run, and what SageMaker and the app have put into or beside it."""
        client = self.client("cloudformation")
        found = self.owned(name)
        if found is None:
            return
        if found["StackStatus"] == "UPDATE_IN_PROGRESS":
            client.cancel_update_stack(StackName=name)
            self.settled(name, minutes)
        groups = set(self.log_groups(name))
        for _ in range(3):
            self.empty_buckets(name)
            client.delete_stack(StackName=name)
            left = self.settled(name, minutes)
            if left is None:
                break
            # SageMaker deletes its network interfaces late.
            if self.real:
                time.sleep(STEP_SECONDS)
        else:
            raise Failed(f"stack {name} is left behind: {self.reason(name)}")
        left_behind = groups | set(self.log_groups(name) if self.run in name else [])
        self.delete_log_groups(sorted(left_behind))

    def empty_buckets(self, name: str) -> None:
        for bucket in self.resources(name, "AWS::S3::Bucket"):
            self.empty(bucket)

    def empty(self, bucket: str) -> None:
        client = self.client("s3")
        for page in client.get_paginator("list_object_versions").paginate(Bucket=bucket):
            for item in [*page.get("Versions", []), *page.get("DeleteMarkers", [])]:
                version = {} if item.get("VersionId") in (None, "null") else {"VersionId": item["VersionId"]}
                client.delete_object(Bucket=bucket, Key=item["Key"], **version)

    def log_groups(self, name: str) -> list[str]:
        """The log groups that services make for the resources of a stack, and keep."""
        kinds = {
            "/aws/sagemaker/Endpoints/": "AWS::SageMaker::Endpoint",
            "/aws/sagemaker/InferenceComponents/": "AWS::SageMaker::InferenceComponent",
            "/aws/lambda/": "AWS::Lambda::Function",
        }
        of_resources = {f"{prefix}{arn.rsplit('/', 1)[-1]}" for prefix, kind in kinds.items() for arn in self.resources(name, kind)}
        # A resource that could not be created is no longer in the stack, but the name of the run is in that of its stack.
        pages = self.client("logs").get_paginator("describe_log_groups")
        found = {str(group["logGroupName"]) for prefix in kinds for page in pages.paginate(logGroupNamePrefix=prefix) for group in page["logGroups"]}
        return sorted(group for group in found if group in of_resources or (self.run in name and name in group))

    def delete_log_groups(self, names: Sequence[str]) -> None:
        client = self.client("logs")
        for name in names:
            if any(group["logGroupName"] == name for group in client.describe_log_groups(logGroupNamePrefix=name)["logGroups"]):
                client.delete_log_group(logGroupName=name)

    # Requests

    def token(self) -> str:
        """Returns a bearer token of the OpenAI-compatible API, as the SageMaker Python SDK makes it: a presigned request."""
        from botocore.auth import SigV4QueryAuth
        from botocore.awsrequest import AWSRequest

        request: Any = AWSRequest("POST", f"https://{TOKENS}/", {"host": TOKENS}, params={"Action": "CallWithBearerToken"})
        SigV4QueryAuth(self.credentials(), "sagemaker", self.region, expires=3600).add_auth(request)
        url = str(request.url).removeprefix("https://") + "&Version=1"
        return "sagemaker-api-key-" + base64.b64encode(url.encode()).decode()

    def chat(self, base_url: str, content: str, *, model: str = "", token: str | None = None) -> tuple[int, Any]:
        """Sends a chat to the OpenAI-compatible API, and returns the status and the body of the response."""
        if self.endpoint_url is not None:
            base_url = self.endpoint_url + urllib.parse.urlsplit(base_url).path
        body = json.dumps({"model": model, "messages": [{"role": "user", "content": content}], "max_tokens": 64}).encode()
        headers = {"Authorization": f"Bearer {token or self.token()}", "Content-Type": "application/json"}
        request = urllib.request.Request(f"{base_url}/chat/completions", body, headers)
        try:
            with urllib.request.urlopen(request, timeout=120) as response:
                return int(response.status), json.loads(response.read())
        except urllib.error.HTTPError as error:
            text = error.read().decode(errors="replace")
            return int(error.code), json.loads(text) if text.startswith("{") else text
