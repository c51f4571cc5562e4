"""Every test that asks for it gets an app of its own; jsii runs them all in one node process."""

import atexit
import os
import shutil
import tempfile

# jsii's process inherits this folder, in which each app leaves a folder. It is removed when that process, which is started later, has ended.
os.environ["TMPDIR"] = os.environ["TEMP"] = tempfile.mkdtemp(prefix="cdk-sagemaker-hosting-")
atexit.register(shutil.rmtree, os.environ["TMPDIR"], ignore_errors=True)

# Read when jsii starts. The CDK would validate each template that it synthesizes; helpers/validation.py does so for the tests that are about that.
os.environ["CDK_VALIDATION"] = "false"
os.environ.setdefault("JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION", "20")

import aws_cdk as cdk
import pytest
from helpers.given import a_stack


@pytest.fixture
def app() -> cdk.App:
    return cdk.App()


@pytest.fixture
def stack(app: cdk.App) -> cdk.Stack:
    """A stack in a known account and region, at path `Test`."""
    return a_stack(app)
