"""The programs and the emulator are imported from where they are. One emulator for all tests."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1] / "emulator")]
os.environ["CDK_VALIDATION"] = "false"

import accounts
from cases import Sources, delete_sources, put_sources
from cloud import Cloud


@pytest.fixture(scope="session")
def cloud() -> Iterator[Cloud]:
    with accounts.emulated(accounts.new_run()) as emulated:
        yield emulated


@pytest.fixture(scope="session")
def sources(cloud: Cloud) -> Iterator[Sources]:
    made = put_sources(cloud)
    yield made
    delete_sources(cloud, made)
