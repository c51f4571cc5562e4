"""The emulator's process: how it starts, and that nothing of it remains."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import Cloud
from hosting import OUTPUTS, hosting, model
from set_up import set_up

from sagemaker_emulator import Emulator, pinned

PACKAGE_PARENT = Path(__file__).resolve().parent.parent
PID = "import os\ndef model_fn(d): return lambda x: os.getpid()"
# Starts an emulator as a test would, says where, and waits to be killed.
PARENT = """
import sys, time
from sagemaker_emulator import Emulator
with Emulator() as emulator:
    print(emulator.endpoint_url, emulator.pid, flush=True)
    time.sleep(600)
"""


def await_end(pid: int) -> None:
    """Returns when the process is gone; a test that waits in vain is ended by the assertion."""
    for _ in range(1500):
        if not running(pid):
            return
        time.sleep(0.02)
    raise AssertionError(f"process {pid} still runs")


def running(pid: int) -> bool:
    """Whether the process exists and is not a zombie waiting for its parent."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def start_container(emulator: Emulator) -> int:
    """Deploy and invoke a model; returns the process id of its container."""
    set_up(emulator)
    cloud = Cloud(emulator, "life")
    cloud.create(hosting(Model=model(cloud.upload(PID))), **OUTPUTS)
    runtime = cloud.client("sagemaker-runtime")
    response = runtime.invoke_endpoint(
        EndpointName=cloud.outputs()["Endpoint"], Body=b"0", ContentType="application/json"
    )
    return int(response["Body"].read())


@pytest.fixture
def parent() -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", PARENT],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(PACKAGE_PARENT)},
    )
    yield process
    process.kill()
    process.wait()


def test_emulator_and_containers_end_with_a_killed_parent(
    parent: subprocess.Popen[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert parent.stdout is not None
    url, pid = parent.stdout.readline().split()
    monkeypatch.setattr(Emulator, "endpoint_url", url)
    container = start_container(Emulator())
    assert running(int(pid)) and running(container)
    parent.kill()
    await_end(int(pid))
    await_end(container)


def test_containers_end_with_a_killed_emulator() -> None:
    with Emulator() as emulator:
        container = start_container(emulator)
        os.kill(emulator.pid, signal.SIGKILL)
        await_end(container)


def test_nothing_remains_after_the_with_statement() -> None:
    with Emulator() as emulator:
        container, pid = start_container(emulator), emulator.pid
        port = int(emulator.endpoint_url.rsplit(":", 1)[1])
    assert not running(pid)
    await_end(container)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port))
    with pytest.raises(RuntimeError):
        emulator.environment()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_command_line_announces_itself_and_ends_on_a_signal(tmp_path: Path, number: signal.Signals) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "sagemaker_emulator", "--port", "0", "--ready-file", str(tmp_path / "ready.json")]
        + ["--log-file", str(tmp_path / "log"), "--parent-pid", str(os.getpid())],
        stdout=subprocess.PIPE,
        text=True,
        cwd=PACKAGE_PARENT,
    )
    assert process.stdout is not None
    with process.stdout:
        ready = json.loads(process.stdout.readline())
    assert ready == json.loads((tmp_path / "ready.json").read_text())
    assert ready["pid"] == process.pid
    assert ready["endpoint_url"].startswith("http://127.0.0.1:")
    process.send_signal(number)
    assert process.wait() == 0
    assert number.name in (tmp_path / "log").read_text()


def test_the_command_line_ends_with_the_process_it_watches(tmp_path: Path) -> None:
    watched = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    process = subprocess.Popen(
        [sys.executable, "-m", "sagemaker_emulator", "--parent-pid", str(watched.pid)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=PACKAGE_PARENT,
    )
    assert process.stdout is not None
    with process.stdout:
        process.stdout.readline()
    watched.communicate(b"\n")
    assert process.wait() == 0


def test_the_environment_sends_every_sdk_here_and_hides_real_credentials(emulator: Emulator) -> None:
    environment = emulator.environment()
    assert environment["AWS_ENDPOINT_URL"] == emulator.endpoint_url
    assert environment["AWS_CONFIG_FILE"] == environment["AWS_SHARED_CREDENTIALS_FILE"] == os.devnull
    code = "import boto3; print(boto3.client('sts').get_caller_identity()['Account'])"
    shown = subprocess.run(
        [sys.executable, "-c", code], env={"PATH": os.environ["PATH"], **environment}, capture_output=True, text=True
    )
    assert shown.stdout.strip() == emulator.account_id, shown.stderr


def test_the_emulator_listens_on_the_loopback_address_only(emulator: Emulator) -> None:
    port = int(emulator.endpoint_url.rsplit(":", 1)[1])
    with socket.socket() as probe:
        probe.bind(("127.0.0.2", port))


def test_another_version_of_moto_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pinned, "version", lambda name: "5.2.6")
    with pytest.raises(RuntimeError, match="moto 5.2.5, but moto 5.2.6"):
        pinned.require_pinned_moto()


def refused(*arguments: str) -> str:
    """What the command says about its arguments, without the usage."""
    command = [sys.executable, "-m", "sagemaker_emulator", *arguments]
    ended = subprocess.run(command, cwd=PACKAGE_PARENT, capture_output=True, text=True, check=False, timeout=60)
    assert ended.returncode == 2
    return ended.stderr.splitlines()[-1].removeprefix("sagemaker-emulator: error: ")


def test_a_port_in_use_is_refused_before_moto_is_imported() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        said = refused("--port", str(port))
    assert (
        said
        == f"port {port} of 127.0.0.1 is in use, perhaps by another emulator; without --port, a free one is selected"
    )


@pytest.mark.parametrize("port", ["65536", "-1", "http"])
def test_a_port_is_a_number_that_ports_have(port: str) -> None:
    assert refused(f"--port={port}") == f"argument --port: must be a number from 0 to 65535, got '{port}'"
