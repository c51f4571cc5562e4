"""A local process in place of a container."""

from __future__ import annotations

import contextlib
import http.client
import logging
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from threading import Condition, Lock, Thread
from typing import IO, Any

from . import chat, toolkit
from .archive import ModelDataError, fetch_model_data
from .errors import ModelError

log = logging.getLogger(__name__)
_INVOCATION_LIMIT_SECONDS = 60  # of the service, for real-time inference
_LOG_END_SECONDS = 5
_DRAIN_SECONDS = 10
_PART_BYTES = 64 * 1024
# The repositories of AWS's images of vLLM and SGLang, such as vllm and huggingface-sglang.
_CHAT_IMAGE = re.compile(r"(?:.*[/-])?(?:vllm|sglang)(?:[:@].*)?")
_INHERITED = ("PATH", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV")


def is_chat(definition: Mapping[str, Any]) -> bool:
    """Return true for the images of vLLM and SGLang."""
    return _CHAT_IMAGE.fullmatch(str(definition.get("Image", ""))) is not None


class Container:
    """A container that starts on creation. Raises :class:`ModelError` if it does not become healthy."""

    def __init__(
        self,
        label: str,
        definition: Mapping[str, Any],
        account_id: str,
        region: str,
        write: Callable[[str], None] | None = None,
    ) -> None:
        self.label = label
        self.adapters: dict[str, str] = {}
        self.loading = Lock()
        self._requests = 0
        self._changed = Condition()
        self._write = write or (lambda line: None)
        self._last_lines: deque[str] = deque(maxlen=5)
        self._directory = tempfile.TemporaryDirectory(prefix="sagemaker-emulator-")
        self._process: subprocess.Popen[str] | None = None
        try:
            begin, model_dir = time.monotonic(), Path(self._directory.name)
            chats = is_chat(definition)
            # The image can download its model from a hub.
            if not chats or "ModelDataUrl" in definition or "ModelDataSource" in definition:
                fetch_model_data(definition, account_id, region, model_dir)
            downloaded = time.monotonic()
            script = str(chat.__file__ if chats else toolkit.__file__)
            self._process = self._start(script, model_dir, definition.get("Environment", {}), region)
            self._port = self._await_port(self._process)
            self._ping()
            self.seconds_to_download, self.seconds_to_load = downloaded - begin, time.monotonic() - downloaded
        except ModelDataError as error:
            self.stop()
            raise ModelError(label, f"Failed to load model data: {error}") from error
        except BaseException:
            self.stop()
            raise

    def _start(
        self, script: str, model_dir: Path, environment: Mapping[str, str], region: str
    ) -> subprocess.Popen[str]:
        """Start the process with the variables of the container and only a few of those of the emulator."""
        variables = {name: os.environ[name] for name in _INHERITED if name in os.environ}
        variables.update(AWS_REGION=region, AWS_DEFAULT_REGION=region, SM_MODEL_DIR=str(model_dir))
        variables.update(environment)
        process = subprocess.Popen(
            [sys.executable, "-u", script, str(model_dir)],
            env=variables,
            cwd=model_dir,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        assert process.stderr is not None
        self._follower = Thread(target=self._follow, args=(process.stderr,), daemon=True)
        self._follower.start()
        return process

    def _follow(self, stream: IO[str]) -> None:
        """Log the output of the container, and keep the last lines for error messages."""
        for line in stream:
            self._last_lines.append(line.rstrip())
            log.info("[%s] %s", self.label, line.rstrip())
            self._write(line.rstrip())

    def _await_port(self, process: subprocess.Popen[str]) -> int:
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line.strip():
            process.wait()
            raise ModelError(self.label, f"The container did not start: {self._last_words()}")
        return int(line)

    def _ping(self) -> None:
        status, _, _ = self._request("GET", "/ping", b"", {})
        if status != 200:
            raise ModelError(self.label, f"The container did not pass its health check: status {status} of /ping")

    def invoke(self, body: bytes, headers: Mapping[str, str]) -> tuple[bytes, str]:
        """Send a request and return the body and content type of the response."""
        status, answer, content_type = self._request("POST", "/invocations", body, headers)
        if status != 200:
            raise ModelError(self.label, answer.decode(errors="replace"), status)
        return answer, content_type

    def call(self, method: str, path: str, body: bytes) -> None:
        """Call another route of the server. Raise if it does not succeed."""
        status, answer, _ = self._request(method, path, body, {"Content-Type": "application/json"})
        if status != 200:
            raise ModelError(self.label, answer.decode(errors="replace"), status)

    def stream(self, path: str, body: bytes, headers: Mapping[str, str]) -> tuple[str, Iterator[bytes]]:
        """Send a request and return the content type and the parts of the response as they arrive."""
        connection = self._begin()
        try:
            connection.request("POST", path, body, dict(headers))
            response = connection.getresponse()
            if response.status != 200:
                raise ModelError(self.label, response.read().decode(errors="replace"), response.status)
        except (OSError, http.client.HTTPException) as error:
            self._end(connection)
            raise self._crash(error) from error
        except ModelError:
            self._end(connection)
            raise
        return response.getheader("Content-Type", "application/json"), self._parts(connection, response)

    def _parts(self, connection: http.client.HTTPConnection, response: http.client.HTTPResponse) -> Iterator[bytes]:
        """Return the parts of a response as they arrive, and close the connection after the last one."""
        try:
            while part := response.read1(_PART_BYTES):
                yield part
        finally:
            self._end(connection)

    def _begin(self) -> http.client.HTTPConnection:
        """Count a request, and return its connection."""
        with self._changed:
            self._requests += 1
        return http.client.HTTPConnection("127.0.0.1", self._port, timeout=_INVOCATION_LIMIT_SECONDS)

    def _end(self, connection: http.client.HTTPConnection) -> None:
        connection.close()
        with self._changed:
            self._requests -= 1
            self._changed.notify_all()

    def drain(self) -> None:
        """Wait until no request is in progress, as an endpoint update does before it ends the old containers."""
        with self._changed:
            self._changed.wait_for(lambda: self._requests == 0, _DRAIN_SECONDS)

    def _crash(self, error: Exception) -> ModelError:
        self.stop()
        return ModelError(self.label, f"The container crashed or hung ({error!r}): {self._last_words()}")

    def _request(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes, str]:
        connection = self._begin()
        try:
            connection.request(method, path, body, dict(headers))
            response = connection.getresponse()
            return response.status, response.read(), response.getheader("Content-Type", "application/json")
        except (OSError, http.client.HTTPException) as error:
            raise self._crash(error) from error
        finally:
            self._end(connection)

    def _last_words(self) -> str:
        """Returns the end of the log of a process that has ended; the thread may still be reading it."""
        self._follower.join(_LOG_END_SECONDS)
        return " | ".join(self._last_lines) or "no log output"

    @property
    def directory(self) -> Path:
        """The directory with the files of the model."""
        return Path(self._directory.name)

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def stop(self) -> None:
        """End the process and its child processes, and remove its directory."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            for stream in (self._process.stdin, self._process.stdout):
                if stream is not None:
                    stream.close()
        self._directory.cleanup()
