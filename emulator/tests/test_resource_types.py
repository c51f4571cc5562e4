"""Each resource type that the library makes is emulated; test/same/features.test.ts compares the list with the templates."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sagemaker_emulator.cloudformation.provider import ProvisioningError
from sagemaker_emulator.cloudformation.registry import provider_of

TYPES = json.loads(Path(__file__).with_name("resource_types.json").read_text())


@pytest.mark.parametrize("type_name", TYPES)
def test_a_type_of_the_library_is_emulated(type_name: str) -> None:
    assert provider_of(type_name) is not None


def test_a_type_that_is_not_emulated_is_refused() -> None:
    with pytest.raises(ProvisioningError, match="Custom::Other is not emulated: it runs a Lambda function"):
        provider_of("Custom::Other")
