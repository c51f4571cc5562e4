"""The Python examples of the README run as they stand, and make what the text around them says."""

import re
from pathlib import Path

import pytest
from helpers.processes import ROOT, Synthesized, said_of_themselves, synthesize
from helpers.templates import ALARM, CONFIG, ENDPOINT, MODEL, SCALABLE_TARGET, SCALING_POLICY

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```python\n(.*?)^```$", README, flags=re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def shortest(tmp_path_factory: pytest.TempPathFactory) -> Synthesized:
    return synthesized(tmp_path_factory.mktemp("shortest"), BLOCKS[0])


@pytest.fixture(scope="module")
def whole_picture(tmp_path_factory: pytest.TempPathFactory) -> Synthesized:
    return synthesized(tmp_path_factory.mktemp("whole-picture"), BLOCKS[1])


def synthesized(folder: Path, block: str) -> Synthesized:
    app = folder / "app.py"
    app.write_text(block, encoding="utf-8")
    (folder / "model" / "code").mkdir(parents=True)
    (folder / "model" / "code" / "inference.py").write_text("def model_fn(model_dir): ...", encoding="utf-8")
    return synthesize(app)


def test_each_python_block_is_tested_here() -> None:
    assert len(BLOCKS) == 2


def test_the_first_example_and_its_installation_are_at_the_top() -> None:
    top = "\n".join(README.splitlines()[:40])

    assert "pip install cdk-sagemaker-hosting" in top
    assert f"```python\n{BLOCKS[0]}```" in top + "\n"


def test_the_first_example_is_an_endpoint(shortest: Synthesized) -> None:
    assert len(shortest.resources("Churn", ENDPOINT)) == 1
    (config,) = shortest.resources("Churn", CONFIG).values()
    assert [variant["VariantName"] for variant in config["Properties"]["ProductionVariants"]] == ["main"]
    (model,) = shortest.resources("Churn", MODEL).values()
    assert "ModelDataUrl" in model["Properties"]["PrimaryContainer"]


def test_the_first_example_has_no_findings(shortest: Synthesized) -> None:
    assert shortest.findings() == []
    assert said_of_themselves(shortest) == []


def test_the_whole_picture_is_two_variants_in_a_vpc(whole_picture: Synthesized) -> None:
    assert len(whole_picture.resources("Recommendations", ENDPOINT)) == 1
    (config,) = whole_picture.resources("Recommendations", CONFIG).values()
    variants = config["Properties"]["ProductionVariants"]
    assert [(variant["VariantName"], variant["InitialVariantWeight"]) for variant in variants] == [("stable", 9), ("next", 1)]
    models = whole_picture.resources("Recommendations", MODEL).values()
    assert [len(model["Properties"]["VpcConfig"]["Subnets"]) for model in models] == [2, 2]
    assert len(whole_picture.resources("Recommendations", "AWS::EC2::VPC")) == 1


def test_the_whole_picture_is_autoscaled_and_watched(whole_picture: Synthesized) -> None:
    targets = whole_picture.resources("Recommendations", SCALABLE_TARGET).values()
    assert [(target["Properties"]["MinCapacity"], target["Properties"]["MaxCapacity"]) for target in targets] == [(2, 10), (2, 10)]
    policies = whole_picture.resources("Recommendations", SCALING_POLICY).values()
    assert [policy["Properties"]["TargetTrackingScalingPolicyConfiguration"]["TargetValue"] for policy in policies] == [900, 900]
    assert len(whole_picture.resources("Recommendations", ALARM)) == 2


def test_the_whole_picture_has_no_findings(whole_picture: Synthesized) -> None:
    assert whole_picture.findings() == []


def test_the_whole_picture_fits_in_forty_lines() -> None:
    lines = BLOCKS[1].splitlines()

    assert len(lines) <= 40
    assert len([line for line in lines if line.strip()]) <= 40
