"""The examples in the docstrings of the wheel are found, and become a module for a type checker."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "build-tools"))

from docstring_examples import examples_of, module_of

MODULE = """
class Model(Resource):
    '''A model.

    :see: https://example.com

    Example::

        # bucket: s3.IBucket
        # login: lambda.Function


        sm.Model(self, "Churn",
            name="churn"
        )

        # Another
        sm.Model(self, "Ranking")
    '''

    def __init__(self) -> None:
        ...


class Options:
    def __init__(self) -> None:
        '''The options.

        :exampleMetadata: infused

        Example::

            sm.Options()
        '''


class Silent:
    '''Without an example.'''

    def name(self) -> str:
        '''A member does not count.

        Example::

            silent.name()
        '''


class _ModelProxy(Model):
    pass
"""
FIXTURE = """\
// Contains the imports only.
import { App, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as scheduler_targets from 'aws-cdk-lib/aws-scheduler-targets';
import { Construct } from 'constructs';
import * as sm from 'cdk-sagemaker-hosting';
class Fixture extends Stack {
"""


def package(root: Path) -> Path:
    (root / "registry").mkdir()
    (root / "__init__.py").write_text(MODULE, encoding="utf-8")
    (root / "registry" / "__init__.py").write_text("class Group:\n    pass\n", encoding="utf-8")
    return root


def test_each_public_class_is_listed(tmp_path: Path) -> None:
    examples = examples_of(package(tmp_path))
    assert {name: example is not None for name, example in examples.items()} == {"Model": True, "Options": True, "Silent": False, "registry.Group": False}
    assert examples["Options"] == "sm.Options()\n"


def test_an_example_is_a_function_of_what_it_declares(tmp_path: Path) -> None:
    module = module_of(examples_of(package(tmp_path)), FIXTURE)
    compile(module, "examples.py", "exec")
    assert "def Model(self: Stack, bucket: s3.IBucket, login: lambda_.Function) -> None:\n    sm.Model(self, \"Churn\",\n        name=\"churn\"\n" in module
    assert "    # Another\n" in module


def test_the_imports_are_those_of_the_fixture(tmp_path: Path) -> None:
    assert module_of({}, FIXTURE).splitlines()[1:] == [
        "from aws_cdk import App, Stack",
        "from aws_cdk import aws_lambda as lambda_",
        "from aws_cdk import aws_scheduler_targets as scheduler_targets",
        "from constructs import Construct",
        "import cdk_sagemaker_hosting as sm",
    ]
