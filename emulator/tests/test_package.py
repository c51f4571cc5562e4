"""The package that `pip install ./emulator` installs, and the addresses that its command listens on."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from importlib.metadata import PathDistribution
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
MODULES = {path.relative_to(PROJECT) for path in (PROJECT / "sagemaker_emulator").rglob("*.py")}


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the package is installed, without the dependencies, which this environment has."""
    folder = tmp_path_factory.mktemp("package")
    ignored = shutil.ignore_patterns("build", "*.egg-info", "__pycache__", "tests", ".mypy_cache")
    shutil.copytree(PROJECT, folder / "source", ignore=ignored)
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", folder / "site"]
    subprocess.run([*command, folder / "source"], check=True)
    return folder / "site"


def start(*arguments: str, site: Path = PROJECT) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "sagemaker_emulator", "--end-with-stdin", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(site)},
    )


def test_the_package_has_all_modules_and_nothing_else(installed: Path) -> None:
    found = {path.relative_to(installed) for path in installed.rglob("*.py")}
    assert found == MODULES


def test_dependencies_are_pinned(installed: Path) -> None:
    (metadata,) = installed.glob("*.dist-info")
    required = [name for name in PathDistribution(metadata).requires or [] if "extra ==" not in name]
    assert {name.split("==")[0] for name in required} == {"moto[server]", "boto3", "cfn-lint"}
    assert all("==" in name for name in required)


def test_the_command_of_the_package_starts_an_emulator(installed: Path, tmp_path: Path) -> None:
    process = subprocess.Popen(
        [installed / "bin" / "sagemaker-emulator", "--end-with-stdin"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(installed)},
    )
    with process:
        assert process.stdout is not None and process.stdin is not None
        assert json.loads(process.stdout.readline())["endpoint_url"].startswith("http://127.0.0.1:")
        process.stdin.close()
        assert process.wait() == 0


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.0.2", "::", "::ffff:10.0.0.1"])
def test_an_address_that_other_machines_reach_is_refused(host: str) -> None:
    with start("--host", host) as process:
        said = process.communicate()[1]
    assert process.returncode == 2
    assert f"'{host}' is not a loopback address." in said


def test_a_name_is_refused() -> None:
    with start("--host", "example.com") as process:
        said = process.communicate()[1]
    assert "'example.com' is not an IP address" in said


@pytest.mark.parametrize(
    ("host", "family", "address"),
    [
        ("127.0.0.1", socket.AF_INET, "127.0.0.1"),
        ("localhost", socket.AF_INET, "127.0.0.1"),
        ("127.8.8.8", socket.AF_INET, "127.8.8.8"),
        ("::1", socket.AF_INET6, "[::1]"),
    ],
)
def test_loopback_addresses_are_listened_on(host: str, family: socket.AddressFamily, address: str) -> None:
    try:
        with socket.socket(family) as probe:
            probe.bind((host, 0))
    except OSError:
        pytest.skip(f"this machine has no {host}")
    with start("--host", host) as process:
        assert process.stdout is not None and process.stdin is not None
        assert json.loads(process.stdout.readline())["endpoint_url"].startswith(f"http://{address}:")
        process.stdin.close()
