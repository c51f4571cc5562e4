"""The client that starts the emulator from a test and ensures that it ends."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

REGION = "us-east-1"
ACCOUNT_ID = "123456789012"
_END_SECONDS = 10


class Emulator:
    """An emulator in a child process, for the duration of a ``with`` statement.

    Its standard input is a pipe from this process, so it ends when this process
    ends, even if this process is killed.
    """

    def __init__(self, log_file: Path | None = None, region: str = REGION) -> None:
        self._log_file = log_file
        self._process: subprocess.Popen[str] | None = None
        self._endpoint_url = ""
        self._clients: dict[str, Any] = {}
        self.region = region
        self.account_id = ACCOUNT_ID

    def __enter__(self) -> Emulator:
        command = [sys.executable, "-m", "sagemaker_emulator", "--end-with-stdin"]
        if self._log_file is not None:
            command += ["--log-file", str(self._log_file)]
        package_parent = str(Path(__file__).resolve().parent.parent)
        search_path = [package_parent, *filter(None, [os.environ.get("PYTHONPATH")])]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(search_path)},
        )
        assert self._process.stdout is not None
        ready = self._process.stdout.readline()
        if not ready:
            self._end()
            raise RuntimeError("the emulator did not start; see its log")
        self._endpoint_url = str(json.loads(ready)["endpoint_url"])
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def _end(self) -> None:
        """End the process by closing its pipe. Kill it if it does not end in time."""
        process = self._process
        if process is None:
            return
        self._process = None
        self._clients.clear()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                stream.close()
        try:
            process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    @property
    def endpoint_url(self) -> str:
        """The endpoint URL of all emulated services."""
        if self._process is None:
            raise RuntimeError("the emulator runs only within its with statement")
        return self._endpoint_url

    @property
    def pid(self) -> int:
        """The process ID of the emulator."""
        if self._process is None:
            raise RuntimeError("the emulator runs only within its with statement")
        return self._process.pid

    def environment(self) -> dict[str, str]:
        """Return environment variables that direct SDKs and CDK CLI to the emulator, without real credentials."""
        return {
            "AWS_ENDPOINT_URL": self.endpoint_url,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_SESSION_TOKEN": "test",
            "AWS_REGION": self.region,
            "AWS_DEFAULT_REGION": self.region,
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
            "CDK_DISABLE_CLI_TELEMETRY": "1",
            "CDK_DEFAULT_ACCOUNT": self.account_id,
            "CDK_DEFAULT_REGION": self.region,
            "NO_PROXY": "127.0.0.1,localhost",
            "no_proxy": "127.0.0.1,localhost",
        }

    def advance(self, **duration: float) -> None:
        """Advance the simulated clock, for example by ``minutes=5``. Everything that is due until then happens."""
        self._tell_clock(AdvanceSeconds=timedelta(**duration).total_seconds())

    @contextmanager
    def held_stacks(self) -> Iterator[None]:
        """Let CloudFormation wait for the simulated clock while it deploys endpoints, instead of ending at once.

        Deploy in another thread, and advance the clock, with invocations and alarms in between.
        """
        self._tell_clock(HoldStacks=True)
        try:
            yield
        finally:
            self._tell_clock(HoldStacks=False)

    def _tell_clock(self, **members: Any) -> None:
        body = json.dumps(members).encode()
        address = urlsplit(self.endpoint_url)
        connection = http.client.HTTPConnection(str(address.hostname), address.port)
        try:
            connection.request("POST", "/emulator/clock", body)
            response = connection.getresponse()
            if response.status != 200:
                raise ValueError(response.read().decode())
        finally:
            connection.close()

    def add_image(self, uri: str) -> None:
        """Make a tag exist in Amazon ECR, because a model of an image that does not exist is refused.

        The image has no content: the emulator runs the code of archives, not images. ``uri`` is of the form
        ``ACCOUNT.dkr.ecr.REGION.amazonaws.com/REPOSITORY:TAG``. The repository is created if it does not exist.
        """
        repository, tag = uri.split("/", 1)[1].rsplit(":", 1)
        ecr = self.client("ecr")
        with contextlib.suppress(ecr.exceptions.RepositoryAlreadyExistsException):
            ecr.create_repository(repositoryName=repository)
        media_type = "application/vnd.oci.image.manifest.v1+json"
        manifest = json.dumps({"schemaVersion": 2, "mediaType": media_type, "config": {"digest": uri}})
        with contextlib.suppress(ecr.exceptions.ImageAlreadyExistsException):
            ecr.put_image(repositoryName=repository, imageTag=tag, imageManifest=manifest)

    def client(self, service: str) -> Any:
        """Return a boto3 client of the emulator, independent of the AWS settings of this process. Cache it."""
        import boto3

        if service not in self._clients:
            self._clients[service] = boto3.Session().client(
                service,
                endpoint_url=self.endpoint_url,
                region_name=self.region,
                aws_access_key_id="test",
                aws_secret_access_key="test",
            )
        return self._clients[service]
