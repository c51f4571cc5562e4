"""The validation that tests of apps use finds what the one of `cdk synth` finds."""

from pathlib import Path

import pytest
from helpers.processes import Synthesized, synthesize

# Two stacks, one of them in a stage, each with a mistake of its own.
MISTAKEN = """
import aws_cdk as cdk
from aws_cdk import aws_sagemaker as sagemaker

app = cdk.App()
stage = cdk.Stage(app, "Stage", env=cdk.Environment(account="111122223333", region="eu-west-1"))
for scope, instance_type, weight in ((app, "ml.none", 1), (stage, "ml.c5.large", -1)):
    stack = cdk.Stack(scope, "Stack")
    sagemaker.CfnEndpointConfig(
        stack,
        "Config",
        production_variants=[
            sagemaker.CfnEndpointConfig.ProductionVariantProperty(
                variant_name="a", model_name="a", initial_variant_weight=weight, instance_type=instance_type, initial_instance_count=1
            )
        ],
    )
app.synth()
"""


@pytest.fixture(scope="module")
def mistaken(tmp_path_factory: pytest.TempPathFactory) -> Synthesized:
    app = tmp_path_factory.mktemp("mistaken") / "app.py"
    app.write_text(MISTAKEN, encoding="utf-8")
    return synthesize(app, validates=True)


def test_it_finds_what_the_app_reports(mistaken: Synthesized) -> None:
    found = mistaken.findings()

    assert sorted(found) == sorted(mistaken.reported())
    assert len(set(found)) == 2


def test_an_assembly_without_stacks_is_no_assembly_without_findings(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="no stack is in"):
        Synthesized(tmp_path, "").findings()
